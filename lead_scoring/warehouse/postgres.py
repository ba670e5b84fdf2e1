"""PostgreSQL. Everything is read in one snapshot; a run that lives has a connection that bears its name."""

import time
from collections.abc import Iterable, Iterator, Sequence

from lead_scoring.warehouse.base import (
    AT_WORK,
    CUT_OFF,
    ROWS_AT_ONCE,
    CannotConnectError,
    RunAtWorkError,
    Warehouse,
)

# between two models a run has no connection for moments: so often one is looked for, as in macros/claims.sql
LOOKS = 51
SECONDS_BETWEEN_LOOKS = 0.3
ALIVE = (
    "select count(*) from pg_stat_activity where datname = current_database() and application_name = any(%s)"
)


class PostgresWarehouse(Warehouse):
    """A connection of psycopg2."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What a missing table, a lost connection or a missing right raises."""
        # only this warehouse needs the driver
        from psycopg2 import InterfaceError, OperationalError, errors

        return (
            OperationalError,
            InterfaceError,
            errors.UndefinedTable,
            errors.UndefinedColumn,
            errors.InvalidSchemaName,
            errors.InsufficientPrivilege,
        )

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement (marks are %s) and keep what it did."""
        with self.told():
            with self.connection.cursor() as cursor:
                cursor.execute(statement, list(parameters) or None)
            self.connection.commit()

    def hold_still(self, read_only: bool = True) -> None:
        """Begin a snapshot, and make sure that no run is at work and that the last one came to its end."""
        for _ in range(LOOKS):
            self._begin(read_only)
            claims = self.claims()
            if not claims:
                return
            ((alive,),) = self.rows(ALIVE, [[f"lead_scoring {claim}" for claim in claims]])
            if alive:
                raise RunAtWorkError(AT_WORK.format(place=self.place))
            time.sleep(SECONDS_BETWEEN_LOOKS)
        raise RunAtWorkError(CUT_OFF.format(place=self.place, build=self.build))

    def _begin(self, read_only: bool) -> None:
        with self.told():
            self.connection.rollback()
            if read_only:
                self.connection.set_session(isolation_level="REPEATABLE READ", readonly=True)

    def _parts(self, query: str, parameters: Sequence[object]) -> Iterator[tuple[list[str], Iterable[tuple]]]:
        with self.told():
            cursor = self.connection.cursor("lead_scoring")  # a named one leaves the rows with the server
            cursor.execute(query, list(parameters))
            while part := cursor.fetchmany(ROWS_AT_ONCE):
                yield [column[0] for column in cursor.description], part
            cursor.close()


def connected(credentials, developer_schema: str, place: str, build: str) -> PostgresWarehouse:
    """Open what a target of profiles.yml describes. Raises CannotConnectError."""
    import psycopg2

    try:
        connection = psycopg2.connect(
            host=credentials.host,
            port=credentials.port,
            user=credentials.user,
            password=credentials.password,
            dbname=credentials.database,
            sslmode=credentials.sslmode,
            sslcert=credentials.sslcert,
            sslkey=credentials.sslkey,
            sslrootcert=credentials.sslrootcert,
        )
    except psycopg2.Error as error:
        said = " ".join(str(error).split())
        raise CannotConnectError(f"PostgreSQL cannot be reached: {said}") from error
    return PostgresWarehouse(connection, developer_schema, place, build)
