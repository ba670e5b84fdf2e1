"""Say whether a run may start: nobody else has the DuckDB file open.

Exit codes: 0 nobody has, or there is no file yet; 1 somebody has, or it is not a DuckDB file (it says which); 2 wrong
usage.
"""

import argparse

from lead_scoring.commands.options import add_warehouse_options, unchecked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)


def run(options: argparse.Namespace) -> int:
    """Open the file as a run would, and return the exit code."""
    # what a run that was cut off has left is no hindrance to the next one
    if options.project_dir or options.target or options.database.exists():
        unchecked(options, read_only=False).close()
    return 0
