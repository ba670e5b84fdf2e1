"""Scores of the past know nothing of the future: what is learnt, done, merged or closed later moves none of them."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta

import pytest
from engine import Engine
from lives import as_long_as_asked

pytestmark = pytest.mark.lives

SEEDS = range(as_long_as_asked(2, 4))
PAST = """
    select 'history' as basis, scorecard_id, contact_id, as_of_date, '' as opportunity_id, fit_points, bant_points,
        interest_points, fit_total, interest_total, score, band, bant_verdict, blocked_by, score_percentile,
        known_share, last_activity_date
    from marts.lead_score_history
    where as_of_date = ?
    union all
    select 'opportunity', scorecard_id, contact_id, as_of_date, opportunity_id, null, null, null,
        fit_total, interest_total, score, band, null, null, null, null, null
    from marts.opportunity_scores
    where as_of_date < ?
"""
# what a careless model would join: (model, what it says, what it would say)
LOOKS_AHEAD = {
    "attributes": (
        "int_known_attributes",
        "cast(attribute_rows.known_from as date) <= moments.as_of_date",
        "true",
    ),
    # days, not years: points would grow past what a number holds
    "events": (
        "int_interest_hits",
        "moments.as_of_date >= contact_days.activity_date",
        "moments.as_of_date + 3 >= contact_days.activity_date",
    ),
    "identities": (
        "int_contact_days",
        "quarters.owned_from >= owners.known_from",
        "owners.known_until = cast('9999-12-31' as date)",
    ),
    "opportunities": ("int_sales_states", "opportunities.known_from <= moments.as_of_date", "true"),
    "customers": ("int_sales_states", "as date)) <= moments.as_of_date", "as date)) is not null"),
    "merges": (
        "int_scorable_moments",
        "candidates.as_of_date < owners.known_until",
        "owners.known_until = cast('9999-12-31' as date)",
    ),
}

Tables = dict[str, list[dict[str, str]]]


def first_of_months_before(as_of: str, days: int) -> date:
    """Return the last month end that lies at least ``days`` days before ``as_of``."""
    return (date.fromisoformat(str(as_of)) - timedelta(days=days)).replace(day=1) - timedelta(days=1)


def without_erasures(random_tables: Callable, seed: int) -> tuple:
    """Return a random case in which nobody is to be forgotten: that, and only that, changes the past."""
    tables, seeds, as_of, _ = random_tables(seed)
    return {name: rows for name, rows in tables.items() if name != "erasures"}, seeds, as_of


def past_scores(warehouse, moment: date) -> list[tuple]:
    """Return every score at ``moment`` and at the opportunities opened up to then."""
    return sorted(warehouse.execute(PAST, [moment, moment]).fetchall(), key=repr)


def reveal_the_future(tables: Tables, moment: date) -> None:
    """Add what betrays the outcome, all of it dated after ``moment`` and told of every contact."""
    later = f"{moment + timedelta(days=3)} 10:00:00"
    contacts = [row["contact_id"] for row in tables["contacts"] if row["contact_id"].strip()]
    attributes = tables.setdefault("contact_attributes", [])
    names = {row["attribute"] for row in attributes} | {
        "budget_max",
        "authority",
        "need",
        "decision_date",
        "job_title",
    }
    values = {row["value"] for row in attributes if row["value"].strip()} | {"signs", "urgent", "5000000"}
    for number, contact in enumerate(contacts):
        for name in sorted(names):
            value = sorted(values)[number % len(values)]
            attributes.append(
                {
                    "contact_id": contact,
                    "attribute": name,
                    "value": value,
                    "known_from": later,
                    "origin": "declared",
                }
            )
    patterns = {
        tuple(row.get(name, "") for name in ("event_type", "page_path", "asset")) for row in tables["events"]
    }
    for number, (event_type, page_path, asset) in enumerate(sorted(patterns)):
        for contact in contacts:
            tables["events"].append(
                {
                    "event_id": f"burst {number} {contact}",
                    "event_type": event_type,
                    "occurred_at": later,
                    "contact_id": contact,
                    "page_path": page_path,
                    "asset": asset,
                }
            )
    visitors = {row["anonymous_id"] for row in tables["events"] if row.get("anonymous_id", "").strip()}
    tables.setdefault("identities", []).extend(
        {"anonymous_id": visitor, "contact_id": contacts[number % len(contacts)], "identified_at": later}
        for number, visitor in enumerate(sorted(visitors))
    )
    tables.setdefault("contact_merges", []).extend(
        {"merged_contact_id": merged, "contact_id": contact, "merged_at": later}
        for merged, contact in zip(contacts[1::4], contacts[::4], strict=False)
    )
    for opportunity in tables.setdefault("opportunities", []):
        if not (opportunity.get("closed_at") or "").strip():
            opportunity |= {"closed_at": later, "status": "won"}
    tables["opportunities"] += [
        {"opportunity_id": f"later {contact}", "contact_id": contact, "opened_at": later, "status": "open"}
        for contact in contacts
    ]
    tables.setdefault("customers", []).extend(
        {"account_id": row["account_id"], "became_customer_at": later}
        for row in tables["contacts"]
        if (row.get("account_id") or "").strip()
    )


def mutated(engine: Engine, model: str, says: str, would_say: str) -> Engine:
    """Return the engine with one sentence of one model's compiled SQL changed."""
    careless = object.__new__(Engine)
    careless.__dict__ |= engine.__dict__
    careless.statements = [
        statement.replace(says, would_say) if f'."{model}" as ' in statement else statement
        for statement in engine.statements
    ]
    assert careless.statements != engine.statements, f"{model} no longer says: {says}"
    return careless


def what_moves(engine: Engine, random_tables: Callable, seed: int) -> set[tuple]:
    """Return the past scores that differ once the future is told."""
    tables, seeds, as_of = without_erasures(random_tables, seed)
    moment = first_of_months_before(as_of, 40)
    told = deepcopy(tables)
    reveal_the_future(told, moment)
    before = past_scores(engine.run(tables, as_of, seeds), moment)
    after = past_scores(engine.run(told, as_of, seeds), moment)
    assert len(before) > 30
    return set(before) ^ set(after)


@pytest.mark.parametrize("seed", SEEDS)
def test_past_scores_do_not_move(engine, random_tables, seed):
    assert what_moves(engine, random_tables, seed) == set()


@pytest.mark.parametrize("join", LOOKS_AHEAD)
def test_a_join_that_looks_ahead_is_found(engine, random_tables, join):
    careless = mutated(engine, *LOOKS_AHEAD[join])

    assert any(what_moves(careless, random_tables, seed) for seed in SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_date_scores_the_same_on_its_day_and_later(engine, random_tables, seed):
    tables, seeds, as_of = without_erasures(random_tables, seed)
    moment = first_of_months_before(as_of, 20)

    on_its_day = past_scores(engine.run(tables, moment, seeds), moment)
    later = past_scores(engine.run(tables, as_of, seeds), moment)

    assert len(on_its_day) > 30
    assert on_its_day == later
