"""Queries that tell whether the core is of one day: scores, reasons, history, hand-offs, call list."""

# one row per day of which a table of the core tells; a table that keeps its rows tells of its newest
CORE_DAYS = """
    select as_of_date as day from marts.lead_scores
    union select as_of_date from marts.lead_score_reasons
    union select max(as_of_date) from marts.lead_score_history
    union select as_of_date from marts.call_list
    union select as_of_date from marts.handoff_progress
    union select as_of_date from marts.event_accounting
    union select max(as_of_date) from marts.published_runs
"""
# each counts rows that there must not be
FAULTS = (
    # a score that is not the sum of its reasons
    """
        select count(*) from marts.lead_scores as scores
        left join (
            select scorecard_id, contact_id, sum(points) as points from marts.lead_score_reasons group by 1, 2
        ) as reasons on scores.scorecard_id = reasons.scorecard_id and scores.contact_id = reasons.contact_id
        where scores.score <> coalesce(reasons.points, 0)
    """,
    # a call that was never handed over
    "select count(*) from marts.call_list where handoff_id not in (select handoff_id from marts.sales_handoffs)",
    # a run whose hand-offs were not written down with it, or rows of a day that no run has published
    """
        select count(*) from marts.published_runs as runs
        where runs.handed_over <> (select count(*) from marts.sales_handoffs where handed_off_on = runs.as_of_date)
    """,
    """
        select count(*) from marts.sales_handoffs
        where handed_off_on > (select max(as_of_date) from marts.published_runs)
    """,
    """
        select count(*) from marts.published_scores
        where published_on > (select max(as_of_date) from marts.published_runs)
    """,
)
