"""Write a small policy to start your own from.

Five fit rules, eight interest rules, four bands, one scorecard, no BANT: it can be used as it is, and every row can be
changed. Exit codes: 0 written, 1 the folder is not empty or cannot be written, 2 wrong usage.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="folder to write to, new or empty; inside the project, so that dbt can read it: policies/ours",
    )


def run(options: argparse.Namespace) -> int:
    """Write, say what to do next, and return the exit code."""
    from lead_scoring.policy import new

    print(new.write(options.folder))
    return 0
