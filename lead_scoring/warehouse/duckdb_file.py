"""A DuckDB file. Whoever writes to it locks it whole: a run at work shows when the file is opened."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from lead_scoring.warehouse.base import AT_WORK, ROWS_AT_ONCE, CannotConnectError, RunAtWorkError, Warehouse

BUILD = "make build RAW=folder"
# whatever the file is called: DuckDB takes a file marts.duckdb for the schema marts
ATTACHED = "lead_scoring_file"


class DuckDBWarehouse(Warehouse):
    """A connection of duckdb. A file that is open for reading cannot be written to meanwhile."""

    errors = (
        duckdb.OperationalError,
        duckdb.CatalogException,
        duckdb.BinderException,
        duckdb.PermissionException,
        duckdb.InternalException,  # a file that is damaged
        duckdb.FatalException,
    )

    uses: str | None = (
        None  # the database that is read, where the connection has several: a cursor does not know
    )

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement (marks are %s) and keep what it did."""
        with self.told():
            self.connection.execute(statement.replace("%s", "?"), list(parameters))

    def _parts(self, query: str, parameters: Sequence[object]) -> Iterator[tuple[list[str], Iterable[tuple]]]:
        with self.told():
            cursor = self.connection.cursor()
            if self.uses:
                cursor.execute(f'use "{self.uses}"')
            cursor.execute(query.replace("%s", "?"), list(parameters))
            while part := cursor.fetchmany(ROWS_AT_ONCE):
                yield [column[0] for column in cursor.description], part
            cursor.close()


def open_file(
    database: Path, developer_schema: str = "main", read_only: bool = True, name: str = ATTACHED
) -> DuckDBWarehouse:
    """Open a DuckDB file. Raises CannotConnectError; RunAtWorkError while another process writes to it.

    ``name`` is what its views call it, in a project whose views do.
    """
    if not database.exists():
        raise CannotConnectError(f"There is no database {database}. Build it first: {BUILD}")
    if database.is_dir():
        raise CannotConnectError(f"{database} is a folder. Name a DuckDB file.")
    connection = duckdb.connect()
    try:
        file = str(database).replace("'", "''")
        connection.execute(f"attach '{file}' as \"{name}\" (type duckdb{', read_only' if read_only else ''})")
        connection.execute(f'use "{name}"')
    except duckdb.Error as error:
        connection.close()
        said = str(error).splitlines()[0]
        if "Could not set lock" in said:
            who = re.search(r"PID (\d+)", said)
            process = f" (process {who[1]} has the file open)" if who else ""
            raise RunAtWorkError(AT_WORK.format(place=f"{database}{process}")) from error
        raise CannotConnectError(f"{database} cannot be opened: {said}") from error
    opened = DuckDBWarehouse(connection, developer_schema, str(database), BUILD)
    opened.uses = name
    opened.is_open_to_others = os.name == "posix" and bool(database.stat().st_mode & stat.S_IROTH)
    return opened
