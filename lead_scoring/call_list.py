"""The call list as text: who to call first, and why."""

from decimal import ROUND_HALF_UP, Decimal
from textwrap import fill

from lead_scoring import parts
from lead_scoring.summary import met_nobody
from lead_scoring.warehouse import Warehouse
from lead_scoring.wording import Wording

QUERY = """
    select
        call_rank, full_name, job_title, account_name, country, score, band, why, against, missing, next_step,
        respond_by_local, time_zone, fit_total, fit_max, interest_total, interest_max, last_activity_date,
        channel, coalesce(rep_name, rep_id), contact_id, remarks
    from {marts}.call_list
    order by call_rank
    limit %s
"""
COUNTS = """
    select
        (select count(*) from {marts}.call_list),
        count(distinct contact_id),
        max(as_of_date),
        (
            select max(remark) from {marts}.published_runs
            where as_of_date = (select max(as_of_date) from {marts}.lead_scores)
        )
    from {marts}.lead_scores
"""


# a contact that objected counts once, whatever else keeps it from being scored
LEFT_OUT = """
    select
        count(*),
        sum(case when contacts.is_do_not_score then 1 else 0 end),
        sum(case when not contacts.is_do_not_score and contacts.deleted_on <= publication.as_of_date then 1 else 0 end),
        max(publication.as_of_date)
    from {contacts} as contacts
    cross join {publication} as publication
"""


def render(warehouse: Warehouse, top: int) -> str:
    """Return the first ``top`` leads of ``marts.call_list`` as text for a terminal.

    It says which parts are switched off, and which tables are of an earlier date. Raises CannotReadError where a table
    is missing.
    """
    warehouse.need("marts", "call_list", "lead_scores", "published_runs", "event_accounting")
    marts = warehouse.schema("marts")
    calls = list(warehouse.rows(QUERY.format(marts=warehouse.quoted(marts)), [top]))
    ((to_call, total, as_of, remark),) = warehouse.rows(COUNTS.format(marts=warehouse.quoted(marts)))
    if as_of is None:
        return f"No lead is scored in {warehouse.place}: {_left_out(warehouse)}."
    heading = f"{to_call} of {total} leads are to be called on {as_of}." + (" Call first:" if calls else "")
    lost, wording = met_nobody(warehouse), Wording(warehouse)
    names = "call_list, sales_handoffs, lead_scores, lead_score_reasons, …"
    tables = f"Tables: {warehouse.place}, schema {marts} ({names})"
    return "\n\n".join(
        [
            *([lost] if lost else []),
            *([remark] if remark else []),
            heading,
            *(_entry(call, wording) for call in calls),
            *parts.told(warehouse),
            tables,
        ]
    )


def _left_out(warehouse: Warehouse) -> str:
    """Return why nobody is scored: what keeps contacts from being scored, and how many of them."""
    ((contacts, objected, deleted, as_of),) = warehouse.rows(
        LEFT_OUT.format(
            contacts=warehouse.table("intermediate", "int_contacts"),
            publication=warehouse.table("intermediate", "int_publication"),
        )
    )
    reasons = {"of do_not_score": objected, f"they were deleted by {as_of}": deleted}
    told = [
        f"{left_out} of {contacts} contacts are left out because {why}"
        for why, left_out in reasons.items()
        if left_out
    ]
    return "; ".join(told) or "no contact of the raw tables can be scored yet"


def _entry(call: tuple, wording: Wording) -> str:
    rank, name, title, company, country, score, band, why, against, missing, next_step, *rest = call
    (
        respond_by,
        time_zone,
        fit,
        fit_max,
        interest,
        interest_max,
        last_day,
        channel,
        seller,
        contact_id,
        remarks,
    ) = rest
    person = ", ".join(text for text in (name or contact_id, title, company, country) if text)
    asked = {"fast_lane": ", asked to buy", "asked_again": ", asked again"}
    standing = f"{score} {wording.value('band', band, 'en')}{asked.get(channel, '')}"
    lines = [f"{rank:>3}. {' '.join(person.split())}: {standing}"]
    parts_of_score = [f"Who: {_of(fit, fit_max)}", f"did: {_of(interest, interest_max)}"]
    lines += [_wrapped(", ".join(parts_of_score + ([f"last on {last_day}"] if last_day else [])))]
    lines += [_wrapped(why)] + ([_wrapped(f"Against: {against}")] if against else [])
    lines += [_wrapped(f"{text}.") for text in (missing,) if text] + ([_wrapped(remarks)] if remarks else [])
    lines += (
        [_wrapped(f"{next_step}" + (f" (by {respond_by:%Y-%m-%d %H:%M} {time_zone})" if respond_by else ""))]
        if next_step
        else []
    )
    lines += [_wrapped(f"Seller: {seller}")] if seller else []
    return "\n".join(lines)


def _of(points: Decimal | None, limit: Decimal | None) -> str:
    """Return points as people read them, and the most there can be."""
    told = "–" if points is None else str(points.quantize(Decimal(1), ROUND_HALF_UP))
    return told if limit is None else f"{told} of {limit.normalize():f}"


def _wrapped(text: str) -> str:
    return fill(text, width=110, initial_indent="     ", subsequent_indent="     ")
