"""Write a policy as one workbook, to be edited in a spreadsheet.

A sheet per seed, with lists to choose from and the meaning of each column as a comment. `policy from-xlsx` takes it
back. Exit codes: 0 written, 1 a file cannot be read or written, 2 wrong usage.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="workbook to write: policy.xlsx")
    parser.add_argument(
        "--policy", type=Path, help="folder of seed CSVs (default LEAD_SCORING_POLICY, else seeds/policy)"
    )


def run(options: argparse.Namespace) -> int:
    """Write, say what to do next, and return the exit code."""
    from lead_scoring.policy.seeds import folder_of
    from lead_scoring.policy.to_xlsx import write

    print(write(folder_of(options.policy), options.file))
    return 0
