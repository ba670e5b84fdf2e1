"""Connections to the warehouses that commands read: a DuckDB file, or a target of profiles.yml."""

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROWS_AT_ONCE = 10_000
TABLES = "select table_name from information_schema.tables where table_schema = %s"
COLUMNS = "select column_name from information_schema.columns where table_schema = %s and table_name = %s"


class CannotConnectError(Exception):
    """The warehouse cannot be opened; the message says what to do."""


class RunAtWorkError(Exception):
    """The tables may not be all of one run; the message says what to do."""


@dataclass
class Warehouse:
    """A connection (DB-API) with the developer's schema: ``main`` reads ``marts``, ``ana`` reads ``ana_marts``."""

    connection: object
    developer_schema: str

    def schema(self, name: str) -> str:
        """Return how a schema of the project is called here."""
        return name if self.developer_schema == "main" else f"{self.developer_schema}_{name}"

    @property
    def errors(self) -> type[Exception]:
        """What the connection raises when a query cannot be run."""
        if isinstance(self.connection, duckdb.DuckDBPyConnection):
            return duckdb.Error
        import psycopg2

        return psycopg2.Error

    def hold_still(self) -> None:
        """Begin a transaction in which all tables are read as they are now. Raises RunAtWorkError.

        A DuckDB file that is open for reading cannot be written to. PostgreSQL gives a snapshot, and a run that has not
        given back its claim on the warehouse (macros/claims.sql) may have published half.
        """
        if isinstance(self.connection, duckdb.DuckDBPyConnection):
            return
        self.connection.rollback()
        self.connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        schema = self.schema("intermediate")
        if "run_claims" in self.tables(schema):
            ((claims,),) = self.rows(f'select count(*) from "{schema}"."run_claims"')
            if claims:
                raise RunAtWorkError(
                    "A run is at work on this warehouse, or the last one was killed: some tables may be new and others"
                    " old. Try again when a build has ended."
                )

    def public_tables(self) -> list[str]:
        """Return the names of the tables in the schema ``marts``."""
        return self.tables(self.schema("marts"))

    def rows(self, query: str, parameters: Sequence[object] = ()) -> Iterator[tuple]:
        """Run a query (marks are %s) and return its rows one by one, however many there are."""
        for _, part in self._parts(query, parameters):
            yield from part

    def records(self, query: str, parameters: Sequence[object] = ()) -> Iterator[dict[str, object]]:
        """Run a query as `rows` does and return each row by the names of its columns."""
        for names, part in self._parts(query, parameters):
            for row in part:
                yield dict(zip(names, row, strict=True))

    def _parts(self, query: str, parameters: Sequence[object]) -> Iterator[tuple[list[str], Iterable[tuple]]]:
        if isinstance(self.connection, duckdb.DuckDBPyConnection):
            cursor = self.connection.cursor().execute(query.replace("%s", "?"), list(parameters))
        else:
            cursor = self.connection.cursor("lead_scoring")  # a named one leaves the rows with the server
            cursor.execute(query, list(parameters))
        while part := cursor.fetchmany(ROWS_AT_ONCE):
            yield [column[0] for column in cursor.description], part
        cursor.close()

    def tables(self, schema: str) -> list[str]:
        """Return the names of a schema's tables, in order; none where there is no such schema."""
        return sorted(name for (name,) in self.rows(TABLES, [schema]))

    def columns(self, schema: str, table: str) -> list[str]:
        """Return the names of a table's columns, in order."""
        return sorted(name for (name,) in self.rows(COLUMNS, [schema, table]))

    def quoted(self, name: str) -> str:
        """Return a name as queries name it."""
        return f'"{name}"'


class SparkWarehouse(Warehouse):
    """A session of Spark in place of a connection."""

    def _parts(self, query: str, parameters: Sequence[object]) -> Iterator[tuple[list[str], Iterable[tuple]]]:
        frame = self.connection.sql(query.replace("%s", "?"), list(parameters))
        yield frame.columns, frame.toLocalIterator()

    def tables(self, schema: str) -> list[str]:
        """Return the names of a schema's tables, in order; none where there is no such schema."""
        if not self.connection.catalog.databaseExists(schema):
            return []
        return sorted(name for _, name, _ in self.rows(f"show tables in {self.quoted(schema)}"))

    def columns(self, schema: str, table: str) -> list[str]:
        """Return the names of a table's columns, in order."""
        return sorted(self.connection.table(f"{self.quoted(schema)}.{self.quoted(table)}").columns)

    def quoted(self, name: str) -> str:
        """Return a name as queries name it."""
        return f"`{name}`"


def open_either(
    database: Path,
    target: str | None,
    developer_schema: str,
    read_only: bool = True,
    types: Sequence[str] = ("duckdb", "postgres"),
) -> Warehouse:
    """Open a target of the project's profiles.yml, or without one a DuckDB file. Raises CannotConnectError."""
    return (
        open_target(target, types, read_only=read_only)
        if target
        else open_file(database, developer_schema, read_only)
    )


def open_file(database: Path, developer_schema: str, read_only: bool = True) -> Warehouse:
    """Open a DuckDB file. Raises CannotConnectError."""
    if not database.exists():
        raise CannotConnectError(f"There is no database {database}. Build it first: make build RAW=folder")
    try:
        return Warehouse(duckdb.connect(str(database), read_only=read_only), developer_schema)
    except duckdb.Error as error:
        raise CannotConnectError(f"{database} cannot be opened: {error}") from error


def open_target(
    target: str, types: Sequence[str], project: Path = Path(), read_only: bool = True
) -> Warehouse:
    """Open a target of the project's profiles.yml; ``read_only`` is for DuckDB. Raises CannotConnectError.

    ``types`` are those of dbt's adapters that the command works with.
    """
    # dbt takes seconds to import and only this needs it
    from dbt.config.runtime import load_profile
    from dbt.flags import set_from_args
    from dbt_common.clients.system import get_env
    from dbt_common.context import set_invocation_context
    from dbt_common.exceptions import DbtBaseException

    folder = str(project.resolve())
    set_invocation_context(get_env())
    set_from_args(Namespace(profiles_dir=folder, project_dir=folder), None)
    try:
        credentials = load_profile(folder, {}, None, target).credentials
    except DbtBaseException as error:
        raise CannotConnectError(str(error)) from error
    if credentials.type not in types:
        raise CannotConnectError(
            f"This command works with {' and '.join(types)}; the target {target} is {credentials.type}."
        )
    if credentials.type == "duckdb":
        return open_file(Path(credentials.path), credentials.schema, read_only)
    if credentials.type == "spark":
        return SparkWarehouse(_spark(credentials), credentials.schema)
    return Warehouse(_postgres(credentials), credentials.schema)


def _spark(credentials):
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise CannotConnectError(
            f"Spark is not installed: {error}. Install it: make install-spark"
        ) from error

    builder = SparkSession.builder.enableHiveSupport()
    for name, value in credentials.server_side_parameters.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise CannotConnectError(f"Spark cannot be started: {error}") from error


def _postgres(credentials):
    import psycopg2

    try:
        return psycopg2.connect(
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
        raise CannotConnectError(f"PostgreSQL cannot be reached: {str(error).strip()}") from error
