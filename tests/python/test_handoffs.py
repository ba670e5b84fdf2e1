"""Hand-offs day by day on one database: what earlier runs wrote decides, and stays, whatever is rebuilt since."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from engine import dbt, write_csv

from lead_scoring.call_list import render
from lead_scoring.warehouse import open_file

# builds of half a minute each
pytestmark = pytest.mark.long

PEOPLE = ("annabel", "bea", "cid", "dora", "eve")
FIRST_DAY, SECOND_DAY, WEEK_LATER = "2026-03-01", "2026-03-02", "2026-03-08"
REP = "select places_left, waiting_leads, longest_wait_days from marts.handoff_capacity where rep_id = 'R1'"


class Office:
    """Raw tables that grow from day to day, and the database that they are built into."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.database = folder / "warehouse.duckdb"
        self.target = folder / "target"
        self.deliver("contacts", *({"contact_id": name, "created_at": "2026-01-01"} for name in PEOPLE))
        # a request for a demo takes the fast lane, whatever the policy's points
        self.requests = [self.request(name, FIRST_DAY) for name in ("annabel", "bea", "cid", "eve")]
        self.deliver("events", *self.requests)
        self.deliver("sales_reps", {"rep_id": "R1", "weekly_capacity": "2", "active": "true"})

    @staticmethod
    def request(name: str, day: str) -> dict[str, str]:
        return {
            "event_id": f"{PEOPLE.index(name)} {day}",
            "event_type": "form_submit",
            "occurred_at": day,
            "contact_id": name,
            "asset": "demo-request",
        }

    def deliver(self, table: str, *rows: dict[str, str]) -> None:
        write_csv(self.raw / f"{table}.csv", rows[0], rows)

    def build(self, as_of: str, *options: str) -> None:
        built = dbt(
            *("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"),
            *options,
            database=self.database,
            raw=self.raw,
            as_of=as_of,
            target=self.target,
            settings={"run_at": f"{as_of} 06:30"},
        )
        assert built.returncode == 0, built.stdout

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def handoffs(self) -> list[tuple]:
        return self.rows(
            "select contact_id, cast(handed_off_on as varchar) from marts.sales_handoffs order by all"
        )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the office after its first day: two of four leads wait."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.build(FIRST_DAY)
    return office


def test_the_first_run_hands_over_one_week_and_says_so(office):
    assert office.handoffs() == [("annabel", FIRST_DAY), ("bea", FIRST_DAY)]
    [(remark,)] = office.rows("select remark from marts.published_runs")
    assert remark.startswith("First hand-over") and "4 leads were ready, 2 were handed over" in remark
    assert office.rows(REP) == [(0, 2, 0)]
    calls = office.rows("select contact_id, channel, rep_id from marts.call_list order by call_rank")
    assert calls == [("annabel", "fast_lane", "R1"), ("bea", "fast_lane", "R1")]
    with open_file(office.database) as warehouse:
        told = render(warehouse, 1).split("\n\n")
    assert told[:2] == [remark, f"2 of 5 leads are to be called on {FIRST_DAY}. Call first:"]
    assert "annabel" in told[2] and "asked to buy" in told[2] and told[2].endswith("Seller: R1")
    assert "     Asked for a demo 6 hours ago (1 Mar);" in told[2]
    assert "     Who: 0 of " in told[2] and "last on 2026-03-01\n" in told[2]


def test_a_hand_off_knows_its_minute_and_the_answer_waits_for_monday(office):
    """The first of March is a Sunday; a seller for any country has the hours of all others, those of Madrid."""
    assert office.rows("select distinct handed_off_at, asked_at, respond_by from marts.sales_handoffs") == [
        (datetime(2026, 3, 1, 6, 30), datetime(2026, 3, 1), datetime(2026, 3, 2, 10))
    ]
    shown = office.rows("select distinct respond_by_local, time_zone from marts.call_list")
    assert shown == [(datetime(2026, 3, 2, 11), "Europe/Madrid")]
    assert office.rows("select run_at from marts.published_runs") == [(datetime(2026, 3, 1, 6, 30),)]


def test_the_same_day_again_hands_over_nobody_and_a_full_refresh_keeps_what_is_frozen(office):
    queries = [
        f"from marts.{table} order by all" for table in ("sales_handoffs", "handoff_queue", "published_runs")
    ]
    frozen = [office.rows(query) for query in queries]
    office.build(FIRST_DAY, "--full-refresh")
    assert [office.rows(query) for query in queries] == frozen


def test_a_week_later_the_best_who_waits_comes_and_neither_the_merged_nor_the_forgotten(office):
    office.deliver("sales_reps", {"rep_id": "R1", "weekly_capacity": "1", "active": "true"})
    office.deliver("events", *office.requests, office.request("dora", SECOND_DAY))
    office.deliver(
        "contact_merges", {"merged_contact_id": "bea", "contact_id": "dora", "merged_at": WEEK_LATER}
    )
    office.deliver("erasures", {"contact_id": "annabel", "requested_at": WEEK_LATER})
    office.deliver(
        "sales_touches",
        {"touch_id": "1", "contact_id": "annabel", "touched_at": SECOND_DAY},
        {"touch_id": "2", "contact_id": "bea", "touched_at": SECOND_DAY},
    )
    office.build(WEEK_LATER)
    assert office.handoffs() == [("bea", FIRST_DAY), ("cid", WEEK_LATER)]
    assert office.rows("select contact_id, lead_id, state from marts.handoff_progress order by all") == [
        ("bea", "dora", "contacted"),
        ("cid", "cid", "waiting"),
    ]
    assert office.rows(
        "select contact_id, is_waiting from marts.handoff_queue order by changed_on, contact_id"
    ) == [
        ("cid", True),
        ("eve", True),
        ("cid", False),
    ]
    assert office.rows(REP) == [(0, 1, 7)]


def test_who_must_be_forgotten_is_in_no_table(office):
    columns = office.rows(
        "select schema_name, table_name, column_name from duckdb_columns() inner join duckdb_tables()"
        " using (schema_name, table_name) where data_type = 'VARCHAR'"
    )
    assert ("marts", "sales_handoffs", "contact_id") in columns
    found = " union all ".join(
        f'select \'{schema}.{table}.{column}\' from "{schema}"."{table}" where contains("{column}", \'annabel\')'
        for schema, table, column in columns
    )
    assert office.rows(found) == []
