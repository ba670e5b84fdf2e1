"""Show what an edit of the seeds changes, before anything is published.

The policy on disk and that of a git revision, or the policies of two folders, are scored on the same raw tables in
scratch schemas of the warehouse; the output says which leads, rules and journeys change. Published tables are not
touched. Exit codes: 0 compared, 1 cannot be compared, 2 wrong usage.
"""

import argparse
import json
from functools import partial
from pathlib import Path

from lead_scoring.commands.options import add_warehouse_options, day, positive, unchecked
from lead_scoring.errors import WrongUsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "folders",
        type=Path,
        nargs="*",
        metavar="FOLDER",
        help="two folders of seed CSVs, the older policy first (default: a revision and the policy on disk)",
    )
    parser.add_argument("--against", metavar="REV", help="git revision to compare with (default HEAD)")
    parser.add_argument(
        "--raw",
        type=Path,
        default=Path("data/raw"),
        help="folder of the raw tables (DuckDB; default data/raw)",
    )
    parser.add_argument(
        "--raw-schema",
        default="",
        help="schema of the raw tables (default: files on DuckDB, raw on other warehouses)",
    )
    parser.add_argument(
        "--as-of", type=day, help="date YYYY-MM-DD (default: that of the published tables, else today)"
    )
    add_warehouse_options(parser)
    parser.add_argument(
        "--top",
        type=positive,
        default=10,
        help="how many leads to show, those that move most first (default 10)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON for machines")


def run(options: argparse.Namespace) -> int:
    """Compare, print what changes, and return the exit code."""
    from lead_scoring.policy import check, diff

    if options.project_dir:
        raise WrongUsageError(
            "policy diff scores this project alone. In a project that installs it, compare two targets:"
            " dbt build --target …"
        )
    if options.folders and (len(options.folders) != 2 or options.against):
        raise WrongUsageError(
            "policy diff compares two folders, the older policy first, or without folders the policy on disk with a"
            " git revision: --against"
        )
    reports = [check(folder) for folder in options.folders or [None]]
    if any(report.problems for report in reports):
        print("\n".join(report.text() for report in reports if report.problems))
        return 1
    place = diff.Place(partial(unchecked, options), options.target)
    as_of = str(options.as_of) if options.as_of else None
    against = options.against or "HEAD"
    changes = diff.compare(
        place, options.raw, as_of, against, options.top, options.raw_schema, options.folders
    )
    print(json.dumps(changes, indent=2, ensure_ascii=False) if options.json else diff.as_text(changes))
    return 0
