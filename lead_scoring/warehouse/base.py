"""What every warehouse gives: the tables of the project's schemas, and whether a run has left them whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

from lead_scoring.errors import UserError

ROWS_AT_ONCE = 10_000
TABLES = "select table_name from information_schema.tables where table_schema = %s"
COLUMNS = "select column_name from information_schema.columns where table_schema = %s and table_name = %s"

AT_WORK = (
    "A run is at work on {place}. Nothing was read and nothing was written: try again when it has ended."
)
CUT_OFF = (
    "The last run on {place} was cut off: some tables may be new and others old. Nothing was read and nothing was"
    " written. Build again: {build}"
)
# where nobody can tell the one from the other
AT_WORK_OR_CUT_OFF = (
    "A run is at work on {place}, or the last one was cut off and some tables may be new and others old. Nothing was"
    " read and nothing was written. If no run is at work, build again: {build}"
)


class CannotConnectError(UserError):
    """The warehouse cannot be opened."""


class CannotReadError(UserError):
    """The warehouse does not have what is to be read."""


class RunAtWorkError(UserError):
    """The tables may not be all of one run."""


class Warehouse:
    """An open warehouse with the developer's schema: ``main`` reads ``marts``, ``ana`` reads ``ana_marts``.

    ``schemas`` says what schemas are called otherwise, as in a host. ``place`` is how people call the warehouse,
    ``build`` the command that builds it. Reading raises CannotReadError where a table or a column is missing or may not
    be read. As a context manager it is closed at the end.
    """

    errors: tuple[type[Exception], ...]  # what a missing table, a lost connection or a missing right raises
    schemas: Mapping[str, str] = {}
    is_open_to_others = False  # may every user of this machine read the names in it?

    def __init__(
        self,
        connection: Any,
        developer_schema: str = "main",
        place: str = "the warehouse",
        build: str = "dbt build",
    ) -> None:
        self.connection, self.developer_schema = connection, developer_schema
        self.place, self.build = place, build

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def schema(self, name: str) -> str:
        """Return how a schema of the project is called here."""
        own = name if self.developer_schema == "main" else f"{self.developer_schema}_{name}"
        return self.schemas.get(name, own)

    def quoted(self, name: str) -> str:
        """Return a name as queries name it."""
        return '"' + name.replace('"', '""') + '"'

    def table(self, schema: str, name: str) -> str:
        """Return a table of a schema of the project as queries name it."""
        return f"{self.quoted(self.schema(schema))}.{self.quoted(name)}"

    def public_tables(self) -> list[str]:
        """Return the names of the tables in the schema ``marts``."""
        return self.tables(self.schema("marts"))

    def tables(self, schema: str) -> list[str]:
        """Return the names of a schema's tables, in order; none where there is no such schema."""
        return sorted(name for (name,) in self.rows(TABLES, [schema]))

    def columns(self, schema: str, table: str) -> list[str]:
        """Return the names of a table's columns, in order; none where there is no such table."""
        return sorted(name for (name,) in self.rows(COLUMNS, [schema, table]))

    def need(self, schema: str, *tables: str) -> None:
        """Make sure that tables of a schema of the project are there. Raises CannotReadError."""
        if missing := set(tables) - set(self.tables(self.schema(schema))):
            raise CannotReadError(
                f"There is no table {self.schema(schema)}.{min(missing)} in {self.place}."
                f" Build it first: {self.build}"
            )

    def rows(self, query: str, parameters: Sequence[object] = ()) -> Iterator[tuple]:
        """Run a query (marks are %s) and return its rows one by one, however many there are."""
        for _, part in self._parts(query, parameters):
            yield from part

    def records(self, query: str, parameters: Sequence[object] = ()) -> Iterator[dict[str, object]]:
        """Run a query as `rows` does and return each row by the names of its columns."""
        for names, part in self._parts(query, parameters):
            for row in part:
                yield dict(zip(names, row, strict=True))

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement (marks are %s) and keep what it did."""
        raise NotImplementedError

    def hold_still(self, read_only: bool = True) -> None:
        """Make sure that no run is at work, and that the last one came to its end. Raises RunAtWorkError.

        From then on all tables are read as they are now, where the warehouse can do so and nothing is to be written.
        A run has a row in the table run_claims until it ends (macros/claims.sql).
        """
        if self.claims():
            raise RunAtWorkError(CUT_OFF.format(place=self.place, build=self.build))

    def claims(self) -> list[str]:
        """Return the runs that have not given back the warehouse; none in one of before there were such claims."""
        schema = self.schema("intermediate")
        if "run_claims" not in self.tables(schema):
            return []
        query = f"select invocation_id from {self.table('intermediate', 'run_claims')}"
        return [name for (name,) in self.rows(query)]

    def _parts(self, query: str, parameters: Sequence[object]) -> Iterator[tuple[list[str], Iterable[tuple]]]:
        """Run a query and yield the names of its columns with some rows after the others."""
        raise NotImplementedError

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say in words what the warehouse refuses. Raises CannotReadError."""
        try:
            yield
        except self.errors as error:
            said = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
            raise CannotReadError(
                f"{self.place[0].upper()}{self.place[1:]} cannot be read: {said}. If its tables are of another"
                f" version, build them again: {self.build}"
            ) from error
