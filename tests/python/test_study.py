"""What people act on never waits for what people study: a statistic that fails stops its own table and is told."""

import re
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from engine import PROJECT, copy_of_project, dbt
from house import PUBLIC_CORE
from one_day import CORE_DAYS, FAULTS

YESTERDAY, TODAY = date(2026, 3, 30), date(2026, 3, 31)
BROKEN = "int_rule_measures"
# what is made of the fault; of the broken grain, what all of its folder is read for
STOPPED = ("claim_verdicts", "nurture_leads", "readiness_signals", "rule_performance")


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Return two mornings; on the second one a statistic and a check of nurture fail, and a grain is broken."""
    folder = tmp_path_factory.mktemp("morning")
    project = copy_of_project(folder / "project")
    raw = folder / "raw"
    shutil.copytree(PROJECT / "tests" / "fixtures" / "raw", raw)

    def build(day: date):
        return dbt(
            *("--no-use-colors", "build", "--exclude-resource-type", "unit_test"),
            database=folder / "warehouse.duckdb",
            raw=raw,
            as_of=str(day),
            project=project,
            target=folder / "target",
        )

    first = build(YESTERDAY)
    assert first.returncode == 0, first.stdout[-4000:]
    model = project / "models" / "feedback" / f"{BROKEN}.sql"
    model.write_text(f"{model.read_text()}\nwhere 1 = cast('no number' as integer)\n", encoding="utf-8")
    repeated = project / "models" / "nurture" / "int_lead_gaps.sql"
    repeated.write_text(f"{repeated.read_text()}\nunion all\n{_select(repeated)}\n", encoding="utf-8")
    second = build(TODAY)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield SimpleNamespace(
            second=second,
            said=second.stdout,
            ask=lambda query: connection.execute(query).fetchall(),
            folder=folder,
        )


def _select(model: Path) -> str:
    """Return the last select of a model, which its rows come from."""
    return model.read_text(encoding="utf-8").rpartition("\n)\n\n")[2].strip()


def test_the_core_is_out(morning):
    assert morning.ask(CORE_DAYS) == [(TODAY,)]
    assert all(morning.ask(faults) == [(0,)] for faults in FAULTS)
    assert morning.ask("select * from intermediate.run_claims") == []
    assert f"Scores, reasons, hand-offs and call list are out, as of {TODAY}." in morning.said


def test_only_what_lies_below_the_fault_is_of_an_earlier_date(morning):
    for name in STOPPED:
        assert morning.ask(f"select distinct as_of_date from marts.{name}") == [(YESTERDAY,)], name
    for name in ("capacity_curve", "handoff_capacity"):
        assert morning.ask(f"select distinct as_of_date from marts.{name}") == [(TODAY,)], name
    assert not {*STOPPED} & {*PUBLIC_CORE}


def test_the_run_fails_and_says_in_words_what_did(morning):
    assert morning.second.returncode == 1
    assert re.search(rf"Failed: {BROKEN}: .*Could not convert string 'no number'", morning.said, re.DOTALL)
    assert (
        f"Tables of an earlier date: {', '.join(f'{name} ({YESTERDAY})' for name in STOPPED)}."
        in morning.said
    )


def test_a_broken_grain_is_told_with_model_key_and_count(morning):
    assert re.search(
        r"Failed: grain_of_nurture: .*model_name = int_lead_gaps, broken_key = .*, copies = 2",
        morning.said,
        re.DOTALL,
    )


def test_the_signal_names_the_tables(morning):
    ((verdict, tables, sentence),) = morning.ask(
        "select verdict, value, sentence from marts.readiness_signals where signal = 'tables_of_an_earlier_date'"
    )
    assert (verdict, tables) == ("warning", len(STOPPED))
    assert all(f"{name} ({YESTERDAY})" in sentence for name in STOPPED)


def test_every_table_that_people_study_carries_its_date():
    import yaml

    for path in (PROJECT / "models" / "marts").rglob("_*_marts.yml"):
        for model in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["models"]:
            if path.parent.name in ("nurture", "feedback", "checks"):
                columns = {column["name"] for column in model["columns"]}
                assert columns & {"as_of_date", "known_on"}, model["name"]


# an event of an earlier load stands twice: on a day it is not looked for, unless its copy is new
@pytest.mark.parametrize(
    ("edit", "settings", "is_told"),
    [
        ("", {}, False),
        ("", {"audit": "true"}, True),
        ("update intermediate.int_run set last_run_date = '2026-03-29'", {}, True),
        ("update intermediate.int_run set last_run_date = null", {}, True),
        ("update copied set loaded_on = (select read_from from intermediate.int_event_watermark)", {}, True),
        ("update copied set event_id = null", {}, True),
    ],
    ids=["a day", "make audit", "first of a week", "first run", "a new copy", "no id"],
)
def test_what_is_kept_is_audited_once_a_week_and_what_is_new_each_day(
    morning, tmp_path, edit, settings, is_told
):
    database = tmp_path / "edited.duckdb"
    shutil.copy(morning.folder / "warehouse.duckdb", database)
    with duckdb.connect(str(database)) as connection:
        connection.execute("update intermediate.int_event_watermark set read_from = '2026-03-31'")
        connection.execute("update intermediate.int_events set loaded_on = '2026-03-01'")
        connection.execute(
            "create temp table copied as select * from intermediate.int_events order by event_id limit 1"
        )
        if edit:
            connection.execute(edit)
        connection.execute("insert into intermediate.int_events from copied")
    told = dbt(
        *("--no-use-colors", "test", "--select", "grain_of_events"),
        database=database,
        raw=morning.folder / "raw",
        as_of=str(TODAY),
        target=morning.folder / "target_of_audits",
        settings=settings,
    )
    assert (told.returncode > 0) == is_told, told.stdout[-3000:]
    assert is_told == ("Got 1 result" in told.stdout), told.stdout[-3000:]


@pytest.mark.parametrize(("rows_below", "is_made_anew"), [(11_000_000, True), (1_000, False)])
def test_where_millions_of_kept_rows_go_the_table_is_made_anew(morning, tmp_path, rows_below, is_made_anew):
    """On DuckDB, in the transaction of the run; nulls meet no condition."""
    database = tmp_path / "kept.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table main.kept as select range as number from range(12000000)")
        connection.execute("insert into main.kept values (null)")
    relation = "api.Relation.create(schema='main', identifier='kept', type='table')"
    compiled = dbt(
        *("--quiet", "compile", "--inline"),
        f"{{{{ lead_scoring.delete_rows({relation}, 'number < {rows_below}') }}}}",
        database=database,
        raw=morning.folder / "raw",
        as_of=str(TODAY),
        target=morning.folder / "target_of_audits",
    )
    assert compiled.returncode == 0, compiled.stdout
    assert ("create or replace table" in compiled.stdout) == is_made_anew
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"begin; {compiled.stdout}; commit")
        assert connection.execute(
            "select count(*), count(number), min(number) from main.kept"
        ).fetchone() == (
            *(12_000_001 - rows_below, 12_000_000 - rows_below),
            rows_below,
        )
        assert connection.execute("select table_name from duckdb_tables()").fetchall() == [("kept",)]
