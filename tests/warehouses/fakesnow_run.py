"""Runs of dbt on fakesnow, an emulator of Snowflake in this process: fakesnow_run.py <order.json>.

The order names ``database`` (a folder), ``raw`` (a folder of CSV files, loaded as tables of text), ``project``,
``runs`` (lists of arguments of dbt) and ``rows`` (a file: after the runs it has the columns and rows of each table).
"""

import csv
import json
import os
import re
import sys
import warnings
from pathlib import Path

import fakesnow
from fakesnow import transforms
from fakesnow.cursor import FakeSnowflakeCursor

DATABASE = "lead_scoring"
ROWS_AT_ONCE = 2000


def help_the_emulator() -> None:
    """Have fakesnow 0.12 do what Snowflake does.

    Temporary tables and views are made to stay, for its DuckDB has none with a database's name. It leaves out which
    characters are trimmed, and makes doubles of what is summed, exact decimals too.
    """
    execute = FakeSnowflakeCursor.execute
    temporary = re.compile(r"(create\s+or\s+replace)\s+temporary\b", re.IGNORECASE)

    def execute_otherwise(self, command: str, *arguments, **options):
        return execute(self, temporary.sub(r"\1", command), *arguments, **options)

    FakeSnowflakeCursor.execute = execute_otherwise
    for name in ("trim_cast_varchar", "numeric_agg_implicit_cast"):
        assert hasattr(transforms, name), name
        setattr(transforms, name, lambda expression: expression)


def literal(cell: str | None) -> str:
    """Return a cell as SQL; blank is null."""
    return "null" if not cell else "'" + cell.replace("\\", "\\\\").replace("'", "''") + "'"


def load(connection, folder: Path) -> None:
    """Load CSV files as tables of text, each anew."""
    cursor = connection.cursor()
    for file in sorted(folder.glob("*.csv")):
        with file.open(newline="", encoding="utf-8-sig") as opened:
            header, *rows = list(csv.reader(opened))
        table = f"{DATABASE}.raw.{file.stem}"
        cursor.execute(f"create or replace table {table} ({', '.join(f'{name} varchar' for name in header)})")
        for start in range(0, len(rows), ROWS_AT_ONCE):
            values = (f"({', '.join(map(literal, row))})" for row in rows[start : start + ROWS_AT_ONCE])
            cursor.execute(f"insert into {table} values {', '.join(values)}")


def main(order: dict) -> int:
    """Do what is ordered and return the exit code."""
    warnings.simplefilter("ignore")
    help_the_emulator()
    with fakesnow.patch(db_path=order["database"]):
        import snowflake.connector
        from dbt.cli.main import dbtRunner

        from lead_scoring import digest
        from lead_scoring.warehouse.snowflake import SnowflakeWarehouse

        connection = snowflake.connector.connect(database=DATABASE, schema="main")
        for made in (f"database if not exists {DATABASE}", f"schema if not exists {DATABASE}.raw"):
            connection.cursor().execute(f"create {made}")
        load(connection, Path(order["raw"]))
        os.chdir(order["project"])
        for arguments in order["runs"]:
            where = ["--target", "snowflake", "--profiles-dir", str(Path(__file__).parent)]
            if not dbtRunner().invoke([*arguments, *where]).success:
                return 1
        warehouse = SnowflakeWarehouse(connection)
        told = {}
        for table in warehouse.public_tables():
            columns, rows = digest.read(warehouse, "marts", table)
            told[table] = [columns, sorted(map(digest.as_text, rows))]
        Path(order["rows"]).write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
