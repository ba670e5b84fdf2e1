"""Reads what is to be judged from a warehouse, and keeps what was found: in a table, and as JSON files."""

import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

import duckdb

from lead_scoring.expectations import STAGES, CannotValidateError, Result
from lead_scoring.warehouse import Warehouse

COLUMNS = [field.name for field in fields(Result)]


def read_cases(warehouse: Warehouse, stage: str) -> list[dict[str, Any]]:
    """Return what is to be judged in a stage (raw or scores). Raises CannotValidateError where there is no profile."""
    schema, table = warehouse.schema("intermediate"), STAGES[stage]
    columns = [
        name
        for (name,) in warehouse.rows(
            "select column_name from information_schema.columns where table_schema = %s and table_name = %s",
            [schema, table],
        )
    ]
    if not columns:
        selector = "--selector feeds" if stage == "raw" else ""
        raise CannotValidateError(
            f"There is no table {schema}.{table}. Build it first: {f'dbt build {selector}'.strip()}"
        )
    selected = ", ".join(f'"{column}"' for column in columns)
    rows = warehouse.rows(f'select {selected} from "{schema}"."{table}" order by expectation_id, part')
    return [dict(zip(columns, row, strict=True)) for row in rows]


def append(warehouse: Warehouse, as_of: str, stage: str, results: Sequence[Result]) -> int:
    """Add results to the table int_expectation_results and return which attempt of their date and stage they are.

    What the last attempt found already is not written again.
    """
    table = f'"{warehouse.schema("intermediate")}"."int_expectation_results"'
    ((attempt,),) = warehouse.rows(
        f"select coalesce(max(attempt), 0) from {table} where as_of_date = %s and stage = %s", [as_of, stage]
    )
    if attempt and _written(warehouse, table, [as_of, stage, attempt]) == sorted(map(_compared, results)):
        return attempt
    marks = ", ".join("%s" for _ in range(len(COLUMNS) + 3))
    rows = [(as_of, stage, attempt + 1, *astuple(result)) for result in results]
    if rows:
        _execute(
            warehouse,
            f"insert into {table} (as_of_date, stage, attempt, {', '.join(COLUMNS)}) values "
            + ", ".join(f"({marks})" for _ in rows),
            [value for row in rows for value in row],
        )
    return attempt + 1


def write_json(
    folder: Path,
    as_of: str,
    stage: str,
    attempt: int,
    results: Sequence[Result],
    answers: list[dict[str, Any]],
) -> Path:
    """Write results with the library's answers as <folder>/<as of>-<stage>-<attempt>.json and return the path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{as_of}-{stage}-{attempt}.json"
    found = {
        "as_of_date": as_of,
        "stage": stage,
        "attempt": attempt,
        "results": [asdict(result) for result in results],
        "great_expectations": answers,
    }
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1, default=float) + "\n", encoding="utf-8")
    return path


def _written(warehouse: Warehouse, table: str, run: list[object]) -> list[tuple]:
    query = f"select {', '.join(COLUMNS)} from {table} where as_of_date = %s and stage = %s and attempt = %s"
    return sorted(
        _compared(Result(**dict(zip(COLUMNS, map(_plain, row), strict=True))))
        for row in warehouse.rows(query, run)
    )


def _plain(value: object) -> object:
    return str(value) if hasattr(value, "isoformat") else value


def _compared(result: Result) -> tuple[str, ...]:
    return tuple(f"{value:.9g}" if isinstance(value, float) else str(value) for value in astuple(result))


def _execute(warehouse: Warehouse, statement: str, parameters: list[object]) -> None:
    if isinstance(warehouse.connection, duckdb.DuckDBPyConnection):
        warehouse.connection.execute(statement.replace("%s", "?"), parameters)
        return
    with warehouse.connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    warehouse.connection.commit()
