-- One row per policy seed, line and column: the cell as the analyst typed it, or what is wrong with the header.
{{ select_policy_cells(policy_seeds()) }}
