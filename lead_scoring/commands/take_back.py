"""Take back what sellers have answered in their call lists (XLSX, CSV), as rows of the raw table sales_touches.

Each answer is taken once, however often its file is. Exit codes: 0 taken back, 1 something could not be (the rest was),
2 wrong usage.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="filled call list, XLSX or CSV")
    parser.add_argument(
        "--raw",
        type=Path,
        default=Path(os.environ.get("LEAD_SCORING_RAW") or "data/raw"),
        help="folder of the raw files (default LEAD_SCORING_RAW, else data/raw)",
    )
    parser.add_argument(
        "--beside",
        action="store_true",
        help="write to sales_touches/taken_back.csv, for a folder whose sales_touches.csv another program writes anew",
    )
    parser.add_argument(
        "--time-zone",
        type=_zone,
        default=UTC,
        metavar="NAME",
        help="zone of the times that sellers wrote, such as Europe/Madrid (default UTC)",
    )


def run(options: argparse.Namespace) -> int:
    """Take back and return the exit code."""
    # only this command needs the library that reads workbooks
    from lead_scoring import take_back

    done = take_back.run(options.files, options.raw, datetime.now(UTC), options.time_zone, options.beside)
    for problem in done.problems:
        print(problem, file=sys.stderr)
    print(
        f"{done.file}: answers added: {done.added}; there already: {done.there_already};"
        f" left out, see above: {done.left_out}; rows without an answer: {done.unanswered}"
    )
    return 1 if done.problems else 0


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{name} is no time zone as in Europe/Madrid") from error
