"""PostgreSQL gives the answers that DuckDB gives: both build the same raw tables, day after day (make test-postgres).

The server is as unlike DuckDB as it can be (see postgres_server.py). The raw tables are a hostile random case with
sellers and their touches, ties in rounding, and one contact who did 100,000 things.
"""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from dbt_server import Call, server
from engine import call, dbt, read_csv
from hostile_case import BUSY, HostileCase
from postgres_server import Server
from reader import Reader
from two_warehouses import differences

from lead_scoring import policy, warehouse
from lead_scoring.call_list import render
from lead_scoring.load_raw import load
from lead_scoring.report import data
from lead_scoring.report.reader import Tables
from lead_scoring.weights import data as weights

pytestmark = pytest.mark.postgres

CONTACTS, BUSY_EVENTS = 150, 100_000
WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
TEXT_OUT_OF_ORDER = """
    select table_schema || '.' || table_name || '.' || column_name
    from information_schema.columns
    where
        table_schema in ('seeds', 'intermediate', 'marts')
        and data_type in ('text', 'character varying')
        and collation_name is distinct from 'C'
        and table_name not in (select viewname from pg_views where schemaname = 'intermediate')
        and table_name <> 'run_claims'
"""


class Pair(HostileCase):
    """The same project and raw tables on DuckDB and on PostgreSQL."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder, CONTACTS)
        self.server = server
        self.environment = server.database("pair")

    def on_duckdb(self, *command: str) -> None:
        """Run dbt on DuckDB."""
        [(code, said)] = server().run(self._call("duckdb", *command))
        assert code == 0, said

    def on_postgres(self, *command: str) -> None:
        """Run dbt on PostgreSQL, on the raw tables as loaded."""
        [(code, said)] = server().run(self._call("postgres", *command))
        assert code == 0, said

    def twice_on_postgres(self, *command: str) -> list[tuple[int, str]]:
        """Start the same twice at once; return exit code and output of each."""
        return server().run(*[self._call("postgres", *command)] * 2)

    def pulse(self) -> None:
        """Run a pulse on both."""
        pulse = ("build", "--selector", "pulse")
        calls = [self._call(target, *pulse, pulse=True) for target in ("duckdb", "postgres")]
        assert [code for code, _ in server().run(*calls)] == [0, 0]

    def _call(self, target: str, *command: str, **settings: object) -> Call:
        return call(
            *(*command, "--target", target),
            database=self.folder / "pair.duckdb",
            raw=self.raw,
            as_of=str(self.as_of),
            project=self.project,
            target=self.folder / target,
            environment=self.environment,
            settings={"history_months": 5, **settings},
        )

    def elsewhere_on_postgres(self, *command: str, raw_schema: str) -> subprocess.CompletedProcess[str]:
        """Run dbt on PostgreSQL, on raw tables in another schema."""
        return dbt(
            *command,
            "--target",
            "postgres",
            database=self.folder / "none.duckdb",
            raw=self.raw,
            as_of=str(self.as_of),
            project=self.project,
            target=self.folder / "elsewhere",
            environment=self.environment,
            settings={"raw_schema": raw_schema},
        )

    def load(self) -> None:
        """Load the raw files into PostgreSQL."""
        connection = self.connect()
        load(connection, self.raw)
        connection.close()

    def connect(self):
        """Return a new connection to PostgreSQL."""
        return self.server.connect(self.environment["LEAD_SCORING_PG_DATABASE"])

    def rows(self, query: str) -> list[tuple]:
        """Return the rows of a query on PostgreSQL."""
        connection = self.connect()
        with connection.cursor() as cursor:
            cursor.execute(query)
            found = cursor.fetchall()
        connection.close()
        return found

    def differences(self) -> dict[str, str]:
        """Return the first differing rows of each public table that is not the same on both."""
        one = warehouse.open_file(self.folder / "pair.duckdb", "main")
        other = warehouse.PostgresWarehouse(self.connect())
        found = differences(one, other)
        one.connection.close()
        other.connection.close()
        return found


@pytest.fixture(scope="module")
def pair(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Return both warehouses after their first day; PostgreSQL has run all tests and unit tests."""
    pair = Pair(tmp_path_factory.mktemp("pair"), postgres)
    pair.load()
    pair.on_postgres("build")
    pair.on_duckdb("build", *WITHOUT_TESTS)
    return pair


@pytest.mark.postgres_short
def test_the_report_shows_the_same(pair):
    with (
        warehouse.open_file(pair.folder / "pair.duckdb") as one,
        warehouse.PostgresWarehouse(pair.connect()) as other,
    ):
        expected = data.read(Tables(one))
        assert expected["calls"]["leads"] and expected["trust"]["outcomes"]
        assert data.read(Tables(other)) == expected


@pytest.mark.postgres_short
def test_the_call_list_the_outcomes_and_the_warnings_are_read_alike(pair):
    def read(opened: warehouse.Warehouse) -> list:
        opened.place = "here"
        card, past = weights.read(opened, None)
        outcomes = [
            past.hits.toarray(),
            past.is_won,
            past.opened_on,
            past.contact,
            past.score,
            past.champion_score,
        ]
        warnings = [finding.text() for finding in policy.check(built=opened).warnings]
        # a set is written in any order
        told = [sorted(card.overlaps), replace(card, overlaps=frozenset())]
        return [render(opened, 20), told, [part.tolist() for part in outcomes], warnings]

    with (
        warehouse.open_file(pair.folder / "pair.duckdb") as one,
        warehouse.PostgresWarehouse(pair.connect()) as other,
    ):
        expected, found = read(one), read(other)
    assert "leads are to be called" in expected[0] and expected[1][1].rules
    assert repr(found) == repr(expected)


def test_the_server_orders_text_as_people_do(pair):
    """Else the tests below would not see text compared in the wrong order."""
    if pair.server.locale == "C":
        pytest.skip("this system has no sources of locales (Debian: package locales)")
    assert pair.rows("select 'B' < 'a', 'a_b' < 'aa'") == [(False, False)]


@pytest.mark.postgres_short
def test_the_first_day_is_the_same(pair):
    assert pair.differences() == {}


@pytest.mark.postgres_short
def test_stored_text_compares_by_code_point(pair):
    assert pair.rows(TEXT_OUT_OF_ORDER) == []


@pytest.fixture(scope="module")
def second_day(pair: Pair) -> Pair:
    """Return both warehouses after a day with late events, replayed ones, and a contact who did 100,000 things."""
    pair.as_of += timedelta(days=1)
    old = read_csv(pair.raw / "events.csv")[::5]
    late = [row | {"event_id": f"late {row['event_id']}", "loaded_at": str(pair.as_of)} for row in old]
    busy = [
        {
            "event_id": f"busy-{number}",
            "event_type": ("Page_View", "email_open", "form_submit")[number % 3],
            "occurred_at": f"{pair.as_of - timedelta(days=number % 97)} 12:00:{number % 60:02}",
            "loaded_at": str(pair.as_of),
            "contact_id": BUSY,
            "page_path": f"/página/{number % 7}",
        }
        for number in range(BUSY_EVENTS)
    ]
    pair.add("events", [*old, *late, *busy])
    pair.load()
    with Reader(pair.connect) as pair.reader:
        pair.on_postgres("run")
    pair.on_duckdb("run")
    return pair


def test_readers_see_the_core_of_one_day_at_every_moment_of_a_run(second_day):
    """So a run that is killed leaves the core of one day: what no reader sees was never published."""
    reader, today = second_day.reader, second_day.as_of
    assert reader.looks > 20
    assert reader.faults == []
    assert reader.days == {frozenset({today - timedelta(days=1)}), frozenset({today})}


@pytest.mark.postgres_short
def test_the_second_day_is_the_same(second_day):
    assert second_day.differences() == {}
    ((most,),) = second_day.rows("select max(events) from marts.lead_score_reasons")
    assert most > BUSY_EVENTS / 4


@pytest.mark.postgres_short
def test_a_pulse_publishes_the_same_and_scores_whom_something_arrived_for(second_day):
    leads = "select distinct contact_id from intermediate.int_scoring_moments where is_today"
    asked, before = second_day.rows(f"{leads} order by contact_id")[:7], len(second_day.rows(leads))
    second_day.add(
        "events",
        [
            {
                "event_id": f"pulse {contact}",
                "event_type": "form_submit",
                "asset": "demo-request",
                "occurred_at": f"{second_day.as_of} 13:00:00",
                "loaded_at": f"{second_day.as_of} 13:01:00",
                "contact_id": contact,
            }
            for (contact,) in asked
        ],
    )
    second_day.load()
    second_day.pulse()
    assert second_day.differences() == {}
    assert set(asked) <= set(second_day.rows(leads))
    assert len(second_day.rows(leads)) < before
    assert len(second_day.rows("select distinct contact_id from marts.lead_scores")) >= before / 2


def test_of_two_runs_started_together_one_is_stopped_and_people_are_forgotten(second_day):
    """Nobody is handed over twice; whoever must be forgotten leaves every table."""
    pair = second_day
    pair.as_of += timedelta(days=1)
    handed_over = [
        contact for (contact,) in pair.rows("select contact_id from marts.sales_handoffs order by 1")
    ]
    gone = [contact for contact in handed_over if contact != BUSY][:2]
    assert len(gone) == 2
    pair.add("erasures", [{"contact_id": contact, "requested_at": str(pair.as_of)} for contact in gone])
    pair.load()

    runs = pair.twice_on_postgres("run")

    assert sorted(code > 0 for code, _ in runs) == [False, True], [said for _, said in runs]
    (stopped,) = [said for code, said in runs if code]
    assert "Another run" in stopped
    pair.on_duckdb("run")
    assert pair.differences() == {}
    twice = "select contact_id from marts.sales_handoffs group by 1 having count(distinct handed_off_on) < count(*)"
    assert pair.rows(twice) == []
    assert holding(pair, gone) == []


def holding(pair: Pair, words: list[str]) -> list[str]:
    """Return the columns of stored tables in which one of the words stands."""
    columns = pair.rows("""
        select table_schema, table_name, column_name from information_schema.columns
        inner join pg_tables on schemaname = table_schema and tablename = table_name
        where table_schema in ('seeds', 'intermediate', 'marts') and data_type in ('text', 'character varying')
    """)
    connection = pair.connect()
    found = []
    with connection.cursor() as cursor:
        for schema, table, column in columns:
            cursor.execute(f'select count(*) from "{schema}"."{table}" where "{column}" = any(%s)', [words])
            if cursor.fetchone()[0]:
                found.append(f"{schema}.{table}.{column}")
    connection.close()
    return found


def test_a_run_that_died_is_no_obstacle(second_day):
    connection = second_day.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute("insert into intermediate.run_claims values ('of a run that was killed')")
    connection.close()
    second_day.on_postgres("run", "--select", "int_settings")
    assert second_day.rows("select * from intermediate.run_claims") == []


TYPED = """
    create schema typed;
    create table typed.contacts (contact_id integer, created_at date, age numeric, do_not_score boolean, "Phone" text);
    insert into typed.contacts values (7, date '2026-03-31', 41.50, true, '  1 ');
    create table typed.erasures (contact_id double precision, requested_at date);
    insert into typed.erasures values (7, null), (1e16, null), (-0.0, null), (1e19, null), (1e23, null), (2.5, null),
        ('NaN', null), ('Infinity', null), (null, null);
    create table typed.identities (
        anonymous_id real, "Anonymous_ID" text, contact_id numeric(12, 3), identified_at date
    );
    insert into typed.identities values (3, 'no', 7.000, null), (0.1, 'no', 100, null);
    create table typed.events (
        event_id bigint, event_type varchar(20), occurred_at timestamp with time zone, loaded_at timestamp,
        contact_id integer
    );
    insert into typed.events values
        (1, 'visit', '2026-03-31 23:30:00-02:00', '2026-04-01 00:00:01', 7),
        (2, 'visit', 'infinity', null, 7);
"""


@pytest.mark.postgres_short
def test_tables_with_types_are_read_as_well(pair):
    connection = pair.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute(TYPED)
    connection.close()
    done = pair.elsewhere_on_postgres(
        *("run", "--select", "stg_events", "stg_contacts", "stg_erasures", "stg_identities"),
        raw_schema="typed",
    )
    assert done.returncode == 0, done.stdout
    assert "two columns are called 'anonymous_id': 'anonymous_id' (column 1) is read" in done.stdout
    assert pair.rows("select contact_id from staging.stg_erasures order by length(contact_id), 1") == [
        ("0",),
        ("7",),
        ("2.5",),
        ("Infinity",),
        ("10000000000000000",),
        ("10000000000000000000",),
        ("100000000000000000000000",),
        (None,),
        (None,),
    ]
    assert pair.rows("select anonymous_id, contact_id from staging.stg_identities order by 1") == [
        ("0.1", "100"),
        ("3", "7"),
    ]
    events = "select event_id, to_char(occurred_at, 'YYYY-MM-DD HH24:MI:SS'), activity_date::text, rejected_because"
    assert pair.rows(f"set datestyle = 'ISO'; {events} from staging.stg_events order by 1") == [
        ("1", "2026-04-01 01:30:00", "2026-04-01", None),
        ("2", None, None, "unreadable_occurred_at"),
    ]
    contacts = (
        "select contact_id, created_at = '2026-03-31', age, is_do_not_score, phone, email, unreadable_columns"
    )
    # an age is a whole number
    told = ("7", True, "41.5", True, "1", None, "age:41.5|")
    assert pair.rows(f"{contacts} from staging.stg_contacts") == [told]


def test_a_missing_table_is_named(pair):
    done = pair.elsewhere_on_postgres("run", "--select", "stg_contacts", raw_schema="nowhere")
    assert done.returncode == 1
    assert "The raw table 'contacts' is missing. It was looked for as the table" in done.stdout


@pytest.mark.postgres_short
def test_the_command_tells_the_same_hashes_of_both(pair):
    def told(*options: str) -> str:
        command = [sys.executable, "-m", "lead_scoring", "digest", *options]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    environment = os.environ | pair.environment
    one, other = told("--database", str(pair.folder / "pair.duckdb")), told("--target", "postgres")
    assert one == other
    assert one.count("\n") > 30


@pytest.mark.parametrize("stage", ["raw", "scores"])
def test_feeds_and_scores_are_judged_alike(pair, tmp_path, stage):
    def told(*options: str) -> tuple[int, list[str]]:
        command = [sys.executable, "-m", "lead_scoring", "validate", stage, *options]
        done = subprocess.run(
            [*command, "--history", str(tmp_path / options[0])],
            env=os.environ | pair.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert "Kept in" in done.stdout, done.stderr
        return done.returncode, done.stdout.splitlines()[:-1]

    one, other = told("--database", str(pair.folder / "pair.duckdb")), told("--target", "postgres")
    assert one == other
    assert re.search(r": [1-9]\d* met, ", one[1][0])
    assert pair.differences() == {}
