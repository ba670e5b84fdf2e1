"""Thirty clean days raise no alarm, each fault of a feed or of the scores is caught, and too little history says so."""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import feeds
import pytest
from engine import ALWAYS, COMPILED_AS_OF, COMPILED_READ_FROM, PROJECT, Engine
from tables import table

from lead_scoring import cli
from lead_scoring.expectations import CannotValidateError, Result, report, results
from lead_scoring.expectations.judge import judge

FIRST_DAY, DAYS = date(2026, 3, 1), 30
FAULTY_DAY = FIRST_DAY + timedelta(days=DAYS)
KEPT = {"int_table_profiles", "int_score_profiles"}
BANDS = {"cold": 0.55, "mql": 0.25, "sql": 0.15, "hot": 0.05}


class Mornings:
    """One warehouse in which the models of a stage run day after day; what they keep from run to run is kept here."""

    def __init__(self, engine: Engine, cases: str) -> None:
        self.engine, self.cases = engine.with_tables((cases,)), cases
        self.connection = self.engine.warehouse()

    def run(self, day: date, given: Iterable[str] = (), is_kept: bool = True, is_first: bool = False) -> None:
        """Run every model but the ``given`` ones, which are there already."""
        for node, statement in zip(self.engine.models, self.engine.statements, strict=True):
            name, relation = node["name"], table(self.engine, node["name"])
            if name in given:
                continue
            self.connection.execute(
                statement.replace(COMPILED_AS_OF, str(day)).replace(COMPILED_READ_FROM, ALWAYS)
            )
            if name == "int_run" and not is_first:
                self.connection.execute(f"update {relation} set last_run_date = as_of_date - interval 1 day")
            if name in KEPT:
                self._continue(name, relation, is_kept)

    def _continue(self, name: str, relation: str, is_kept: bool) -> None:
        """Put what earlier runs kept beside what this run measured, and keep that too."""
        self.connection.execute(f"create table if not exists kept_{name} as from {relation} limit 0")
        self.connection.execute(f"create or replace temp table measured as from {relation}")
        self.connection.execute(f"insert into {relation} from kept_{name}")
        if is_kept:
            self.connection.execute(f"insert into kept_{name} from measured")

    def measured(self) -> list[dict[str, object]]:
        """Return what is to be judged of the last run."""
        found = self.connection.execute(f"select * from {table(self.engine, self.cases)}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def judged_by_day(cases: dict[date, list[dict[str, object]]]) -> dict[date, list[Result]]:
    """Judge the cases of many days at once, which is much faster than one day after the other."""
    found = iter(judge([case for day in cases.values() for case in day])[0])
    return {day: [next(found) for _ in rows] for day, rows in cases.items()}


def failed(found: Iterable[Result]) -> set[str]:
    """Return the expectations that are not met."""
    return {result.expectation_id for result in found if result.verdict == "failed"}


def sentences(found: Iterable[Result]) -> str:
    """Return what is said of the expectations that are not met."""
    return "\n".join(result.sentence for result in found if result.verdict == "failed")


# ---------------------------------------------------------------------------------------------------------
# the raw tables


class Door(Mornings):
    """The raw tables of mornings."""

    def measure(self, day: date, tables: feeds.Tables, **options: bool) -> list[dict[str, object]]:
        """Measure what has arrived by a day."""
        self.engine.write_raw(tables)
        self.run(day, **options)
        return self.measured()

    def look(self, day: date, tables: feeds.Tables, **options: bool) -> list[Result]:
        """Measure and judge what has arrived by a day."""
        return judge(self.measure(day, tables, **options))[0]


@pytest.fixture(scope="module")
def feed() -> feeds.Feed:
    """Return a feed that is as it should be."""
    return feeds.Feed(FIRST_DAY, DAYS + 1)


@pytest.fixture(scope="module")
def door(project: Engine) -> Door:
    """Return the door on its first day."""
    return Door(project, "int_feed_cases")


@pytest.fixture(scope="module")
def clean_days(door: Door, feed: feeds.Feed) -> dict[date, list[Result]]:
    """Return what was found on thirty clean days, the first of them the project's first."""
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]
    return judged_by_day({day: door.measure(day, feed.by(day)) for day in days})


def test_thirty_clean_days_raise_no_alarm(clean_days):
    assert {day: sentences(found) for day, found in clean_days.items() if failed(found)} == {}


def test_after_thirty_days_everything_about_the_feeds_is_judged(clean_days):
    last = [*clean_days.values()][-1]
    judged = {result.expectation_id for result in last if result.verdict == "met"}
    asked = {result.expectation_id for result in last} - {
        "tables_rows_missing"
    }  # only two tables are delivered

    assert asked - judged == set()


FAULTS = {
    feeds.lose_a_load: {"events_rows_missing", "events_rows_few", "events_type_missing"},
    feeds.stop: {"events_rows_missing", "events_rows_few", "events_type_missing", "events_stopped"},
    feeds.blank_pages: {"events_blank_cells"},
    feeds.load_twice: {"events_duplicates"},
    feeds.rename_a_type: {"events_new_types"},
    feeds.come_late: {"events_late"},
    feeds.fire_twice: {"events_fire_twice"},
    feeds.import_without_titles: {"contacts_import_blank"},
    feeds.run_ahead: {"events_early"},
    feeds.lose_contacts: {"contacts_rows_missing"},
    feeds.lose_all_titles: {"contacts_blank_cells"},  # the contacts of every week have lost theirs
    feeds.send_no_forms: {"events_type_missing"},
    feeds.change_the_format: {"events_rejected"},
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_is_caught_by_its_expectation(clean_days, door, feed, fault: Callable):
    raw = feed.by(FAULTY_DAY)
    fault(raw, FAULTY_DAY)
    found = door.look(FAULTY_DAY, raw, is_kept=False)

    assert failed(found) == FAULTS[fault], sentences(found)


def test_the_day_without_a_fault_is_clean(clean_days, door, feed):
    found = door.look(FAULTY_DAY, feed.by(FAULTY_DAY), is_kept=False)

    assert failed(found) == set(), sentences(found)


def test_a_failure_names_the_part_its_owner_and_what_to_do(clean_days, door, feed):
    raw = feed.by(FAULTY_DAY)
    feeds.fire_twice(raw, FAULTY_DAY)
    [found] = [result for result in door.look(FAULTY_DAY, raw, is_kept=False) if result.verdict == "failed"]

    assert found.part == "page_view"
    assert found.stops
    assert "page_view" in found.sentence and "100.0 %" in found.sentence
    assert found.owner_team == "web analytics"
    assert "tracker" in found.what_to_do


def test_before_anything_is_published_nothing_stops(door, feed):
    raw = feed.by(FAULTY_DAY)
    feeds.fire_twice(raw, FAULTY_DAY)
    found = door.look(FAULTY_DAY, raw, is_kept=False, is_first=True)

    assert failed(found) == {"events_fire_twice"}
    assert not [result for result in found if result.stops]


ONE_CONTACT = {"contact_id": "C1", "created_at": "2026-03-01"}
ONE_EVENT = {
    "event_id": "E1",
    "event_type": "page_view",
    "occurred_at": "2026-03-30 12:00:00",
    "contact_id": "C1",
}
POOR = {
    "nothing": {},
    "one contact without a title": {"contacts": [ONE_CONTACT]},
    "one event without a time of loading": {"contacts": [ONE_CONTACT], "events": [ONE_EVENT]},
    "a first delivery of everything": {
        "contacts": [ONE_CONTACT | {"contact_id": f"C{number}"} for number in range(500)],
        "events": [
            ONE_EVENT
            | {"event_id": f"E{number}", "contact_id": f"C{number}", "loaded_at": "2026-03-31 01:00:00"}
            for number in range(500)
        ],
    },
}


@pytest.mark.parametrize("raw", POOR.values(), ids=POOR)
def test_a_poor_feed_on_the_first_day_raises_no_alarm(project, raw):
    found = Door(project, "int_feed_cases").look(FAULTY_DAY, raw, is_first=True)

    assert failed(found) == set(), sentences(found)
    assert {result.verdict for result in found} >= {"not_judged"}
    assert all("not judged yet" in result.sentence for result in found if result.verdict == "not_judged")


def test_a_feed_without_times_of_loading_is_judged_by_when_it_happened(project, feed):
    raw = feed.by(FAULTY_DAY)
    raw["events"] = [
        row | {"loaded_at": ""} for row in raw["events"] if row["occurred_at"][:10] <= str(FAULTY_DAY)
    ]
    door = Door(project, "int_feed_cases")
    assert failed(door.look(FAULTY_DAY, raw)) == set()
    raw["events"] = [row for row in raw["events"] if row["occurred_at"][:10] < "2026-03-27"]
    assert failed(door.look(FAULTY_DAY, raw)) == FAULTS[feeds.stop]


# ---------------------------------------------------------------------------------------------------------
# the scores


class Scored(Mornings):
    """Scores, events and hand-offs of mornings, without the raw tables that they come from."""

    given = (
        "int_champion_scores",
        "int_score_bands",
        "int_handoff_totals",
        "int_events",
        "int_machine_clients",
    )

    def __init__(self, project: Engine) -> None:
        super().__init__(project, "int_score_cases")
        wanted = {"int_run", "int_expectations", "int_wording", "int_score_cases", *KEPT}
        models = [
            (node, statement)
            for node, statement in zip(self.engine.models, self.engine.statements, strict=True)
            if node["name"] in wanted | set(self.given)
        ]
        self.engine.models, self.engine.statements = map(list, zip(*models, strict=True))

    def look(self, day: date, **options: object) -> list[Result]:
        """Measure and judge a day's scores."""
        return judge(self.measure(day, **options))[0]

    def measure(
        self,
        day: date,
        leads: int = 1000,
        shares: dict[str, float] = BANDS,
        known_share: float = 0.4,
        machines: float = 0.05,
        is_kept: bool = True,
    ) -> list[dict[str, object]]:
        """Measure a day's scores."""
        chance = Random(str(day))
        edges, bands = list(BANDS), []
        for _ in range(leads):
            bands.append(chance.choices(edges, [shares[band] for band in edges])[0])
        rows = [
            (f"C{number}", band, min(1.0, max(0.0, known_share + chance.uniform(-0.1, 0.1))))
            for number, band in enumerate(bands)
        ]
        events = [
            (int(chance.random() < machines), day - timedelta(days=number % 7)) for number in range(700)
        ]
        self._fill("int_champion_scores", "contact_id varchar, band varchar, known_share double", rows)
        self._fill("int_score_bands", "band varchar", [(band,) for band in edges])
        self._fill("int_handoff_totals", "handed_over bigint", [(20,)])
        self._fill("int_events", "client_id bigint, activity_date date", events)
        self._fill("int_machine_clients", "client_id bigint", [(1,)])
        self.run(day, given=self.given, is_kept=is_kept)
        return self.measured()

    def _fill(self, name: str, columns: str, rows: list[tuple]) -> None:
        relation = table(self.engine, name)
        self.connection.execute(f"create or replace table {relation} ({columns})")
        if rows:  # a list per column: row by row would be slow
            lists = ", ".join("unnest(?)" for _ in rows[0])
            cells = [list(column) for column in zip(*rows, strict=True)]
            self.connection.execute(f"insert into {relation} select {lists}", cells)


@pytest.fixture(scope="module")
def scored(project: Engine) -> Scored:
    """Return scores on their first day."""
    return Scored(project)


@pytest.fixture(scope="module")
def calm_days(scored: Scored) -> dict[date, list[Result]]:
    """Return what was found of the scores of thirty calm days."""
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]
    return judged_by_day(
        {day: scored.measure(day, leads=1000 + 3 * number) for number, day in enumerate(days)}
    )


def test_thirty_calm_days_of_scores_raise_no_alarm(calm_days):
    assert {day: sentences(found) for day, found in calm_days.items() if failed(found)} == {}
    assert {result.verdict for result in [*calm_days.values()][0]} == {"not_judged"}
    assert {result.verdict for result in [*calm_days.values()][-1]} == {"met"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"shares": {"cold": 0.2, "mql": 0.2, "sql": 0.5, "hot": 0.1}}, {"scores_bands", "scores_drift"}),
        ({"known_share": 0.25}, {"scores_unknown"}),
        ({"machines": 0.4}, {"scores_machine"}),
        ({"leads": 400}, {"scores_leads"}),
        ({"leads": 0}, {"scores_leads"}),
        ({}, set()),
    ],
)
def test_a_change_of_the_scores_is_caught(calm_days, scored, change, expected):
    found = scored.look(FAULTY_DAY, **{"leads": 1090, **change}, is_kept=False)

    assert failed(found) == expected, sentences(found)


# ---------------------------------------------------------------------------------------------------------
# judging and keeping


def case(name: str, low: float | None, high: float | None, **others: object) -> dict[str, object]:
    """Return a row of the cases."""
    row = {
        "expectation_id": name,
        "part": "",
        "feed": "events",
        "metric": "rows",
        "judged_day": FAULTY_DAY,
        "expectation": "expect_column_values_to_be_between",
        "severity": "stop",
        "owner_team": "somebody",
        "cases": 10,
        "value": 1.0,
        "usual": None,
        "at_least": None,
        "at_most": None,
        "judged_low": low,
        "judged_high": high,
        "is_judged": low is not None,
        "what_to_do": "mend it",
        "failed_sentence": "failed",
        "met_sentence": "met",
        "not_judged_sentence": "not judged",
    }
    return row | others


def test_a_limit_is_missed_only_by_the_whole_interval():
    cases = [
        case("above", 0.4, 0.9, at_most=0.3),
        case("perhaps above", 0.2, 0.9, at_most=0.3),
        case("below", 0.1, 0.2, at_least=0.3),
        case("perhaps below", 0.1, 0.4, at_least=0.3),
        case("on the limit", 0.3, 0.3, at_least=0.3, at_most=0.3),
        case("unknown", None, None, at_most=0.3),
    ]
    found, answers = judge(cases)

    assert failed(found) == {"above", "below"}
    assert [result.verdict for result in found if result.expectation_id == "unknown"] == ["not_judged"]
    assert len(answers) == 6


def test_only_the_part_that_fails_is_told():
    cases = [case("blank", value, value, part=str(value), at_most=0.3) for value in (0.1, 0.5, 0.2)]

    assert [result.part for result in judge(cases)[0] if result.verdict == "failed"] == ["0.5"]


def test_all_parts_may_be_judged_together():
    kind = "expect_column_mean_to_be_between"
    cases = [
        case("mean", value, value, part=str(value), at_most=0.3, expectation=kind) for value in (0.1, 0.4)
    ]
    assert failed(judge(cases)[0]) == set()

    cases = [row | {"at_most": 0.2} for row in cases] + [case("other", 1, 1, at_most=1)]
    assert [result.verdict for result in judge(cases)[0]] == ["failed", "failed", "met"]


def test_what_cannot_be_judged_is_no_success():
    with pytest.raises(CannotValidateError, match="no expectation expect_nothing"):
        judge([case("wrong", 1, 1, at_most=1, expectation="expect_nothing")])
    with pytest.raises(CannotValidateError, match="cannot judge"):
        judge([case("wrong", "one", "one", at_most=1)])


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a warehouse with cases of a raw table, one of which stops."""
    path = tmp_path / "warehouse.duckdb"
    rows = [case("above", 0.4, 0.9, at_most=0.3), case("fine", 0.4, 0.9, at_most=1.0)]
    types = {str: "varchar", int: "bigint", float: "double", bool: "boolean", date: "date"}
    columns = ", ".join(f'"{name}" {types.get(type(value), "double")}' for name, value in rows[0].items())
    model = (PROJECT / "models" / "checks" / "int_expectation_results.sql").read_text(encoding="utf-8")
    select = model[model.index("select") :]
    for macro, text in (
        ("type_text()", "varchar"),
        ("type_double()", "double"),
        ("no_rows()", "where 1 = 0"),
    ):
        select = select.replace("{{ " + macro + " }}", text)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(f"create table intermediate.int_expectation_results as {select}")
        connection.execute(f"create table intermediate.int_feed_cases (as_of_date date, {columns})")
        for row in rows:
            marks = ", ".join("?" for _ in range(len(row) + 1))
            connection.execute(
                f"insert into intermediate.int_feed_cases values ({marks})", [FAULTY_DAY, *row.values()]
            )
    return path


def validate(database: Path, stage: str = "raw") -> int:
    """Run the command."""
    return cli.main(
        ["validate", stage, "--database", str(database), "--history", str(database.parent / "history")]
    )


def test_a_stop_exits_with_1_and_says_what_stays(database, capsys):
    assert validate(database) == 1
    said = capsys.readouterr().out
    assert "stop: failed" in said
    assert "somebody: mend it" in said
    assert "what was published before stays as it was" in said


def test_results_are_appended_once_per_finding(database):
    query = "select attempt, expectation_id, verdict from intermediate.int_expectation_results order by all"
    for _ in range(2):
        validate(database)
    with duckdb.connect(str(database)) as connection:
        first = [(1, "above", "failed"), (1, "fine", "met")]
        assert connection.execute(query).fetchall() == first
        connection.execute("update intermediate.int_feed_cases set judged_low = 0.1")
    assert validate(database) == 0
    with duckdb.connect(str(database)) as connection:
        assert connection.execute(query).fetchall() == [*first, (2, "above", "met"), (2, "fine", "met")]
    files = sorted((database.parent / "history").iterdir())
    assert [path.name for path in files] == [f"{FAULTY_DAY}-raw-1.json", f"{FAULTY_DAY}-raw-2.json"]
    kept = json.loads(files[0].read_text(encoding="utf-8"))
    assert [result["verdict"] for result in kept["results"]] == ["failed", "met"]
    assert [answer["success"] for answer in kept["great_expectations"]] == [False, True]


def test_without_profiles_the_command_says_what_to_build(database, capsys):
    assert validate(database, "scores") == 1
    said = capsys.readouterr().err
    assert "There is no table intermediate.int_score_cases" in said
    assert said.endswith("Build it first: dbt build\n")
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table intermediate.int_feed_cases")
    assert validate(database) == 1
    # no selector: a project that installs this one has none of ours
    assert "--select +int_feed_cases int_expectation_results" in capsys.readouterr().err
    assert validate(database.with_name("none.duckdb")) == 1
    assert "There is no database" in capsys.readouterr().err


def test_warnings_do_not_stop():
    [warning], _ = judge([case("above", 1, 1, at_most=0.5, severity="warn")])

    assert not warning.stops
    assert "stays as it was" not in report.as_text("2026-03-31", "raw", [warning])


def test_one_cause_is_told_once_with_the_parts_that_it_met():
    [first], _ = judge([case("below", 0.1, 0.2, at_least=0.3, severity="warn", failed_sentence="Too few.")])
    others = [replace(first, part=f"part {number}", sentence=f"Sentence {number}.") for number in range(8)]
    other_cause = replace(first, expectation_id="above", sentence="Another cause.")

    told = report.as_text("2026-03-31", "raw", [first, *others[:4], other_cause, *others[4:]])

    assert "10 failed" in told
    assert told.count("Too few.") == 1 and "Sentence" not in told
    assert "and 8 more: part 0, part 1, part 2, part 3, part 4, part 5, …" in told
    assert told.index("and 8 more") < told.index("Another cause.")
    assert told.count(f"{first.owner_team}: ") == 2


def test_every_metric_of_the_seed_is_measured_and_every_sentence_can_be_filled_in():
    with (PROJECT / "seeds" / "reference" / "expectations.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    models = "".join(path.read_text("utf-8") for path in (PROJECT / "models" / "checks").glob("*.sql"))
    models += (PROJECT / "macros" / "profiles.sql").read_text("utf-8")
    for row in rows:
        assert row["metric"] in models
        assert (row["at_least"] == "") != (row["at_most"] == "")
        assert (row["compared_with"] == "absolute") == (row["compared_as"] == "")
        for column in ("when_failed", "when_failed_es"):
            text = row[column]
            for name in ("value", "usual", "limit", "day", "part", "label"):
                text = text.replace(f"{{{name}}}", "")
            assert text and "{" not in text
    assert results.COLUMNS[0] == "expectation_id"
