-- One row per policy seed, line and column: the cell as the analyst typed it, or what is wrong with the header.
{{ config(post_hook='{{ show_seeds_of_host() }}') }}

{{ select_policy_cells(policy_seeds()) }}
