"""`export`: the call list per seller to fill in, and the public tables as Parquet, swapped in as a whole.

It copies what the score tables hold and computes no score.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lead_scoring.errors import UserError
from lead_scoring.export import call_lists, folders, tables
from lead_scoring.warehouse import Warehouse
from lead_scoring.wording import Wording


class CannotExportError(UserError):
    """There is no place for the files; the message says why."""


@dataclass(frozen=True)
class Exported:
    """What was written: the rows of each table, the leads to call and how many have them."""

    tables: dict[str, int]
    calls: int
    sellers: int


def write(
    warehouse: Warehouse, out: Path, language: str, paper: str = "a4", for_import: bool = False
) -> Exported:
    """Write everything to a new folder and point ``<out>/current`` at it.

    The new folder has ``call_list/*.xlsx``, ``call_list/*.csv``, ``tables/*.parquet`` and, where it is asked for,
    ``for_import/call_list.csv``, which no spreadsheet should open. Beside it ``tables.duckdb`` has views of the files
    in ``<out>/current``, for tools that want a database. Raises CannotReadError, BusyError and CannotExportError; what
    was there before stays.
    """
    tables.check(warehouse)
    try:
        with folders.new_version(out, datetime.now(UTC)) as folder:
            rows = tables.write(warehouse, folder / "tables")
            files = call_lists.write(warehouse, folder / "call_list", Wording(warehouse), language, paper)
            if for_import:
                call_lists.write_for_import(warehouse, folder / "for_import")
        tables.write_views(out / "tables.duckdb", out.absolute() / "current" / "tables")
    except (duckdb.Error, OSError) as problem:
        raise CannotExportError(f"{out} cannot be written: {str(problem).splitlines()[0]}") from problem
    return Exported(rows, rows["call_list"], len(files) // 2)
