"""Raw files into a warehouse that has no files, PostgreSQL or Spark: one table of text columns per file."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path

import duckdb
import yaml

from lead_scoring.errors import UserError

ROWS_AT_ONCE = 50_000
DECLARED = Path(__file__).parents[1] / "models" / "staging" / "_sources.yml"
SEPARATORS = (",", ";", "\t", "|")
# the line above the header by which Excel says what separates cells
HINT = re.compile(r'\s*"?sep=([,;|\t])"?[ ,;|\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
# Latin-1's control characters that are signs in Windows-1252
SIGNS = {byte: sign for byte in range(0x80, 0xA0) if (sign := bytes([byte]).decode("cp1252", "ignore"))}


class CannotLoadError(UserError):
    """The files cannot be loaded; the message says what to do."""


def load(connection, folder: Path, schema: str = "raw") -> dict[str, int]:
    """Replace the rows of those tables of ``schema`` that ``folder`` has a file for; return the rows loaded of each.

    ``connection`` is one of psycopg2. ``<table>.csv``, ``<table>.parquet`` and the files of these kinds in the folder
    ``<table>`` become one table, read as DuckDB reads them (docs/what_we_read.md); a cell beyond a CSV file's header
    lands in the column surplus_cells. All or nothing: a failure leaves the old rows.
    Raises CannotLoadError where there is no file, or one is not what its name says.
    """
    files = files_in(folder)
    with _told(folder), connection, connection.cursor() as cursor:
        cursor.execute(f"create schema if not exists {_quoted(schema)}")
        return {
            table: _load_table(cursor, f"{_quoted(schema)}.{_quoted(table)}", table, paths)
            for table, paths in files.items()
        }


def load_into_spark(session, folder: Path, schema: str = "raw") -> dict[str, int]:
    """Do the same in Spark, table by table; ``session`` is one of pyspark."""
    files = files_in(folder)
    session.sql(f"create schema if not exists {_ticked(schema)}")
    with _told(folder):
        return {
            table: _load_spark_table(session, f"{_ticked(schema)}.{_ticked(table)}", table, paths)
            for table, paths in files.items()
        }


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in words what is wrong with the files. Raises CannotLoadError."""
    try:
        yield
    except (csv.Error, duckdb.Error, OSError) as error:
        raise CannotLoadError(f"A file in {folder} cannot be read: {error}") from error


def _load_spark_table(session, table: str, name: str, paths: list[Path]) -> int:
    columns, readings = _readings(name, paths)
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
            parts = sorted(path.glob(f"[!._]*{path.suffix}")) if path.is_dir() else [path]
            files.setdefault(path.stem, []).extend(parts)
    for table in _declared():
        for path in sorted((folder / table).glob("[!._]*")):
            if path.suffix in (".csv", ".parquet"):
                files.setdefault(table, []).append(path)
    if not files:
        raise CannotLoadError(f"There is no .csv or .parquet file in {folder}.")
    return files


def _readings(table: str, paths: list[Path]) -> tuple[list[str], list[tuple[list[str], Iterator]]]:
    """Return the columns of all files, and header and rows of each."""
    known = _declared().get(table, set())
    readings = [_csv_rows(path, known) if path.suffix == ".csv" else _parquet_rows(path) for path in paths]
    return list(dict.fromkeys(column for header, _ in readings for column in header)), readings


def _load_table(cursor, table: str, name: str, paths: list[Path]) -> int:
    columns, readings = _readings(name, paths)
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


def declared_values(table: str) -> dict[str, list[str]]:
    """Return what may stand in each column of a raw table that takes a few words only."""
    return {name: values for name, values in _columns()[table].items() if values}


def _declared() -> dict[str, set[str]]:
    """Return the columns of each raw table."""
    return {table: set(columns) for table, columns in _columns().items()}


@cache
def _columns() -> dict[str, dict[str, list[str]]]:
    """Return the columns of each raw table with their `meta.values`, as the project's sources declare them."""
    tables = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))["sources"][0]["tables"]
    return {
        table["name"]: {
            column["name"]: column.get("meta", {}).get("values", []) for column in table["columns"]
        }
        for table in tables
    }


def _csv_rows(path: Path, known: set[str]) -> tuple[list[str], Iterator[list[str]]]:
    """Return a file's header and rows, each as long as the header; a cell beyond it is the last one, surplus_cells."""
    text = text_of(path.read_bytes())
    if hint := HINT.match(text):
        text, separator = text[hint.end() :], hint[1]
    else:
        separator = max(SEPARATORS, key=lambda separator: _known_names(text, separator, known))
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    header = [name.strip().lower() for name in next((line for line in lines if line), [])]
    kept = [place for place, name in enumerate(header) if name and header.index(name) == place]
    width = len(header)

    def rows() -> Iterable[list[str]]:
        for line in lines:
            if line:
                padded = line + [""] * (width + 1 - len(line))
                yield [padded[place] for place in kept] + [padded[width]]

    return [header[place] for place in kept] + ["surplus_cells"], iter(rows())


def _known_names(text: str, separator: str, known: set[str]) -> int:
    header = next((line for line in csv.reader(io.StringIO(text), delimiter=separator) if line), [])
    return len({name.strip().lower() for name in header} & known)


def text_of(content: bytes) -> str:
    """Return a file's text without what no database holds: UTF-16, or each line UTF-8 or else Windows-1252."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", "replace")
    elif re.match(rb"([ -\x7f]\0){2}", content):
        text = content.decode("utf-16-le", "replace")
    elif re.match(rb"(\0[ -\x7f]){2}", content):
        text = content.decode("utf-16-be", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = "\n".join(_line(line) for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    return text.replace("\0", "")


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1").translate(SIGNS)


def _parquet_rows(path: Path) -> tuple[list[str], Iterator[tuple]]:
    """Return a file's columns and rows as text, as the DuckDB target reads them (macros/raw_table.sql)."""
    connection = duckdb.connect()
    file = str(path).replace("'", "''")
    described = connection.execute(
        f"describe select * from read_parquet('{file}', hive_partitioning = false)"
    ).fetchall()
    selected = ", ".join(_as_text(_quoted(name), kind) for name, kind, *_ in described)
    found = connection.execute(f"select {selected} from read_parquet('{file}', hive_partitioning = false)")
    rows = iter(lambda: found.fetchmany(ROWS_AT_ONCE), [])
    return [name.strip().lower() for name, *_ in described], (row for part in rows for row in part)


def _as_text(column: str, kind: str) -> str:
    """Return the SQL of a column's text, as the macro typed_text() makes it."""
    text = f"cast({column} as varchar)"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"cast({column} at time zone 'UTC' as varchar)"
    if kind == "BLOB":
        return f"coalesce(try(decode({column})), {text})"
    if kind.startswith("DECIMAL"):
        return f"case when {text} like '%.%' then rtrim(rtrim({text}, '0'), '.') else {text} end"
    if kind in ("DOUBLE", "FLOAT"):
        return f"""case
            when isnan({column}) then null
            when isinf({column}) then case when {column} > 0 then 'Infinity' else '-Infinity' end
            when {column} <> floor({column}) or abs({column}) >= 1e37 then {text}
            when abs({column}) < 9e18 then cast(cast({column} as bigint) as varchar)
            else cast(cast({text} as decimal(38, 0)) as varchar)
        end"""
    return text


def _ticked(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
