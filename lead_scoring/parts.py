"""The parts of the project that can be switched off (vars of dbt), and of which date their tables are.

The core appears together: scores, hand-offs, call list. What people study beside it may be switched off, and a table of
it that could not be made today stays as it was.
"""

from dataclasses import dataclass
from datetime import date

from lead_scoring.warehouse import CannotReadError, Warehouse

# var of dbt → its public tables
PARTS = {
    "feedback": (
        "best_customers",
        "capacity_curve",
        "claim_verdicts",
        "close_rates",
        "close_rates_by_band",
        "content_before_close",
        "failed_deals",
        "failure_signs",
        "funnel_by_month",
        "gains_curve",
        "opportunity_scores",
        "readiness_signals",
        "rule_performance",
        "score_accuracy",
        "score_calibration",
        "scorecard_comparison",
        "speed_to_lead",
        "time_to_close",
        "touches_before_close",
    ),
    "nurture": ("nurture_leads",),
    "checks": ("expectation_results", "machine_activity", "policy_warnings"),
}
# what tells of which date a table is, the first that it has
DATES = ("known_on", "as_of_date")
# it keeps its rows, each of the day of a look
ROWS_OF_MANY_DATES = ("expectation_results",)


@dataclass(frozen=True)
class Absent:
    """What is not there: parts without any table (switched off, or not built yet), and single tables of the others."""

    parts: tuple[str, ...]
    tables: tuple[str, ...]


def absent(warehouse: Warehouse) -> Absent:
    """Return which public tables of the parts are not there."""
    there = set(warehouse.public_tables())
    off = tuple(part for part, tables in PARTS.items() if not there.intersection(tables))
    return Absent(
        off,
        tuple(
            table
            for part, tables in PARTS.items()
            for table in tables
            if part not in off and table not in there
        ),
    )


def core_date(warehouse: Warehouse) -> date | None:
    """Return the as-of date of the scores, None where nothing is scored."""
    if "lead_scores" not in warehouse.public_tables():
        return None
    return _newest(warehouse, {"lead_scores": "as_of_date"})["lead_scores"]


def earlier_tables(warehouse: Warehouse) -> dict[str, date]:
    """Return the public tables of an earlier date than the scores, with their date.

    A table that failed, or is switched off by now, stays as it was the day before, while the call list is of today. An
    empty table has no date and is not among them. At the end of a run dbt finds the same ones (macros/outcome.sql).
    """
    today = core_date(warehouse)
    if not today:
        return {}
    dated = {}
    for table in set(warehouse.public_tables()).difference(ROWS_OF_MANY_DATES):
        columns = warehouse.columns(warehouse.schema("marts"), table)
        if column := next((name for name in DATES if name in columns), None):
            dated[table] = column
    newest = _newest(warehouse, dated)
    return {table: day for table, day in sorted(newest.items()) if day and day < today}


def told(warehouse: Warehouse) -> list[str]:
    """Return for a terminal, in a sentence each, what is switched off and what is of an earlier date; often nothing."""
    missing = absent(warehouse)
    said = [
        f"{part.capitalize()}: this part is switched off (var {part}) or was not built yet."
        for part in missing.parts
    ]
    if missing.tables:
        said.append(
            f"These tables were not built: {', '.join(missing.tables)}. Build again: {warehouse.build}"
        )
    if earlier := earlier_tables(warehouse):
        names = ", ".join(f"{table} ({day})" for table, day in earlier.items())
        said.append(
            f"The scores and the call list are of {core_date(warehouse)}; these tables were not made anew, because they"
            f" failed or are switched off by now, and are of an earlier date: {names}."
        )
    return said


def needed_part(warehouse: Warehouse, part: str, schema: str, *tables: str) -> None:
    """Make sure that tables of a part are there. Raises CannotReadError, which says that it may be switched off."""
    name = warehouse.schema(schema)
    if missing := set(tables) - set(warehouse.tables(name)):
        raise CannotReadError(
            f"There is no table {name}.{min(missing)} in {warehouse.place}: it belongs to a part that is switched off"
            f" (var {part}) or was not built yet. With {part}: true, build it: {warehouse.build}"
        )


def need_the_past(warehouse: Warehouse) -> None:
    """Make sure that past moments are scored. Raises CannotReadError after a pulse, which scores today alone."""
    schema = warehouse.schema("intermediate")
    if "int_publication" not in warehouse.tables(schema) or "is_pulse" not in warehouse.columns(
        schema, "int_publication"
    ):
        return
    if any(
        found
        for (found,) in warehouse.rows(f"select is_pulse from {warehouse.quoted(schema)}.int_publication")
    ):
        raise CannotReadError(
            f"The last run was a pulse, which scores today alone and not the past that is learnt from. Build first:"
            f" {warehouse.build}"
        )


def _newest(warehouse: Warehouse, dated: dict[str, str]) -> dict[str, date | None]:
    """Return the newest date of each public table (name → column)."""
    queries = [
        f"select '{table}', max({column}) from {warehouse.table('marts', table)}"
        for table, column in dated.items()
    ]
    return dict(warehouse.rows(" union all ".join(queries))) if queries else {}
