"""The one place that opens the warehouse for the report: DuckDB. Another warehouse needs another ``open_…``."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from lead_scoring.call_list import CannotReadError

TABLE = re.compile(r"\{(marts|seeds)\}\.(\w+)")


class Warehouse:
    """The tables of the schemas ``marts`` and ``seeds``, read only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, prefix: str) -> None:
        self._connection, self._prefix = connection, prefix
        found = connection.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        self._tables = set(found)

    def has(self, table: str, schema: str = "marts") -> bool:
        """Return whether the table is there."""
        return (self._prefix + schema, table) in self._tables

    def rows(self, query: str, *values: object) -> list[dict]:
        """Return the rows of a query as dictionaries; none where one of its tables (``{marts}.name``) is not there.

        ``{many}`` in the query stands for a list of placeholders, one for each value.
        """
        if not all(self.has(table, schema) for schema, table in TABLE.findall(query)):
            return []
        text = query.format(
            marts=f'"{self._prefix}marts"', seeds=f'"{self._prefix}seeds"', many=", ".join("?" * len(values))
        )
        cursor = self._connection.execute(text, list(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def of_contacts(self, query: str, contacts: Sequence[str]) -> list[dict]:
        """Return the rows of a query with ``in ({many})`` for some contacts; none without any contact."""
        return self.rows(query, *contacts) if contacts else []


@contextmanager
def open_duckdb(database: Path, developer_schema: str) -> Iterator[Warehouse]:
    """Open a DuckDB file; ``developer_schema`` ``main`` reads ``marts``, ``ana`` reads ``ana_marts``.

    Raises CannotReadError where the file or the score tables are missing.
    """
    if not database.exists():
        raise CannotReadError(f"There is no database {database}. Build it first: make build RAW=folder")
    prefix = "" if developer_schema == "main" else f"{developer_schema}_"
    try:
        connection = duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise CannotReadError(
            f"{database} cannot be opened ({error}). The report reads DuckDB files only; close whatever writes it."
        ) from error
    with connection:
        warehouse = Warehouse(connection, prefix)
        if not warehouse.has("lead_scores"):
            raise CannotReadError(
                f"{database} has no score tables ({prefix}marts.lead_scores). Build it first: make build RAW=folder"
            )
        try:
            yield warehouse
        except duckdb.Error as error:
            raise CannotReadError(
                f"The tables of {database} are not those of this version ({error}). Build it again."
            ) from error
