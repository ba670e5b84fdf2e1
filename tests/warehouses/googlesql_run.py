"""A first day of the project on GoogleSQL's reference implementation, as BigQuery would compute it.

googlesql_run.py <order.json>: the order names ``raw`` (a folder of CSV files, read as text), ``policy`` (a folder),
``settings`` (vars of dbt) and ``rows`` (a file: afterwards it has the columns and rows of each public table). dbt
compiles the models, each is computed from those before it, and what hooks do on a first day is done here: blanks of
seeds are null, published rows are copied.
"""

import csv
import json
import os
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from googlesql import (
    RELEASED,
    GoogleSql,
    GoogleSqlError,
    Table,
    declared_columns,
    in_order,
    name_of,
    releases,
)
from googlesql import Column as GoogleColumn
from lint import COMPILED
from offline import compile_offline
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2 as service

PLACES = {"numeric_value": 9, "bignumeric_value": 38}


def text_table(columns: list[GoogleColumn], file: Path | None) -> Table:
    """Return a CSV file as a table of text, null where it has no such column and where a cell is blank."""
    rows = []
    if file and file.exists():
        with file.open(newline="", encoding="utf-8-sig") as opened:
            for line in csv.DictReader(opened):
                row = service.TableData.Row()
                for column in columns:
                    cell = row.cell.add()
                    if (line.get(column.name) or "").strip():
                        cell.string_value = line[column.name].strip()
                rows.append(row)
    return Table(columns, rows)


def value_of(cell) -> object:
    """Return a cell as Python has it."""
    kind = cell.WhichOneof("value")
    if kind is None:
        return None
    value = getattr(cell, kind)
    if kind in PLACES:
        return Decimal(int.from_bytes(value, "little", signed=True)).scaleb(-PLACES[kind])
    if kind == "date_value":
        return date(1970, 1, 1) + timedelta(days=value)
    if kind == "timestamp_value":
        moment = datetime.fromtimestamp(value.seconds, UTC) + timedelta(microseconds=value.nanos // 1000)
        return moment.replace(tzinfo=None)
    return value


def first_day(order: dict) -> dict[str, Table]:
    """Compute every model and return all tables, as dataset.table."""
    os.environ["LEAD_SCORING_POLICY"] = order["policy"]
    with tempfile.TemporaryDirectory() as folder:
        manifest = compile_offline("bigquery", Path(folder), first_day=True, settings=order["settings"])
    engine, tables = GoogleSql(COMPILED), {}
    for source in manifest.sources.values():
        file = Path(order["raw"]) / f"{source.identifier}.csv"
        tables[name_of(source)] = text_table(declared_columns(source), file)
    for node in manifest.nodes.values():
        if node.resource_type == "seed":
            tables[name_of(node)] = text_table(
                declared_columns(node), Path(node.root_path or ".") / node.original_file_path
            )
    for node in in_order(manifest):
        if node.resource_type == "model":
            try:
                tables[name_of(node)] = engine.query(node.compiled_code, tables)
            except GoogleSqlError as error:
                raise SystemExit(f"{node.name}: {error}") from error
            publication = tables.get(f"{node.schema}.int_publication")
            for released, source in releases(node):
                tables[released] = with_publication(tables[source], publication, tables)
    public = {name_of(node) for node in manifest.nodes.values() if getattr(node, "access", None) == "public"}
    return {name: table for name, table in tables.items() if name in public}


def with_publication(source: Table, publication: Table, tables: dict[str, Table]) -> Table:
    """Return rows as they are published: with the date, the policy and the time of the run (macros/release.sql)."""
    run = tables["intermediate.int_run"]
    cells = [
        cell_of(publication, "as_of_date"),
        cell_of(publication, "policy_version"),
        cell_of(run, "run_at"),
    ]
    rows = []
    for found in source.rows:
        row = service.TableData.Row()
        row.CopyFrom(found)
        row.cell.extend(cells)
        rows.append(row)
    return Table([*source.columns, *RELEASED], rows)


def cell_of(table: Table, name: str):
    """Return a cell of a table of one row."""
    (row,) = table.rows
    return row.cell[[column.name for column in table.columns].index(name)]


def main(asked: dict) -> None:
    """Write the columns and rows of each public table."""
    from lead_scoring import digest

    told = {}
    for name, table in first_day(asked).items():
        names = [column.name for column in table.columns]
        order = sorted(range(len(names)), key=names.__getitem__)
        rows = ([value_of(row.cell[place]) for place in order] for row in table.rows)
        told[name.removeprefix("marts.")] = [sorted(names), sorted(map(digest.as_text, rows))]
    Path(asked["rows"]).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
