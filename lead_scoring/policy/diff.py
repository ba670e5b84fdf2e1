"""What an edit of the seeds does before anything is published.

Both policies, the edited one and the one of a git revision, are scored by the project's own models in scratch
schemas of the same warehouse; this module only reads and compares the two. Published tables are not touched.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).parents[2]
BEFORE, AFTER = "policy_diff_before", "policy_diff_after"
LAYERS = ("seeds", "staging", "intermediate")
# what is read below, and no more of the project than it is made of
READ = (
    "int_lead_scores_today",
    "int_lead_ledger",
    "int_entry_labels",
    "int_journey_results",
    "int_sales_reps",
)
DAYS_BACK = 7

# lead_score_reasons as it would be published
REASONS = """(
        select ledger.*, labels.label
        from {intermediate}.int_lead_ledger as ledger
        inner join {intermediate}.int_scoring_moments as moments
            on ledger.contact_id = moments.contact_id and ledger.as_of_date = moments.as_of_date and moments.is_today
        left join {intermediate}.int_entry_labels as labels on ledger.entry_key = labels.entry_key
    )"""
BANDS = """
    select before.scorecard_id, before.band as band_before, after.band as band_after, count(*) as leads
    from {before}.int_lead_scores_today as before
    inner join {after}.int_lead_scores_today as after using (scorecard_id, contact_id)
    where before.band <> after.band
    group by all
    order by all
"""
READINESS = """
    select
        scorecard_id,
        count(*) filter (where before.is_sales_ready) as ready_before,
        count(*) filter (where after.is_sales_ready) as ready_after,
        count(*) filter (where after.is_sales_ready and not coalesce(before.is_sales_ready, false)) as become_ready,
        count(*) filter (where before.is_sales_ready and not coalesce(after.is_sales_ready, false)) as no_longer_ready,
        count(before.contact_id) as leads_before,
        count(after.contact_id) as leads_after
    from {before}.int_lead_scores_today as before
    full outer join {after}.int_lead_scores_today as after using (scorecard_id, contact_id)
    group by all
    order by all
"""
# a lead is newly ready where it is ready today and was not, or was not there, a week ago
HANDOFFS = """
    select
        today.scorecard_id,
        count(*) filter (where today.blocked_by = '' and coalesce(earlier.blocked_by, 'new') <> '') as handoffs
    from {intermediate}.int_lead_scores as today
    inner join {intermediate}.int_scoring_moments as moments
        on today.contact_id = moments.contact_id and today.as_of_date = moments.as_of_date and moments.is_today
    left join {intermediate}.int_lead_scores as earlier
        on today.scorecard_id = earlier.scorecard_id and today.contact_id = earlier.contact_id
        and earlier.as_of_date = today.as_of_date - {days}
    group by all
    order by all
"""
CAPACITY = "select sum(weekly_capacity) from {intermediate}.int_sales_reps where is_active"
MOVERS = """
    select scorecard_id, contact_id, before.score as score_before, after.score as score_after,
        before.band as band_before, after.band as band_after
    from {before}.int_lead_scores_today as before
    inner join {after}.int_lead_scores_today as after using (scorecard_id, contact_id)
    where before.score <> after.score
    order by abs(after.score - before.score) desc, scorecard_id, contact_id
    limit ?
"""
LINES = """
    with before as (from {before_reasons} as reasons where scorecard_id = ? and contact_id = ?),
    after as (from {after_reasons} as reasons where scorecard_id = ? and contact_id = ?)
    select
        coalesce(after.label, before.label) as label,
        coalesce(before.points, 0) as points_before,
        coalesce(after.points, 0) as points_after
    from before
    full outer join after using (entry_key)
    where coalesce(before.points, 0) <> coalesce(after.points, 0)
    order by abs(coalesce(after.points, 0) - coalesce(before.points, 0)) desc, label
"""
RULES = """
    with fired as (
        select 'before' as side, scorecard_id, rule_id, label, count(*) as leads, sum(points) as points
        from {before_reasons} as reasons where entry = 'rule' group by all
        union all
        select 'after', scorecard_id, rule_id, label, count(*), sum(points)
        from {after_reasons} as reasons where entry = 'rule' group by all
    )
    select scorecard_id, rule_id, max(label) as label,
        coalesce(sum(leads) filter (where side = 'before'), 0) as leads_before,
        coalesce(sum(leads) filter (where side = 'after'), 0) as leads_after,
        coalesce(sum(points) filter (where side = 'before'), 0) as points_before,
        coalesce(sum(points) filter (where side = 'after'), 0) as points_after
    from fired
    group by scorecard_id, rule_id
    having leads_before <> leads_after or points_before <> points_after
    order by all
"""
JOURNEYS = """
    select journey_id, after.expected_band, before.band as band_before, after.band as band_after,
        before.score as score_before, after.score as score_after, after.sentence
    from {before}.int_journey_results as before
    full outer join {after}.int_journey_results as after using (journey_id)
    where before.score is distinct from after.score or after.sentence is not null
    order by journey_id
"""


class CannotCompareError(Exception):
    """The two policies cannot be scored; the message says why."""


def compare(database: Path, raw: Path, as_of: str | None, against: str, top: int) -> dict[str, Any]:
    """Score both policies and return what changes, as lists of rows ready for JSON.

    ``against`` is a git revision whose seeds are «before»; the files on disk are «after». ``as_of`` is a date
    ``YYYY-MM-DD``; without one the published tables' is taken.
    Raises CannotCompareError where git, dbt or the database says no.
    """
    date = as_of or _published_date(database)
    with tempfile.TemporaryDirectory() as scratch, _scratch_schemas(database):
        for schema in (BEFORE, AFTER):
            copy = _copy_of_project(Path(scratch) / schema)
            if schema == BEFORE:
                _replace_seeds(copy, against)
            print(
                f"Scoring {against if schema == BEFORE else 'the files on disk'} …",
                file=sys.stderr,
                flush=True,
            )
            _build(database, raw, date, schema, copy)
        return {"as_of": date, "against": against} | _changes(database, top)


def as_text(changes: dict[str, Any]) -> str:
    """Return what ``compare`` found as text for people."""
    parts = [
        f"Policy on disk against {changes['against']}, leads as of {changes['as_of']}. Nothing was published."
    ]
    if not any(changes[name] for name in ("bands", "movers", "rules", "journeys")):
        parts.append("Nothing changes: same scores, same bands, same journeys.")
    for row in changes["readiness"]:
        parts.append(
            f"{row['scorecard_id']}: ready for sales {row['ready_before']} → {row['ready_after']} "
            f"(+{row['become_ready']}, -{row['no_longer_ready']}) "
            f"of {row['leads_before']} → {row['leads_after']} leads; "
            f"newly ready in the last {DAYS_BACK} days {row['handoffs_before']} → {row['handoffs_after']}"
            + (f", sellers take {row['weekly_capacity']:g} a week" if row["weekly_capacity"] else "")
        )
    parts += _section("Bands that change", changes["bands"])
    parts += _section("Rules that fire otherwise", changes["rules"])
    for mover in changes["movers"]:
        lines = "; ".join(
            f"{line['label']} {line['points_before']} → {line['points_after']}" for line in mover["lines"]
        )
        parts.append(
            f"{mover['scorecard_id']} {mover['contact_id']}: {mover['score_before']} {mover['band_before']} → "
            f"{mover['score_after']} {mover['band_after']}: {lines}"
        )
    for journey in changes["journeys"]:
        parts.append(
            journey["sentence"]
            or f"Journey {journey['journey_id']}: {journey['score_before']} {journey['band_before']} → "
            f"{journey['score_after']} {journey['band_after']}, as agreed"
        )
    return "\n".join(parts)


def _section(title: str, rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    table = [list(rows[0]), *[[str(cell) for cell in row.values()] for row in rows]]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return [
        f"{title}:",
        *(
            "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in table
        ),
    ]


def _changes(database: Path, top: int) -> dict[str, Any]:
    layers = {"before": f"{BEFORE}_intermediate", "after": f"{AFTER}_intermediate"}
    reasons = {f"{side}_reasons": REASONS.format(intermediate=schema) for side, schema in layers.items()}
    with duckdb.connect(str(database), read_only=True) as connection:

        def rows(query: str, *parameters: Any, **names: Any) -> list[dict[str, Any]]:
            result = connection.execute(query.format(**names), parameters)
            columns = [column[0] for column in result.description]
            return [dict(zip(columns, map(_plain, row), strict=True)) for row in result.fetchall()]

        readiness = rows(READINESS, **layers)
        for side, schema in layers.items():
            handoffs = {
                row["scorecard_id"]: row["handoffs"]
                for row in rows(HANDOFFS, intermediate=schema, days=DAYS_BACK)
            }
            for row in readiness:
                row[f"handoffs_{side}"] = handoffs.get(row["scorecard_id"], 0)
        (capacity,) = connection.execute(CAPACITY.format(intermediate=layers["after"])).fetchone()
        for row in readiness:
            row["weekly_capacity"] = _plain(capacity)
        movers = rows(MOVERS, top, **layers)
        for mover in movers:
            lead = (mover["scorecard_id"], mover["contact_id"])
            mover["lines"] = rows(LINES, *lead, *lead, **reasons)
        return {
            "readiness": readiness,
            "bands": rows(BANDS, **layers),
            "rules": rows(RULES, **reasons),
            "movers": movers,
            "journeys": rows(JOURNEYS, **layers),
        }


def _plain(value: Any) -> Any:
    """Return a value that JSON knows: decimals become floats, for people and machines to read, not to sum."""
    return float(value) if hasattr(value, "as_tuple") else value


def _published_date(database: Path) -> str | None:
    if not database.exists():
        return None
    with duckdb.connect(str(database), read_only=True) as connection:
        try:
            (date,) = connection.execute("select max(as_of_date) from marts.lead_scores").fetchone()
        except duckdb.CatalogException:
            return None
    return str(date) if date else None


def _policy_folder() -> Path:
    return Path(os.environ.get("LEAD_SCORING_POLICY", "seeds/policy"))


def _copy_of_project(folder: Path) -> Path:
    """Copy what dbt reads, for a build writes below the project's folder and the files there are the analyst's."""
    for name in ("dbt_project.yml", "profiles.yml"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    for name in ("models", "seeds", "macros", "tests", "analyses"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copytree(PROJECT / _policy_folder(), folder / _policy_folder(), dirs_exist_ok=True)
    return folder


def _replace_seeds(copy: Path, revision: str) -> None:
    """Put the seed files of a git revision in the place of those on disk."""
    folders = [_policy_folder().as_posix(), "seeds/reference"]
    command = ["git", "archive", "--format=tar", revision, "--", *folders]
    archive = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    if archive.returncode:
        said = archive.stderr.decode(errors="replace").strip()
        raise CannotCompareError(f"git cannot give the seeds of {revision}: {said}")
    for folder in folders:
        for seed in (copy / folder).glob("*.csv"):
            seed.unlink()
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        for member in files.getmembers():
            if member.isfile() and member.name.endswith(".csv"):
                (copy / member.name).write_bytes(files.extractfile(member).read())


@contextmanager
def _scratch_schemas(database: Path) -> Iterator[None]:
    """Leave no scratch schema behind, whatever happens."""
    try:
        yield
    finally:
        if database.exists():
            with duckdb.connect(str(database)) as connection:
                for schema in (f"{side}_{layer}" for side in (BEFORE, AFTER) for layer in LAYERS):
                    connection.execute(f'drop schema if exists "{schema}" cascade')


def _build(database: Path, raw: Path, date: str | None, schema: str, copy: Path) -> None:
    # a week of hand-offs is all the past that the comparison looks at
    variables = {
        "raw_path": str(raw.resolve()),
        "days_back": [DAYS_BACK],
        "history_months": 0,
        "report_only": True,
    }
    if date:
        variables["as_of"] = date
    exclude = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
    built = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            "build",
            "--quiet",
            "--select",
            *(f"+{model}" for model in READ),
            *exclude,
            "--vars",
            json.dumps(variables),
        ],
        cwd=copy,
        env=os.environ | {"LEAD_SCORING_DB": str(database.resolve()), "LEAD_SCORING_SCHEMA": schema},
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode:
        raise CannotCompareError(f"The policy cannot be scored:\n{built.stdout.strip()}")
