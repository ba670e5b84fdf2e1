"""Raw files into a warehouse that has no files, PostgreSQL or Spark: one table of text columns per file."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import duckdb

from lead_scoring.errors import UserError

ROWS_AT_ONCE = 50_000


class CannotLoadError(UserError):
    """The files cannot be loaded; the message says what to do."""


def load(connection, folder: Path, schema: str = "raw") -> dict[str, int]:
    """Replace the rows of those tables of ``schema`` that ``folder`` has a file for; return the rows loaded of each.

    ``connection`` is one of psycopg2. ``<table>.csv`` and ``<table>.parquet`` become one table; a cell beyond a CSV
    file's header lands in the column surplus_cells. All or nothing: a failure leaves the old rows.
    Raises CannotLoadError where there is no file, or one is not what its name says.
    """
    files = files_in(folder)
    with _told(folder), connection, connection.cursor() as cursor:
        cursor.execute(f"create schema if not exists {_quoted(schema)}")
        return {
            table: _load_table(cursor, f"{_quoted(schema)}.{_quoted(table)}", paths)
            for table, paths in files.items()
        }


def load_into_spark(session, folder: Path, schema: str = "raw") -> dict[str, int]:
    """Do the same in Spark, table by table; ``session`` is one of pyspark."""
    files = files_in(folder)
    session.sql(f"create schema if not exists {_ticked(schema)}")
    with _told(folder):
        return {
            table: _load_spark_table(session, f"{_ticked(schema)}.{_ticked(table)}", paths)
            for table, paths in files.items()
        }


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in words what is wrong with the files. Raises CannotLoadError."""
    try:
        yield
    except (csv.Error, duckdb.Error, OSError) as error:
        raise CannotLoadError(f"A file in {folder} cannot be read: {error}") from error


def _load_spark_table(session, table: str, paths: list[Path]) -> int:
    columns, readings = _readings(paths)
    with tempfile.TemporaryDirectory() as folder:
        # the same cells once more, each in quotes, as Spark reads them without guessing; an empty cell is null
        file = Path(folder) / "rows.csv"
        with file.open("w", newline="", encoding="utf-8") as lines:
            writer = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for header, rows in readings:
                places = [header.index(column) if column in header else None for column in columns]
                writer.writerows([None if place is None else row[place] for place in places] for row in rows)
        frame = session.read.csv(
            str(file),
            schema=", ".join(f"{_ticked(column)} string" for column in columns),
            multiLine=True,
            escape='"',
            mode="FAILFAST",
        )
        session.sql(f"drop table if exists {table}")
        frame.write.saveAsTable(table)
    return session.table(table).count()


def files_in(folder: Path) -> dict[str, list[Path]]:
    """Return the files of each table. Raises CannotLoadError where there is none."""
    files: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*")):
        if path.suffix in (".csv", ".parquet"):
            files.setdefault(path.stem, []).append(path)
    if not files:
        raise CannotLoadError(f"There is no .csv or .parquet file in {folder}.")
    return files


def _readings(paths: list[Path]) -> tuple[list[str], list[tuple[list[str], Iterator]]]:
    """Return the columns of all files, and header and rows of each."""
    readings = [_csv_rows(path) if path.suffix == ".csv" else _parquet_rows(path) for path in paths]
    return list(dict.fromkeys(column for header, _ in readings for column in header)), readings


def _load_table(cursor, table: str, paths: list[Path]) -> int:
    columns, readings = _readings(paths)
    # a table that is there stays: views are made of it
    cursor.execute(f"create table if not exists {table} ()")
    for column in columns:
        cursor.execute(f"alter table {table} add column if not exists {_quoted(column)} text")
    cursor.execute(f"truncate {table}")
    loaded = 0
    for header, rows in readings:
        into = ", ".join(map(_quoted, header))
        while part := list(islice(rows, ROWS_AT_ONCE)):
            text = io.StringIO()
            csv.writer(text).writerows(part)
            text.seek(0)
            cursor.copy_expert(f"copy {table} ({into}) from stdin with (format csv)", text)
            loaded += len(part)
    return loaded


def _csv_rows(path: Path) -> tuple[list[str], Iterator[list[str]]]:
    """Return a file's header and rows, each as long as the header; a cell beyond it is the last one, surplus_cells."""
    lines = csv.reader(io.StringIO(_text(path.read_bytes())))
    header = [name.strip().lower() for name in next((line for line in lines if line), [])]
    kept = [place for place, name in enumerate(header) if name and header.index(name) == place]
    width = len(header)

    def rows() -> Iterable[list[str]]:
        for line in lines:
            if line:
                padded = line + [""] * (width + 1 - len(line))
                yield [padded[place] for place in kept] + [padded[width]]

    return [header[place] for place in kept] + ["surplus_cells"], iter(rows())


def _text(content: bytes) -> str:
    """Return a file's text without what no database holds; a file that is not UTF-8 is read as Latin-1."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return text.replace("\0", "")


def _parquet_rows(path: Path) -> tuple[list[str], Iterator[tuple]]:
    """Return a file's columns and rows as text; a time with a zone as UTC."""
    connection = duckdb.connect()
    file = str(path).replace("'", "''")
    described = connection.execute(f"describe select * from read_parquet('{file}')").fetchall()
    selected = ", ".join(
        f"cast({_quoted(name)}{' at time zone $$UTC$$' if kind == 'TIMESTAMP WITH TIME ZONE' else ''} as varchar)"
        for name, kind, *_ in described
    )
    found = connection.execute(f"select {selected} from read_parquet('{file}')")
    rows = iter(lambda: found.fetchmany(ROWS_AT_ONCE), [])
    return [name.strip().lower() for name, *_ in described], (row for part in rows for row in part)


def _ticked(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
