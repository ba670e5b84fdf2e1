"""What people say about behaviour, as rows of a policy, and leads whom it fits and does not fit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from engine import DailyEngine, Engine, write_csv

AS_OF = date(2026, 3, 31)
RULE = "rule_id label criterion attribute pattern excludes at_least below tier points points_to why"
INTEREST = (
    "rule_id label criterion event_type property pattern excludes at_least below tier points decay decay_days"
)
POLICY = {
    "scorecards": (
        "scorecard_id name status bant_mode handoff_at_least why",
        ["main,Main,champion,off,40,Agreed", "patient,Patient,challenger,off,40,Waits for them"],
    ),
    "criteria": (
        "criterion subscore category max_points owner_team description combine",
        [
            f"{name},interest,online,,sales,{name},"
            for name in ("web", "mail", "company", "film", "trial", "silence")
        ]
        + ["once,interest,online,,sales,once,strongest", "both,fit,persona,,sales,both,sum"],
    ),
    "fit_rules": (
        "rule_id label criterion attribute pattern at_least below tier points why",
        # a number that is read from events may stand wherever an attribute may
        [
            "reader,Reads a lot,both,pages,,3,,influence,3,Reads",
            "buyer,Compares,both,price_visits,,1,,influence,2,Buys",
        ],
    ),
    "bant_rules": ("rule_id label criterion attribute pattern at_least below tier points verdict why", []),
    "interest_rules": (
        f"{INTEREST} max_points max_per_day why",
        [
            # playing the film gives 4, seeing three quarters of it 9 more
            "film,Played the film,film,video,,,,,,influence,4,,,,,plays",
            "film_long,Saw most of it,film,video,,,,75,,important,9,,,,,sees",
            "form,Sent a form,once,form,asset,,%newsletter%,,,important,8,,,,,asks",
        ],
    ),
    "behaviours": (
        "behaviour label scope event_type property pattern excludes measure within_days why",
        [
            "price_visits,Prices,contact,page_view,page_path,/pricing%|/precios%,,events,,counts visits",
            "pages,Pages,contact,page_view,page_path,,/careers%,distinct,,reads",
            "clicks_month,Clicks in a month,contact,email_click,,,,events,30,fresh",
            "clicks_quarter,Clicks in a quarter,contact,email_click,,,,events,90,fresh and older",
            "colleagues_week,Colleagues,account,page_view,,,,contacts,7,a committee",
            "minutes,Minutes,account,webinar,,,,quantity,,time given",
            "silence,Silence,contact,,,,,days_since_last,,gone",
        ],
    ),
    "behaviour_rules": (
        RULE,
        [
            "prices_seen,Saw the prices,web,price_visits,,,1,3,important,8,,looks",
            "prices_again,Came back to the prices,web,price_visits,,,3,,critical,13,,compares",
            "click_new,Clicked,mail,clicks_month,,,1,4,influence,1,4,one point each",
            "click_new_most,Clicked,mail,clicks_month,,,4,,influence,4,,no more",
            "click_old,Clicked,mail,clicks_quarter,,,1,4,influence,1,4,one point each",
            "click_old_most,Clicked,mail,clicks_quarter,,,4,,influence,4,,no more",
            "committee,A committee,company,colleagues_week,,,4,,critical,12,,prepares to buy",
            "hour,Gave us time,trial,minutes,,,30,120,influence,1,4,time",
            "quiet,No activity,silence,silence,,,30,60,important,-5,,x",
            "gone,No activity,once,silence,,,60,,negative,-10,,gone",
        ],
    ),
    "interest_resets": (
        "reset_id label fact pattern why",
        ["lost,Lost deal,opportunity,lost,starts again", "back,Given back,touch,rejected,starts again"],
    ),
    "idle_fade": (
        "scorecard_id idle_days_at_least keeps why",
        [",30,0.5,half is left", ",60,0.25,half of the rest", "patient,1000,0,never mind"],
    ),
    "importance_tiers": (
        "tier at_least at_most",
        ["critical,10,15", "important,-9,9", "influence,1,4", "negative,-100,-1"],
    ),
    "weight_overrides": ("scorecard_id rule_id points why", ["patient,click_old,2,twice as much"]),
    "claims": ("claim_id said_by said_on rule_id attribute pattern says why", []),
    "journeys": ("journey_id expected_band step kind name value days_before", []),
}


def _event(contact: str, kind: str, days: int, **more: str) -> dict[str, str]:
    return {
        "contact_id": contact,
        "event_type": kind,
        "occurred_at": f"{AS_OF - timedelta(days=days)}",
    } | more


def _events() -> list[dict[str, str]]:
    events = [
        *[_event("once", "page_view", 1, page_path="/pricing")] * 2,
        *[
            _event("often", "page_view", 1, page_path=path)
            for path in ("/pricing", "/precios/es", "/pricing/all")
        ],
        *[
            _event("reader", "page_view", 1, page_path=path)
            for path in ("/a", "/b", "/b", "/careers/x", "/c")
        ],
        _event("clicks", "email_click", 10),
        _event("clicks", "email_click", 50),
        *[_event(f"at X {number}", "page_view", 6, page_path="/") for number in range(3)],
        _event("at X 0", "webinar", 6, quantity="20.5"),
        _event("at X 1", "webinar", 200, quantity="24.5"),
        *[_event(f"at Y {number}", "page_view", 6, page_path="/") for number in range(3)],
        _event("at Y 3", "page_view", 7, page_path="/"),
        _event("film", "video", 0, quantity="74.9"),
        _event("film to the end", "video", 0, quantity="7.5e1"),
        _event("form", "form", 0, asset="demo"),
        _event("newsletter", "form", 0, asset="Newsletter March"),
        _event("silent", "form", 59, asset="demo"),
        _event("gone", "form", 60, asset="demo"),
        # what a program loads ends no silence that a behaviour measures, but is the last of what is known
        _event("opens", "form", 59, asset="demo"),
        _event("opens", "email_open", 1),
        _event("lost", "form", 3, asset="demo"),
        _event("lost", "page_view", 2, page_path="/pricing"),
        _event("given back", "form", 3, asset="demo"),
        _event("given back", "page_view", 4, page_path="/pricing"),
    ]
    events.append(_event("at X 3", "page_view", 0, page_path="/"))
    return [event | {"event_id": f"E{number}"} for number, event in enumerate(events)]


@pytest.fixture(scope="module")
def reasons(project: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Decimal]]:
    """Return the points of the champion's entries by lead, and those of the scorecard ``patient`` by «patient lead»."""
    folder = tmp_path_factory.mktemp("policy")
    for name, (header, rows) in POLICY.items():
        text = "\n".join([header.replace(" ", ","), *rows, ""])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    write_csv(folder / "free_email_domains.csv", ["domain"], [])
    events = _events()
    people = dict.fromkeys(event["contact_id"] for event in events) | {"nobody": None}
    contacts = [
        {"contact_id": contact, "account_id": contact[3] if contact.startswith("at ") else ""}
        | {"created_at": "2025-01-01"}
        for contact in people
    ]
    day_before_yesterday = f"{AS_OF - timedelta(days=3)}"
    deal = {"opportunity_id": "O1", "contact_id": "lost", "opened_at": "2026-01-01", "status": "lost"}
    touch = {"touch_id": "T1", "contact_id": "given back", "outcome": "rejected"}
    tables = {
        "contacts": contacts,
        "events": events,
        "opportunities": [deal | {"closed_at": day_before_yesterday}],
        "sales_touches": [touch | {"touched_at": day_before_yesterday}],
    }
    part = project.with_tables(("lead_scores", "lead_score_reasons"))
    warehouse = part.run(tables, AS_OF, folder)
    found: dict[str, dict[str, Decimal]] = {contact: {} for contact in people}
    rows = warehouse.execute(
        "select scorecard_id, contact_id, coalesce(rule_id, entry), points from marts.lead_score_reasons"
        " where entry not in ('rounding', 'scale_limit')"
    ).fetchall()
    for scorecard, contact, entry, points in rows:
        lead = contact if scorecard == "main" else f"{scorecard} {contact}"
        found.setdefault(lead, {})[entry] = points
    told = warehouse.execute(
        "select contact_id, top_reasons, against from marts.lead_scores where scorecard_id = 'main'"
    ).fetchall()
    for contact, reasons, against in told:
        found |= {f"told {contact}": reasons, f"against {contact}": against}
    return found


SENTENCES = [
    # from the third visit on more, not both
    ("once", {"prices_seen": 8}),
    ("often", {"prices_again": 13, "reader": 3}),
    ("nobody", {}),
    # different pages, vacancies aside: a number of fit, which adds its rules up
    ("reader", {"reader": 3}),
    # a click counts in full for a month, half until the third
    ("clicks", {"click_new": 1, "click_old": 2}),
    ("patient clicks", {"click_new": 1, "click_old": 4}),
    # four people of one company within a week: everybody there, also who did nothing that day
    ("at X 3", {"committee": 12, "hour": Decimal("1.5")}),
    ("at Y 3", {}),
    # three quarters of the film
    ("film", {"film": 4}),
    ("film to the end", {"film_long": 9}),
    ("form", {"form": 8}),
    ("newsletter", {}),
    # nothing heard for a month: half of the interest; for two months more is said against them
    ("silent", {"form": 8, "quiet": -5, "idle_fade": Decimal("-1.5")}),
    ("patient silent", {"form": 8, "quiet": -5}),
    ("opens", {"form": 8, "quiet": -5}),
    ("gone", {"gone": -10}),
    # a lost deal, a lead given back: what came before is over, that day included
    ("lost", {"prices_seen": 8}),
    ("given back", {}),
]


@pytest.mark.parametrize(("lead", "expected"), SENTENCES, ids=lambda value: str(value)[:40])
def test_a_sentence_about_behaviour_is_a_row(reasons, lead, expected):
    fit = {"buyer"} if lead in ("once", "often", "lost") else set()
    found = {entry: points for entry, points in reasons[lead].items() if entry not in fit}
    assert found == expected


def test_reasons_tell_the_numbers(reasons):
    assert reasons["told often"].startswith("Came back to the prices 3 times: +13;")
    assert reasons["against silent"].split("; ") == [
        "No activity for 59 days: -5",
        "Silent for a month: half of the interest",
    ]
    assert "A committee, 4 people within 7 days: +12" in reasons["told at X 3"]


def test_a_lead_whose_window_ends_is_scored_anew_that_day(daily_engine: DailyEngine):
    """A morning without a single new event, under the starter policy: a week, two weeks and a month are over."""
    events = [
        *[_event("compares", "page_view", days, page_path="/pricing") for days in (2, 4, 6)],
        *[_event("is here", "email_click", days) for days in (1, 5, 9, 13)],
        _event("falls silent", "email_click", 29),
        _event("stays silent", "email_click", 59),
    ]
    created = {"never here": 29, "never seen": 59} | dict.fromkeys([e["contact_id"] for e in events], 400)
    contacts = [
        {"contact_id": contact, "created_at": f"{AS_OF - timedelta(days=days)}"}
        for contact, days in created.items()
    ]
    events = [event | {"event_id": f"E{number}"} for number, event in enumerate(events)]
    loaded = [event | {"loaded_at": event["occurred_at"]} for event in events]
    engine = daily_engine.with_tables(("lead_scores", "lead_score_reasons", "published_runs"))
    engine.write_raw({"contacts": contacts, "events": loaded})
    warehouse = engine.warehouse()
    found = {}
    for day in (AS_OF, AS_OF + timedelta(days=1)):
        engine.run_day(warehouse, day)
        rows = warehouse.execute(
            "select contact_id, rule_id, points from marts.lead_score_reasons"
            " where scorecard_id = 'b2b' and criterion in ('frequency', 'inactivity')"
        ).fetchall()
        found[day] = {(contact, rule): points for contact, rule, points in rows}
    assert found[AS_OF] == {
        ("compares", "pricing_three_times"): 4,
        ("is here", "active_four_days"): 3,
        ("stays silent", "no_activity_month"): -3,
        ("never seen", "never_active_month"): -3,
    }
    assert found[AS_OF + timedelta(days=1)] == {
        ("falls silent", "no_activity_month"): -3,
        ("stays silent", "no_activity_longer"): -6,
        ("never here", "never_active_month"): -3,
        ("never seen", "never_active_longer"): -6,
    }
