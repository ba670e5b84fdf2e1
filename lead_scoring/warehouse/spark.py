"""A session of Spark. It keeps no connections of others: nobody can tell a run at work from one that was cut off."""

from collections.abc import Iterable, Iterator, Sequence

from lead_scoring.warehouse.base import AT_WORK_OR_CUT_OFF, CannotConnectError, RunAtWorkError, Warehouse


class SparkWarehouse(Warehouse):
    """A session of pyspark in place of a connection."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What a missing table or column raises."""
        from pyspark.errors import AnalysisException

        return (AnalysisException,)

    def close(self) -> None:
        """Leave the session to the process, which has one only."""

    def hold_still(self, read_only: bool = True) -> None:
        """Make sure that no run is at work, and that the last one came to its end. Raises RunAtWorkError."""
        if self.claims():
            raise RunAtWorkError(AT_WORK_OR_CUT_OFF.format(place=self.place, build=self.build))

    def tables(self, schema: str) -> list[str]:
        """Return the names of a schema's tables, in order; none where there is no such schema."""
        if not self.connection.catalog.databaseExists(schema):
            return []
        return sorted(name for _, name, _ in self.rows(f"show tables in {self.quoted(schema)}"))

    def columns(self, schema: str, table: str) -> list[str]:
        """Return the names of a table's columns, in order; none where there is no such table."""
        if table not in self.tables(schema):
            return []
        return sorted(self.connection.table(f"{self.quoted(schema)}.{self.quoted(table)}").columns)

    def quoted(self, name: str) -> str:
        """Return a name as queries name it."""
        return "`" + name.replace("`", "``") + "`"

    def _parts(self, query: str, parameters: Sequence[object]) -> Iterator[tuple[list[str], Iterable[tuple]]]:
        with self.told():
            frame = self.connection.sql(query.replace("%s", "?"), list(parameters))
            yield frame.columns, frame.toLocalIterator()


def connected(credentials, developer_schema: str, place: str, build: str) -> SparkWarehouse:
    """Start what a target of profiles.yml describes. Raises CannotConnectError."""
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
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise CannotConnectError(f"Spark cannot be started: {error}") from error
    return SparkWarehouse(session, developer_schema, place, build)
