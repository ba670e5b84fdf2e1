"""Arguments that commands share, and the warehouse that they name."""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from lead_scoring.errors import WrongUsageError
from lead_scoring.host import Host
from lead_scoring.warehouse import Warehouse, open_either, open_host
from lead_scoring.warehouse.opening import TYPES

# more than anybody has of anything, and a number that every warehouse holds
MOST = 1_000_000_000


def add_warehouse_options(parser: argparse.ArgumentParser) -> None:
    """Add --database and --target, of which one may be given."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--database",
        type=Path,
        default=Path(os.environ.get("LEAD_SCORING_DB", "lead_scoring.duckdb")),
        help="DuckDB file (default LEAD_SCORING_DB, else lead_scoring.duckdb)",
    )
    where.add_argument("--target", help="target of profiles.yml, such as postgres, instead of a DuckDB file")
    add_host_options(parser)


def add_host_options(parser: argparse.ArgumentParser) -> None:
    """Add --project-dir and --profiles-dir, which name a project that installs this one."""
    parser.add_argument(
        "--project-dir",
        type=Path,
        help="folder of the dbt project that installs this one as a package: its tables are read",
    )
    parser.add_argument(
        "--profiles-dir", type=Path, help="folder of its profiles.yml (default: where dbt looks for it)"
    )


def add_suggest_options(parser: argparse.ArgumentParser, learns: str) -> None:
    """Add what a command that learns from past opportunities takes; ``learns`` is its verb in the help."""
    add_warehouse_options(parser)
    parser.add_argument("--scorecard", help="scorecard to start from (default: the champion)")
    parser.add_argument(
        "--cut-date",
        type=day,
        help=f"YYYY-MM-DD: {learns} before that day, judge after it"
        " (default: the day by which 70 %% of the mature resolved opportunities were opened)",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="write what is suggested into the policy's files (LEAD_SCORING_POLICY)",
    )


def host_of(options: argparse.Namespace) -> Host | None:
    """Return the project that installs this one, if one is named. Raises WrongUsageError with --write."""
    if not options.project_dir:
        return None
    if options.write:
        raise WrongUsageError("--write changes the files of this project. Paste what is printed into yours.")
    return Host(options.project_dir)


def unchecked(options: argparse.Namespace, read_only: bool = True, types: Sequence[str] = TYPES) -> Warehouse:
    """Open the warehouse that the arguments name, whatever the last run has left there. Raises CannotConnectError."""
    if options.project_dir:
        return open_host(Host(options.project_dir), options.profiles_dir, options.target, types, read_only)
    schema = os.environ.get("LEAD_SCORING_SCHEMA", "main")
    return open_either(options.database, options.target, schema, read_only, types)


@contextmanager
def opened(
    options: argparse.Namespace, read_only: bool = True, types: Sequence[str] = TYPES
) -> Iterator[Warehouse]:
    """Give the warehouse that the arguments name, as one whole run has left it, and close it afterwards.

    Raises CannotConnectError; RunAtWorkError while a run is at work on it, and after one that was cut off.
    """
    with unchecked(options, read_only, types) as warehouse:
        warehouse.hold_still(read_only)
        yield warehouse


def name_of(options: argparse.Namespace) -> str:
    """Return what files beside the warehouse are called after: its target, project or file."""
    if options.project_dir:
        return "_".join(filter(None, [options.project_dir.resolve().name, options.target]))
    return options.target or options.database.stem


def day(text: str) -> date:
    """Read a date, as argparse's type."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date as in 2026-03-31") from error


def whole_number(at_least: int) -> Callable[[str], int]:
    """Return argparse's type of a whole number from ``at_least`` to a thousand million."""

    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > len(str(MOST)) or not at_least <= int(text) <= MOST:
            raise argparse.ArgumentTypeError(f"{text[:40]} is not a whole number from {at_least} to {MOST}")
        return int(text)

    return read


positive = whole_number(1)
