"""What rows point at: people of deals, merges of any length, ids that nobody has, words of other programs."""

from datetime import date, timedelta

import pytest

AS_OF = date(2026, 3, 31)
TABLES = [
    "lead_scores",
    "lead_score_reasons",
    "rejected_rows",
    "nurture_leads",
    "opportunity_scores",
    "close_rates",
    "leads",
    "sellers",
]


@pytest.fixture(scope="module")
def links(project):
    """Return the project up to the tables that this file looks at."""
    return project.with_tables(TABLES)


def contact(name: str, **cells: str) -> dict:
    """Return a chief financial officer in Spain who has been known since January."""
    return {"contact_id": name, "job_title": "CFO", "country": "ES", "created_at": "2026-01-05"} | cells


def request(name: str, owner: str) -> dict:
    """Return a demo request of the day before the as-of day."""
    day = str(AS_OF - timedelta(1))
    return {
        "event_id": name,
        "event_type": "form_submit",
        "occurred_at": day,
        "contact_id": owner,
        "asset": "demo-request",
    }


def deal(name: str, owner: str, status: str = "open", closed_at: str = "", **cells: str) -> dict:
    """Return an opportunity opened on the first of March."""
    return {
        "opportunity_id": name,
        "contact_id": owner,
        "opened_at": "2026-03-01",
        "closed_at": closed_at,
        "status": status,
    } | cells


def rejected(warehouse) -> list[tuple]:
    """Return what was set aside or used with a doubt, in order."""
    return warehouse.execute(
        "select source_table, row_id, reason, value from marts.rejected_rows order by all"
    ).fetchall()


def blocked(warehouse) -> dict[str, str]:
    """Return per lead what blocks it, today and by the champion."""
    rows = warehouse.execute(
        "select contact_id, blocked_by from marts.lead_scores where scorecard_id = 'b2b'"
    ).fetchall()
    return dict(rows)


def deals(warehouse) -> dict[tuple[str, str], tuple]:
    """Return per opportunity and contact its status, its end and how long it took."""
    rows = warehouse.execute(
        "select opportunity_id, contact_id, status, closed_at, days_to_close from marts.opportunity_scores"
        " where scorecard_id = 'b2b'"
    ).fetchall()
    return {(opportunity, who): tuple(rest) for opportunity, who, *rest in rows}


def test_an_opportunity_ends_only_when_its_status_says_so(links):
    ends = {
        "won": deal("O1", "won", "Closed Won", "2026-03-15"),
        "lost": deal("O2", "lost", "PERDIDA", "2026-03-15"),
        "hope": deal("O3", "hope", "open", "2026-03-15"),
        "stage": deal("O4", "stage", "Negotiation/Review", "2026-03-15"),
        "blank": deal("O5", "blank", "", "2026-03-15"),
        "undated": deal("O6", "undated", "won"),
        "unclear": deal("O7", "unclear", "ask Rosa", "2026-03-15"),
        "unread": deal("O8", "unread", "won", "some day"),
        "to come": deal("O9", "to come", "lost", "2026-04-01"),
        "same day": deal("O10", "same day", "won", "2026-03-01", opened_at="2026-03-01 12:00:00"),
        "before": deal("O11", "before", "won", "2026-02-01"),
    }
    warehouse = links.run(
        {
            "contacts": [contact(name) for name in ends],
            "events": [request(name, name) for name in ends],
            "opportunities": ends.values(),
        },
        AS_OF,
    )

    ended = date(2026, 3, 15)
    found = {who: values for (_, who), values in deals(warehouse).items()}
    assert found == {
        "won": ("won", ended, 14),
        "lost": ("lost", ended, 14),
        "hope": ("open", None, None),
        "stage": ("open", None, None),
        "blank": ("open", None, None),
        "undated": ("open", None, None),
        "unclear": ("open", None, None),
        "unread": ("open", None, None),
        "to come": ("open", None, None),
        "same day": ("won", date(2026, 3, 1), 0),
        "before": ("won", date(2026, 3, 1), None),
    }
    is_open = {who for who, (status, *_) in found.items() if status == "open"}
    segments = warehouse.execute(
        "select contact_id from marts.nurture_leads where segment = 'open_opportunity'"
    ).fetchall()
    assert {who for (who,) in segments} == is_open
    assert rejected(warehouse) == [
        ("opportunities", "O11", "closed_before_opened", "2026-02-01"),
        ("opportunities", "O6", "no_closed_at", None),
        ("opportunities", "O7", "unknown_status", "ask Rosa"),
        ("opportunities", "O8", "unreadable_closed_at", "some day"),
    ]


def test_a_deal_that_was_closed_before_it_was_opened_is_in_no_average(links):
    opened = {"opened_at": "2025-10-15"}
    warehouse = links.run(
        {
            "contacts": [contact(name, created_at="2025-01-05") for name in ("A", "B")],
            "opportunities": [
                deal("back", "A", "won", "2025-10-01", **opened),
                deal("fine", "B", "won", "2025-11-14", **opened),
            ],
        },
        AS_OF,
    )
    days = warehouse.execute(
        "select distinct days_to_close from marts.close_rates where basis = 'opportunity' and won = 2"
    ).fetchall()
    assert [float(value) for (value,) in days] == [30.0]


def test_the_state_of_an_address_is_read_through_the_words_of_the_policy(links):
    words = {"A": "spam", "B": "Opted Out", "C": "hard_bounce", "D": "COMPLAINED", "E": "", "F": "sleeping"}
    warehouse = links.run(
        {
            "contacts": [contact(name, email_status=word) for name, word in words.items()],
            "events": [request(name, name) for name in words],
            "contact_attributes": [
                {
                    "contact_id": "E",
                    "attribute": "email_status",
                    "value": "Queja",
                    "known_from": "2026-02-01",
                    "origin": "declared",
                }
            ],
        },
        AS_OF,
    )
    found = warehouse.execute(
        "select contact_id, value from intermediate.int_lead_attributes"
        " where attribute = 'email_status' and as_of_date = date '2026-03-31' and contact_id not like ' %'"
    ).fetchall()
    assert dict(found) == {
        "A": "complained",
        "B": "unsubscribed",
        "C": "bounced",
        "D": "complained",
        "E": "complained",
        "F": "ok",
    }
    assert rejected(warehouse) == [("contacts", "F", "unknown_email_status", "sleeping")]


def test_words_of_sellers_and_origins_that_nobody_knows_are_counted(links, tmp_path):
    (tmp_path / "interest_resets.csv").write_text(
        "reset_id,label,fact,pattern,why\nlater,Asked for later,touch,%call back%|later,Test\n",
        encoding="utf-8",
    )
    outcomes = ["", "Accepted", "left voicemail", "Later", "Call back in May", "rejected"]
    origins = ["", "declared", "Declared", "crm"]
    warehouse = links.run(
        {
            "contacts": [contact("A")],
            "sales_touches": [
                {
                    "touch_id": f"T{number}",
                    "contact_id": "A",
                    "touched_at": "2026-03-01",
                    "outcome": word,
                    "rep_rating": "HOT" if number else "lukewarm",
                }
                for number, word in enumerate(outcomes)
            ],
            "contact_attributes": [
                {
                    "contact_id": "A",
                    "attribute": "need",
                    "value": "x",
                    "known_from": "2026-03-01",
                    "origin": word,
                }
                for word in origins
            ],
        },
        AS_OF,
        tmp_path,
    )
    assert rejected(warehouse) == [
        ("contact_attributes", "A", "unknown_origin", "Declared"),
        ("contact_attributes", "A", "unknown_origin", "crm"),
        ("sales_touches", "T0", "unknown_rep_rating", "lukewarm"),
        ("sales_touches", "T2", "unknown_outcome", "left voicemail"),
    ]


def test_rows_that_point_at_nobody_are_counted(links):
    gone = {"contact_id": "gone"}
    warehouse = links.run(
        {
            "contacts": [contact("A", account_id="X"), contact("B", account_id="short")],
            "accounts": [{"account_id": "X"}],
            "events": [request("E1", "gone")],
            "contact_attributes": [gone | {"attribute": "need", "value": "x", "known_from": "2026-03-01"}],
            "identities": [gone | {"anonymous_id": "V", "identified_at": "2026-03-01"}],
            "opportunities": [deal("O1", "gone"), deal("O2", "", account_id="Y"), deal("O3", "old")],
            "opportunity_contacts": [
                {"opportunity_id": "O1", "contact_id": "gone"},
                {"opportunity_id": "O9", "contact_id": "A"},
            ],
            "sales_touches": [gone | {"touch_id": "T", "touched_at": "2026-03-01"}],
            "customers": [{"account_id": "Y"}],
            # an id that a merge leads from is somebody's
            "contact_merges": [
                {"merged_contact_id": "old", "contact_id": "A", "merged_at": "2026-02-01"},
            ],
        },
        AS_OF,
    )
    assert rejected(warehouse) == [
        ("contact_attributes", "gone", "unknown_contact", "gone"),
        ("contacts", "B", "unknown_account", "short"),
        ("customers", "Y", "unknown_account", "Y"),
        ("identities", "V", "unknown_contact", "gone"),
        ("opportunities", "O1", "unknown_contact", "gone"),
        ("opportunities", "O2", "unknown_account", "Y"),
        ("opportunity_contacts", "O1", "unknown_contact", "gone"),
        ("opportunity_contacts", "O9", "unknown_opportunity", "O9"),
        ("sales_touches", "T", "unknown_contact", "gone"),
    ]


def test_without_a_table_of_accounts_those_that_contacts_name_are_known(links):
    warehouse = links.run(
        {
            "contacts": [contact("A", account_id="X")],
            "customers": [{"account_id": "X"}, {"account_id": "Y"}],
        },
        AS_OF,
    )
    assert rejected(warehouse) == [("customers", "Y", "unknown_account", "Y")]


@pytest.mark.parametrize("has_table", [False, True])
def test_everybody_in_a_deal_is_in_it_and_the_deal_counts_once(links, has_table):
    people = ["U", "V", "W"]
    tables = {
        "contacts": [contact(name, created_at="2025-01-05", account_id="X") for name in [*people, "Z"]],
        "opportunities": [deal("O", "U", account_id="X", opened_at="2025-06-01")],
        "events": [request(name, name) for name in people],
    }
    if has_table:
        tables["opportunity_contacts"] = [{"opportunity_id": "O", "contact_id": name} for name in people]
    else:
        tables["opportunities"] += [
            deal("O", "V", account_id="X", opened_at="2025-05-01"),
            deal("O", "W", account_id="X", opened_at="2025-06-01"),
        ]
    warehouse = links.run(tables, AS_OF)

    found = blocked(warehouse)
    segments = warehouse.execute(
        "select contact_id from marts.nurture_leads where segment = 'open_opportunity'"
    ).fetchall()
    assert sorted(who for (who,) in segments) == people
    assert found["Z"] != "open_opportunity"
    assert set(deals(warehouse)) == {("O", name) for name in people}
    cases = warehouse.execute(
        "select count(*) from intermediate.int_opportunity_cases where scorecard_id = 'b2b'"
    ).fetchall()
    assert cases == [(1,)]
    others = [("opportunities", "O", "other_contact", name) for name in ("U", "V")]
    assert [row for row in rejected(warehouse) if row[2] == "other_contact"] == ([] if has_table else others)


def test_rows_of_one_id_with_other_names_are_counted(links):
    warehouse = links.run(
        {
            "contacts": [
                contact("A", full_name="Ana Ruiz", updated_at="2026-03-02"),
                contact("A", full_name="Bruno Sanz", updated_at="2026-03-01"),
                # one name in two spellings, and none
                contact("B", full_name="José Pérez", updated_at="2026-03-02"),
                contact("B", full_name="JOSE PEREZ", updated_at="2026-03-01"),
                contact("B", full_name="", updated_at="2026-02-01"),
            ],
            "accounts": [
                {"account_id": "X", "account_name": "Alfa"},
                {"account_id": "X", "account_name": "Omega"},
            ],
            "sales_reps": [
                {"rep_id": "R", "rep_name": "Rosa"},
                {"rep_id": "R", "rep_name": "Sara"},
            ],
        },
        AS_OF,
    )
    # a name is told nowhere
    assert rejected(warehouse) == [
        ("accounts", "X", "other_name", None),
        ("contacts", "A", "other_name", None),
        ("sales_reps", "R", "other_name", None),
    ]


def test_a_merge_into_nobody_waits_for_the_survivor(links):
    tables = {
        "contacts": [contact("lead")],
        "events": [request("E", "lead")],
        "contact_merges": [{"merged_contact_id": "lead", "contact_id": "later", "merged_at": "2026-02-01"}],
    }
    warehouse = links.run(tables, AS_OF)
    assert set(blocked(warehouse)) == {"lead"}
    assert rejected(warehouse) == [("contact_merges", "lead", "unknown_survivor", "later")]

    tables["contacts"].append(contact("later"))
    warehouse = links.run(tables, AS_OF)
    assert set(blocked(warehouse)) == {"later"}
    assert rejected(warehouse) == []


@pytest.mark.parametrize("objector", ["m00", "m35", "m70", None])
def test_a_chain_of_merges_has_any_length_and_keeps_an_objection(links, objector):
    names = [f"m{number:02d}" for number in range(71)]
    warehouse = links.run(
        {
            "contacts": [
                contact(name, do_not_score="true", created_at="2026-06-01")
                if name == objector
                else contact(name)
                for name in names
                if name != "m50"
            ],
            "events": [request("E0", "m00"), request("E50", "m50"), request("E70", "m70")],
            "contact_merges": [
                {"merged_contact_id": name, "contact_id": into, "merged_at": "2026-02-01"}
                for name, into in zip(names, names[1:], strict=False)
            ],
        },
        AS_OF,
    )
    assert set(blocked(warehouse)) == (set() if objector else {"m70"})
    if not objector:
        events = warehouse.execute(
            "select sum(events) from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'"
            " and subscore = 'interest'"
        ).fetchone()
        assert events == (3,)


def test_a_lead_to_cut_by_is_a_person_of_today(links):
    """Merged contacts are one; who is gone, objects, is not there yet or must be forgotten has no row."""
    raw = {
        "contacts": [
            contact(
                "kept", owner_id="R9", full_name="Kept Person", email="kept@a.example", phone="600111222"
            ),
            contact("merged", country="PT"),
            contact("forgotten"),
            contact("objects", do_not_score="true"),
            contact("deleted", deleted_at="2026-03-30"),
            contact("tomorrow", created_at="2026-04-01"),
        ],
        "contact_merges": [{"merged_contact_id": "merged", "contact_id": "kept", "merged_at": "2026-02-01"}],
        "erasures": [{"contact_id": "forgotten", "requested_at": "2026-03-01"}],
        "sales_reps": [{"rep_id": "R1", "rep_name": "Rosa Vendedora", "active": "true"}],
        "events": [request("E1", "kept")],
    }
    warehouse = links.run(raw, AS_OF)
    assert warehouse.execute("select contact_id, country, owner_id from marts.leads").fetchall() == [
        ("kept", "ES", "R9")
    ]
    assert warehouse.execute("select rep_id, is_active from marts.sellers order by 1").fetchall() == [
        ("R1", True),
        ("R9", False),
    ]
    told = str(
        warehouse.execute("select * from marts.leads").fetchall()
        + warehouse.execute("select * from marts.sellers").fetchall()
    )
    for named in ("Person", "Rosa", "@", "600111222"):
        assert named not in told
