"""A share of the week goes to leads that the score leaves out, drawn so that anybody can draw again."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import md5
from pathlib import Path

import pytest
from engine import PROJECT, DailyEngine, read_csv, write_csv

FIRST = date(2026, 3, 2)
PEOPLE = [f"P{number:02}" for number in range(60)]
CONTACTS = [{"contact_id": name, "created_at": "2026-01-01"} for name in PEOPLE]
# whoever complained may not be called, whatever is drawn
CONTACTS[7] |= {"email": "no@x.example", "do_not_score": "false", "email_status": "complained"}
SELLERS = [{"rep_id": "R1", "weekly_capacity": "10", "active": "true"}]


def drawn(day: date, leads: list[str], places: int) -> set[str]:
    """Draw as the project says that it does."""
    return set(sorted(leads, key=lambda name: md5(f"{day} {name}".encode()).hexdigest())[:places])


class Weeks:
    """Mornings of a policy with, or without, a share of exploration."""

    def __init__(self, engine: DailyEngine, folder: Path, share: str | None) -> None:
        cards = read_csv(PROJECT / "seeds" / "policy" / "scorecards.csv")
        if share is not None:
            cards = [
                card | {"exploration_share": share if card["status"] == "champion" else "1"} for card in cards
            ]
        write_csv(folder / "seeds" / "scorecards.csv", cards[0], cards)
        self.engine = engine
        self.warehouse = engine.warehouse(folder / "seeds", folder / "warehouse.duckdb")

    def run(self, day: date, **tables: list) -> None:
        self.engine.write_raw({"contacts": CONTACTS, "sales_reps": SELLERS} | tables)
        self.engine.run_day(self.warehouse, day)

    def rows(self, query: str) -> list[tuple]:
        return self.warehouse.execute(query).fetchall()

    def handoffs(self) -> list[tuple]:
        return self.rows(
            "select handed_off_on, contact_id, channel, draw_chance from marts.sales_handoffs order by all"
        )


@pytest.fixture(scope="module")
def engine(daily_engine: DailyEngine) -> DailyEngine:
    return daily_engine.with_tables(
        ("call_list", "handoff_queue", "published_runs", "sales_handoffs", "close_rates")
    )


@pytest.fixture(scope="module")
def weeks(engine: DailyEngine, tmp_path_factory: pytest.TempPathFactory) -> Weeks:
    """Return two weeks of a share of a fifth, the first morning run twice."""
    weeks = Weeks(engine, tmp_path_factory.mktemp("weeks"), "0.2")
    for day in (0, 0, 1, 6, 7):
        weeks.run(FIRST + timedelta(day))
    return weeks


def test_each_week_others_are_drawn_and_a_day_that_runs_twice_draws_once(weeks: Weeks) -> None:
    free = [name for name in PEOPLE if name != "P07"]
    first = drawn(FIRST, free, 2)
    left = [name for name in free if name not in first]
    second = drawn(FIRST + timedelta(7), left, 2)
    chances = [(Decimal(2) / len(hat)).quantize(Decimal(10) ** -12) for hat in (free, left)]
    assert weeks.handoffs() == [
        (day, name, "exploration", chance)
        for day, names, chance in (
            (FIRST, first, chances[0]),
            (FIRST + timedelta(7), second, chances[1]),
        )
        for name in sorted(names)
    ]
    assert not first & second


def test_sales_sees_them_and_nobody_is_told_to_be_ready_or_to_wait(weeks: Weeks) -> None:
    calls = weeks.rows("select contact_id, channel from marts.call_list order by all")
    assert calls == sorted((name, channel) for _, name, channel, _ in weeks.handoffs())
    assert weeks.rows("select distinct ready_leads, handed_over, waiting from marts.published_runs") == [
        (0, 0, 0)
    ]
    assert weeks.rows("select * from marts.handoff_queue") == []


def test_without_a_share_and_without_a_limit_nobody_is_drawn(engine: DailyEngine, tmp_path: Path) -> None:
    for name, share, sellers in (
        ("starter", None, SELLERS),
        ("blank", "", SELLERS),
        ("small", "0.09", SELLERS),
        ("unlimited", "1", [SELLERS[0] | {"weekly_capacity": ""}]),
    ):
        weeks = Weeks(engine, tmp_path / name, share)
        weeks.run(FIRST, sales_reps=sellers)
        assert weeks.handoffs() == [], name


def test_who_is_drawn_and_finds_no_room_is_not_handed_over(engine: DailyEngine, tmp_path: Path) -> None:
    """Everybody belongs to a seller whose week is full: the places wait for another day, nobody does."""
    contacts = [contact | {"owner_id": "R2"} for contact in CONTACTS]
    sellers = [*SELLERS, {"rep_id": "R2", "weekly_capacity": "0", "active": "true"}]
    weeks = Weeks(engine, tmp_path, "0.2")
    weeks.run(FIRST, contacts=contacts, sales_reps=sellers)
    assert weeks.handoffs() == []
    assert weeks.rows("select * from marts.handoff_queue") == []
    weeks.run(FIRST + timedelta(1))
    assert [day for day, *_ in weeks.handoffs()] == [FIRST + timedelta(1)] * 2


def test_close_rates_of_a_band_let_the_drawn_stand_for_its_hat(engine: DailyEngine, tmp_path: Path) -> None:
    """One who asked was won, one of two drawn of 58 was lost: 1 of 30 of the band, 1 of 2 of the hand-offs."""
    weeks = Weeks(engine, tmp_path, "0.2")
    later = FIRST + timedelta(200)
    request = {"event_id": "E", "event_type": "form_submit", "asset": "demo-request", "contact_id": "P00"}
    events = [request | {"occurred_at": str(FIRST), "loaded_at": str(FIRST)}]
    weeks.run(FIRST, events=events)
    lost = next(name for _, name, channel, _ in weeks.handoffs() if channel == "exploration")
    touch = {"touch_id": "T", "contact_id": lost, "touched_at": f"{FIRST + timedelta(1)} 10:00:00"}
    deal = {
        "opportunity_id": "O",
        "contact_id": "P00",
        "opened_at": str(FIRST + timedelta(2)),
        "status": "won",
    }
    weeks.run(
        later,
        events=events,
        sales_touches=[touch | {"outcome": "disqualified"}],
        opportunities=[deal | {"closed_at": str(FIRST + timedelta(30))}],
    )
    found = weeks.rows("""
        select grouping, value, won, lost, close_rate from marts.close_rates
        where basis = 'handoff' and outcome = 'won' and grouping in ('all', 'band', 'channel') and won + lost > 0
        order by all
    """)
    assert found == [
        ("all", "all", 1, 1, Decimal("0.5")),
        ("band", "cold", 1, 1, Decimal("0.033333")),
        ("channel", "exploration", 0, 1, 0),
        ("channel", "fast_lane", 1, 0, 1),
    ]
