"""Rewrite seed files as a spreadsheet left them as plain CSV.

Commas between cells, points in decimals, lines that end in LF, no byte-order mark, no blank rows and columns: that is
what dbt reads. Semicolons with decimal commas become that. Nothing else is changed; a plain file keeps its bytes. Exit
codes: 0 done, 1 a file cannot be read or written, 2 wrong usage.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        metavar="FOLDER",
        help="folder of seed CSVs (default LEAD_SCORING_POLICY, else seeds/policy)",
    )


def run(options: argparse.Namespace) -> int:
    """Rewrite, say what was changed, and return the exit code."""
    from lead_scoring.policy.seeds import folder_of
    from lead_scoring.policy.tidy import tidy

    print(tidy(folder_of(options.folder)))
    return 0
