"""Print one hash per public table, to compare two warehouses.

Each line has a table's name, row count and hash: two warehouses hold the same rows exactly if their lines are the same.
Exit codes: 0 printed, 1 cannot be read, 2 wrong usage.
"""

import argparse

from lead_scoring.commands.options import add_warehouse_options, opened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the hashes and return the exit code."""
    from lead_scoring import digest

    with opened(options, types=("duckdb", "postgres", "spark", "snowflake")) as warehouse:
        for table, (rows, told) in digest.digests(warehouse).items():
            print(f"{table:28} {rows:>12} {told}")
    return 0
