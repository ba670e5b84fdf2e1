"""A policy for raw tables that nobody has written one for: a base, a rule for each frequent category and each range.

Rules have no tier and 0 points; the one scorecard gives each of them 1 point, so that all are looked at and any sign
and size is allowed. Outcomes are not read.
"""

import csv
import re
import shutil
from datetime import date
from pathlib import Path

import duckdb

COLUMNS = {
    "contacts": [
        "job_title",
        "department",
        "country",
        "region",
        "city",
        "age",
        "annual_income",
        "children",
        "lead_source",
    ],
    "accounts": ["industry", "business_model", "company_type", "employee_count", "annual_revenue"],
}
CATEGORIES_AT_MOST = 15
SHARE_AT_LEAST = 0.002
CASES_AT_LEAST = 30
# the tails are cut finely, for that is where leads differ
QUANTILES = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]
RULE_COLUMNS = [
    "rule_id",
    "label",
    "criterion",
    "attribute",
    "pattern",
    "at_least",
    "below",
    "tier",
    "points",
    "why",
]
STARTER = Path(__file__).parents[1] / "seeds" / "policy"
# lists of the starter policy that say nothing of the data
AS_THEY_ARE = ("attribute_types", "nurture_segments", "title_roles")
HEADERS = {
    "criteria": ["criterion", "subscore", "category", "max_points", "owner_team", "description"],
    "fit_rules": RULE_COLUMNS,
    "bant_rules": [*RULE_COLUMNS[:-1], "verdict", "why"],
    "interest_rules": [
        *["rule_id", "label", "criterion", "event_type", "property", "pattern", "tier", "points"],
        *["max_points", "max_per_day", "decay", "decay_days", "why"],
    ],
    "behaviours": [
        *[
            "behaviour",
            "label",
            "scope",
            "event_type",
            "property",
            "pattern",
            "excludes",
            "measure",
            "within_days",
        ],
        "why",
    ],
    "behaviour_rules": RULE_COLUMNS,
    "interest_resets": ["reset_id", "label", "fact", "pattern", "why"],
    "idle_fade": ["scorecard_id", "idle_days_at_least", "keeps", "why"],
    "importance_tiers": ["tier", "at_least", "at_most"],
    "score_bands": [
        "band",
        "at_least",
        "temperature",
        "lifecycle_stage",
        "respond_within_hours",
        "next_step",
    ],
    "scorecards": [
        *["scorecard_id", "name", "status", "population_attribute", "population_pattern", "fit_max"],
        *["interest_max", "handoff_at_least", "handoff_top_share", "bant_mode", "bant_at_least"],
        *["sales_cycle_days", "recycle_after_days", "why"],
    ],
    "weight_overrides": ["scorecard_id", "rule_id", "points", "why"],
    "claims": ["claim_id", "said_by", "said_on", "rule_id", "attribute", "pattern", "says", "why"],
    "grades": ["axis", "grade", "at_least", "why"],
    "conditions": ["condition", "label", "attribute", "pattern", "excludes", "at_least", "below", "why"],
    "gates": ["gate", "scorecard_id", "attribute", "pattern", "effect", "why"],
    "journeys": ["journey_id", "expected_band", "step", "kind", "name", "value", "days_before"],
    "offers": ["offer_id", "offer_name", "price_at_least", "currency", "why"],
    "personas": [
        *["persona_id", "condition", "attribute", "pattern", "at_least", "below", "label", "priority", "why"],
    ],
    "fast_lane": ["wish_id", "event_type", "property", "pattern", "valid_days", "label", "why"],
    "inferred_attributes": [
        *["inference_id", "event_type", "property", "pattern", "attribute", "value", "unless_known"],
        *["valid_days", "why"],
    ],
    "working_hours": ["territory", "time_zone", "weekday", "opens", "closes"],
    "holidays": ["territory", "date", "name"],
}
TIERS = [("critical", 10, 15), ("important", 5, 9), ("influence", 1, 4), ("negative", -15, -1)]
BANDS = [
    ("cold", 0, "cold", "lead", "", "Leave"),
    ("mql", 26, "cool", "marketing qualified", "", "Nurture"),
    ("sql", 51, "warm", "sales qualified", 24, "Call within a day"),
    ("hot", 76, "hot", "sales qualified", 2, "Call"),
]


def write_policy(raw: Path, folder: Path) -> int:
    """Write the seeds of a policy for a folder of raw tables and return how many rules it has.

    Raises ValueError where the tables hold nothing that a rule could look at.
    """
    connection = duckdb.connect()
    values: dict[str, list[str]] = {}
    for table, columns in COLUMNS.items():
        if source := _source(raw, table):
            names = {row[0] for row in connection.execute(f"describe from {source}").fetchall()}
            for column in columns:
                if column in names:
                    query = f"select trim(cast({column} as varchar)) from {source}"
                    values[column] = _filled(connection.execute(query).fetchall())
    if source := _source(raw, "contact_attributes"):
        query = (
            f"select attribute, list(trim(cast(value as varchar))) from {source}"
            " where attribute is not null group by 1"
        )
        for attribute, found in sorted(connection.execute(query).fetchall()):
            values[attribute] = _filled((value,) for value in found)
    events: list[tuple[str, int]] = []
    if source := _source(raw, "events"):
        query = (
            f"select trim(cast(event_type as varchar)), count(*) from {source}"
            " where event_type is not null group by 1 order by 2 desc, 1 limit 40"
        )
        events = [row for row in connection.execute(query).fetchall() if row[0] and row[1] >= CASES_AT_LEAST]

    rows: dict[str, list[tuple]] = {name: [] for name in HEADERS}
    if values:
        # a lead of whom it is known begins above 0, so that negative points are not lost at the scale's end
        known, found = max(values.items(), key=lambda item: len(item[1]))
        rows["criteria"].append(("base", "fit", "attribute", "", "marketing", "Where the score begins"))
        rows["fit_rules"].append(
            ("base", f"{known} is known", "base", known, *[""] * 4, 0, f"{len(found)} leads.")
        )
    for attribute, found in values.items():
        rules = list(_rules(attribute, found))
        if rules:
            rows["criteria"].append((f"about_{attribute}", "fit", "attribute", "", "marketing", attribute))
            rows["fit_rules"] += rules
    for event_type, count in events:
        criterion = f"did_{event_type}"
        rows["criteria"].append((criterion, "interest", "event", "", "marketing", event_type))
        rows["interest_rules"].append(
            (f"event_{_word(event_type)}", f"Event {event_type}", criterion, event_type, "", "", "", 0, 15, 1)
            + ("none", "", f"{count} events.")
        )
    rule_ids = [row[0] for name in ("fit_rules", "interest_rules") for row in rows[name]]
    if not rule_ids:
        raise ValueError(
            f"No table in {raw} holds an attribute or an event that is frequent enough for a rule."
        )
    rows["importance_tiers"] = TIERS
    rows["score_bands"] = BANDS
    rows["scorecards"] = [
        (
            "indicators",
            "Indicators",
            "champion",
            *[""] * 4,
            51,
            "",
            "off",
            "",
            _sales_cycle(connection, raw),
            "",
        )
        + ("One point for each rule: what is measured is which of them say anything.",)
    ]
    rows["weight_overrides"] = [("indicators", name, 1, "To be measured.") for name in rule_ids]
    folder.mkdir(parents=True, exist_ok=True)
    for name, header in HEADERS.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows[name]])
    for name in AS_THEY_ARE:
        shutil.copy(STARTER / f"{name}.csv", folder)
    return len(rule_ids)


def last_day(raw: Path) -> date:
    """Return the last day on which an opportunity was opened or closed. Raises ValueError where there is none."""
    source = _source(raw, "opportunities")
    if not source:
        raise ValueError(f"There is no table of opportunities in {raw}.")
    [(day,)] = (
        duckdb.connect()
        .execute(
            f"select max(day) from (select try_cast(opened_at as date) as day from {source}"
            f" union all select try_cast(closed_at as date) from {source})"
        )
        .fetchall()
    )
    if day is None:
        raise ValueError(f"No opportunity in {raw} has a date.")
    return day


def _source(raw: Path, table: str) -> str | None:
    if (path := raw / f"{table}.parquet").exists():
        return f"read_parquet('{path}')"
    if (path := raw / f"{table}.csv").exists():
        return f"read_csv('{path}', all_varchar = true)"
    return None


def _filled(rows) -> list[str]:
    return [value for (value,) in rows if value]


def _rules(attribute: str, values: list[str]):
    counts: dict[str, int] = {}
    for value in values:
        counts[value.lower()] = counts.get(value.lower(), 0) + 1
    numbers = sorted(number for number in map(_number, values) if number is not None)
    if len(counts) > 6 and len(numbers) >= 0.95 * len(values):
        yield from _ranges(attribute, numbers)
        return
    needed = max(CASES_AT_LEAST, SHARE_AT_LEAST * len(values))
    frequent = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CATEGORIES_AT_MOST]
    taken: set[str] = set()
    for value, count in frequent:
        # what means something in a pattern stands for any sign
        pattern, word = re.sub(r"[%|]", "_", value), _word(value)
        if count < needed or word in taken:
            continue
        taken.add(word)
        yield (
            *(f"{_word(attribute)}_{word}", f"{attribute}: {value}", f"about_{attribute}", attribute),
            *(pattern, "", "", "", 0, f"{count} leads."),
        )


def _ranges(attribute: str, numbers: list[float]):
    edges = sorted({float(f"{numbers[int(share * (len(numbers) - 1))]:.3g}") for share in QUANTILES})
    for low, high in zip([None, *edges], [*edges, None], strict=True):
        count = sum((low is None or number >= low) and (high is None or number < high) for number in numbers)
        if count >= CASES_AT_LEAST:
            name = f"{_word(attribute)}_from_{_text(low) or 'least'}".replace("-", "minus_").replace(".", "_")
            label = f"{attribute}: {_text(low) or 'less'} to {_text(high) or 'more'}"
            yield (
                *(name, label, f"about_{attribute}", attribute, "", _text(low), _text(high)),
                *("", 0, f"{count} leads."),
            )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None


def _text(number: float | None) -> str:
    return "" if number is None else f"{number:f}".rstrip("0").rstrip(".")


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "other"


def _sales_cycle(connection: duckdb.DuckDBPyConnection, raw: Path) -> int:
    """Return the days within which nine of ten opportunities were closed."""
    source = _source(raw, "opportunities")
    if not source:
        return 0
    [(days,)] = connection.execute(
        "select quantile_disc(date_diff('day', try_cast(opened_at as date), try_cast(closed_at as date)), 0.9)"
        f" from {source} where status in ('won', 'lost')"
    ).fetchall()
    return max(0, int(days or 0))
