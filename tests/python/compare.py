"""What a warehouse built by the project says against what the reference says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
from reference import Record, Result

SCORE_KEY = ("scorecard_id", "contact_id")
REASON_KEY = (*SCORE_KEY, "entry", "subscore", "criterion", "rule_id")
SCORE_VALUES = (
    "account_id",
    "as_of_date",
    "fit_points",
    "bant_points",
    "interest_points",
    "fit_total",
    "interest_total",
    "score",
    "band",
    "bant_verdict",
    "is_sales_ready",
    "blocked_by",
    "grade",
    "score_rank",
    "score_percentile",
    "last_activity_date",
)
REASON_VALUES = ("events", "points")
TOLERANCE = Decimal("0.0005")  # points, and shares between 0 and 1

Key = tuple[str, ...]
Rows = dict[Key, Record]
Columns = tuple[str, ...]


def _keyed(rows: list[Record], key: Columns, table: str, found: list[str]) -> Rows:
    """Rows by key, a blank for an empty part; a key that stands twice is a difference."""
    by_key: Rows = {}
    for row in rows:
        name = tuple(str(row[part] or "") for part in key)
        if name in by_key:
            found.append(f"{table} {name}: stands twice")
        by_key[name] = row
    return by_key


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: Columns) -> list[Record]:
    """The named columns of a table in schema `marts`."""
    rows = connection.execute(f"select {', '.join(columns)} from marts.{name}").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _same(expected: Any, got: Any) -> bool:
    """Whether two values agree: numbers to the tolerance, no text and empty text alike."""
    numbers = (int, float, Decimal)
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, numbers) and isinstance(got, numbers):
        return abs(Decimal(str(expected)) - Decimal(str(got))) < TOLERANCE
    return ("" if expected is None else str(expected)) == ("" if got is None else str(got))


def differences(result: Result, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every difference between a result and the tables of a warehouse, a line each; none if they agree.

    Compares `marts.lead_scores` and `marts.lead_score_reasons` (points and shares to 0.0005). Reasons of 0
    points may be missing on either side, and their `events` are not compared. Raises duckdb.Error if a
    table or column is missing.
    """
    found: list[str] = []
    scores = _table(connection, "lead_scores", SCORE_KEY + SCORE_VALUES)
    reasons = _table(connection, "lead_score_reasons", REASON_KEY + REASON_VALUES)
    want = _keyed(result.lead_scores, SCORE_KEY, "reference lead_scores", found)
    have = _keyed(scores, SCORE_KEY, "lead_scores", found)
    for key in sorted(want.keys() | have.keys()):
        if key not in want or key not in have:
            found.append(f"lead_scores {key}: {'missing' if key in want else 'not expected'}")
            continue
        for column in SCORE_VALUES:
            expected, got = want[key][column], have[key][column]
            if not _same(expected, got):
                found.append(f"lead_scores {key} {column}: expected {expected}, got {got}")
    want = _keyed(result.reasons, REASON_KEY, "reference lead_score_reasons", found)
    have = _keyed(reasons, REASON_KEY, "lead_score_reasons", found)
    for key in sorted(want.keys() | have.keys()):
        expected_points = want.get(key, {}).get("points") or Decimal(0)
        got_points = have.get(key, {}).get("points") or Decimal(0)
        if not _same(expected_points, got_points):
            state = "missing" if key not in have else "not expected" if key not in want else "points"
            found.append(f"lead_score_reasons {key} {state}: expected {expected_points}, got {got_points}")
        elif expected_points and not _same(want[key]["events"], have[key]["events"]):
            expected, got = want[key]["events"], have[key]["events"]
            found.append(f"lead_score_reasons {key} events: expected {expected}, got {got}")
    return found
