"""Write the report as one HTML file.

One self-contained page from the score tables: whom to call, is it right, what if, can today's run be trusted.
"""

import argparse
from pathlib import Path

from lead_scoring.commands.options import add_warehouse_options, opened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("report.html"), help="file to write (default report.html)"
    )
    parser.add_argument(
        "--language",
        choices=("en", "es"),
        help="words of the page itself (default: the language that the tables were built in)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the page and return the exit code."""
    # only this command needs Jinja and the chart library
    from lead_scoring import report

    with opened(options) as warehouse:
        found = report.write(warehouse, options.out, options.language)
    listed, total = len(found["calls"]["leads"]), found["calls"]["total"]
    print(
        f"{options.out}: {listed} of {total} leads to call, {options.out.stat().st_size / 1e6:.1f} MB."
        " Open it in a browser; it needs no network."
    )
    return 0
