"""A lead that sales is done with and that asks again reaches the seller who had it; others learn how long they wait."""

from datetime import date, datetime, timedelta

import pytest
from engine import DailyEngine

FIRST, SECOND = date(2026, 1, 5), date(2026, 2, 10)
DEMO = {"event_type": "form_submit", "asset": "demo-request"}


def touch(number: int, contact_id: str, day: str, outcome: str) -> dict[str, str]:
    return {
        "touch_id": f"T{number}",
        "contact_id": contact_id,
        "touched_at": f"{day} 10:00:00",
        "outcome": outcome,
        "rep_id": "R1",
    }


@pytest.fixture(scope="module")
def second_morning(daily_engine: DailyEngine, tmp_path_factory):
    """Return a function, query → rows, on the second of two mornings.

    Seven leads asked for a demo in January and were handed over; most of them asked again on 9 February, one of them
    under a new id, its old one gone.
    """
    leads = ("rejected", "lost", "worked", "answered", "silent", "ready", "moved")
    contacts = [
        {
            "contact_id": lead,
            "full_name": lead.title(),
            "email": f"{lead}@x.example",
            "created_at": "2025-11-01",
            "country": "ES",
        }
        for lead in leads
    ]
    asked = [
        {"event_id": f"E {lead}", "contact_id": lead, "occurred_at": "2026-01-04", "loaded_at": "2026-01-04"}
        | DEMO
        for lead in leads
    ]
    again = [
        {"event_id": f"A {lead}", "contact_id": lead, "occurred_at": "2026-02-09", "loaded_at": "2026-02-09"}
        | DEMO
        for lead in ("rejected", "lost", "worked", "answered")
    ]
    sellers = [{"rep_id": "R1", "rep_name": "Rep One", "territory": "ES", "active": "true"}]
    first = {"contacts": contacts, "events": asked, "sales_reps": sellers}
    second = first | {
        "contacts": [*contacts[:-1], contacts[-1] | {"contact_id": "new id", "email": "MOVED@x.example "}],
        "events": [*asked, *again, again[0] | {"event_id": "A moved", "contact_id": "new id"}],
        "sales_touches": [
            touch(1, "rejected", "2026-01-07", "rejected"),
            touch(2, "lost", "2026-01-07", "accepted"),
            touch(3, "worked", "2026-01-07", "accepted"),
            touch(4, "answered", "2026-01-07", "rejected"),
            touch(5, "answered", "2026-02-09", "rejected"),
            touch(6, "silent", "2026-01-07", "rejected"),
        ],
        "opportunities": [
            {
                "opportunity_id": "O1",
                "contact_id": "lost",
                "opened_at": "2026-01-08",
                "closed_at": "2026-01-20",
                "status": "lost",
            }
        ],
    }
    database = tmp_path_factory.mktemp("asked") / "warehouse.duckdb"
    engine = daily_engine.with_tables(("call_list", "nurture_leads", "policy_warnings", "sales_handoffs"))
    connection = engine.warehouse(database=database)
    for day, tables in ((FIRST, first), (SECOND, second)):
        engine.write_raw(tables)
        engine.run_day(connection, day)
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


def test_whoever_asks_again_is_called_by_the_seller_who_had_it(second_morning):
    calls = second_morning(
        "select contact_id, rep_id, handed_off_on from marts.call_list where channel = 'asked_again' order by 1"
    )
    assert calls == [("lost", "R1", FIRST), ("rejected", "R1", FIRST)]
    assert second_morning("select count(*), max(handed_off_on) from marts.sales_handoffs") == [(8, SECOND)]


def test_whom_a_seller_works_on_or_has_just_answered_is_not_called_again(second_morning):
    called = {contact for (contact,) in second_morning("select contact_id from marts.call_list")}
    assert called == {"lost", "rejected", "ready", "new id"}


def test_the_answer_counts_from_the_first_run_that_knew_of_the_request(second_morning):
    ((respond_by, zone, local),) = second_morning(
        "select distinct respond_by, time_zone, respond_by_local from marts.call_list where channel = 'asked_again'"
    )
    ((least,),) = second_morning("select min(respond_within_hours) from intermediate.int_score_bands")
    # nobody works when the day ends: in Madrid the next day begins at nine
    opens = datetime(2026, 2, 11, 9)
    assert (zone, local) == ("Europe/Madrid", opens + timedelta(hours=least))
    assert respond_by == local - timedelta(hours=1)


def test_nurturing_says_until_when_a_lead_waits_that_was_handed_over_lately(second_morning):
    waits = dict(
        second_morning(
            "select contact_id, waits_until from marts.nurture_leads where segment = 'handed_over_lately'"
        )
    )
    # the request of the answered lead still holds, that of the silent one does not
    assert waits == {"answered": date(2026, 4, 5)}


def test_a_caller_is_told_what_to_know_before(second_morning):
    told = dict(second_morning("select contact_id, remarks from marts.call_list"))
    assert told.pop("new id") == (
        "No telephone number. The same address was handed over on 2026-01-05 under another id."
    )
    assert set(told.values()) == {"No telephone number."}


def test_events_that_lost_their_contact_are_told(second_morning):
    told = second_morning("select value, remark from marts.policy_warnings where warning = 'contacts_gone'")
    assert [value for value, _ in told] == ["moved"]
    assert (
        "events of theirs count for nobody now: 1. If they have new ids, deliver contact_merges" in told[0][1]
    )
