"""What there is to tell: the leads on the call list, the warning signs, the expectations that failed."""

from collections.abc import Iterator

from lead_scoring import parts
from lead_scoring.notify.items import Item, item_id
from lead_scoring.notify.log import Log
from lead_scoring.warehouse import CannotReadError, Warehouse

# of a lead nobody is told who may not be called any more, has been called, or has opted out
CALLS = """
    select
        calls.handoff_id, handoffs.scorecard_id, calls.contact_id, calls.handed_off_on, calls.channel,
        handoffs.score, handoffs.band, handoffs.bant_verdict, handoffs.top_reasons, calls.respond_by, calls.rep_id,
        calls.rep_name, calls.missing, calls.next_step, handoffs.policy_version, calls.full_name, calls.job_title,
        calls.account_name, calls.country, calls.as_of_date, calls.respond_by_local, calls.time_zone,
        calls.why, calls.against, calls.asked_at
    from {marts}.call_list as calls
    inner join {marts}.sales_handoffs as handoffs on calls.handoff_id = handoffs.handoff_id
    where not calls.has_opted_out
    order by calls.call_rank
"""
# who asks again is told of again: the request is news, though the hand-off is none
HANDOFFS = """
    select handoff_id, null as asked_at from {marts}.sales_handoffs
    union all
    select handoff_id, asked_at from {marts}.call_list where channel = 'asked_again'
"""
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


def check(warehouse: Warehouse) -> None:
    """Make sure that there is what is told of. Raises CannotReadError."""
    warehouse.need("marts", "call_list", "sales_handoffs")
    if not {"has_opted_out", "against"} <= set(warehouse.columns(warehouse.schema("marts"), "call_list")):
        raise CannotReadError(
            f"The tables are those of an earlier version. Build them again: {warehouse.build}"
        )


def read(warehouse: Warehouse, deliveries: Log) -> list[Item]:
    """Return all there is to tell at present, whether it was told before or not. Raises CannotReadError.

    Forgets the deliveries of hand-offs that the warehouse has forgotten.
    """
    deliveries.keep_handoffs(_call_id(row) for row in _rows(warehouse, HANDOFFS))
    return [*_handoffs(warehouse), *_signs(warehouse, deliveries), *_expectations(warehouse)]


def _handoffs(warehouse: Warehouse) -> Iterator[Item]:
    for row in _rows(warehouse, CALLS):
        asked_at = row.pop("asked_at")
        yield Item(
            _call_id({**row, "asked_at": asked_at if row["channel"] == "asked_again" else None}),
            "handoff",
            row["as_of_date"],
            row["band"],
            row["rep_id"],
            row,
        )


def _call_id(row: dict[str, object]) -> str:
    """Return the id of a call: its hand-off's, or for a lead that asks again that of the request (``asked_at``)."""
    again = () if row["asked_at"] is None else (f"asked again {row['asked_at']:%Y-%m-%d %H:%M:%S}",)
    return item_id("handoff", row["handoff_id"], *again)


def _signs(warehouse: Warehouse, deliveries: Log) -> Iterator[Item]:
    """A sign is news on the first day on which it shows, and again after it was gone."""
    if "readiness_signals" not in warehouse.public_tables():
        return
    today = parts.core_date(warehouse)
    for row in _rows(warehouse, SIGNS):
        if row.pop("verdict") == "warning":
            since = deliveries.sign_since(row["signal"], row["as_of_date"])
            yield Item(
                item_id("sign", row["signal"], since),
                "warning",
                row["as_of_date"],
                fields=row,
                scored_on=today if today and row["as_of_date"] < today else None,
            )
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
    yield from list(warehouse.records(query.format(marts=warehouse.quoted(warehouse.schema("marts")))))
