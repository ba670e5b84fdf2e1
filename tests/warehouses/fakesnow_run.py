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
from fakesnow.cursor import FakeSnowflakeCursor

DATABASE = "lead_scoring"
ROWS_AT_ONCE = 2000


def without_temporary_relations() -> None:
    """Have temporary tables and views made to stay: the emulator's DuckDB has none with a database's name."""
    execute = FakeSnowflakeCursor.execute
    temporary = re.compile(r"(create\s+or\s+replace)\s+temporary\b", re.IGNORECASE)

    def execute_otherwise(self, command: str, *arguments, **options):
        return execute(self, temporary.sub(r"\1", command), *arguments, **options)

    FakeSnowflakeCursor.execute = execute_otherwise


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
    without_temporary_relations()
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
