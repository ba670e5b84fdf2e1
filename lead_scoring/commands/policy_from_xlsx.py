"""Take a policy back from the workbook that `policy to-xlsx` wrote.

The policy that comes of it is checked first, in the words of `policy check`: where it has problems nothing is written.
Rows that did not change keep their bytes. Exit codes: 0 written or the same already, 1 problems, or a file that cannot
be read or written, 2 wrong usage.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="workbook with a sheet per seed: policy.xlsx")
    parser.add_argument(
        "--policy",
        type=Path,
        help="folder to write to, new or not (default LEAD_SCORING_POLICY, else seeds/policy)",
    )


def run(options: argparse.Namespace) -> int:
    """Write, say what changed, and return the exit code."""
    from lead_scoring.policy.from_xlsx import read_back
    from lead_scoring.policy.seeds import folder_of

    print(read_back(options.file, folder_of(options.policy)))
    return 0
