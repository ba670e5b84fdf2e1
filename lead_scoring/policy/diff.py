"""What an edit of the seeds does before anything is published.

Both policies, the edited one and the one of a git revision, or those of two folders, are scored by the project's own
models in scratch schemas of the same warehouse; this module only reads and compares the two. Published tables are not
touched.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

from lead_scoring.errors import UserError
from lead_scoring.lock import alone
from lead_scoring.warehouse import Warehouse

PROJECT = Path(__file__).parents[2]
SIDES = ("before", "after")
DEFAULT_POLICY = Path("seeds/policy")
LAYERS = ("seeds", "staging", "intermediate", "marts")
# what is read below, and no more of the project than it is made of
READ = (
    "int_lead_scores_today",
    "int_lead_reasons",
    "int_journey_results",
    "int_sales_reps",
)
DAYS_BACK = 7

BANDS = """
    select before.scorecard_id, before.band as band_before, after.band as band_after, count(*) as leads
    from {before}.int_lead_scores_today as before
    inner join {after}.int_lead_scores_today as after
        on before.scorecard_id = after.scorecard_id and before.contact_id = after.contact_id
    where before.band <> after.band
    group by 1, 2, 3
"""
READINESS = """
    select
        coalesce(before.scorecard_id, after.scorecard_id) as scorecard_id,
        count(*) filter (where before.is_sales_ready) as ready_before,
        count(*) filter (where after.is_sales_ready) as ready_after,
        count(*) filter (where after.is_sales_ready and not coalesce(before.is_sales_ready, false)) as become_ready,
        count(*) filter (where before.is_sales_ready and not coalesce(after.is_sales_ready, false)) as no_longer_ready,
        count(before.contact_id) as leads_before,
        count(after.contact_id) as leads_after
    from {before}.int_lead_scores_today as before
    full outer join {after}.int_lead_scores_today as after
        on before.scorecard_id = after.scorecard_id and before.contact_id = after.contact_id
    group by 1
"""
# a lead is newly ready where it is ready today and was not, or was not there, a week ago
HANDOFFS = """
    select
        today.scorecard_id,
        count(*) filter (where today.blocked_by = '' and coalesce(earlier.blocked_by, 'new') <> '') as handoffs
    from {side}.int_lead_scores as today
    inner join {side}.int_scoring_moments as moments
        on today.contact_id = moments.contact_id and today.as_of_date = moments.as_of_date and moments.is_today
    left join {side}.int_lead_scores as earlier
        on today.scorecard_id = earlier.scorecard_id and today.contact_id = earlier.contact_id
        and earlier.as_of_date = today.as_of_date - {days}
    group by 1
"""
CAPACITY = "select sum(weekly_capacity) as weekly_capacity from {after}.int_sales_reps where is_active"
MOVERS = """
    select before.scorecard_id, before.contact_id, before.score as score_before, after.score as score_after,
        before.band as band_before, after.band as band_after
    from {before}.int_lead_scores_today as before
    inner join {after}.int_lead_scores_today as after
        on before.scorecard_id = after.scorecard_id and before.contact_id = after.contact_id
    where before.score <> after.score
    order by abs(after.score - before.score) desc, before.scorecard_id, before.contact_id
    limit %s
"""
LINES = """
    select
        coalesce(after.label, before.label) as label,
        coalesce(before.points, 0) as points_before,
        coalesce(after.points, 0) as points_after
    from (
        select * from {before}.int_lead_reasons where scorecard_id = %s and contact_id = %s
    ) as before
    full outer join (
        select * from {after}.int_lead_reasons where scorecard_id = %s and contact_id = %s
    ) as after on before.entry_key = after.entry_key
    where coalesce(before.points, 0) <> coalesce(after.points, 0)
"""
RULES = """
    with

    fired as (

        select 'before' as side, reasons.scorecard_id, reasons.rule_id, rules.label, reasons.points
        from {before}.int_lead_reasons as reasons
        inner join {before}.int_rules as rules on reasons.rule_id = rules.rule_id
        union all
        select 'after' as side, reasons.scorecard_id, reasons.rule_id, rules.label, reasons.points
        from {after}.int_lead_reasons as reasons
        inner join {after}.int_rules as rules on reasons.rule_id = rules.rule_id

    ),

    rules as (

        select scorecard_id, rule_id, max(label) as label,
            count(*) filter (where side = 'before') as leads_before,
            count(*) filter (where side = 'after') as leads_after,
            coalesce(sum(points) filter (where side = 'before'), 0) as points_before,
            coalesce(sum(points) filter (where side = 'after'), 0) as points_after
        from fired
        group by 1, 2

    )

    select * from rules
    where leads_before <> leads_after or points_before <> points_after
"""
JOURNEYS = """
    select coalesce(before.journey_id, after.journey_id) as journey_id, after.expected_band,
        before.band as band_before, after.band as band_after,
        before.score as score_before, after.score as score_after, after.sentence
    from {before}.int_journey_results as before
    full outer join {after}.int_journey_results as after on before.journey_id = after.journey_id
    where before.score is distinct from after.score or after.sentence is not null
"""
PUBLISHED_DATE = "select max(as_of_date) from {table}"


class CannotCompareError(UserError):
    """The two policies cannot be scored; the message says why."""


@dataclass(frozen=True)
class Place:
    """Where the policies are scored: how the warehouse is opened, and the target of profiles.yml (None = a file)."""

    open: Callable[..., Warehouse]
    target: str | None = None


def compare(
    place: Place,
    raw: Path,
    as_of: str | None,
    against: str,
    top: int,
    raw_schema: str = "",
    folders: Sequence[Path] = (),
) -> dict[str, Any]:
    """Score both policies and return what changes, as lists of rows ready for JSON.

    ``against`` is a git revision whose seeds are «before»; the files on disk are «after». ``folders`` are the policies
    of before and after instead, wherever they lie; the reference lists are then those on disk for both. ``as_of`` is a
    date ``YYYY-MM-DD``; without one the published tables' is taken. The raw tables are in the schema ``raw_schema``;
    where it is blank, in the folder ``raw`` (DuckDB) or the schema ``raw``. Nobody else may write to the warehouse
    meanwhile.
    Raises CannotCompareError where git or dbt says no, and what opening and reading a warehouse raise.
    """
    policy = DEFAULT_POLICY if folders else _policy_folder()
    names = [str(folder) for folder in folders] or [against, "the files on disk"]
    with place.open() as warehouse:
        warehouse.hold_still()
        schemas = {side: warehouse.schema(f"policy_diff_{side}") for side in SIDES}
        date = as_of or _published_date(warehouse)
        known_as = warehouse.place
    variables = _variables(raw, raw_schema, date)
    with alone(_lock(known_as)), _scratch_schemas(place, schemas), tempfile.TemporaryDirectory() as scratch:
        for number, (side, schema) in enumerate(schemas.items()):
            copy = _copy_of_project(Path(scratch) / side, policy)
            if folders:
                _put_seeds(copy / policy, folders[number])
            elif side == "before":
                _replace_seeds(copy, against)
            _write_profile(copy, place.target, schema, known_as)
            print(f"Scoring {names[number]} …", file=sys.stderr, flush=True)
            _build(copy, variables, policy)
        compared = {"as_of": date, "against": names[0], "policy": names[1] if folders else "on disk"}
        with place.open() as warehouse:
            return compared | _changes(warehouse, schemas, top)


def as_text(changes: dict[str, Any]) -> str:
    """Return what ``compare`` found as text for people."""
    parts = [
        f"Policy {changes['policy']} against {changes['against']}, leads as of {changes['as_of']}."
        " Nothing was published."
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
        before, after = (_reached(journey, side) for side in SIDES)
        agreed = ", as agreed" if journey["score_after"] is not None else ""
        parts.append(journey["sentence"] or f"Journey {journey['journey_id']}: {before} → {after}{agreed}")
    return "\n".join(parts)


def _reached(journey: dict[str, Any], side: str) -> str:
    if journey[f"score_{side}"] is None:
        return "not there"
    return f"{journey[f'score_{side}']} {journey[f'band_{side}']}"


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


def _changes(warehouse: Warehouse, schemas: dict[str, str], top: int) -> dict[str, Any]:
    names = {side: warehouse.quoted(f"{schema}_intermediate") for side, schema in schemas.items()}

    def rows(query: str, *values: object, **more: object) -> list[dict[str, Any]]:
        found = warehouse.records(query.format(**names, **more), values)
        return [{name: _plain(value) for name, value in row.items()} for row in found]

    movers = rows(MOVERS, top)
    for mover in movers:
        lead = (mover["scorecard_id"], mover["contact_id"])
        mover["lines"] = sorted(
            rows(LINES, *lead, *lead),
            key=lambda line: (-abs(line["points_after"] - line["points_before"]), line["label"] or ""),
        )
    return {
        "readiness": _readiness(rows),
        "bands": sorted(rows(BANDS), key=_as_sortable),
        "rules": sorted(rows(RULES), key=_as_sortable),
        "movers": movers,
        "journeys": sorted(rows(JOURNEYS), key=lambda row: row["journey_id"]),
    }


def _readiness(rows: Callable[..., list[dict[str, Any]]]) -> list[dict[str, Any]]:
    readiness = sorted(rows(READINESS), key=lambda row: row["scorecard_id"])
    for side in SIDES:
        found = rows(HANDOFFS.replace("{side}", "{" + side + "}"), days=DAYS_BACK)
        handoffs = {row["scorecard_id"]: row["handoffs"] for row in found}
        for row in readiness:
            row[f"handoffs_{side}"] = handoffs.get(row["scorecard_id"], 0)
    (capacity,) = rows(CAPACITY)
    return [row | capacity for row in readiness]


def _as_sortable(row: dict[str, Any]) -> list[str]:
    return [str(value) for value in row.values()]


def _plain(value: Any) -> Any:
    """Return a value that JSON knows: decimals become floats, for people and machines to read, not to sum."""
    return float(value) if hasattr(value, "as_tuple") else value


def _published_date(warehouse: Warehouse) -> str | None:
    if "lead_scores" not in warehouse.public_tables():
        return None
    ((date,),) = warehouse.rows(PUBLISHED_DATE.format(table=warehouse.table("marts", "lead_scores")))
    return str(date) if date else None


def _lock(place: str) -> Path:
    """Return the file that is locked while the policies of a warehouse are scored."""
    name = sha256(os.path.realpath(place).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"lead_scoring_policy_diff_{os.getuid()}_{name}.lock"


def _policy_folder() -> Path:
    """Return the folder of the policy as seen from the project. Raises CannotCompareError where it lies outside it."""
    folder = Path(os.environ.get("LEAD_SCORING_POLICY", "seeds/policy"))
    if folder.is_absolute() or ".." in folder.parts:
        raise CannotCompareError(
            f"LEAD_SCORING_POLICY is {folder}. Name a folder inside the project, as seen from it:"
            " examples/uci_bank/policy"
        )
    return folder


def _copy_of_project(folder: Path, policy: Path) -> Path:
    """Copy what dbt reads, for a build writes below the project's folder and the files there are the analyst's."""
    for name in ("dbt_project.yml", "profiles.yml"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    for name in ("models", "seeds", "macros", "tests", "analyses"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copytree(PROJECT / policy, folder / policy, dirs_exist_ok=True)
    return folder


def _put_seeds(place: Path, folder: Path) -> None:
    """Put the seed files of a folder in the place of a copied policy."""
    shutil.rmtree(place)
    for file in folder.rglob("*.csv"):
        target = place / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def _replace_seeds(copy: Path, revision: str) -> None:
    """Put the seed files of a git revision in the place of those on disk; a list that was not there yet has no rows."""
    folders = [_policy_folder().as_posix(), "seeds/reference"]
    command = ["git", "archive", "--format=tar", revision, "--", *folders]
    try:
        archive = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise CannotCompareError("git is needed to look up the policy of before. Install it.") from error
    if archive.returncode:
        said = archive.stderr.decode(errors="replace").strip()
        if "pathspec" in said:
            raise CannotCompareError(
                f"git does not know the folder {folders[0]} at {revision}. Commit it first (git add {folders[0]}, git"
                " commit), or name a revision that has it: --against"
            )
        raise CannotCompareError(f"git cannot give the seeds of {revision}: {said}")
    headers: dict[Path, str] = {}
    for folder in folders:
        for seed in (copy / folder).glob("*.csv"):
            with seed.open(encoding="utf-8", errors="replace") as lines:
                headers[seed] = lines.readline()
            seed.unlink()
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        for member in files.getmembers():
            if member.isfile() and member.name.endswith(".csv"):
                (copy / member.name).write_bytes(files.extractfile(member).read())
    for seed, header in headers.items():
        if not seed.exists():
            seed.write_text(header, encoding="utf-8")


def _write_profile(copy: Path, target: str | None, schema: str, database: str) -> None:
    """Have dbt build into a schema of its own, whatever the profile takes its schema and its file from."""
    path = copy / "profiles.yml"
    profiles = yaml.safe_load(path.read_text(encoding="utf-8"))
    profile = profiles[yaml.safe_load((copy / "dbt_project.yml").read_text(encoding="utf-8"))["profile"]]
    files = [name for name, output in profile["outputs"].items() if output["type"] == "duckdb"]
    profile["target"] = target or files[0]
    output = profile["outputs"][profile["target"]]
    output["schema"] = schema
    if profile["target"] in files:
        output["path"] = os.path.realpath(database)
    path.write_text(yaml.safe_dump(profiles), encoding="utf-8")


@contextmanager
def _scratch_schemas(place: Place, schemas: dict[str, str]) -> Iterator[None]:
    """Begin without scratch schemas, which a killed comparison may have left, and leave none behind."""
    _drop(place, schemas)
    try:
        yield
    finally:
        _drop(place, schemas)


def _drop(place: Place, schemas: dict[str, str]) -> None:
    with place.open(read_only=False) as warehouse:
        for schema in (f"{schema}_{layer}" for schema in schemas.values() for layer in LAYERS):
            warehouse.execute(f"drop schema if exists {warehouse.quoted(schema)} cascade")


def _variables(raw: Path, raw_schema: str, date: str | None) -> dict[str, Any]:
    # a week of hand-offs is all the past that the comparison looks at
    variables = {
        "raw_path": os.path.realpath(raw),
        "raw_schema": raw_schema,
        "days_back": [DAYS_BACK],
        "history_months": 0,
        "report_only": True,
    }
    return variables | ({"as_of": date} if date else {})


def _build(copy: Path, variables: dict[str, Any], policy: Path) -> None:
    exclude = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
    models = tuple(f"+{model}" for model in READ)
    built = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *("build", "--quiet", "--select", *models, *exclude),
            *("--vars", json.dumps(variables), "--profiles-dir", str(copy)),
        ],
        cwd=copy,
        env=os.environ | {"LEAD_SCORING_POLICY": policy.as_posix()},
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode:
        raise CannotCompareError(f"The policy cannot be scored:\n{built.stdout.strip()}")
