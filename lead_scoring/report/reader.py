"""How the report reads a warehouse: DuckDB or PostgreSQL."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from lead_scoring.call_list import CannotReadError
from lead_scoring.warehouse import RunAtWorkError
from lead_scoring.warehouse import Warehouse as OpenedWarehouse

TABLE = re.compile(r"\{(marts|seeds)\}\.(\w+)")


class Warehouse:
    """The tables of the schemas ``marts`` and ``seeds``, read only."""

    def __init__(self, opened: OpenedWarehouse) -> None:
        self._opened = opened
        self._tables = {name: set(opened.tables(opened.schema(name))) for name in ("marts", "seeds")}

    def has(self, table: str, schema: str = "marts") -> bool:
        """Return whether the table is there."""
        return table in self._tables[schema]

    def rows(self, query: str, *values: object) -> list[dict]:
        """Return the rows of a query as dictionaries; none where one of its tables (``{marts}.name``) is not there.

        ``{many}`` in the query stands for a list of placeholders (%s), one for each value.
        """
        if not all(self.has(table, schema) for schema, table in TABLE.findall(query)):
            return []
        text = query.format(
            marts=f'"{self._opened.schema("marts")}"',
            seeds=f'"{self._opened.schema("seeds")}"',
            many=", ".join(["%s"] * len(values)),
        )
        return list(self._opened.records(text, values))

    def of_contacts(self, query: str, contacts: Sequence[str]) -> list[dict]:
        """Return the rows of a query with ``in ({many})`` for some contacts; none without any contact."""
        return self.rows(query, *contacts) if contacts else []


@contextmanager
def reading(opened: OpenedWarehouse) -> Iterator[Warehouse]:
    """Give the tables of a warehouse as they are at one moment, and close it afterwards.

    Raises CannotReadError where it has no score tables, or while a run is at work on it.
    """
    with closing(opened.connection):
        try:
            opened.hold_still()
        except RunAtWorkError as problem:
            raise CannotReadError(str(problem)) from problem
        warehouse = Warehouse(opened)
        if not warehouse.has("lead_scores"):
            raise CannotReadError(
                f"There are no score tables ({opened.schema('marts')}.lead_scores)."
                " Build them first: make build RAW=folder"
            )
        try:
            yield warehouse
        except opened.errors as error:
            raise CannotReadError(
                f"The tables are not those of this version ({error}). Build them again."
            ) from error
