"""A quarter of mornings: nothing is lost, repeated or rewritten, however the runs go."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from engine import FROZEN, DailyEngine, Engine, delivered, raw_columns, write_csv
from lives import LONG, as_long_as_asked

pytestmark = pytest.mark.lives

FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 3, 31)
MONTH_ENDS = {date(2026, 1, 31), date(2026, 2, 28), LAST_DAY}
# a run on each of the first days, at the ends of months and on the last two days; in long lives on every ninth day too
QUARTER = [
    day
    for day in (FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
    if day < FIRST_DAY + timedelta(days=as_long_as_asked(2, 6))
    or (LONG and day.day % 9 == 0)
    or day in MONTH_ENDS
    or LAST_DAY - day <= timedelta(days=1)
]
SHOWN_AFTERWARDS = (
    "published_runs",
    "lead_scores",
    "call_list",
    "handoff_progress",
    "handoff_capacity",
    "nurture_leads",
)
MOMENTS = """
    select scorecard_id, contact_id, fit_points, bant_points, interest_points, score, band, blocked_by, account_id
    from {table} where as_of_date = ?
"""
EDITED_COLUMNS = ("job_title", "department", "country", "account_id")
CHANGES = """
    select
        changes.contact_id, changes.changed_on, changes.band_before, changes.band_after,
        (
            select shown.band from marts.published_scores as shown
            where shown.contact_id = changes.contact_id and shown.published_on < changes.changed_on
            order by shown.published_on desc limit 1
        ) as shown_before,
        (
            select shown.band from marts.published_scores as shown
            where shown.contact_id = changes.contact_id and shown.published_on = changes.changed_on
        ) as shown_after
    from marts.band_changes as changes
"""
TEXT_COLUMNS = """
    select table_schema, table_name, column_name from information_schema.columns
    where data_type = 'VARCHAR' and (table_schema, table_name) in (
        select (schema_name, table_name) from duckdb_tables()
    )
"""


class Mornings:
    """One warehouse and the raw tables as they had arrived on each morning."""

    def __init__(self, engine: DailyEngine, raw: Path, database: Path) -> None:
        self.engine, self.database = engine, database
        self.tables = {name: delivered(raw, name) for name in raw_columns()}
        for event in self.tables["events"][::7]:  # some arrive three days after the others
            if re.match(r"\d{4}-\d\d-\d\dT?", event["occurred_at"]):
                arrival = date.fromisoformat(event["occurred_at"][:10]) + timedelta(days=3)
                event["loaded_at"] = f"{arrival} 00:00:00"
        self.edits = self._edits()
        self.warehouse = engine.warehouse(database=database)
        self.seen: dict[date, dict[tuple, tuple]] = {}

    def _edits(self) -> dict[str, tuple[date, dict[str, str]]]:
        """Return what the feed tells otherwise from a day on: every second day somebody takes another's place."""
        people = {row["contact_id"]: row for row in self.tables["contacts"] if row["contact_id"]}
        names = sorted(people)
        return {
            name: (
                FIRST_DAY + timedelta(days=2 * number + 1),
                {column: people[names[-number - 1]][column] for column in EDITED_COLUMNS},
            )
            for number, name in enumerate(names[: len(names) // 2])
        }

    def edited(self, day: date) -> dict[str, dict[str, str]]:
        """Return the columns that contacts have by ``day`` other than at first."""
        return {contact: columns for contact, (since, columns) in self.edits.items() if since <= day}

    def receive(self, day: date) -> None:
        """Write the raw tables as they are on ``day``: without later events, and with contacts as edited by then."""
        for name, columns in raw_columns().items():
            rows = self.tables[name]
            if name == "events":
                rows = [row for row in rows if not row["loaded_at"] or row["loaded_at"][:10] <= str(day)]
            elif name == "contacts":
                edited = self.edited(day)
                rows = [row | edited.get(row["contact_id"], {}) for row in rows]
            write_csv(self.engine.raw / f"{name}.csv", columns, rows)

    def run(self, day: date, stop_before: int | None = None) -> None:
        """Run the project on what has arrived by ``day``."""
        self.receive(day)
        if day.day % 3 == 0:  # a connection grows slower with every table that it has replaced
            self.warehouse.close()
            self.warehouse = self.engine.opened(self.database)
        self.engine.run_day(self.warehouse, day, stop_before)

    def scores(self, day: date, table: str) -> dict[tuple, tuple]:
        """Return the scores as of ``day`` that a public table tells."""
        rows = self.warehouse.execute(MOMENTS.format(table=f"marts.{table}"), [day]).fetchall()
        return {row[:2]: row[2:] for row in rows}

    def rows(self, table: str) -> list[tuple]:
        """Return the rows of a public table, sorted."""
        return sorted(self.warehouse.execute(f"select * from marts.{table}").fetchall(), key=repr)


@pytest.fixture(scope="module")
def quarter(daily_engine: DailyEngine, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Mornings:
    """Return a quarter, each morning of which was run once."""
    mornings = Mornings(daily_engine, demo, tmp_path_factory.mktemp("quarter") / "warehouse.duckdb")
    for day in QUARTER:
        mornings.run(day)
        mornings.seen[day] = mornings.scores(day, "lead_scores")
    return mornings


@pytest.fixture(scope="module")
def disturbed_quarter(
    daily_engine: DailyEngine, demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mornings:
    """Return the same quarter with runs that were killed at random points or repeated."""
    chance = Random(7)
    mornings = Mornings(daily_engine, demo, tmp_path_factory.mktemp("quarter") / "warehouse.duckdb")
    for day in QUARTER:
        for _ in range(chance.choice((0, 0, 1, 2)) if day > FIRST_DAY else 0):
            mornings.run(day, stop_before=chance.randrange(len(daily_engine.models)))
        mornings.run(day)
        if chance.random() < 0.1:
            mornings.run(day)
    return mornings


@pytest.mark.long
@pytest.mark.parametrize("table", FROZEN)
def test_killed_and_repeated_runs_leave_the_same_rows(quarter, disturbed_quarter, table):
    assert len(quarter.rows(table)) > 2
    assert quarter.rows(table) == disturbed_quarter.rows(table)


def utc_day(text: str) -> date | None:
    """Return the UTC date of a time; None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def late(mornings: Mornings, day: date) -> set[str]:
    """Return the contacts of whom an event that happened up to ``day`` arrived after it."""
    late = {
        row["contact_id"] or row["anonymous_id"]
        for row in mornings.tables["events"]
        if row["loaded_at"][:10] > str(day) and (utc_day(row["occurred_at"]) or date.max) <= day
    }
    # a visitor may be one contact first and another later
    late |= {row["contact_id"] for row in mornings.tables["identities"] if row["anonymous_id"] in late}
    return late | {
        row["contact_id"] for row in mornings.tables["contact_merges"] if row["merged_contact_id"] in late
    }


def test_past_scores_stay_as_they_were_shown(quarter):
    for month_end in MONTH_ENDS & quarter.seen.keys():
        shown, recomputed = quarter.seen[month_end], quarter.scores(month_end, "lead_score_history")
        assert len(shown) > 100
        assert shown.keys() == recomputed.keys()
        moved = {lead[1] for lead in shown if shown[lead] != recomputed[lead]}
        assert moved <= late(quarter, month_end)
        assert len(late(quarter, month_end)) < len(shown) / 6


def test_columns_that_change_do_not_change_the_past(quarter, daily_engine, demo, tmp_path):
    """A project that begins on the last day knows the columns of that day only, and tells the past by them."""
    last_day = max(quarter.seen)
    beginner = Mornings(daily_engine, demo, tmp_path / "warehouse.duckdb")
    beginner.run(last_day)
    query = "select count(*) from intermediate.int_attribute_log where logged_on > ? and attribute = ?"
    for column in EDITED_COLUMNS:
        assert quarter.warehouse.execute(query, [FIRST_DAY, column]).fetchone()[0] > 0, column

    for month_end in MONTH_ENDS & quarter.seen.keys():
        later_edits = quarter.edited(last_day).keys() - quarter.edited(month_end).keys()
        later_edits -= late(quarter, month_end)
        shown, kept = quarter.seen[month_end], quarter.scores(month_end, "lead_score_history")
        told = beginner.scores(month_end, "lead_score_history")
        edited = {lead for lead in shown if lead[1] in later_edits}
        assert all(kept[lead] == shown[lead] for lead in edited)
        if month_end < last_day - timedelta(days=20):
            assert any(told[lead] != shown[lead] for lead in edited)


def test_a_value_taken_back_on_the_same_day_never_was(daily_engine, demo, tmp_path):
    mornings = Mornings(daily_engine, demo, tmp_path / "warehouse.duckdb")
    mornings.edits = {}
    mornings.run(FIRST_DAY)
    log = "select * from intermediate.int_attribute_log order by all"
    first_seen = mornings.warehouse.execute(log).fetchall()
    contact, day = mornings.tables["contacts"][0]["contact_id"], FIRST_DAY + timedelta(days=1)
    mornings.edits = {contact: (day, {"country": "Nowhere"})}
    mornings.run(day)
    assert mornings.warehouse.execute(log).fetchall() != first_seen
    mornings.edits = {}
    mornings.run(day)

    assert mornings.warehouse.execute(log).fetchall() == first_seen


def built_before(engine: Engine, name: str) -> set[str]:
    """Return the models that are surely there when a model is built."""
    models = {node["unique_id"]: node for node in engine.models}
    todo, before = [node for node in models.values() if node["name"] == name], set()
    while todo:
        for above in todo.pop()["depends_on"]["nodes"]:
            if above in models and models[above]["name"] not in before:
                before.add(models[above]["name"])
                todo.append(models[above])
    return before


@pytest.mark.parametrize("shown", SHOWN_AFTERWARDS)
def test_nothing_is_shown_before_it_is_written_down(project, shown):
    """A run that is killed has shown sales no hand-off that the next run would make once more."""
    (publication,) = [node for node in project.models if node["name"] == "int_publication"]
    hooks = " ".join(hook["sql"] for hook in publication["config"]["post-hook"])
    assert set(re.findall(r"append_to\('(\w+)'", hooks)) == {*FROZEN, "published_pulses"}
    assert "int_publication" in built_before(project, shown)


def test_days_count_as_read_once_all_that_is_kept_of_them_is_written(project):
    """A run that is killed before is read once more; after it, nothing would be."""
    keeps_days = {
        node["name"]
        for node in project.models
        if any(
            re.search(r"forget_(days|months)_read_now", hook["sql"]) for hook in node["config"]["pre-hook"]
        )
    }
    assert len(keeps_days) > 4
    assert keeps_days == {node["name"] for node in project.models if "keeps_days" in node["config"]["tags"]}
    assert keeps_days <= built_before(project, "int_loaded_days")


def test_a_day_that_was_not_published_is_no_day_to_compare_with(daily_engine, demo, tmp_path):
    """A run is killed before or after the publication, and not repeated: the next day tells what is true."""
    days = [FIRST_DAY + timedelta(days=number) for number in (20, 27, 28)]
    names = [node["name"] for node, _ in daily_engine.later_days]
    for next_table, is_published in (("int_publication", False), ("published_scores", True)):
        mornings = Mornings(daily_engine, demo, tmp_path / f"{next_table}.duckdb")
        mornings.run(days[0])
        mornings.run(days[1], stop_before=names.index(next_table))
        mornings.run(days[2])

        run = "select last_run_date from intermediate.int_run"
        assert mornings.warehouse.execute(run).fetchone() == (days[is_published],)
        told = mornings.warehouse.execute(
            """
                select runs.as_of_date, runs.handed_over = count(handoffs.contact_id)
                from marts.published_runs as runs
                left join marts.sales_handoffs as handoffs on runs.as_of_date = handoffs.handed_off_on
                group by runs.as_of_date, runs.handed_over
                order by 1
            """
        ).fetchall()
        assert told == [(day, True) for day in (days if is_published else (days[0], days[2]))]


def test_late_events_are_counted(quarter):
    ((late_events,),) = quarter.warehouse.execute(
        "select sum(late_events) from marts.published_runs"
    ).fetchall()

    assert late_events > 0


def test_a_published_score_holds_until_the_next_one(quarter):
    shown: dict[str, tuple] = {}
    rows = quarter.warehouse.execute(
        "select contact_id, published_on, score, band from marts.published_scores"
    )
    changes = Counter()
    by_day: dict[date, list[tuple]] = {}
    for contact, day, score, band in rows.fetchall():
        by_day.setdefault(day, []).append((contact, (score, band)))
    for day in sorted(quarter.seen):
        for contact, value in by_day.get(day, []):
            assert shown.get(contact) != value
            shown[contact] = value
            changes[contact] += 1
        champion = {
            contact: values[3:5] for (card, contact), values in quarter.seen[day].items() if card == "b2b"
        }
        assert champion == {contact: shown[contact] for contact in champion}
    assert max(changes.values()) > 1


def test_band_changes_tell_what_was_shown(quarter):
    changes = quarter.warehouse.execute(CHANGES).fetchall()

    assert len(changes) > 1
    assert all(change[2] == change[4] and change[3] == change[5] for change in changes)


@pytest.mark.parametrize("name", ["quarter", pytest.param("disturbed_quarter", marks=pytest.mark.long)])
def test_the_ledgers_of_the_last_two_days_are_kept_as_shown(name, quarter, request):
    mornings = request.getfixturevalue(name)
    kept: dict[date, dict[str, int]] = {}
    query = "select as_of_date, contact_id, sum(points) from intermediate.int_shown_ledger group by 1, 2"
    for day, contact, points in mornings.warehouse.execute(query).fetchall():
        kept.setdefault(day, {})[contact] = points

    assert kept.keys() == {*QUARTER[-2:]}
    for day, points in kept.items():
        shown = {contact: values[3] for (card, contact), values in quarter.seen[day].items() if card == "b2b"}
        assert len(shown) > 50
        assert {contact: points.get(contact, 0) for contact in shown} == shown


def test_whoever_must_be_forgotten_leaves_every_table(quarter):
    """Three people with hand-offs, one of them merged, disappear from every table at the next run."""
    handed_over = [
        row[0] for row in quarter.warehouse.execute("select contact_id from marts.sales_handoffs").fetchall()
    ]
    merged = {row["contact_id"]: row["merged_contact_id"] for row in quarter.tables["contact_merges"]}
    gone = sorted({*handed_over[:3], *[contact for contact in merged if contact in handed_over][:1]})
    gone += [merged[contact] for contact in gone if contact in merged]
    people = [row for row in quarter.tables["contacts"] if row["contact_id"] in gone]
    named, others = (
        {row[name] for row in rows for name in ("contact_id", "full_name", "email", "phone")}
        for rows in (people, [row for row in quarter.tables["contacts"] if row["contact_id"] not in gone])
    )
    words = named - others - {""}
    owned = {row["anonymous_id"] for row in quarter.tables["identities"] if row["contact_id"] in gone}
    words |= owned - {
        row["anonymous_id"] for row in quarter.tables["identities"] if row["contact_id"] not in gone
    }
    assert len(people) >= 3
    assert tables_with(quarter.warehouse, words)

    quarter.tables["erasures"] += [
        {"contact_id": contact, "requested_at": "2026-04-01"}
        for contact in gone
        if contact not in merged.values()
    ]
    quarter.run(LAST_DAY + timedelta(days=1))

    assert tables_with(quarter.warehouse, words) == {}


def tables_with(warehouse: duckdb.DuckDBPyConnection, words: set[str]) -> dict[str, int]:
    """Return the columns of stored tables in which one of the words stands, among others too: in how many rows."""
    found = {}
    escaped = (re.sub(r"([^\w\s])", r"\\\1", word) for word in sorted(words))
    pattern = rf"(?i)(^|[^\pL\pN])({'|'.join(escaped)})($|[^\pL\pN])"
    for schema, table, column in warehouse.execute(TEXT_COLUMNS).fetchall():
        query = f'select count(*) from "{schema}"."{table}" where regexp_matches("{column}", ?)'
        (rows,) = warehouse.execute(query, [pattern]).fetchone()
        if rows:
            found[f"{schema}.{table}.{column}"] = rows
    return found
