"""Tell the morning on one screen: rows in, used and set aside, leads, changes, what to look at."""

import argparse

from lead_scoring.commands.options import add_warehouse_options, opened
from lead_scoring.summary import render


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the summary and return the exit code."""
    with opened(options) as warehouse:
        print(render(warehouse))
    return 0
