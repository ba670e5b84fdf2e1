"""Weeks of deliveries: a run that reads only what is new leaves the very tables that reading everything anew leaves."""

import shutil
from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import duckdb
import pytest
from engine import FROZEN, DailyEngine, dbt, raw_columns, write_csv
from lives import as_long_as_asked

pytestmark = pytest.mark.lives

DAYS = as_long_as_asked(7, 14)
SEEDS = as_long_as_asked((4,), (1, 4))
EDITED_DAYS = as_long_as_asked(4, 24)
PUBLIC = (
    "lead_scores",
    "lead_score_reasons",
    "lead_score_history",
    "opportunity_scores",
    "event_accounting",
    "rejected_rows",
    "machine_activity",
)
KEPT = (
    "int_events",
    "int_event_activities",
    "int_event_clients",
    "int_rejected_events",
    "int_activity_matches",
)

STATES = """
    select
        count(*) filter (is_kept), count(*) filter (is_month_end), count(*) filter (has_kept_behaviours)
    from intermediate.int_past_moments
"""
# month ends that are kept have no attributes
AT_MOMENTS = """
    select * from intermediate.{table}
    where (contact_id, as_of_date) in (
        select (contact_id, as_of_date) from intermediate.int_past_moments where is_of_deal_or_handoff
        union all
        select (contact_id, as_of_date) from intermediate.int_scoring_moments where is_today
    )
"""

Rows = list[dict[str, str]]


class Loader:
    """Delivers a case's events over many days, as loaders do: late, twice, overlapping, changed, undated."""

    def __init__(self, tables: dict[str, Rows], first_day: date, seed: int) -> None:
        self.chance = Random(seed)
        self.first_day = first_day
        self.tables = deepcopy(tables)
        self.waiting = self.tables["events"]
        self.chance.shuffle(self.waiting)
        self.tables["events"] = []
        self.later = {
            name: self._held_back(name) for name in ("identities", "contact_merges", "erasures", "customers")
        }
        self.kinds = ["replay", "again", "changed", "corrected", "backfill", "lost", "nothing"]
        self.chance.shuffle(self.kinds)
        self.done: set[str] = set()

    def _held_back(self, name: str) -> Rows:
        rows = self.tables.get(name, [])
        # a device that was forgotten with its only owner stays forgotten when a second one is told later
        devices = Counter(row.get("anonymous_id") for row in rows)
        of_one = [row for row in rows if name != "identities" or devices[row["anonymous_id"]] == 1]
        held = self.chance.sample(of_one, len(of_one) // 2)
        self.tables[name] = [row for row in rows if not any(row is other for other in held)]
        return held

    def deliver(self, day: date) -> None:
        """Add one day's deliveries to the raw tables."""
        events, chance = self.tables["events"], self.chance
        left = max(DAYS - (day - self.first_day).days, 1)
        batch = [self.waiting.pop() for _ in range(len(self.waiting) // left)]
        for row in batch:
            row["loaded_at"] = chance.choice(
                [f"{day} 03:00:00", f"{day}T04:00:00Z", "", "never"]
                if chance.random() < 0.2
                else [f"{day} 05:00:00"]
            )
        events += batch
        what = self.kinds[(day - self.first_day).days % len(self.kinds)]
        self.done.add(what)
        if what != "nothing":
            some = [row for row in chance.sample(events, min(len(events), 8)) if row["event_id"].strip()]
            if what == "replay":  # the file of a day is loaded twice
                loaded = chance.choice(
                    [row["loaded_at"] for row in events if row["loaded_at"] > str(day - timedelta(days=4))]
                )
                events += [dict(row) for row in events if row["loaded_at"] == loaded]
            elif what == "again":  # today's file overlaps with earlier ones
                events += [row | {"loaded_at": f"{day} 06:00:00"} for row in some]
            elif what == "changed":  # the same id with other content, today and before everything else
                events += [
                    row | {"loaded_at": f"{day} 07:00:00", "event_type": "meeting_held"} for row in some[:4]
                ]
                if "ancient" not in self.done:  # once, since everything after it is read anew
                    self.done.add("ancient")
                    events += [
                        row | {"loaded_at": "2001-01-01", "event_type": "form_submit"} for row in some[4:]
                    ]
            elif what == "corrected":  # rows are changed where they stand
                for row, column in zip(
                    some, ("contact_id", "event_type", "page_path", "occurred_at"), strict=False
                ):
                    row[column] = chance.choice(events)[column]
            elif what == "backfill":  # a loader that writes a loading time of days ago
                earlier = day - timedelta(days=chance.randrange(1, 9))
                events += [
                    row | {"event_id": f"late {day} {number}", "loaded_at": str(earlier)}
                    for number, row in enumerate(some)
                ]
            elif what == "lost":  # rows that are delivered no more
                gone = {id(row) for row in some[:3]}
                events[:] = [row for row in events if id(row) not in gone]
        for name, rows in self.later.items():
            for _ in range(min(len(rows), 1 + len(rows) // left)):
                self.tables[name].append(rows.pop())
        chance.shuffle(events)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> DailyEngine:
    """Return the project as dbt runs it on its first and on later days."""
    return DailyEngine(
        tmp_path_factory.mktemp("incremental"), {"history_months": 4}, (*PUBLIC, *KEPT, *FROZEN)
    )


def rows(warehouse: duckdb.DuckDBPyConnection, table: str) -> Rows:
    """Return a table's rows as text, sorted."""
    schema = "marts" if table in PUBLIC else "intermediate"
    return sorted(map(repr, warehouse.execute(f"select * from {schema}.{table}").fetchall()))


@pytest.mark.parametrize("seed", SEEDS)
def test_reading_what_is_new_is_like_reading_everything(engine, random_tables, tmp_path: Path, seed: int):
    tables, seeds, as_of, _ = random_tables(seed)
    last_day = date.fromisoformat(str(as_of))
    loader = Loader(tables, last_day - timedelta(days=DAYS - 1), seed)
    daily = engine.warehouse(seeds)
    read_from, kept_days = set(), 0
    for number in range(DAYS):
        day = loader.first_day + timedelta(days=number)
        loader.deliver(day)
        engine.write_raw(loader.tables)
        engine.run_day(daily, day)
        anew = engine.warehouse(seeds)
        engine.run_day(anew, day)
        (first_read,) = daily.execute("select read_from from intermediate.int_event_watermark").fetchone()
        read_from.add(first_read)
        kept_days += daily.execute(
            "select count(*) from intermediate.int_events where loaded_on < ?", [first_read]
        ).fetchone()[0]
        for table in (*PUBLIC, *KEPT):
            assert rows(daily, table) == rows(anew, table), f"{table} on {day}"
        anew.close()
    # the days were as unlike as they should be, and something was kept without being read again
    assert loader.done >= {"replay", "again", "ancient", "corrected", "backfill", "lost"}
    assert len(read_from) > 3
    assert kept_days > 100


def edit_cells(tables: dict[str, Rows], chance: Random, number: int) -> None:
    """Change a few cells, deliver a row anew under another id, and lose one: of events alone, or of any tables."""
    names = ["events"] if number % 2 == 0 else [name for name, rows in tables.items() if rows]
    for _ in range(6):
        rows = tables[chance.choice(names)]
        row, other = chance.choice(rows), chance.choice(rows)
        column = chance.choice(list(row))
        row[column] = other[column]
    rows = tables[chance.choice(names)]
    rows.append(chance.choice(rows) | ({"event_id": f"new {number}"} if rows is tables["events"] else {}))
    rows.remove(chance.choice(rows))


@pytest.mark.parametrize("seed", as_long_as_asked((1,), (1, 7, 9)))
def test_the_past_is_kept_until_what_it_is_made_from_changes(
    engine, random_tables, tmp_path: Path, seed: int
):
    """Whatever cell is edited, the scores are those of a run without any that are kept."""
    tables, seeds, as_of, _ = random_tables(seed)
    tables, chance = deepcopy(tables), Random(seed)
    first_day = date.fromisoformat(str(as_of)) - timedelta(days=EDITED_DAYS // 2)
    kept_file, dropped_file = tmp_path / "kept.duckdb", tmp_path / "dropped.duckdb"
    engine.warehouse(seeds, kept_file).close()
    compared = (*PUBLIC, "int_history_scores")
    unlocked, all_month_ends, counted = set(), set(), set()
    for number in range(EDITED_DAYS):
        day = first_day + timedelta(days=number)
        shutil.copy(kept_file, dropped_file)
        engine.write_raw(tables)
        found = []
        for file in (kept_file, dropped_file):
            with engine.opened(file) as warehouse:
                if file == dropped_file:
                    for table in ("int_history_scores", "int_lead_behaviours", "int_past_moments"):
                        warehouse.execute(f"drop table if exists intermediate.{table}")
                engine.run_day(warehouse, day)
                found.append({table: rows(warehouse, table) for table in compared})
                (kept, month_ends, kept_behaviours) = warehouse.execute(STATES).fetchone()
            if file == kept_file:
                unlocked.add(month_ends - kept)
                all_month_ends.add(month_ends)
                counted.add(kept_behaviours)
            else:
                assert kept == kept_behaviours == 0
        for table in found[0]:
            assert found[0][table] == found[1][table], f"{table} on {day}"
        edit_cells(tables, chance, number)
    # some were unlocked each day, and far from all
    assert min(unlocked) < min(all_month_ends) / 2
    assert len(unlocked) > 2
    assert len(counted) > 2 and max(counted) > 5


def test_a_row_that_is_changed_where_it_stands_is_read_again(engine):
    """The loading time and the number of rows are as they were."""
    contacts = [
        {"contact_id": name, "created_at": "2026-01-01", "job_title": "CFO", "country": "ES"} for name in "ab"
    ]
    event = {
        "event_id": "e1",
        "event_type": "form_submit",
        "asset": "demo-request",
        "occurred_at": "2026-01-04",
        "loaded_at": "2026-01-04",
    }
    warehouse = engine.warehouse()
    for day, owner in (("2026-01-05", "a"), ("2026-02-10", "b")):
        engine.write_raw({"contacts": contacts, "events": [event | {"contact_id": owner}]})
        engine.run_day(warehouse, day)
    points = "select contact_id, interest_points from marts.lead_scores where scorecard_id = 'b2b'"
    # a month of silence costs both 3 points
    assert dict(warehouse.execute(points).fetchall()) == {"a": Decimal("-3"), "b": Decimal("3.380")}


@pytest.mark.parametrize(
    "lost", [KEPT[0], *(pytest.param(name, marks=pytest.mark.long) for name in KEPT[1:])]
)
def test_a_table_that_is_gone_is_built_from_all_events(small_warehouse, lost):
    database, raw, target = small_warehouse
    query = f"select * from intermediate.{lost} order by all"
    with duckdb.connect(str(database)) as warehouse:
        before = warehouse.execute(query).fetchall()
        warehouse.execute(f"drop table intermediate.{lost}")
    assert before
    run_events("run", database, raw, target)
    with duckdb.connect(str(database)) as warehouse:
        assert warehouse.execute(query).fetchall() == before


@pytest.fixture(scope="module")
def small_warehouse(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Return a warehouse of kept events, its raw tables and dbt's target folder."""
    folder = tmp_path_factory.mktemp("small")
    day = {"event_type": "page_view", "page_path": "/pricing", "contact_id": "C1"}
    events = [
        day | {"event_id": "E1", "occurred_at": "2026-03-01", "loaded_at": "2026-03-02"},
        day
        | {"event_id": "E2", "occurred_at": "2026-03-03", "loaded_at": "2026-03-04", "user_agent": "curl/8"},
        day | {"event_id": "E3", "occurred_at": "yesterday", "loaded_at": "2026-03-04"},
    ]
    write_csv(
        folder / "raw" / "contacts.csv",
        ["contact_id", "created_at"],
        [{"contact_id": "C1", "created_at": "2026-01-01"}],
    )
    write_csv(folder / "raw" / "events.csv", raw_columns()["events"], events)
    paths = folder / "small.duckdb", folder / "raw", folder / "target"
    run_events("build", *paths)
    return paths


def run_events(command: str, database: Path, raw: Path, target: Path) -> None:
    """Run dbt up to what is kept of the events, without tests."""
    without = (
        ()
        if command == "run"
        else ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
    )
    ran = dbt(
        *(command, *without, "--select", "+int_loaded_days"),
        database=database,
        raw=raw,
        as_of="2026-03-31",
        target=target,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
