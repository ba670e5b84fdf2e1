"""Hand-offs day by day on one database: what earlier runs wrote decides, and stays, whatever is rebuilt since."""

from pathlib import Path

import duckdb
import pytest
from engine import dbt, write_csv

PEOPLE = ("annabel", "bea", "cid", "dora")
FIRST_DAY, NEXT_DAY, WEEK_LATER = "2026-03-01", "2026-03-02", "2026-03-08"


class Office:
    """Raw tables that grow from day to day, and the database that they are built into."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.database = folder / "warehouse.duckdb"
        self.target = folder / "target"
        self.deliver("contacts", *({"contact_id": name, "created_at": "2026-01-01"} for name in PEOPLE))
        # a request for a demo takes the fast lane, whatever the policy's points
        self.deliver("events", *(self.request(name, FIRST_DAY) for name in PEOPLE[:3]))
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
    """Return the office after its first day, built twice: one of three leads waits."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.build(FIRST_DAY)
    return office


def test_the_first_run_hands_over_one_week_and_says_so(office):
    assert office.handoffs() == [("annabel", FIRST_DAY), ("bea", FIRST_DAY)]
    [(remark,)] = office.rows("select remark from marts.published_runs")
    assert remark.startswith("First hand-over") and "3 leads were ready, 2 were handed over" in remark
    assert office.rows(
        "select places_left, waiting_leads from marts.handoff_capacity where rep_id = 'R1'"
    ) == [(0, 1)]


def test_the_same_day_again_hands_over_nobody(office):
    frozen = office.rows("from marts.sales_handoffs order by all")
    office.build(FIRST_DAY)
    assert office.rows("from marts.sales_handoffs order by all") == frozen


def test_a_full_refresh_keeps_hand_offs_and_the_queue(office):
    frozen = office.rows("from marts.sales_handoffs order by all")
    office.build(NEXT_DAY, "--full-refresh")
    assert office.rows("from marts.sales_handoffs order by all") == frozen
    assert office.rows(
        "select waiting_leads, longest_wait_days from marts.handoff_capacity where rep_id = 'R1'"
    ) == [(1, 1)]
    assert [name for (name,) in office.rows("select contact_id from marts.call_list order by call_rank")] == [
        "annabel",
        "bea",
    ]


def test_a_week_later_the_waiting_lead_comes_and_neither_the_merged_nor_the_forgotten(office):
    office.deliver(
        "events", *(office.request(name, FIRST_DAY) for name in PEOPLE[:3]), office.request("dora", NEXT_DAY)
    )
    office.deliver(
        "contact_merges", {"merged_contact_id": "bea", "contact_id": "dora", "merged_at": WEEK_LATER}
    )
    office.deliver("erasures", {"contact_id": "annabel", "requested_at": WEEK_LATER})
    office.deliver(
        "sales_touches",
        {"touch_id": "1", "contact_id": "annabel", "touched_at": NEXT_DAY},
        {"touch_id": "2", "contact_id": "bea", "touched_at": NEXT_DAY},
    )
    office.build(WEEK_LATER)
    assert office.handoffs() == [("bea", FIRST_DAY), ("cid", WEEK_LATER)]
    assert office.rows("select contact_id, lead_id, state from marts.handoff_progress order by all") == [
        ("bea", "dora", "contacted"),
        ("cid", "cid", "waiting"),
    ]
    assert office.rows("select contact_id, is_waiting from marts.handoff_queue order by changed_on") == [
        ("cid", True),
        ("cid", False),
    ]
    columns = office.rows(
        "select table_schema, table_name, column_name from information_schema.columns where data_type = 'VARCHAR'"
    )
    views = {name for (name,) in office.rows("select view_name from duckdb_views()")}
    for schema, table, column in columns:
        if table not in views:
            query = f'select count(*) from "{schema}"."{table}" where contains("{column}", \'annabel\')'
            assert office.rows(query) == [(0,)], f"{schema}.{table}.{column}"


def test_nobody_is_handed_over_twice(office):
    office.build("2026-03-09")
    assert office.handoffs() == [("bea", FIRST_DAY), ("cid", WEEK_LATER)]
