"""Tell people and tools about new hand-offs and signals.

What is new is sent to the receivers in the seed notifications, whose addresses are in environment variables, and
recorded in the delivery log. Exit codes: 0 everything was delivered, 1 something was not (the next run tries again), 2
wrong usage.
"""

import argparse
import os
import sys
from pathlib import Path

from lead_scoring.commands.options import add_warehouse_options, name_of, opened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)
    parser.add_argument(
        "--log",
        type=Path,
        help="delivery log, a SQLite file (default data/notify/<name of the database or target>.sqlite)",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--dry-run", action="store_true", help="print what would be sent; send and record nothing"
    )
    how.add_argument(
        "--as-sent", action="store_true", help="send nothing, but record what is there now as sent"
    )


def run(options: argparse.Namespace) -> int:
    """Send what is new and return the exit code."""
    from lead_scoring import notify, parts
    from lead_scoring.notify.send import send

    delivered = options.log or Path("data/notify") / f"{name_of(options)}.sqlite"
    sends = not (options.dry_run or options.as_sent)
    failures = 0
    with opened(options) as warehouse:
        for outcome in notify.run(
            warehouse,
            delivered,
            send if sends else lambda address, message: None,
            os.environ if sends else None,
            keep=not options.dry_run,
        ):
            failures += outcome.failure is not None
            print(
                notify.as_text(outcome, options.dry_run), file=sys.stderr if outcome.failure else sys.stdout
            )
        for sentence in parts.told(warehouse):
            print(sentence)
    return 1 if failures else 0
