"""Write the call list per seller (XLSX, CSV), to be filled in, and the public tables (Parquet).

They go into a new folder that <out>/current points at as soon as it is whole. Exit codes: 0 written, 1 cannot be
written (what was there stays), 2 wrong usage.
"""

import argparse
from pathlib import Path

from lead_scoring.commands.options import add_warehouse_options, opened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("data/export"), help="folder to write to (default data/export)"
    )
    parser.add_argument(
        "--language",
        choices=("en", "es"),
        default="en",
        help="words of the call lists and form of their CSV: es has semicolons and decimal commas (default en)",
    )
    parser.add_argument(
        "--paper", choices=("a4", "letter"), default="a4", help="paper of the workbooks (default a4)"
    )
    parser.add_argument(
        "--for-import",
        action="store_true",
        help="also write for_import/call_list.csv for a CRM: every text as it is, so open it in no spreadsheet",
    )


def run(options: argparse.Namespace) -> int:
    """Write the files and return the exit code."""
    # only this command needs the library that writes workbooks
    from lead_scoring import export, parts

    with opened(options) as warehouse:
        done = export.write(warehouse, options.out, options.language, options.paper, options.for_import)
        told = parts.told(warehouse)
    print(
        f"{options.out / 'current'}: {len(done.tables)} tables ({sum(done.tables.values())} rows) in tables/,"
        f" {done.calls} leads of {done.sellers} sellers in call_list/"
    )
    for sentence in told:
        print(sentence)
    return 0
