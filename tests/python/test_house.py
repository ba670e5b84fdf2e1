"""The shape of the project: how many rooms, how deep, which doors; every grain is tested before it is published."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT, dbt
from house import CORE, PUBLIC_CORE, House

GATE = "int_publication"
OPTIONAL = ("feedback", "nurture", "checks")


def parsed(folder: Path, **settings: object) -> House:
    """Return the shape of the project as dbt parses it with some vars."""
    done = dbt(
        *("parse", "--quiet"),
        database=folder / "parsed.duckdb",
        raw=PROJECT / "tests" / "fixtures" / "raw",
        target=folder / "target",
        settings=settings,
    )
    assert done.returncode == 0, done.stdout
    return House(folder / "target" / "manifest.json")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return the shape of the project."""
    return parsed(tmp_path_factory.mktemp("house"))


def test_the_house_stays_small(house):
    models, seeds, tests = (len(house.keys(kind)) for kind in ("model", "seed", "test"))
    assert models <= 215
    assert models + seeds + tests <= 330
    assert house.longest_chain() <= 55
    assert len(house.models_above(CORE)) <= 130


def grains(house: House) -> dict[str, set[str]]:
    """Return of each model the tests that see to its grain."""
    found: dict[str, set[str]] = {}
    for test in house.keys("test"):
        if house.test[test].get("name") == "grain":
            names = [house.name[parent] for parent in house.parents[test]]
        elif re.match(r"tests/grain_of_\w+\.sql$", house.path[test]):
            text = (PROJECT / house.path[test]).read_text(encoding="utf-8")
            names = re.findall(r"^    '(\w+)': \[", text, re.MULTILINE)
            assert set(names) <= {house.name[parent] for parent in house.parents[test]}
        else:
            continue
        for name in names:
            found.setdefault(name, set()).add(test)
    return found


def test_every_grain_is_tested(house):
    tested = grains(house)
    # the rows of events are not numbered: that would keep filters and single columns from the files of 100 million
    # events; those of conditions have no name, and int_attribute_conditions gives them one; that of the view
    # int_lead_events follows from the grain of int_events and from a_visitor_has_one_owner_at_a_time
    names = {house.name[key] for key in (*house.keys("model"), *house.keys("seed"))}
    assert "test.lead_scoring.a_visitor_has_one_owner_at_a_time" in house.keys("test")
    names -= {"stg_events", "conditions", "int_lead_events"}
    assert names - tested.keys() == set()


def test_every_grain_of_the_core_is_tested_before_it_is_published(house):
    """dbt runs a test before what is built from all of its parents: one parent too many and nothing waits for it."""
    gate = house.key(GATE)
    before = set(house.blocked_by(gate))
    names = {house.name[key] for key in house.above[gate]} - {"stg_events", "conditions"}
    assert {name for name in names if not grains(house)[name] & before} == set()


def test_whatever_a_month_end_is_scored_from_is_in_its_number(house):
    """A raw table or seed that scores begin to read must unlock the scores that are kept."""
    numbered = house.above[house.key("int_past_moments")]
    read = house.above[house.key("int_history_scores")] - {house.key("int_past_moments")} - numbered
    received = ("seeds/", "models/staging/", "models/identity/", "models/past/")
    found = {house.name[key] for key in read if house.path[key].startswith(received)}
    # these say who is scored again as of the last run
    assert found == {"int_past_scores", "int_rescored_contacts"}
    # an event's numbers of activity and client are hashes of what these tables keep of it
    kept = {house.name[key] for key in read if house.path[key].startswith("models/events/int_event_")}
    assert kept == {"int_event_activities", "int_event_clients"}


def test_no_public_table_is_built_before_the_core_is_published(house):
    gate = house.key(GATE)
    public = [key for key in house.keys("model") if house.path[key].startswith("models/marts/")]
    assert len(public) > 30
    assert [house.name[key] for key in public if gate not in house.above[key]] == []
    assert [house.name[key] for key in house.above[gate] if key in public] == []


def test_the_core_waits_for_nothing_that_people_study(house):
    for name in PUBLIC_CORE:
        key = house.key(name)
        tested = {parent for test in house.blocked_by(key) for parent in house.parents[test]}
        for other in house.above[key] | tested:
            assert not re.match(rf"models/(marts/)?({'|'.join(OPTIONAL)})/", house.path[other]), (name, other)


def test_the_core_can_be_built_alone(tmp_path):
    """Scores, reasons and the call list, and whatever the next run must remember of them."""
    done = dbt(
        *("--no-use-colors", "build", "--selector", "core", "--exclude-resource-type", "unit_test"),
        database=tmp_path / "warehouse.duckdb",
        raw=PROJECT / "tests" / "fixtures" / "raw",
        as_of="2026-03-31",
        target=tmp_path / "target",
    )
    assert done.returncode == 0, done.stdout[-4000:]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        made = connection.execute(
            "select table_name, estimated_size from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        assert {"published_runs", "published_scores", "sales_handoffs"} <= {name for name, _ in made}
        assert connection.execute("select count(*) from marts.lead_scores").fetchone()[0] > 0
        assert connection.execute("select * from intermediate.run_claims").fetchall() == []
        models = connection.execute(
            "select count(*) from information_schema.tables where table_schema in ('staging', 'intermediate', 'marts')"
        ).fetchone()[0]
        assert models < 150  # the copies that public tables show and what is kept are among them
    copy = tmp_path / "copy under another name.duckdb"
    shutil.copy(tmp_path / "warehouse.duckdb", copy)
    with duckdb.connect(str(copy), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.lead_score_reasons").fetchone()[0] > 0


@pytest.mark.parametrize("off", OPTIONAL)
def test_what_people_study_goes_with_its_tables_and_tests(off, house, tmp_path):
    left = parsed(tmp_path, **{off: False})
    gone = {house.name[key] for key in house.keys("model")} - {left.name[key] for key in left.keys("model")}
    folders = {house.path[house.key(name)].split("/")[-2] for name in gone}
    assert len(gone) >= 3
    assert folders == {off}


@pytest.mark.parametrize(
    "off",
    [OPTIONAL, *(pytest.param((name,), marks=pytest.mark.long) for name in OPTIONAL)],
    ids=" ".join,
)
def test_the_rest_builds_without_it(off, tmp_path):
    done = dbt(
        *("--no-use-colors", "build", "--exclude-resource-type", "unit_test"),
        database=tmp_path / "warehouse.duckdb",
        raw=PROJECT / "tests" / "fixtures" / "raw",
        as_of="2026-03-31",
        target=tmp_path / "target",
        settings=dict.fromkeys(off, False),
    )
    assert done.returncode == 0, done.stdout[-4000:]
