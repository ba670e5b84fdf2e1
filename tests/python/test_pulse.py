"""Pulses between two mornings: whoever asks is handed over at once and once, and mornings stay as they were."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from copy import copy, deepcopy
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from engine import PROJECT, PulseEngine, dbt, delivered, raw_columns, write_csv
from lives import as_long_as_asked
from test_incremental import edit_cells

from lead_scoring import parts
from lead_scoring.commands import pulse
from lead_scoring.warehouse import CannotReadError, DuckDBWarehouse

pytestmark = pytest.mark.lives

FIRST_DAY = date(2026, 3, 28)
DAYS = [FIRST_DAY + timedelta(days=number) for number in range(as_long_as_asked(2, 3))]
MORNING, EVENING = timedelta(hours=6, minutes=30), timedelta(hours=19, minutes=30)
# what mornings write; hand-offs stay as they were made, and what follows from them with them
OF_MORNINGS = (
    "marts.lead_scores",
    "marts.lead_score_reasons",
    "marts.lead_score_history",
    "marts.published_scores",
    "marts.band_changes",
    "marts.event_accounting",
    "marts.opportunity_scores",
    "intermediate.int_attribute_log",
    "intermediate.int_shown_ledger",
    "intermediate.int_loaded_days",
)
KEPT = (
    *OF_MORNINGS,
    "marts.sales_handoffs",
    "marts.published_pulses",
    "marts.published_runs",
    "marts.call_list",
)
# what a pulse publishes, and what hand-offs read of leads
OF_PULSES = (
    "marts.lead_scores",
    "marts.lead_score_reasons",
    "marts.call_list",
    "marts.sales_handoffs",
    "marts.handoff_progress",
    "marts.event_accounting",
    "intermediate.int_fast_lane",
    "intermediate.int_missing_answers",
)
MOMENTS = {
    "events": ("loaded_at", "occurred_at"),
    "contacts": ("created_at",),
    "identities": ("identified_at",),
    "contact_merges": ("merged_at",),
    "sales_touches": ("touched_at",),
    "opportunities": ("opened_at",),
    "contact_attributes": ("known_from",),
    "erasures": ("requested_at",),
}
NOT_AS_PUBLISHED = """
    select scores.scorecard_id, scores.contact_id
    from marts.lead_scores as scores
    left join marts.lead_score_reasons as reasons using (scorecard_id, contact_id)
    group by scores.scorecard_id, scores.contact_id, scores.score
    having scores.score <> coalesce(sum(reasons.points), 0)
    union all
    select scorecard_id, contact_id
    from marts.lead_score_reasons
    anti join marts.lead_scores using (scorecard_id, contact_id)
    union all
    select 'call list', contact_id from marts.call_list anti join marts.lead_scores using (contact_id, score)
"""


class Life:
    """One warehouse, and the raw tables as they had arrived at each moment."""

    def __init__(self, engine: PulseEngine, raw: Path, database: Path) -> None:
        self.engine = engine
        self.tables = {name: delivered(raw, name) for name in raw_columns()}
        # what was done in the last month is done in the hours of these days
        for number, event in enumerate(self.tables["events"]):
            if event["occurred_at"][:10] > "2026-03-01":
                moment = datetime.combine(DAYS[number % len(DAYS)], datetime.min.time()) + timedelta(
                    minutes=number * 37 % 1440
                )
                event["occurred_at"] = event["loaded_at"] = f"{moment:%Y-%m-%d %H:%M:%S}"
        for seller in self.tables["sales_reps"]:
            seller["weekly_capacity"] = "9"
        names = sorted(row["contact_id"] for row in self.tables["contacts"])
        self.tables["events"] += [
            {
                "event_id": f"asks {contact}",
                "event_type": "form_submit",
                "asset": "demo-request",
                "occurred_at": f"{DAYS[number % len(DAYS)]} {7 + number % 12:02}:{number * 7 % 60:02}:00",
                "loaded_at": f"{DAYS[number % len(DAYS)]} {7 + number % 12:02}:{number * 7 % 60:02}:00",
                "contact_id": contact,
            }
            for number, contact in enumerate(names[::4])
        ]
        # titles and countries are told otherwise from noon on, some as before again in the evening
        noon = [f"{day} 12:00:00" for day in DAYS]
        self.edits = [
            (
                names[number],
                noon[number % len(DAYS)],
                f"{DAYS[number % len(DAYS)]} {'18:00' if number % 2 else '23:59'}:00",
            )
            for number in range(12)
        ]
        self.warehouse = engine.warehouse(database=database)

    def receive(self, moment: datetime) -> None:
        """Write the raw tables as they are at a moment."""
        told = f"{moment:%Y-%m-%d %H:%M:%S}"
        for name, columns in raw_columns().items():
            rows = [
                row
                for row in self.tables[name]
                if all(row[column].replace("T", " ") <= told for column in MOMENTS.get(name, ()))
            ]
            if name == "contacts":
                edited = {contact for contact, since, until in self.edits if since <= told < until}
                rows = [
                    row | {"job_title": "Chief Procurement Officer", "country": "PT"}
                    if row["contact_id"] in edited
                    else row
                    for row in rows
                ]
            write_csv(self.engine.raw / f"{name}.csv", columns, rows)

    def morning(self, day: date) -> None:
        """Run the project whole, early on a day."""
        self.receive(datetime.combine(day, datetime.min.time()) + MORNING)
        self.engine.run_day(self.warehouse, day)

    def pulse(self, moment: datetime, stop_before: int | None = None) -> None:
        """Run a pulse."""
        self.receive(moment)
        self.engine.run_pulse(self.warehouse, moment, stop_before)

    def rows(self, table: str, without: str = "") -> list[tuple]:
        """Return the rows of a table, sorted."""
        columns = f"* exclude ({without})" if without else "*"
        return sorted(self.warehouse.execute(f"select {columns} from {table}").fetchall(), key=repr)


def pulses(number: int) -> list[datetime]:
    """Return so many moments of each day, between morning and evening; a run is of a whole second."""
    step = (EVENING - MORNING) // timedelta(seconds=number) * timedelta(seconds=1)
    return [
        datetime.combine(day, datetime.min.time()) + MORNING + step * (place + 1)
        for day in DAYS
        for place in range(number)
    ]


@pytest.fixture(scope="module")
def pulse_engine(tmp_path_factory: pytest.TempPathFactory) -> PulseEngine:
    tables = [table.split(".")[1] for table in KEPT] + ["handoff_progress", "handoff_queue"]
    return PulseEngine(tmp_path_factory.mktemp("pulses"), {"history_months": 2}, tables)


def lived(engine: PulseEngine, raw: Path, database: Path, number: int, disturbed: bool = False) -> Life:
    """Return a life with so many pulses a day; if ``disturbed``, half of them killed at some model, or repeated."""
    life, chance = Life(engine, raw, database), Random(11)
    moments = pulses(number) if number else []
    for day in DAYS:
        life.morning(day)
        for moment in (moment for moment in moments if moment.date() == day):
            if disturbed and chance.random() < 0.5:
                for _ in range(chance.choice((1, 1, 2))):
                    life.pulse(moment, chance.choice((None, chance.randrange(len(engine.pulses)))))
            life.pulse(moment)
    life.morning(DAYS[-1] + timedelta(days=1))
    return life


PULSES = as_long_as_asked(2, 14)


@pytest.fixture(scope="module")
def without(pulse_engine: PulseEngine, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Life:
    return lived(pulse_engine, demo, tmp_path_factory.mktemp("life") / "without.duckdb", 0)


@pytest.fixture(scope="module")
def life(pulse_engine: PulseEngine, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Life:
    return lived(pulse_engine, demo, tmp_path_factory.mktemp("life") / "with.duckdb", PULSES)


def test_a_pulse_reads_what_it_builds_or_what_the_policy_says(pulse_engine):
    """Whatever else waits for the next whole run, so that it would be of yesterday."""
    built = {node["unique_id"] for node, _ in pulse_engine.pulses}
    names = {node["unique_id"]: node for node in pulse_engine.models}
    read = {
        (node["name"], names[above]["name"])
        for node, _ in pulse_engine.pulses
        for above in node["depends_on"]["nodes"]
        if above in names and above not in built and "/policy/" not in names[above]["original_file_path"]
    }
    # hooks that pass over it in a pulse; it scores as of today alone; journeys are those of the policy that was checked
    assert {pair for pair in read if "int_publication" not in pair and "int_journey_events" not in pair} == {
        ("int_scorable_moments", "int_rescored_contacts"),
        ("int_scorable_moments", "int_opportunity_contacts"),
        ("int_past_moments", "int_opportunity_contacts"),
    }


@pytest.mark.parametrize("table", OF_MORNINGS)
def test_the_morning_finds_what_it_would_have_found_without_any_pulse(life, without, table):
    assert without.rows(table)
    assert life.rows(table) == without.rows(table)


def test_whoever_asks_is_handed_over_between_two_mornings(life, without):
    made = life.warehouse.execute(
        "select handed_off_at, channel, asked_at from marts.sales_handoffs"
    ).fetchall()
    moments = set(pulses(PULSES))
    of_pulses = [row for row in made if row[0] in moments]
    requests = [(at, asked) for at, channel, asked in of_pulses if channel == "fast_lane"]
    assert len(requests) > 2
    # within one pulse of the request, where there was room
    assert min(at - asked for at, asked in requests) <= (EVENING - MORNING) / PULSES
    assert without.rows("marts.published_pulses") == []


def test_whom_nothing_new_has_arrived_for_is_left_as_scoring_all_would_leave_them(
    pulse_engine, demo, tmp_path
):
    life, counts = Life(pulse_engine, demo, tmp_path / "warehouse.duckdb"), []
    life.morning(DAYS[0])
    for at in pulses(PULSES)[:PULSES]:
        life.warehouse.execute("checkpoint")
        shutil.copy(tmp_path / "warehouse.duckdb", tmp_path / "all.duckdb")
        scoring_all = copy(life)
        scoring_all.warehouse = pulse_engine.opened(tmp_path / "all.duckdb")
        # without a number nobody is known to be as published
        scoring_all.warehouse.execute("update intermediate.released_lead_scores set known_number = null")
        scoring_all.pulse(at)
        life.pulse(at)
        for table in OF_PULSES:
            without = "scored_at" if table == "marts.lead_scores" else ""
            assert life.rows(table, without) == scoring_all.rows(table, without), f"{table} at {at}"
        scoring_all.warehouse.close()
        scored = "select distinct contact_id, scored_at = ? from marts.lead_scores"
        found = life.warehouse.execute(scored, [at]).fetchall()
        rescored, leads = sum(is_now for _, is_now in found), len(found)
        # nobody else was looked at
        looked_at = "select count(*) from intermediate.int_scoring_moments where is_today"
        assert life.warehouse.execute(looked_at).fetchone() == (rescored,)
        counts.append((rescored, leads))
    assert all(0 < rescored < leads / 2 for rescored, leads in counts), counts


@pytest.mark.parametrize("seed", as_long_as_asked((1,), (7, 9, 12)))
def test_whatever_cell_is_edited_a_pulse_publishes_what_scoring_all_would(
    pulse_engine, random_tables, tmp_path, seed
):
    tables, seeds, as_of, _ = random_tables(seed)
    tables, chance = deepcopy(tables), Random(seed)
    kept, scored = tmp_path / "kept.duckdb", []
    with pulse_engine.warehouse(seeds, kept) as warehouse:
        pulse_engine.write_raw(tables)
        pulse_engine.run_day(warehouse, as_of)
    for number in range(as_long_as_asked(8, 12)):
        at = datetime.combine(date.fromisoformat(str(as_of)), datetime.min.time()) + timedelta(
            hours=8, minutes=number
        )
        edit_cells(tables, chance, number)
        pulse_engine.write_raw(tables)
        shutil.copy(kept, tmp_path / "all.duckdb")
        found = []
        for file in (kept, tmp_path / "all.duckdb"):
            with pulse_engine.opened(file) as warehouse:
                if file != kept:
                    warehouse.execute("update intermediate.released_lead_scores set known_number = null")
                pulse_engine.run_pulse(warehouse, at)
                columns = {"marts.lead_scores": "* exclude (scored_at)"}
                found.append(
                    {
                        table: sorted(
                            warehouse.execute(f"select {columns.get(table, '*')} from {table}").fetchall(),
                            key=repr,
                        )
                        for table in OF_PULSES
                    }
                )
                moments = "select count(*) from intermediate.int_scoring_moments where is_today"
                scored += warehouse.execute(moments).fetchone()
        for table in OF_PULSES:
            assert found[0][table] == found[1][table], f"{table} of pulse {number}"
    # leads were left as they were
    assert 0 < sum(scored[::2]) < sum(scored[1::2]) * 3 / 4, scored


def test_capacity_and_rest_hold_over_all_hand_offs(life):
    places = {row["rep_id"]: int(row["weekly_capacity"]) for row in life.tables["sales_reps"]}
    rows = life.warehouse.execute(
        "select rep_id, contact_id, handed_off_on from marts.sales_handoffs"
    ).fetchall()
    assert len({contact for _, contact, _ in rows}) == len(rows)
    # all of four days
    taken = Counter(rep for rep, _, _ in rows if rep)
    assert max(taken.values()) >= 1
    assert all(taken[rep] <= places[rep] for rep in taken)


def test_every_pulse_is_written_down_and_the_morning_counts_what_they_handed_over(life):
    assert sorted(row[1] for row in life.rows("marts.published_pulses")) == pulses(PULSES)
    days = "select as_of_date from marts.published_runs order by 1"
    assert [row[0] for row in life.warehouse.execute(days).fetchall()] == [
        *DAYS,
        DAYS[-1] + timedelta(days=1),
    ]


def working_day(engine: PulseEngine, raw: Path, database: Path, number: int) -> Life:
    """Return a life with so many pulses on its first day: people merge, leave, and do what is told late or twice.

    Half of the pulses are killed before some model, or run twice in the same minute.
    """
    life, chance, day = Life(engine, raw, database), Random(number), f"{DAYS[0]}"
    busy = sorted(
        {event["contact_id"] for event in life.tables["events"] if event["event_id"].startswith("asks C")}
    )
    for place, contact in enumerate(busy[:8]):
        noon = {"loaded_at": f"{day} {9 + place:02}:10:00"}
        known = next(event for event in life.tables["events"] if event["event_id"] == f"asks {contact}")
        life.tables["events"] += [
            known | noon,
            known
            | noon
            | {"event_id": f"late {contact}", "occurred_at": f"{DAYS[0] - timedelta(days=9)} 12:00:00"},
        ]
    life.tables["contact_merges"] += [
        {"merged_contact_id": merged, "contact_id": stays, "merged_at": f"{day} {hour}:00:00"}
        for merged, stays, hour in ((busy[8], busy[9], "10"), (busy[10], busy[11], "15"))
    ]
    life.tables["erasures"] += [{"contact_id": busy[12], "requested_at": f"{day} 13:00:00"}]
    life.morning(DAYS[0])
    for at in pulses(number)[:number] if number else []:
        if chance.random() < 0.5:
            life.pulse(at, chance.choice((None, chance.randrange(len(engine.pulses)))))
        life.pulse(at)
        assert life.warehouse.execute(NOT_AS_PUBLISHED).fetchall() == [], at
        gone = f"select count(*) from marts.lead_scores where contact_id = '{busy[12]}'"
        assert life.warehouse.execute(gone).fetchone()[0] == 0 or at.hour < 13
    life.morning(DAYS[0] + timedelta(days=1))
    return life


def test_a_working_day_of_pulses_leaves_the_next_morning_as_it_would_have_been(pulse_engine, demo, tmp_path):
    number = as_long_as_asked(6, 40)
    life = working_day(pulse_engine, demo, tmp_path / "with.duckdb", number)
    twin = working_day(pulse_engine, demo, tmp_path / "without.duckdb", 0)
    for table in OF_MORNINGS:
        assert life.rows(table) == twin.rows(table), table
    assert len(life.rows("marts.published_pulses")) == number
    made = life.warehouse.execute("select contact_id, handed_off_at from marts.sales_handoffs").fetchall()
    assert len({contact for contact, _ in made}) == len(made)
    assert {at for _, at in made} & set(pulses(number))


@pytest.mark.long
def test_killed_and_repeated_pulses_leave_the_same_rows(life, pulse_engine, demo, tmp_path):
    disturbed = lived(pulse_engine, demo, tmp_path / "disturbed.duckdb", PULSES, disturbed=True)
    for table in KEPT:
        assert disturbed.rows(table) == life.rows(table), table


def test_pulses_before_the_first_run_of_a_day_leave_it_the_first(pulse_engine, demo, tmp_path):
    """The night's pulses are of the new day already."""
    lives = []
    for name, hours in (("with", (1, 4)), ("without", ())):
        life = Life(pulse_engine, demo, tmp_path / f"{name}.duckdb")
        life.morning(DAYS[0])
        for hour in hours:
            life.pulse(datetime.combine(DAYS[1], datetime.min.time()) + timedelta(hours=hour))
        life.morning(DAYS[1])
        lives.append(life)
        assert life.warehouse.execute(
            "select last_run_date, is_repeated from intermediate.int_run"
        ).fetchall() == [(DAYS[0], False)]
    for table in OF_MORNINGS:
        assert lives[0].rows(table) == lives[1].rows(table), table


def test_a_pulse_tells_what_it_has_handed_over_itself(pulse_engine, demo, tmp_path):
    """Not what another run of the same moment has."""
    life = Life(pulse_engine, demo, tmp_path / "warehouse.duckdb")
    life.morning(DAYS[0])
    told = pulse.PULSES.format(marts="marts", intermediate="intermediate")
    for at in pulses(PULSES):
        life.pulse(at)
        run_at, handed_over, _ = life.warehouse.execute(told).fetchone()
        made = "select count(*) from marts.sales_handoffs where handed_off_at = ?"
        assert (run_at, life.warehouse.execute(made, [at]).fetchone()) == (at, (handed_over,))
        if handed_over:
            break
    assert handed_over
    life.pulse(at)
    assert life.warehouse.execute(told).fetchone()[:2] == (at, 0)


def test_whoever_must_be_forgotten_leaves_the_core_with_the_next_pulse(pulse_engine, demo, tmp_path):
    life = Life(pulse_engine, demo, tmp_path / "warehouse.duckdb")
    life.morning(DAYS[0])
    ((gone,),) = life.warehouse.execute("select min(contact_id) from marts.sales_handoffs").fetchall()
    life.tables["erasures"] = [{"contact_id": gone, "requested_at": f"{DAYS[0]}"}]
    life.pulse(datetime.combine(DAYS[0], datetime.min.time()) + timedelta(hours=9))
    tables = ("lead_scores", "lead_score_reasons", "lead_score_history", "call_list", "handoff_progress")
    kept = ("sales_handoffs", "published_scores", "band_changes", "handoff_queue")
    for table in (*tables, *kept):
        query = f"select count(*) from marts.{table} where contact_id = ?"
        assert life.warehouse.execute(query, [gone]).fetchone() == (0,), table


def test_a_pulse_goes_by_what_a_whole_run_has_checked(tmp_path):
    """It is refused before it changes anything, and says what to do."""
    place = {
        "database": tmp_path / "warehouse.duckdb",
        "raw": PROJECT / "tests" / "fixtures" / "raw",
        "target": tmp_path / "target",
        "as_of": "2026-03-31",
        "settings": {"pulse": True},
    }
    refused = dbt("build", "--selector", "pulse", **place)
    assert refused.returncode != 0
    assert (
        "there was none, or it did not publish. Nothing was changed. Run it first: make build"
        in refused.stdout
    )
    with duckdb.connect(str(place["database"])) as connection:
        connection.execute("create schema if not exists intermediate")
        connection.execute("create table intermediate.checked_policy as select 'another' as policy_version")
    refused = dbt("build", "--selector", "pulse", **place)
    assert "the policy was edited since. Nothing was changed." in refused.stdout
    with duckdb.connect(str(place["database"])) as connection:
        assert connection.execute("select table_name from duckdb_tables()").fetchall() == [
            ("checked_policy",)
        ]


def test_a_whole_run_of_a_day_before_that_of_a_pulse_is_refused(pulse_engine, demo, tmp_path):
    life = Life(pulse_engine, demo, tmp_path / "warehouse.duckdb")
    life.morning(DAYS[0])
    life.pulse(datetime.combine(DAYS[1], datetime.min.time()) + timedelta(hours=1))
    days = [row[1] for row in life.rows("marts.published_pulses")]
    assert [day.date() for day in days] == [DAYS[1]]
    life.morning(DAYS[0])
    # allowed on purpose, it hands over nobody who has been since
    frozen = "select may_freeze, may_hand_over from intermediate.int_run"
    assert life.warehouse.execute(frozen).fetchall() == [(False, False)]


def test_nobody_learns_from_a_past_that_a_pulse_has_not_scored(pulse_engine, demo, tmp_path):
    life = Life(pulse_engine, demo, tmp_path / "warehouse.duckdb")
    life.morning(DAYS[0])
    opened = DuckDBWarehouse(life.warehouse)
    parts.need_the_past(opened)
    life.pulse(datetime.combine(DAYS[0], datetime.min.time()) + timedelta(hours=9))
    with pytest.raises(CannotReadError, match="The last run was a pulse"):
        parts.need_the_past(opened)


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("5m", 300), ("1h", 3600)])
def test_a_time_between_pulses_is_a_number_and_a_unit(text, seconds):
    assert pulse.duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "0m", "m", "-5m", "1.5h", "5 m", "123456s"])
def test_another_time_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="is not a time as in 90s, 5m or 1h"):
        pulse.duration(text)


@pytest.mark.outside
def test_real_pulses_are_killed_refused_and_repeated(tmp_path):
    """kill -9 of dbt while it makes a model; two at once; an earlier day. What the next one publishes is as without."""
    raw, target = tmp_path / "raw", tmp_path / "target"
    shutil.copytree(PROJECT / "tests" / "fixtures" / "raw", raw)
    write_csv(
        raw / "sales_reps.csv",
        ("rep_id", "rep_name", "weekly_capacity", "active"),
        [{"rep_id": "R1", "rep_name": "Ana", "weekly_capacity": "5", "active": "yes"}],
    )
    place = {"raw": raw, "as_of": "2026-04-01"}
    morning = {"database": tmp_path / "warehouse.duckdb", "target": tmp_path / "whole"}
    core = ("--selector", "core", "--exclude-resource-type", "unit_test")
    assert dbt("build", *core, **place, **morning, settings={"run_at": "2026-04-01 06:30"}).returncode == 0
    with (raw / "events.csv").open("a", encoding="utf-8") as file:
        file.write("E4,meeting_held,2026-04-01 09:00:00,C1,\nE5,page_view,2026-04-01 09:01:00,C1,/pricing\n")

    def started(day: str = "2026-04-01") -> subprocess.Popen[str]:
        variables = {"raw_path": str(raw), "as_of": day, "run_at": f"{day} 10:00", "pulse": True}
        command = (
            "build",
            "--selector",
            "pulse",
            "--target-path",
            str(target),
            "--vars",
            json.dumps(variables),
        )
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", *command],
            cwd=PROJECT,
            env=os.environ | {"LEAD_SCORING_DB": str(morning["database"]), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )

    shutil.copy(morning["database"], tmp_path / "undisturbed.duckdb")
    shown = ("lead_scores", "lead_score_reasons", "call_list", "sales_handoffs", "published_pulses")

    def published(name: str) -> list[list[tuple]]:
        with duckdb.connect(str(tmp_path / name)) as connection:
            return [sorted(connection.execute(f"from marts.{table}").fetchall(), key=repr) for table in shown]

    before = published("warehouse.duckdb")
    for model in ("int_events", "int_lead_scores_today", "int_publication"):
        process = started()
        for line in process.stdout:
            if "START" in line and f".{model} " in line:
                process.kill()
        assert process.wait() == -9, model
        assert published("warehouse.duckdb") == before, model
    running = started()
    for line in running.stdout:
        if "START" in line:
            break
    command = [sys.executable, "-m", "lead_scoring", "pulse", "--raw", str(raw), "--no-notify", "--database"]
    beside = subprocess.run(
        [*command, str(morning["database"])], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert beside.returncode == 1
    assert "at work" in beside.stderr and "Traceback" not in beside.stderr
    assert running.communicate()[0]
    assert running.returncode == 0
    after = published("warehouse.duckdb")
    assert [len(rows) for rows in after] != [len(rows) for rows in before]
    again = started()
    again.communicate()
    assert again.returncode == 0
    assert published("warehouse.duckdb") == after
    earlier = started("2026-03-31")
    assert (
        "as_of is before 2026-04-01, the last date that was published. Nothing was changed."
        in earlier.communicate()[0]
    )
    assert published("warehouse.duckdb") == after
    settings = {"pulse": True, "run_at": "2026-04-01 10:00"}
    alone = dbt(
        *("build", "--selector", "pulse"),
        **place,
        database=tmp_path / "undisturbed.duckdb",
        target=tmp_path / "alone",
        settings=settings,
    )
    assert alone.returncode == 0, alone.stdout
    assert published("undisturbed.duckdb") == after
