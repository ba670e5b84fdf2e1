"""The one place that opens the warehouse for the report: DuckDB. Another warehouse needs another ``open_…``."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from lead_scoring.call_list import CannotReadError
from lead_scoring.warehouse import Warehouse as OpenedWarehouse
from lead_scoring.warehouse import open_file

TABLE = re.compile(r"\{(marts|seeds)\}\.(\w+)")


class Warehouse:
    """The tables of the schemas ``marts`` and ``seeds``, read only."""

    def __init__(self, opened: OpenedWarehouse) -> None:
        self._connection, self._schema = opened.connection, opened.schema
        found = self._connection.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        self._tables = set(found)

    def has(self, table: str, schema: str = "marts") -> bool:
        """Return whether the table is there."""
        return (self._schema(schema), table) in self._tables

    def rows(self, query: str, *values: object) -> list[dict]:
        """Return the rows of a query as dictionaries; none where one of its tables (``{marts}.name``) is not there.

        ``{many}`` in the query stands for a list of placeholders, one for each value.
        """
        if not all(self.has(table, schema) for schema, table in TABLE.findall(query)):
            return []
        text = query.format(
            marts=f'"{self._schema("marts")}"',
            seeds=f'"{self._schema("seeds")}"',
            many=", ".join("?" * len(values)),
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

    Raises CannotConnectError where there is no such file, CannotReadError where it has no score tables.
    """
    opened = open_file(database, developer_schema)
    with opened.connection:
        warehouse = Warehouse(opened)
        if not warehouse.has("lead_scores"):
            raise CannotReadError(
                f"{database} has no score tables ({opened.schema('marts')}.lead_scores)."
                " Build it first: make build RAW=folder"
            )
        try:
            yield warehouse
        except duckdb.Error as error:
            raise CannotReadError(
                f"The tables of {database} are not those of this version ({error}). Build it again."
            ) from error
