"""Run single models of the compiled project on tables that a test fills itself."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import duckdb
import numpy
import pandas
from engine import Engine

AS_OF = date(2026, 3, 31)


def literal(value: object) -> str:
    """Write a Python value as SQL."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | numpy.number | Decimal):
        return str(value)
    return f"{'date ' if isinstance(value, date) else ''}'{value}'"


def table(engine: Engine, name: str) -> str:
    """Return the name of a model or seed with its schema, as the compiled SQL writes it."""
    if name in engine.seeds:
        return f'"{engine.seeds[name][0]}"."{name}"'
    node = next(node for node in engine.models if node["name"] == name)
    return f'"{node["schema"]}"."{node["name"]}"'


def rows_of(
    engine: Engine,
    models: str | Iterable[str],
    tables: Mapping[str, Iterable[Mapping[str, object]] | pandas.DataFrame],
) -> list[dict]:
    """Build the models, in order, on tables (name → rows, none of them empty), and return the rows of the last one."""
    connection = duckdb.connect()
    connection.execute(
        "set threads = 1; create schema intermediate; create schema marts; create schema seeds"
    )
    for name, rows in tables.items():
        if isinstance(rows, pandas.DataFrame):
            connection.register("frame", rows)
            connection.execute(f"create table {table(engine, name)} as select * from frame")
            continue
        rows = list(rows)
        values = ", ".join("(" + ", ".join(map(literal, row.values())) + ")" for row in rows)
        connection.execute(
            f"create table {table(engine, name)} as select * from (values {values}) as t ({', '.join(rows[0])})"
        )
    models = [models] if isinstance(models, str) else list(models)
    for name in models:
        sql = engine.sql[name].replace("2001-01-01", str(AS_OF))
        connection.execute(f"create table {table(engine, name)} as {sql}")
    result = connection.execute(f"select * from {table(engine, models[-1])}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
