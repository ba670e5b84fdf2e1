"""The public tables as Parquet files, with the types they have in the warehouse."""

import os
from pathlib import Path

import duckdb

from lead_scoring.warehouse import CannotReadError, DuckDBWarehouse, Warehouse

COLUMNS = """
    select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns
    where table_schema = %s and table_name = %s order by ordinal_position
"""
# what PostgreSQL calls them, and DuckDB
TYPES = {
    "text": "varchar",
    "character varying": "varchar",
    "smallint": "smallint",
    "integer": "integer",
    "bigint": "bigint",
    "double precision": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}
# unquoted \N is null, quoted text is text, whatever it says
CSV_OPTIONS = r"""
    header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\n', nullstr = '\N',
    allow_quoted_nulls = false, parallel = false, max_line_size = 33554432
"""


def check(warehouse: Warehouse) -> None:
    """Make sure that there are public tables, the call list among them. Raises CannotReadError."""
    if not warehouse.public_tables():
        raise CannotReadError(
            f"There is no table in the schema {warehouse.schema('marts')} of {warehouse.place}."
            f" Build it first: {warehouse.build}"
        )
    warehouse.need("marts", "call_list")


def write(warehouse: Warehouse, folder: Path) -> dict[str, int]:
    """Write ``<table>.parquet`` for each public table and return their rows. Raises CannotReadError."""
    folder.mkdir()
    return {name: _write(warehouse, name, folder / f"{name}.parquet") for name in warehouse.public_tables()}


def write_views(database: Path, folder: Path) -> None:
    """Replace a DuckDB file by one that has a view of each Parquet file in a folder and no rows of its own."""
    fresh = database.with_name(f".{database.name}")
    fresh.unlink(missing_ok=True)
    with duckdb.connect(str(fresh)) as connection:
        for file in sorted(folder.glob("*.parquet")):
            connection.execute(f'create view "{file.stem}" as select * from read_parquet({_quoted(file)})')
    os.replace(fresh, database)


def _write(warehouse: Warehouse, name: str, file: Path) -> int:
    columns = list(warehouse.rows(COLUMNS, [warehouse.schema("marts"), name]))
    selected = ", ".join(warehouse.quoted(column) for column, *_ in columns)
    query = f"select {selected} from {warehouse.table('marts', name)}"
    if isinstance(warehouse, DuckDBWarehouse):
        return _copy(warehouse.connection, query, file)
    return _copy_from_postgres(warehouse, query, columns, file)


def _copy_from_postgres(warehouse: Warehouse, query: str, columns: list[tuple], file: Path) -> int:
    """PostgreSQL writes exact text, which is read by the types of its columns: no number passes through a float."""
    text = file.with_suffix(".csv")
    with warehouse.told(), warehouse.connection.cursor() as cursor, text.open("wb") as target:
        cursor.execute("set local datestyle = 'ISO'; set local timezone = 'UTC'")
        options = r"format csv, force_quote *, null '\N', encoding 'UTF8'"
        cursor.copy_expert(f"copy ({query}) to stdout with ({options})", target)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        types = ", ".join(f"{_quoted(column)}: {_quoted(_type(*rest))}" for column, *rest in columns)
        read = f"select * from read_csv({_quoted(text)}, columns = {{{types}}}, {CSV_OPTIONS})"
        rows = _copy(connection, read, file)
    text.unlink()
    return rows


def _type(name: str, precision: int | None, scale: int | None) -> str:
    if name == "numeric" and precision and precision <= 38:
        return f"decimal({precision}, {scale})"
    if name not in TYPES:
        raise CannotReadError(
            f"A public table has a column of type {name}, which cannot be exported exactly."
        )
    return TYPES[name]


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> int:
    copied = connection.execute(f"copy ({query}) to {_quoted(file)} (format parquet, compression zstd)")
    return copied.fetchone()[0]


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
