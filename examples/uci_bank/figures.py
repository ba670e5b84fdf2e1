"""Print the figures of the example: band shares, close rates, AUC and rules, earlier and later clients apart.

    python examples/uci_bank/figures.py --raw RAW [--db DB] [--target TARGET]

Scores come from `marts.lead_scores` of the build, outcomes from RAW/opportunities. No fact of a client
changes after the opportunity was opened and no rule of this policy decays, so the score of the last day is
the score of the day before it was opened.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import duckdb

CUT = "2009-04-11"  # 69.9 % of the opportunities were opened before it; the weights know only those
MONTH_AT_LEAST = 100  # clients that a month needs for an AUC of its own

# A client with an event on the opening day is left out: the day before, nobody knew of it.
COMPARED = """
create temp table compared as
select
    scores.scorecard_id,
    scores.contact_id,
    scores.score,
    scores.band,
    cast(raw_opportunities.status = 'won' as integer) as won,
    if(cast(opened_at as date) < cast(? as date), 'earlier', 'later') as cohort,
    strftime(cast(opened_at as date), '%Y-%m') as opened_month,
    case
        when cast(closed_at as date) > scores.as_of_date then 'not closed yet'
        when exists (
            select 1 from raw_events
            where raw_events.contact_id = scores.contact_id
                and cast(raw_events.occurred_at as date) >= cast(raw_opportunities.opened_at as date)
        ) then 'event on the opening day'
    end as left_out
from marts.lead_scores as scores
inner join raw_opportunities on scores.contact_id = raw_opportunities.contact_id
"""

LEFT_OUT = """
select left_out, count(distinct contact_id)
from compared
where left_out is not null
group by left_out
order by left_out
"""

BANDS = """
select scorecard_id, band, min(score), max(score), count(*),
    count(*) / sum(count(*)) over (partition by scorecard_id)
from marts.lead_scores
group by scorecard_id, band
order by scorecard_id, min(score)
"""

CLOSE_RATES = """
select scorecard_id, coalesce(band, 'all'),
    count(*) filter (cohort = 'earlier'), sum(won) filter (cohort = 'earlier'),
    count(*) filter (cohort = 'later'), sum(won) filter (cohort = 'later')
from usable
group by grouping sets ((scorecard_id, band), (scorecard_id))
order by scorecard_id, grouping(band), min(score)
"""

SCORES = """
select scorecard_id, cohort, opened_month, score, sum(won), count(*) - sum(won)
from usable
group by all
"""

RULES = """
select reasons.rule_id, max(reasons.points),
    count(*) filter (cohort = 'earlier'), sum(won) filter (cohort = 'earlier'),
    count(*) filter (cohort = 'later'), sum(won) filter (cohort = 'later')
from marts.lead_score_reasons as reasons
inner join usable using (scorecard_id, contact_id)
where reasons.entry = 'rule' and scorecard_id = ?
group by reasons.rule_id
order by max(reasons.points) desc, reasons.rule_id
"""


Count = tuple[int, int, int]  # score, won, lost
Counts = list[Count]


def wilson(won: int, leads: int) -> tuple[float, float]:
    """Return the Wilson 95 % interval of a close rate."""
    z = 1.959964
    rate, shrink = won / leads, 1 + z * z / leads
    half = z * math.sqrt(rate * (1 - rate) / leads + z * z / (4 * leads * leads))
    middle = rate + z * z / (2 * leads)
    return (middle - half) / shrink, (middle + half) / shrink


def pairs(counts: Iterable[Count]) -> tuple[float, int]:
    """Return how many (won, lost) pairs are ordered rightly, ties as a half, and how many there are."""
    right, lost_below, won_all = 0.0, 0, 0
    for _, won, lost in sorted(counts):
        right += won * (lost_below + lost / 2)
        lost_below += lost
        won_all += won
    return right, won_all * lost_below


def share(part: float, whole: float) -> str:
    """Return a share of one as text."""
    return f"{part / whole:.3f}" if whole else "n/a"


def rate_text(leads: int, won: int | None) -> str:
    """Return leads, won and close rate with its interval, as text."""
    if not leads or won is None:
        return f"{leads:7,}"
    low, high = wilson(won, leads)
    return f"{leads:7,} {won:6,} {won / leads:6.1%} ({low:5.1%} to {high:5.1%})"


def relation(raw: Path, table: str) -> str:
    """Return the SQL that reads one raw table, Parquet or CSV."""
    parquet = raw / f"{table}.parquet"
    return f"'{parquet}'" if parquet.exists() else f"read_csv('{raw / table}.csv', all_varchar = true)"


def print_aucs(rows: list[tuple[str, str, str, int, int, int]]) -> None:
    """Print the AUC of each scorecard and cohort: over all pairs, inside months, and the range of months."""
    cohorts: dict[tuple[str, str], dict[str, Counts]] = defaultdict(lambda: defaultdict(list))
    for scorecard, cohort, month, score, won, lost in rows:
        cohorts[scorecard, cohort][month].append((score, won, lost))
    for (scorecard, cohort), months in sorted(cohorts.items()):
        right, total = pairs(count for counts in months.values() for count in counts)
        by_month = [(*pairs(month), sum(won + lost for _, won, lost in month)) for month in months.values()]
        inside = share(sum(month[0] for month in by_month), sum(month[1] for month in by_month))
        single = [ordered / both for ordered, both, leads in by_month if both and leads >= MONTH_AT_LEAST]
        span = f"{min(single):.2f} to {max(single):.2f}" if single else "none"
        print(f"  {scorecard:14} {cohort:8} {share(right, total)}   inside a month {inside}   months {span}")


def main() -> None:
    """Read the arguments and print every figure."""
    parser = argparse.ArgumentParser(description="Print the figures of the example.")
    parser.add_argument("--raw", type=Path, required=True, help="folder of the raw tables")
    parser.add_argument("--db", default=os.environ.get("LEAD_SCORING_DB", "lead_scoring.duckdb"))
    parser.add_argument("--target", type=Path, default=Path("target"), help="dbt's target path")
    arguments = parser.parse_args()

    connection = duckdb.connect(arguments.db, read_only=True)
    for table in ("events", "opportunities"):
        connection.execute(f"create temp view raw_{table} as from {relation(arguments.raw, table)}")
    connection.execute(COMPARED, [CUT])
    connection.execute("create temp view usable as from compared where left_out is null")

    def fetch(query: str, *values: str) -> list[tuple]:
        return connection.execute(query, list(values)).fetchall()

    [(leads, as_of)] = fetch("select count(distinct contact_id), max(as_of_date) from marts.lead_scores")
    seconds = json.loads((arguments.target / "run_results.json").read_text())["elapsed_time"]
    print(f"{leads:,} leads as of {as_of}; dbt build took {seconds:.0f} s")
    left_out = [f"{count} {reason}" for reason, count in fetch(LEFT_OUT)]
    print(f"left out of rates and AUCs: {', '.join(left_out) or 'nobody'}")

    print("\nbands: scores, leads, share")
    for scorecard, band, low, high, count, share in fetch(BANDS):
        print(f"  {scorecard:14} {band:5} {low:3}-{high:3} {count:7,} {share:6.1%}")

    print(f"\nleads, won, close rate, Wilson 95 %: opened before {CUT}; from then on")
    for scorecard, band, *counts in fetch(CLOSE_RATES):
        print(f"  {scorecard:14} {band:5} {rate_text(*counts[:2])}  {rate_text(*counts[2:])}")

    print(f"\nAUC; inside a month; range of the months with {MONTH_AT_LEAST} clients or more")
    print_aucs(fetch(SCORES))

    [(champion,)] = fetch("select scorecard_id from seeds.scorecards where status = 'champion'")
    print(f"\nrules of {champion}: points; leads and close rate earlier; later")
    for rule, points, *counts in fetch(RULES, champion):
        shares = [f"{leads:7,} {won / leads if leads else 0:6.1%}" for leads, won in (counts[:2], counts[2:])]
        print(f"  {rule:18} {points:4.0f}  {'  '.join(shares)}")


if __name__ == "__main__":
    main()
