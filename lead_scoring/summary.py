"""The morning on one screen: what came in, what was set aside, who is scored, what changed, what to look at."""

from textwrap import fill

from lead_scoring import parts
from lead_scoring.warehouse import Warehouse

MART_TABLES = (
    "event_accounting",
    "rejected_rows",
    "lead_scores",
    "band_changes",
    "sales_handoffs",
    "handoff_queue",
)
EVENTS = "select outcome, event_rows, matched_rows from {event_accounting}"
USED = "select '{name}', count(*) from {table}"
# of the tables that are delivered whole: how many rows came, and how many of them can be used
DELIVERED = """
    select part, cases, cases - cast(counted as bigint)
    from {int_table_profiles}
    where feed = 'tables' and metric = 'rejected_share' and day = (select max(as_of_date) from {lead_scores})
    order by part
"""
PROFILES = "int_table_profiles"
# raw table → what is kept of it, where that is not each row that can be read
KEPT = {
    "contacts": "int_contacts",
    "accounts": "int_accounts",
    "opportunities": "int_opportunities",
    "sales_reps": "int_sales_reps",
}
SET_ASIDE = """
    select source_table, reason, count(*)
    from {rejected_rows}
    group by source_table, reason
    order by source_table, count(*) desc, reason
"""
LEADS = """
    select band, count(*), min(-score)
    from {lead_scores}
    where scorecard_id in (select scorecard_id from {int_scorecards} where is_champion)
    group by band
    order by min(-score)
"""
CHANGES = """
    select
        sum(case when score_after > score_before then 1 else 0 end),
        sum(case when score_after < score_before then 1 else 0 end),
        min(compared_with)
    from {band_changes}
    where changed_on = (select max(as_of_date) from {lead_scores})
"""
HANDED_OVER = """
    select count(*) from {sales_handoffs}
    where handed_off_on = (select max(as_of_date) from {lead_scores})
"""
WAITING = """
    select count(*)
    from {handoff_queue} as changes
    where
        changes.is_waiting
        and not exists (
            select 1
            from {handoff_queue} as later_changes
            where
                changes.contact_id = later_changes.contact_id
                and changes.changed_on < later_changes.changed_on
        )
"""
FAILED = """
    select results.sentence
    from {expectation_results} as results
    inner join (
        select as_of_date, stage, max(attempt) as attempt
        from {expectation_results}
        where as_of_date = (select max(as_of_date) from {lead_scores})
        group by as_of_date, stage
    ) as last_looks
        on results.as_of_date = last_looks.as_of_date
        and results.stage = last_looks.stage
        and results.attempt = last_looks.attempt
    where results.verdict = 'failed'
    order by results.sentence
"""
SIGNALS = "select sentence from {readiness_signals} where verdict = 'warning' order by signal"
WARNINGS = """
    select warning, count(*), min(sentence)
    from {policy_warnings}
    group by warning
    order by min(case when seed_name in ({raw}) then 0 else 1 end), count(*) desc, warning
"""
# what looks wrong in these raw tables is told before what looks wrong in the policy
RAW_TABLES = (*KEPT, "contact_attributes", "customers", "events")
# a feed of which so many events are of nobody is not a quiet day
MANY_OF_NOBODY = 0.5
# dbt makes its file as the umask says; make and the commands keep theirs to their owner
OPEN_TO_OTHERS = (
    "{place} holds names, and every user of this machine may read it: chmod 600, and umask 077 before dbt."
)
MOST_LINES = 3
MOST_REASONS = 4


def render(warehouse: Warehouse) -> str:
    """Return the summary of the last run as text for a terminal, at most some twenty lines.

    Raises CannotReadError where a table of the core is missing.
    """
    warehouse.need("marts", *MART_TABLES)
    as_of = parts.core_date(warehouse)
    sections = {
        "Events": [_events(warehouse)],
        "Used": [_used(warehouse)],
        "Set aside": _set_aside(warehouse),
        "Leads": [_leads(warehouse)],
        "Changes": [_changes(warehouse)],
        "Look at": [*_to_look_at(warehouse), *parts.told(warehouse)] or ["nothing"],
    }
    lines = [fill(f"As of {as_of}." if as_of else "No lead is scored yet.", 110)]
    for name, told in sections.items():
        lines += [
            fill(text, 110, initial_indent=f"{'' if place else name:<11}", subsequent_indent=" " * 11)
            for place, text in enumerate(told)
            if text
        ]
    return "\n".join(lines)


def met_nobody(warehouse: Warehouse) -> str | None:
    """Return a sentence where most of the events belong to nobody who is known; else None."""
    counted = {outcome: rows for outcome, rows, _ in _rows(warehouse, EVENTS)}
    met, lost = counted.get("accepted", 0), counted.get("not_identified", 0)
    if not lost or lost < MANY_OF_NOBODY * (met + lost):
        return None
    return (
        f"{lost:,} of {met + lost:,} events belong to nobody who is known: compare the ids of events with those of"
        " contacts and identities (how many: event_accounting)."
    )


def _events(warehouse: Warehouse) -> str:
    counted = {outcome: (rows, matched) for outcome, rows, matched in _rows(warehouse, EVENTS)}
    delivered = sum(rows for rows, _ in counted.values())
    if not delivered:
        return "none delivered"
    accepted, matched = counted.get("accepted", (0, 0))
    others = [
        f"{rows:,} {outcome.replace('_', ' ')}"
        for outcome, (rows, _) in counted.items()
        if rows and outcome != "accepted"
    ]
    lost = met_nobody(warehouse)
    kinds = f"{delivered:,} delivered, {accepted:,} accepted ({matched or 0:,} of them match a rule)"
    return ", ".join([f"{lost} {kinds}" if lost else kinds, *others])


def _used(warehouse: Warehouse) -> str:
    queries = [
        USED.format(name=name, table=warehouse.table("intermediate", table)) for name, table in KEPT.items()
    ]
    used = dict(warehouse.rows(" union all ".join(queries)))
    delivered = dict(used)
    # a run without checks counts no rows of raw tables
    if PROFILES in warehouse.tables("intermediate"):
        for table, rows, usable in _rows(warehouse, DELIVERED):
            delivered[table] = rows
            used.setdefault(table, usable)
    return ", ".join(
        f"{used[table]:,} {'' if used[table] == rows else f'of {rows:,} '}{table}"
        for table, rows in delivered.items()
        if rows
    )


def _set_aside(warehouse: Warehouse) -> list[str]:
    reasons: dict[str, list[tuple[str, int]]] = {}
    for table, reason, rows in _rows(warehouse, SET_ASIDE):
        reasons.setdefault(table, []).append((reason, rows))
    found = []
    for table, counted in reasons.items():
        told = [f"{rows:,} {reason}" for reason, rows in counted[:MOST_REASONS]]
        others = sum(rows for _, rows in counted[MOST_REASONS:])
        found.append(f"{table}: {', '.join(told)}{f', {others:,} for other reasons' if others else ''}")
    return found or ["nothing"]


def _leads(warehouse: Warehouse) -> str:
    bands = [(band, leads) for band, leads, _ in _rows(warehouse, LEADS)]
    return f"{sum(leads for _, leads in bands):,} scored" + (
        ": " + ", ".join(f"{leads:,} {band}" for band, leads in bands) if bands else ""
    )


def _changes(warehouse: Warehouse) -> str:
    ((up, down, since),) = _rows(warehouse, CHANGES)
    ((handed_over,),) = _rows(warehouse, HANDED_OVER)
    ((waiting,),) = _rows(warehouse, WAITING)
    moved = f"{up or 0:,} into a higher band, {down or 0:,} into a lower one" + (
        f" since {since}" if since else ""
    )
    return f"{moved}; {handed_over:,} handed over, {waiting:,} wait for a seller with room"


def _to_look_at(warehouse: Warehouse) -> list[str]:
    there = set(warehouse.public_tables())
    found = [OPEN_TO_OTHERS.format(place=warehouse.place)] if warehouse.is_open_to_others else []
    if "expectation_results" in there:
        found += _first([sentence for (sentence,) in _rows(warehouse, FAILED)], "expectation_results")
    if "readiness_signals" in there:
        found += _first([sentence for (sentence,) in _rows(warehouse, SIGNALS)], "readiness_signals")
    if "policy_warnings" in there:
        found += _first(
            [
                f"{sentence}" + (f" (and {warnings - 1} more: {cause})" if warnings > 1 else "")
                for cause, warnings, sentence in _rows(warehouse, WARNINGS)
            ],
            "policy_warnings",
        )
    return found


def _first(sentences: list[str], table: str) -> list[str]:
    more = len(sentences) - MOST_LINES
    return sentences[:MOST_LINES] + ([f"… and {more} more in {table}"] if more > 0 else [])


def _rows(warehouse: Warehouse, query: str) -> list[tuple]:
    tables = (*MART_TABLES, "expectation_results", "readiness_signals", "policy_warnings")
    known = {name: warehouse.table("marts", name) for name in tables}
    known |= {name: warehouse.table("intermediate", name) for name in ("int_scorecards", PROFILES)}
    known["raw"] = ", ".join(f"'{name}'" for name in RAW_TABLES)
    return list(warehouse.rows(query.format(**known)))
