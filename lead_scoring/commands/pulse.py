"""Hand over who is ready now, between two mornings: read what is new, score, publish the call list, tell sellers.

A pulse builds the core alone (dbt's selector pulse), as of today and with the time at which it starts. What compares
days and what people study waits for the next whole run (make build), which must have published before, under the
policy of now. Exit codes: 0 published, and whoever has an address was told; 1 not (it says why); 2 wrong usage.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from lead_scoring.commands import notify
from lead_scoring.commands.options import add_warehouse_options, opened, unchecked
from lead_scoring.errors import UserError, WrongUsageError
from lead_scoring.lock import alone

# dbt parses anew where vars differ from those of its last run: pulses have a folder of their own for what it remembers
TARGET = Path("target/pulse")
UNITS = {"s": 1, "m": 60, "h": 3600}
# what this run has handed over: a pulse of the same minute may have handed over before
PULSES = """
    select
        pulses.run_at,
        (select count(*) from {intermediate}.int_handoffs where is_new) as handed_over,
        (select count(*) from {marts}.call_list) as calls
    from {marts}.published_pulses as pulses
    order by pulses.run_at desc
"""


class NotPublishedError(UserError):
    """The pulse was not published; the message says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--raw", type=Path, help="folder of the raw tables (DuckDB; default LEAD_SCORING_RAW, else data/raw)"
    )
    parser.add_argument(
        "--every", type=duration, metavar="TIME", help="run again and again, from start to start: 90s, 5m, 1h"
    )
    parser.add_argument("--no-notify", action="store_true", help="tell nobody")
    add_warehouse_options(parser)
    parser.set_defaults(log=None, dry_run=False, as_sent=False)


def run(options: argparse.Namespace) -> int:
    """Run one pulse and return its exit code, or with --every one after the other until somebody stops it."""
    if options.project_dir:
        raise WrongUsageError(
            "pulse runs this project alone. In a project that installs it, see docs/speed_to_lead.md for what to run."
        )
    if not options.every:
        return pulse(options)
    begun = time.monotonic()
    while True:
        try:
            pulse(options)
        except UserError as problem:
            # the next one may do better: a whole run may be at work
            print(problem, file=sys.stderr)
        sys.stdout.flush()
        time.sleep(options.every - (time.monotonic() - begun) % options.every)


def pulse(options: argparse.Namespace) -> int:
    """Run one pulse, tell what it did, and return its exit code. Raises NotPublishedError, and what opening does."""
    from lead_scoring.notify import routes

    started = time.monotonic()
    with alone(TARGET / "pulse.lock"):
        # a file that is not there, or that somebody has open, is told before dbt begins
        unchecked(options, read_only=False).close()
        _build(options, datetime.now(UTC))
        with opened(options) as warehouse:
            names = {name: warehouse.quoted(warehouse.schema(name)) for name in ("marts", "intermediate")}
            run_at, handed_over, calls = next(iter(warehouse.rows(PULSES.format(**names))))
            told = any(os.environ.get(route.variable, "").strip() for route in routes.read(warehouse))
        print(
            f"{run_at:%Y-%m-%d %H:%M} UTC: {handed_over} handed over, {calls} on the call list"
            f" ({time.monotonic() - started:.1f} s)"
        )
        return notify.run(options) if told and not options.no_notify else 0


def duration(text: str) -> int:
    """Read a time such as 90s, 5m or 1h as seconds, as argparse's type."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smh])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text[:40]} is not a time as in 90s, 5m or 1h")
    return int(found[1]) * UNITS[found[2]]


def _build(options: argparse.Namespace, now: datetime) -> None:
    where = {"LEAD_SCORING_RAW": str(options.raw)} if options.raw else {}
    built = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *("--quiet", "build", "--selector", "pulse", "--vars", json.dumps({"pulse": True})),
            *("--target-path", str(TARGET), *(["--target", options.target] if options.target else [])),
        ],
        env=os.environ | {"LEAD_SCORING_DB": str(options.database)} | where,
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode:
        raise NotPublishedError(f"The pulse of {now:%H:%M} UTC was not published:\n{_said(built.stdout)}")
    if built.stdout.strip():
        print(built.stdout.strip())


def _said(text: str) -> str:
    """Return what dbt said without its colours, times and lines that name macros."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = [re.sub(r"^\d\d:\d\d:\d\d +", "", line).strip() for line in plain.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("> "))
