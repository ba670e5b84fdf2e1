"""Judge the profiles of the raw tables or of the scores.

The seed expectations judges what dbt has measured: the raw tables (dbt build --selector feeds) or the scores (dbt
build). Results are kept in the table expectation_results and as JSON; what is not as expected is printed. Exit codes:
0 nothing stops (all met, warnings, or too little known), 1 an expectation of severity stop failed or nothing can be
judged, 2 wrong usage.
"""

import argparse
from pathlib import Path

from lead_scoring.commands.options import add_warehouse_options, name_of, opened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("stage", choices=("raw", "scores"), help="raw: before scoring; scores: after it")
    add_warehouse_options(parser)
    parser.add_argument(
        "--history",
        type=Path,
        help="folder of the JSON files (default data/expectations/<name of the database or target>)",
    )


def run(options: argparse.Namespace) -> int:
    """Judge, keep and tell what was found, and return the exit code."""
    from lead_scoring.expectations import judge, report, results

    history = options.history or Path("data/expectations") / name_of(options)
    with opened(options, read_only=False) as warehouse:
        cases = results.read_cases(warehouse, options.stage)
        if not cases:
            print(f"The seed expectations has no row for the stage {options.stage}: nothing is judged.")
            return 0
        as_of = str(cases[0]["as_of_date"])
        found, answers = judge.judge(cases)
        attempt = results.append(warehouse, as_of, options.stage, found)
    print(report.as_text(as_of, options.stage, found))
    print(f"Kept in {results.write_json(history, as_of, options.stage, attempt, found, answers)}")
    return 1 if any(result.stops for result in found) else 0
