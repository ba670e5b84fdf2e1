"""Snowflake, which keeps in capitals every name that nobody quoted."""

from collections.abc import Iterable, Iterator, Sequence

from lead_scoring.warehouse.base import (
    AT_WORK_OR_CUT_OFF,
    ROWS_AT_ONCE,
    CannotConnectError,
    RunAtWorkError,
    Warehouse,
)

VIEWS = "select table_name from information_schema.views where table_schema = %s"


class SnowflakeWarehouse(Warehouse):
    """A connection of snowflake-connector-python."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What a missing table, a lost connection or a missing right raises."""
        from snowflake.connector.errors import Error

        return (Error,)

    def hold_still(self, read_only: bool = True) -> None:
        """Make sure that no run is at work, and that the last one came to its end. Raises RunAtWorkError."""
        if self.claims():
            raise RunAtWorkError(AT_WORK_OR_CUT_OFF.format(place=self.place, build=self.build))

    def quoted(self, name: str) -> str:
        """Return a name as queries name it."""
        return super().quoted(name.upper())

    def tables(self, schema: str) -> list[str]:
        """Return the names of a schema's tables, in order; none where there is no such schema."""
        # an emulator lists views apart from tables
        names = [*super().tables(schema.upper()), *(name for (name,) in self.rows(VIEWS, [schema.upper()]))]
        return sorted({name.lower() for name in names})

    def columns(self, schema: str, table: str) -> list[str]:
        """Return the names of a table's columns, in order; none where there is no such table."""
        return sorted(name.lower() for name in super().columns(schema.upper(), table.upper()))

    def _parts(self, query: str, parameters: Sequence[object]) -> Iterator[tuple[list[str], Iterable[tuple]]]:
        with self.told():
            cursor = self.connection.cursor()
            cursor.execute(query, tuple(parameters) or None)
            while part := cursor.fetchmany(ROWS_AT_ONCE):
                yield [column[0].lower() for column in cursor.description], part
            cursor.close()


def connected(credentials, developer_schema: str, place: str, build: str) -> SnowflakeWarehouse:
    """Open what a target of profiles.yml describes. Raises CannotConnectError."""
    try:
        from snowflake import connector
    except ImportError as error:
        raise CannotConnectError(f"The package dbt-snowflake is not installed: {error}.") from error

    try:
        connection = connector.connect(
            account=credentials.account,
            warehouse=credentials.warehouse,
            database=credentials.database,
            schema=credentials.schema,
            role=credentials.role,
            session_parameters={"TIMEZONE": "UTC"},
            **credentials.auth_args(),
        )
    except connector.errors.Error as error:
        raise CannotConnectError(f"Snowflake cannot be reached: {' '.join(str(error).split())}") from error
    return SnowflakeWarehouse(connection, developer_schema, place, build)
