"""What there is to tell: the leads on the call list, the warning signs, the expectations that failed."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lead_scoring.notify.log import Log
from lead_scoring.warehouse import Warehouse

# ids are made of this and of what a message is about: the same news has the same id, on any machine
SPACE = uuid.UUID("6f0c6c1e-8a0f-4a57-9a6e-3c7d1d2f5b10")
# of a lead nobody is told who may not be called any more, has been called, or has opted out
CALLS = """
    select
        calls.handoff_id, handoffs.scorecard_id, calls.contact_id, calls.handed_off_on, calls.channel,
        handoffs.score, handoffs.band, handoffs.bant_verdict, handoffs.top_reasons, calls.respond_by, calls.rep_id,
        calls.rep_name, calls.missing, calls.next_step, handoffs.policy_version, calls.full_name, calls.job_title,
        calls.account_name, calls.country, calls.as_of_date
    from {marts}.call_list as calls
    inner join {marts}.sales_handoffs as handoffs on calls.handoff_id = handoffs.handoff_id
    where not calls.has_opted_out
    order by calls.call_rank
"""
NEWEST_COLUMN = """
    select column_name from information_schema.columns
    where table_schema = %s and table_name = 'call_list' and column_name = 'has_opted_out'
"""
HANDOFFS = "select handoff_id from {marts}.sales_handoffs"
SIGNS = """
    select signal, as_of_date, label, sentence, owner_team, verdict from {marts}.readiness_signals
    order by priority, signal
"""
# the last look at each stage
EXPECTATIONS = """
    select expectation_id, part, judged_day, as_of_date, sentence, what_to_do, owner_team, severity
    from {marts}.expectation_results as results
    where verdict = 'failed' and as_of_date = (
        select max(as_of_date) from {marts}.expectation_results as other where other.stage = results.stage
    ) and attempt = (
        select max(attempt) from {marts}.expectation_results as other
        where other.as_of_date = results.as_of_date and other.stage = results.stage
    )
    order by case severity when 'stop' then 1 else 2 end, stage, expectation_id, part
"""


class CannotReadError(Exception):
    """The warehouse does not have the tables; the message says what to do."""


@dataclass(frozen=True)
class Item:
    """One piece of news: a hand-off or a warning, with the fields that a tool may want."""

    id: str
    what: str
    as_of_date: date
    band: str | None = None
    rep_id: str | None = None
    fields: dict[str, object] = field(default_factory=dict, compare=False)


def item_id(*about: object) -> str:
    """Return the id of a piece of news."""
    return str(uuid.uuid5(SPACE, "\x1f".join(map(str, about))))


def read(warehouse: Warehouse, deliveries: Log) -> list[Item]:
    """Return all there is to tell at present, whether it was told before or not. Raises CannotReadError.

    Forgets the deliveries of hand-offs that the warehouse has forgotten.
    """
    missing = {"call_list", "sales_handoffs", "readiness_signals"} - set(warehouse.public_tables())
    if missing:
        raise CannotReadError(
            f"There is no table {warehouse.schema('marts')}.{min(missing)}. Build it first: make build RAW=folder"
        )
    if not list(warehouse.rows(NEWEST_COLUMN, [warehouse.schema("marts")])):
        raise CannotReadError(
            "The tables are those of an earlier version. Build them again: make build RAW=folder"
        )
    deliveries.keep_handoffs(item_id("handoff", row["handoff_id"]) for row in _rows(warehouse, HANDOFFS))
    return [*_handoffs(warehouse), *_signs(warehouse, deliveries), *_expectations(warehouse)]


def _handoffs(warehouse: Warehouse) -> Iterator[Item]:
    for row in _rows(warehouse, CALLS):
        yield Item(
            item_id("handoff", row["handoff_id"]),
            "handoff",
            row["as_of_date"],
            row["band"],
            row["rep_id"],
            row,
        )


def _signs(warehouse: Warehouse, deliveries: Log) -> Iterator[Item]:
    """A sign is news on the first day on which it shows, and again after it was gone."""
    for row in _rows(warehouse, SIGNS):
        if row.pop("verdict") == "warning":
            since = deliveries.sign_since(row["signal"], row["as_of_date"])
            yield Item(item_id("sign", row["signal"], since), "warning", row["as_of_date"], fields=row)
        else:
            deliveries.sign_gone(row["signal"])


def _expectations(warehouse: Warehouse) -> Iterator[Item]:
    if "expectation_results" not in warehouse.public_tables():
        return
    for row in _rows(warehouse, EXPECTATIONS):
        about = (row["expectation_id"], row["part"], row["judged_day"])
        yield Item(item_id("expectation", *about), "warning", row["as_of_date"], fields=row)


def _rows(warehouse: Warehouse, query: str) -> Iterator[dict[str, object]]:
    # read whole: PostgreSQL has one cursor at a time, and a list of calls is not long
    yield from list(warehouse.records(query.format(marts=f'"{warehouse.schema("marts")}"')))
