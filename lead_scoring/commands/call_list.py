"""Print the leads to call first."""

import argparse

from lead_scoring.call_list import render
from lead_scoring.commands.options import add_warehouse_options, opened, positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)
    parser.add_argument("--top", type=positive, default=10, help="how many leads (default 10)")


def run(options: argparse.Namespace) -> int:
    """Print the list and return the exit code."""
    with opened(options) as warehouse:
        print(render(warehouse, options.top))
    return 0
