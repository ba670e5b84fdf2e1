"""Print the leads to call first."""

import argparse

from lead_scoring.call_list import render
from lead_scoring.commands.options import add_warehouse_options, opened, positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)
    how_many = parser.add_mutually_exclusive_group()
    how_many.add_argument("--top", type=positive, default=10, help="how many leads (default 10)")
    how_many.add_argument(
        "--no-names", action="store_true", help="say how many there are and name none of them, for a log"
    )


def run(options: argparse.Namespace) -> int:
    """Print the list and return the exit code."""
    with opened(options) as warehouse:
        print(render(warehouse, 0 if options.no_names else options.top))
    return 0
