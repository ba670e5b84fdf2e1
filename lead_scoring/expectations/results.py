"""Reads what is to be judged from a warehouse, and keeps what was found: in a table, and as JSON files."""

import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

from lead_scoring.errors import in_place_of
from lead_scoring.expectations import STAGES, CannotValidateError, Result
from lead_scoring.warehouse import Warehouse

COLUMNS = [field.name for field in fields(Result)]
# what is judged, and what is said of it whatever the verdict
CASES = [
    *(name for name in COLUMNS if name not in ("verdict", "sentence")),
    *("as_of_date", "expectation", "is_judged", "judged_low", "judged_high"),
    *("met_sentence", "failed_sentence", "not_judged_sentence"),
]


def read_cases(warehouse: Warehouse, stage: str) -> list[dict[str, Any]]:
    """Return what is to be judged in a stage (raw or scores). Raises CannotValidateError where there is no profile."""
    schema, table = warehouse.schema("intermediate"), STAGES[stage]
    if table not in warehouse.tables(schema):
        # a project that installs this one has no selectors of ours
        feeds = " --indirect-selection buildable --select +int_feed_cases int_expectation_results"
        raise CannotValidateError(
            f"There is no table {schema}.{table}: the checks are switched off (var checks) or not built yet. Build it"
            f" first: dbt build{feeds if stage == 'raw' else ''}"
        )
    query = f"select {', '.join(CASES)} from {warehouse.table('intermediate', table)}"
    return list(warehouse.records(f"{query} order by expectation_id, part"))


def append(warehouse: Warehouse, as_of: str, stage: str, results: Sequence[Result]) -> int:
    """Add results to the table int_expectation_results and return which attempt of their date and stage they are.

    What the last attempt found already is not written again.
    """
    table = warehouse.table("intermediate", "int_expectation_results")
    ((attempt,),) = warehouse.rows(
        f"select coalesce(max(attempt), 0) from {table} where as_of_date = %s and stage = %s", [as_of, stage]
    )
    if attempt and _written(warehouse, table, [as_of, stage, attempt]) == sorted(map(_compared, results)):
        return attempt
    marks = ", ".join("%s" for _ in range(len(COLUMNS) + 3))
    rows = [(as_of, stage, attempt + 1, *astuple(result)) for result in results]
    if rows:
        warehouse.execute(
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
    path = folder / f"{as_of}-{stage}-{attempt}.json"
    found = {
        "as_of_date": as_of,
        "stage": stage,
        "attempt": attempt,
        "results": [asdict(result) for result in results],
        "great_expectations": answers,
    }
    with in_place_of(path) as file:
        file.write_text(
            json.dumps(found, ensure_ascii=False, indent=1, default=float) + "\n", encoding="utf-8"
        )
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
