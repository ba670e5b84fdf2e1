"""What the report shows, read from the score tables: selections and counts, never a score."""

import csv
import io
from collections import Counter, defaultdict
from datetime import date, timedelta

from lead_scoring.report import missing_rules
from lead_scoring.report.reader import Tables

# lists are cut by these rules, and the page says so
LEADS_LISTED = 500
CHARACTERS = 500
HISTORY_DATES = 36
ROWS_LISTED = 20
# days from the opening of a deal
HORIZONS = (30, 90, 180)
# days up to the as-of date, of hand-offs of the fast lane
SPEED_DAYS = 90

BANT = ("budget", "authority", "need", "timeline")

RUNS = "select * from {marts}.published_runs order by as_of_date desc"
COUNTS = (
    "select count(*) as leads, max(as_of_date) as as_of_date from {marts}.lead_scores where scorecard_id = %s"
)
LAST_DATE = """
    select max(as_of_date) as as_of_date from (
        select as_of_date from {marts}.event_accounting union all select as_of_date from {marts}.rejected_rows
    ) as dates
"""
SCORECARDS = """
    select
        comparison.*, cards.name, cards.bant_mode, cards.handoff_at_least, cards.sales_cycle_days,
        gains.captured_share, gains.captured_share_low, gains.captured_share_high
    from {marts}.scorecard_comparison as comparison
    left join {seeds}.scorecards as cards on comparison.scorecard_id = cards.scorecard_id
    left join {marts}.gains_curve as gains
        on comparison.scorecard_id = gains.scorecard_id and gains.period = 'after' and gains.percent = 20
    order by comparison.is_champion desc, comparison.moved_up is null, comparison.scorecard_id
"""
# from the calls that today's hand-off score brings
SAME_CALLS = """
    select * from {marts}.capacity_curve
    where is_handoff_threshold
"""
# where the comparison is not there, or is of another day than the scores
CARDS = """
    select
        scorecard_id, status = 'champion' as is_champion, name, bant_mode, handoff_at_least, sales_cycle_days
    from {seeds}.scorecards
    where status in ('champion', 'challenger')
    order by case status when 'champion' then 1 else 2 end, scorecard_id
"""
BANDS = "select band, cast(at_least as double precision) as at_least from {seeds}.score_bands order by 2"
# the first of each seller in turn, so that a cut list leaves no seller without leads
CALLS = """
    select * from (
        select *, row_number() over (order by place, call_rank) as turn
        from (
            select
                calls.*, progress.state = 'overdue' as is_overdue,
                row_number() over (partition by calls.rep_id order by calls.call_rank) as place
            from {marts}.call_list as calls
            left join {marts}.handoff_progress as progress on calls.handoff_id = progress.handoff_id
        ) as places
    ) as turns
    where turn <= %s
    order by call_rank
"""
PREVIOUS = """
    select contact_id, score, published_on from (
        select *, row_number() over (partition by contact_id order by published_on desc) as newest
        from {marts}.published_scores where published_on < cast(%s as date)
    ) as published
    where newest = 1
"""
QUESTIONS = """
    select contact_id, question, is_unanswered from {marts}.open_questions
    where subscore = 'bant' and contact_id in ({many})
"""
BANT_CATEGORIES = "select distinct category from {seeds}.criteria where subscore = 'bant'"
LEDGERS = """
    select reasons.*
    from {marts}.lead_score_reasons as reasons
    where reasons.scorecard_id = %s and reasons.points <> 0 and reasons.contact_id in ({many})
    order by
        reasons.contact_id,
        case reasons.entry when 'rule' then 1 when 'criterion_limit' then 2 when 'subscore_limit' then 3
            when 'scale_limit' then 4 else 5 end,
        case reasons.subscore when 'fit' then 1 when 'bant' then 2 else 3 end,
        reasons.points desc, reasons.entry_key
"""
HISTORY = """
    select history.contact_id, history.as_of_date, history.score
    from {marts}.lead_score_history as history
    where history.scorecard_id = %s and history.contact_id in ({many})
    order by history.contact_id, history.as_of_date
"""
BAND_MOVES = """
    select contact_id, changed_on, band_before, band_after, score_before, score_after, why
    from {marts}.band_changes where contact_id in ({many}) order by changed_on
"""
DEALS = """
    select deals.contact_id, deals.as_of_date, deals.score, deals.closed_at, deals.status
    from {marts}.opportunity_scores as deals
    where deals.scorecard_id = %s and deals.contact_id in ({many})
"""
HANDOFFS = """
    select lead_id as contact_id, handed_off_on, score, channel, state
    from {marts}.handoff_progress where lead_id in ({many})
"""

RATES_BY_BAND = "select * from {marts}.close_rates_by_band where basis = 'opportunity' and scorecard_id = %s"
RATES_BY_GRADE = """
    select value as grade, close_rate, close_rate_low, close_rate_high, won + lost as resolved
    from {marts}.close_rates
    where scorecard_id = %s and basis = 'opportunity' and outcome = 'won' and grouping = 'grade'
"""
GRADES = "select axis, grade, at_least from {seeds}.grades where axis is not null and grade is not null"
# the last row up to a number of days is of that day too
TIME_TO_CLOSE = """
    select value as band, days, watched_days, won_share, won_share_low, won_share_high
    from {marts}.time_to_close where scorecard_id = %s and grouping = 'band' order by days
"""
ACCURACY = """
    select * from {marts}.score_accuracy
    where scorecard_id = %s and period in ('all', 'after') order by period desc
"""
CALIBRATION = """
    select * from {marts}.score_calibration where scorecard_id = %s order by score
"""
GAINS = "select * from {marts}.gains_curve where scorecard_id = %s and period = 'all' order by percent"
DISTRIBUTION = """
    select score, band, count(*) as leads from {marts}.lead_scores
    where scorecard_id = %s group by score, band order by score
"""
FUNNEL = """
    select stage_order, stage, cast(sum(leads) as bigint) as leads, min(month) as since, max(month) as until,
        max(counted_since) as counted_since
    from {marts}.funnel_by_month
    where stage <> 'ready' and month >= cast(%s as date)
    group by stage_order, stage order by stage_order
"""
# all of them first, then each seller, with a name where somebody is on its call list
SPEED = """
    with
    recent as (select * from {marts}.speed_to_lead where handed_off_on > cast(%s as date)),
    grouped as (
        select recent.*, true as is_all from recent union all select recent.*, false as is_all from recent
    ),
    named as (select rep_id, max(rep_name) as rep_name from {marts}.call_list group by rep_id)
    select
        grouped.is_all,
        case when not grouped.is_all then coalesce(max(named.rep_name), max(grouped.rep_id)) end as seller,
        count(*) as requests,
        percentile_cont(0.5) within group (order by cast(working_minutes_to_handoff as double precision)) as to_handoff,
        percentile_cont(0.5) within group (order by cast(working_minutes_to_touch as double precision)) as to_touch,
        count(*) - count(first_touch_at) as untouched,
        avg(case when is_in_time then 1.0 when not is_in_time then 0.0 end) as in_time_share
    from grouped
    left join named on grouped.rep_id = named.rep_id
    group by grouped.is_all, case when not grouped.is_all then grouped.rep_id end
    order by grouped.is_all desc, count(*) desc, max(grouped.rep_id)
"""
# the labels of signs stand in both languages in their seed, and in that of the build in the table
BUILT_IN = """
    select
        max(case
            when signals.label = targets.label then 'en'
            when signals.label = targets.label_es then 'es'
        end) as language
    from {marts}.readiness_signals as signals
    inner join {seeds}.targets as targets on signals.signal = targets.signal
    where targets.label <> targets.label_es
"""
SOURCES = """
    select * from {marts}.close_rates
    where scorecard_id = %s and basis = 'opportunity' and outcome = 'won' and grouping = 'lead_source'
        and close_rate is not null
    order by won + lost desc, value
"""
CONTENT = """
    select * from {marts}.content_before_close
    where contrast in ('more', 'less') order by contrast desc, won_with + lost_with desc, content, stage
"""
CONTENT_COUNT = "select count(*) as pieces from {marts}.content_before_close"
SIGNALS = """
    select * from {marts}.readiness_signals
    order by case verdict when 'warning' then 1 when 'good' then 3 else 2 end, priority
"""

MOVES = """
    select others.scorecard_id, champion.band as band_before, others.band as band_after, count(*) as leads
    from {marts}.lead_scores as others
    inner join {marts}.lead_scores as champion on others.contact_id = champion.contact_id
    where champion.scorecard_id = %s and others.scorecard_id <> %s
    group by 1, 2, 3
"""
MOVERS = """
    select * from (
        select
            others.scorecard_id, others.contact_id, champion.score as score_before, champion.band as band_before,
            others.score as score_after, others.band as band_after, calls.full_name, calls.account_name,
            row_number() over (
                partition by others.scorecard_id
                order by case when calls.contact_id is null then 1 else 0 end,
                    abs(others.score - champion.score) desc, others.contact_id
            ) as place
        from {marts}.lead_scores as others
        inner join {marts}.lead_scores as champion on others.contact_id = champion.contact_id
        left join {marts}.call_list as calls on others.contact_id = calls.contact_id
        where champion.scorecard_id = %s and others.scorecard_id <> %s and others.band <> champion.band
    ) as movers
    where place <= 8 order by scorecard_id, place
"""
RULES = """
    select performance.*, overrides.points as override_points
    from {marts}.rule_performance as performance
    left join {seeds}.weight_overrides as overrides
        on performance.scorecard_id = overrides.scorecard_id and performance.rule_id = overrides.rule_id
    where performance.scorecard_id = %s
    order by abs(performance.suggested_points - performance.points) desc nulls last, performance.rule_id
"""
# what was seen at all first, and of it what speaks against a claim
CLAIMS = """
    select * from {marts}.claim_verdicts
    order by
        case verdict when 'contradicted' then 1 when 'supported' then 2 when 'no_difference' then 3 else 4 end, claim_id
"""

ACCOUNTING = "select outcome, event_rows from {marts}.event_accounting"
REJECTED = """
    select source_table, reason, count(*) as affected, min(row_id) as example
    from {marts}.rejected_rows group by 1, 2 order by 3 desc, 1, 2
"""
MACHINES = """
    select activity_month, cast(sum(events) as bigint) as events, max(month_events) as month_events
    from {marts}.machine_activity group by 1 order by 1
"""
POLICY_SINCE = "select first_used_on from {marts}.policy_versions where policy_version = %s"
POLICY_WARNINGS = "select sentence from {marts}.policy_warnings order by sentence"
NEWEST = (
    ("activity", "select max(last_activity_date) as newest from {marts}.lead_scores"),
    ("deal", "select max(as_of_date) as newest from {marts}.opportunity_scores"),
    ("close", "select cast(max(closed_at) as date) as newest from {marts}.opportunity_scores"),
    ("touch", "select cast(max(first_touched_at) as date) as newest from {marts}.handoff_progress"),
)
CHANGED = """
    select band_before, band_after, count(*) as leads from {marts}.band_changes
    where changed_on = cast(%s as date) group by 1, 2
"""
CHANGES = """
    select changes.*, calls.full_name from {marts}.band_changes as changes
    left join {marts}.call_list as calls on changes.contact_id = calls.contact_id
    where changes.changed_on = cast(%s as date)
    order by abs(changes.score_after - changes.score_before) desc, changes.contact_id
"""
# the last look at each stage of this date
EXPECTATIONS = """
    select results.* from {marts}.expectation_results as results
    where results.as_of_date = cast(%s as date) and results.attempt = (
        select max(attempt) from {marts}.expectation_results as other
        where other.as_of_date = results.as_of_date and other.stage = results.stage
    )
    order by
        case results.verdict when 'failed' then 1 when 'not_judged' then 2 else 3 end,
        case results.severity when 'stop' then 1 else 2 end, results.stage, results.expectation_id, results.part
"""


def read(tables: Tables) -> dict:
    """Return the four parts of the report, the rules that are missing, and what they all have in common."""
    # a build from before there were rival scores says nothing of them
    compared, earlier = [{"is_rival": False, **row} for row in tables.rows(SCORECARDS)], tables.earlier()
    scorecards = [row for row in compared if not row["is_rival"]]
    cards = tables.rows(CARDS) if not scorecards or "scorecard_comparison" in earlier else scorecards
    champion = next((card for card in cards if card["is_champion"]), None)
    run = _run(tables, champion)
    bands = tables.rows(BANDS)
    return {
        "run": run,
        "absent": tables.absent(),
        "earlier": earlier,
        "champion": champion,
        "bands": bands,
        "calls": _calls(tables, run, champion),
        "right": _right(tables, run, champion, bands),
        "what_if": _what_if(tables, compared, champion, bands),
        "trust": _trust(tables, run),
        "missing_rules": missing_rules.read(tables, champion["scorecard_id"] if champion else None),
    }


def _run(tables: Tables, champion: dict | None) -> dict:
    runs = tables.rows(RUNS)
    counted = tables.rows(COUNTS, champion["scorecard_id"]) if champion else []
    leads = counted[0] if counted else {"leads": 0, "as_of_date": None}
    last = tables.rows(LAST_DATE)
    as_of = leads["as_of_date"] or (runs[0]["as_of_date"] if runs else None)
    as_of = as_of or (last[0]["as_of_date"] if last else None)
    today = next((run for run in runs if run["as_of_date"] == as_of), {})
    before = next((run["as_of_date"] for run in runs if as_of and run["as_of_date"] < as_of), None)
    version = today.get("policy_version")
    since = tables.rows(POLICY_SINCE, version)
    return {
        "as_of": as_of,
        "previous": before,
        "leads": leads["leads"],
        "policy_version": version,
        "policy_since": since[0]["first_used_on"] if since else None,
        "late_events": today.get("late_events"),
        "remark": today.get("remark"),
        # null where no table tells
        "language": next((row["language"] for row in tables.rows(BUILT_IN)), None),
    }


def _calls(tables: Tables, run: dict, champion: dict | None) -> dict:
    calls = [_clipped(call) for call in tables.rows(CALLS, LEADS_LISTED)]
    contacts = [call["contact_id"] for call in calls]
    total = tables.rows("select count(*) as leads from {marts}.call_list")
    previous = {row["contact_id"]: row["score"] for row in tables.rows(PREVIOUS, run["as_of"])}
    asked = {"off", None} if not champion else {champion["bant_mode"]}
    has_bant = not asked & {"off", None, ""}
    categories = {row["category"] for row in tables.rows(BANT_CATEGORIES)} if has_bant else set()
    questions = {
        (row["contact_id"], row["question"]): row["is_unanswered"]
        for row in tables.of_contacts(QUESTIONS, contacts)
    }
    for call in calls:
        before = previous.get(call["contact_id"])
        call["is_new"] = run["previous"] is not None and before is None
        call["change"] = None if before is None else call["score"] - before
        call["bant"] = [
            (name, {None: "known", False: "part", True: "open"}[questions.get((call["contact_id"], name))])
            for name in BANT
            if name in categories
        ]
    return {
        "leads": calls,
        "total": total[0]["leads"] if total else 0,
        "has_bant": has_bant,
        "details": _details(tables, calls, champion["scorecard_id"] if champion else None),
    }


def _details(tables: Tables, calls: list[dict], card: str | None) -> dict[str, dict]:
    contacts = [call["contact_id"] for call in calls]
    found: dict[str, dict] = {
        call["contact_id"]: {
            "score": call["score"],
            "ledger": [],
            "history": [],
            "timeline": [],
            **{name: call[name] for name in ("email", "phone", "next_step", "bant_verdict")},
        }
        for call in calls
    }
    for row in tables.of_contacts(LEDGERS, contacts, card):
        lead = found[row["contact_id"]]
        # thousandths, so that the page adds whole numbers
        points = int(row["points"] * 1000)
        lead["ledger"].append([row["subscore"] or row["entry"], _clip(row["label"]), points])
        if row["last_event_date"]:
            lead["timeline"].append(
                [str(row["last_event_date"]), "event", _clip(row["label"]), row["events"]]
            )
    for row in tables.of_contacts(HISTORY, contacts, card):
        found[row["contact_id"]]["history"].append([str(row["as_of_date"]), row["score"]])
    for row in tables.of_contacts(BAND_MOVES, contacts):
        names = ("band_before", "score_before", "band_after", "score_after", "why")
        move = {name: _clip(row[name]) for name in names}
        found[row["contact_id"]]["timeline"].append([str(row["changed_on"]), "band", move, None])
    for row in tables.of_contacts(DEALS, contacts, card):
        timeline = found[row["contact_id"]]["timeline"]
        timeline.append([str(row["as_of_date"]), "deal", None, row["score"]])
        if row["closed_at"]:
            timeline.append([str(row["closed_at"])[:10], row["status"], None, None])
    for row in tables.of_contacts(HANDOFFS, contacts):
        found[row["contact_id"]]["timeline"].append(
            [str(row["handed_off_on"]), "handoff", None, row["score"]]
        )
    for lead in found.values():
        lead["history"] = lead["history"][-HISTORY_DATES:]
        lead["timeline"].sort(key=lambda entry: (entry[0], entry[1], entry[2] or ""), reverse=True)
    return found


def _grid(rates: list[dict], grades: list[dict]) -> dict:
    """Return the close rates of fit grades (best first) by interest grades: a cell without deals is None."""
    ordered = sorted(grades, key=lambda row: -float(row["at_least"] or "-inf"))
    fit, interest = ([row["grade"] for row in ordered if row["axis"] == axis] for axis in ("fit", "interest"))
    known = {row["grade"]: row for row in rates}
    rows = [{"grade": one, "cells": [known.get(one + other) for other in interest]} for one in fit]
    return {"interest": interest, "rows": rows if known else []}


def _soon(rows: list[dict], bands: list[dict]) -> list[dict]:
    """Return the share won after each of HORIZONS, per band; None where no deal has been watched for so long."""
    found = []
    for band in (row["band"] for row in bands):
        own = [row for row in rows if row["band"] == band]
        cells = [
            [row for row in own if row["days"] <= days][-1]
            if own and own[0]["watched_days"] >= days
            else None
            for days in HORIZONS
        ]
        if any(cells):
            found.append({"band": band, "cells": cells})
    return found


def _right(tables: Tables, run: dict, champion: dict | None, bands: list[dict]) -> dict:
    card = champion["scorecard_id"] if champion else None
    order = {row["band"]: place for place, row in enumerate(bands)}
    rates = sorted(tables.rows(RATES_BY_BAND, card), key=lambda row: order.get(row["band"], -1))
    content = tables.rows(CONTENT_COUNT)
    sources = tables.rows(SOURCES, card)
    pieces = tables.rows(CONTENT)
    speed = tables.rows(SPEED, run["as_of"] - timedelta(days=SPEED_DAYS)) if run["as_of"] else []
    return {
        "rates": rates,
        "resolved": sum(row["won"] + row["lost"] for row in rates),
        "cases": sum(row["leads"] for row in rates),
        "grades": _grid(tables.rows(RATES_BY_GRADE, card), tables.rows(GRADES)),
        "soon": _soon(tables.rows(TIME_TO_CLOSE, card), bands),
        "speed": speed[: ROWS_LISTED + 1],
        "speed_sellers": max(len(speed) - 1, 0),
        "accuracy": tables.rows(ACCURACY, card),
        "calibration": _blocks(tables.rows(CALIBRATION, card)),
        "gains": [row for row in tables.rows(GAINS, card) if row["captured_share"] is not None],
        "distribution": tables.rows(DISTRIBUTION, card),
        "funnel": tables.rows(FUNNEL, _year_before(run["as_of"])),
        "sources": sources[:ROWS_LISTED],
        "sources_total": len(sources),
        "content": pieces[:ROWS_LISTED],
        "content_told_apart": len(pieces),
        "content_total": content[0]["pieces"] if content else 0,
        "signals": tables.rows(SIGNALS),
    }


def _blocks(scores: list[dict]) -> list[dict]:
    """Return the calibration by blocks of neighbouring scores that share one rate, each with its edges."""
    blocks: list[dict] = []
    for row in scores:
        same = ("close_rate", "leads", "won", "later_leads")
        if blocks and all(blocks[-1][name] == row[name] for name in same):
            blocks[-1]["score_to"] = row["score"]
        else:
            blocks.append(row | {"score_from": row["score"], "score_to": row["score"]})
    return blocks


def _year_before(day: date | None) -> date:
    return date(day.year - 1, day.month, 1) if day else date(1, 1, 1)


def _what_if(tables: Tables, scorecards: list[dict], champion: dict | None, bands: list[dict]) -> dict:
    card = champion["scorecard_id"] if champion else None
    moves: dict[str, Counter] = defaultdict(Counter)
    for row in tables.rows(MOVES, card, card):
        moves[row["scorecard_id"]][row["band_before"], row["band_after"]] += row["leads"]
    movers: dict[str, list] = defaultdict(list)
    for row in tables.rows(MOVERS, card, card):
        movers[row["scorecard_id"]].append(_clipped(row))
    rules = tables.rows(RULES, card)
    changes = [rule for rule in rules if rule["suggestion"] in ("raise", "lower")]
    claims = tables.rows(CLAIMS)
    return {
        "scorecards": scorecards,
        # a build from before there were challengers in the curve says nothing of them
        "same_calls": {
            row["scorecard_id"]: row
            for row in tables.rows(SAME_CALLS)
            if row.get("more_wins_per_week_low") is not None
        },
        "moves": moves,
        "movers": movers,
        "bands": [row["band"] for row in bands],
        "suggestions": changes[:ROWS_LISTED],
        "suggestions_total": len(changes),
        "rules": len(rules),
        "kept": sum(rule["suggestion"] == "keep" for rule in rules),
        "unmeasured": sum(rule["suggestion"] == "not_enough_evidence" for rule in rules),
        "claims": [_clipped(claim) for claim in claims[:ROWS_LISTED]],
        "claims_total": len(claims),
    }


def csv_line(*cells: object) -> str:
    """Return the cells as one line of a CSV file, without its end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def _trust(tables: Tables, run: dict) -> dict:
    as_of = run["as_of"]
    rejected = tables.rows(REJECTED)
    newest = {name: rows[0]["newest"] for name, query in NEWEST if (rows := tables.rows(query))}
    changes = tables.rows(CHANGES, as_of)
    warnings = tables.rows(POLICY_WARNINGS)
    expectations = tables.rows(EXPECTATIONS, as_of)
    outcomes = {row["outcome"]: row["event_rows"] for row in tables.rows(ACCOUNTING)}
    return {
        "outcomes": outcomes,
        "delivered": sum(outcomes.values()),
        "rejected": [_clipped(row) for row in rejected[:ROWS_LISTED]],
        "rejected_kinds": len(rejected),
        "rejected_total": sum(row["affected"] for row in rejected),
        "machines": tables.rows(MACHINES)[-24:],
        "newest": newest,
        "changed": tables.rows(CHANGED, as_of),
        "changes": [_clipped(row) for row in changes[:ROWS_LISTED]],
        "changes_total": len(changes),
        "warnings": [_clipped(row) for row in warnings[:ROWS_LISTED]],
        "warnings_total": len(warnings),
        "has_expectations": tables.has("expectation_results"),
        "expectations": [_clipped(row) for row in expectations[: 3 * ROWS_LISTED]],
        "verdicts": Counter(row["verdict"] for row in expectations),
    }


def _clipped(row: dict) -> dict:
    return {name: _clip(value) for name, value in row.items()}


def _clip(value: object) -> object:
    """Return a text no longer than a person reads; anything else as it is."""
    if isinstance(value, str) and len(value) > CHARACTERS:
        return value[: CHARACTERS - 1] + "…"
    return value
