"""Each sentence of docs/how_do_i_say.md is scored by the rows of the page, on leads that it fits and does not fit.

All sentences are one policy. Each has a scorecard of its own, on which the rules of the others are off and whose
population are its leads; what needs hand-offs is on the champion.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from engine import PROJECT, Engine, raw_columns, read_csv, write_csv

PAGE = PROJECT / "docs" / "how_do_i_say.md"
# a Friday: the next working day is not the next day
AS_OF = date(2026, 3, 27)
SENTENCE = re.compile(r"^### (.+?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROWS = re.compile(r"^```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RULES = {"fit_rules": "fit", "interest_rules": "interest", "behaviour_rules": "interest"}
RAW = ("contacts", "sales_reps")
# of these the champion's hand-offs tell
HANDED = ("fast_lane", "working_hours", "sales_reps")
# lists of the project that the page adds to; of all others the policy holds the page's rows alone
LONGER = ("score_bands", "importance_tiers", "working_hours", "attribute_types")
POLICY = {path.stem for path in (PROJECT / "seeds" / "policy").glob("*.csv")} - {"holidays"}
POLICY |= {"machine_traffic"}
# what each row has, and the page leaves out
TEXTS = {"label", "why", "owner_team", "category", "description"}

# what leads have before a sentence says something of them: as much fit as they are worth, ten points for each talk
BASE = {
    "attribute_types": [{"attribute": "worth", "value_type": "number"}],
    "importance_tiers": [{"tier": "base", "at_least": "1", "at_most": "100"}],
    "fit_rules": [
        {"rule_id": "worth", "criterion": "worth", "attribute": "worth", "at_least": "1", "below": "100"}
        | {"tier": "base", "points": "1", "points_to": "100"}
    ],
    "interest_rules": [
        {"rule_id": "talk", "criterion": "talks", "event_type": "talk", "tier": "base", "points": "10"}
    ],
    "sales_reps": [
        {"rep_id": "R9", "rep_name": "Jan", "territory": "DE", "weekly_capacity": "9", "active": "true"}
    ],
}


@dataclass(frozen=True)
class Lead:
    """What is known of a lead and what it did, the points it gets, by rule, and what else the tables say of it.

    ``points`` is None where it has no score; ``beside`` is a colleague who is only there.
    """

    points: dict[str, float | str] | None = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, str]] = field(default_factory=list)
    touches: list[tuple[str, int]] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)
    name: str = ""
    beside: bool = False


def _ago(days: int) -> str:
    return str(AS_OF - timedelta(days=days))


def _did(event_type: str, days: int = 0, times: int = 1, **properties: str) -> list[dict[str, str]]:
    return [{"event_type": event_type, "occurred_at": _ago(days)} | properties] * times


def _page(path: str, days: int = 0, times: int = 1) -> list[dict[str, str]]:
    return _did("page_view", days, times, page_path=path)


def _colleagues(number: int) -> list[Lead]:
    return [Lead(None, {"account_id": "X"}, _page("/", 6), beside=True) for _ in range(number)]


def _newcomer(days: int) -> dict[str, str]:
    return {"created_at": _ago(days)}


CONSENT = {"opt_in": "yes", "channel_cleared": "yes"}
THREE = {"job_title": "CEO", "role": "decision maker", "industry": "Technology"}
HEAD = {"job_title": "Directora", "seats": "51"}
NEWS = {"raised_money": 15, "has_new_head": 12, "is_hiring": 10, "in_the_news": 5}

LEADS = {
    "Job levels": [
        Lead({"leads_department": 15}, {"job_title": "VP Sales and Team Lead"}),
        Lead({"leads_team": 10}, {"job_title": "Product Manager"}),
        Lead({}, {"job_title": "Director's Assistant"}),
    ],
    "Job levels and the industry we want": [
        Lead({"diretores": 12, "setor_alvo": 9}, {"job_title": "Diretora de Operações", "industry": "Logística"}),
        Lead({}, {"job_title": "Estagiário", "industry": "Educação"}),
    ],
    "Free mailboxes": [
        Lead({"free_mailbox": -10}, {"email": "ana@gmail.com"}, told={"score": 0, "band": "cold"}),
        Lead({}, {"email": "ana@firm.example"}),
        Lead({}),
    ],
    "Students, competitors, universities": [
        Lead({"learns": -25, "teaches": -30}, {"job_title": "Marketing Intern", "email": "a@lab.uni.edu"}),
        Lead({"competes": -50}, {"email": "a@mail.rival.example"}),
        Lead({}, {"job_title": "International Sales", "email": "a@firm.example"}),
    ],
    "A form without a company": [
        Lead({"no_company": -10}, {"company": " "}),
        Lead({}, {"company": "Umbra"}),
    ],
    "What they leave with us": [
        Lead(
            {"left_phone": 10, "left_email": 5, "told_problem": 5},
            {"phone": "+34 600 000 000", "email": "a@firm.example", "problem": "slow"},
        ),
        Lead({}, {"phone": " "}),
    ],
    "Stages and lists": [
        Lead(
            {"stage_qualified": 15, "visited_2025": 5},
            {"stage": "Qualified", "lists": "partners; visitors 2025"},
        ),
        Lead({}, {"stage": "Unqualified", "lists": "visitors 2024"}),
    ],
    "Points by hand": [
        Lead({"hand_plus": 7}, {"seller_points": "7"}),
        Lead({"hand_minus": -3}, {"seller_points": "-3"}),
        Lead({"hand_most": 10}, {"seller_points": "25"}),
        Lead({"hand_least": -10}, {"seller_points": "-11"}),
        Lead({}, {"seller_points": "0"}),
    ],
    "Forms, searches, pages": [
        Lead(
            {"sent_form": 50, "searched": 3, "saw_page": 2},
            events=_did("form_submit") + _did("site_search") + _page("/", times=2),
            told={"score": 55, "band": "sql"},
        ),
        Lead({"failed_form": -5}, events=_did("form_error")),
    ],
    "The same page once a day, and pages that count against": [
        Lead({"buying_pages": 10}, events=_page("/pricing") + _page("/install/linux") + _page("/pricing", 1)),
        Lead({"jobs_page": -10}, events=_page("/jobs", times=2)),
    ],
    "Open day, portal, fees": [
        Lead(
            {"open_day": 12, "portal_login": 9, "fees_twice": 6},
            events=_did("open_day") + _did("portal_login", 1, times=4) + _page("/fees") + _page("/fees", 6),
        ),
        Lead({}, events=_page("/fees") + _page("/fees", 7)),
    ],
    "Watched a little, watched most of it": [
        Lead(
            {"film_seen": 15},
            events=_did("video", 1, asset="demo", quantity="0") + _did("video", asset="demo", quantity="80"),
        ),
        Lead({"film_started": 6}, events=_did("video", asset="demo", quantity="74.9", times=2)),
        Lead({}, events=_did("video", asset="interview", quantity="100")),
    ],
    "A long visit": [
        Lead({"long_visit": 7}, events=_did("visit", quantity="9")),
        Lead({}, events=_did("visit", quantity="8")),
    ],
    "Mails, not opens": [
        Lead(
            {"mails_each": 5},
            events=[event for mail in "abcdea" for event in _did("email_open", campaign=mail)],
        ),
        Lead({"mails_each": 1}, events=_did("email_open", campaign="a", times=5)),
        Lead(
            {"mails_most": 15},
            events=[event for mail in "abcdefghijklmnop" for event in _did("email_open", campaign=mail)],
        ),
    ],
    "More from the third time on": [
        Lead({"prices_again": 13}, events=_page("/pricing", times=2) + _page("/precios/es", 200)),
        Lead({"prices_seen": 8}, events=_page("/pricing", times=2)),
        Lead({}, events=_page("/")),
    ],
    "The fresher, the more": [
        Lead({"form_this_week": 12}, events=_did("form_submit", 6) + _did("form_submit", 29)),
        Lead({"form_last_week": 9}, events=_did("form_submit", 7)),
        Lead({"form_this_month": 6}, events=_did("form_submit", 29)),
        Lead({}, events=_did("form_submit", 30)),
    ],
    "So much less every week": [
        Lead({"prices_fading": 9}, events=_page("/pricing", 7)),
        Lead({"prices_fading": "11.571"}, events=_page("/pricing", 1)),
        Lead({}, events=_page("/pricing", 28)),
    ],
    "In full, then half, then nothing": [
        Lead({"month_each": 1, "quarter_each": 2}, events=_did("email_click", 10) + _did("email_click", 50)),
        Lead({"month_most": 4, "quarter_most": 4}, events=_did("email_click", 29, times=5)),
        Lead({}, events=_did("email_click", 90)),
    ],
    "No more than so much of one kind": [
        Lead(
            {"website_page": 30, "event_seat": 24, "mail_click": 4, "from_website": -10, "from_events": -4},
            events=_page("/", 89, times=10) + _did("event_attended", times=3) + _did("email_click"),
            told={"score": 44},
        ),
        Lead({}, events=_page("/", 90, times=10) + _did("email_click", 90)),
    ],
    "Nothing heard": [
        Lead({"silent_month": -5}, events=_page("/", 30)),
        Lead({"silent_longer": -10}, events=_page("/", 60)),
        Lead({"never_month": -5}, _newcomer(59)),
        Lead({"never_longer": -10}, _newcomer(60)),
        Lead({}, _newcomer(29)),
        Lead({}, events=_page("/", 29)),
    ],
    "No visit, but not for newcomers": [
        Lead({"stays_away": -10}, _newcomer(30)),
        Lead({"stays_away": -10}, events=_page("/", 30)),
        Lead({}, _newcomer(29)),
        Lead({}, events=_page("/", 29)),
    ],
    "Half of it is gone": [
        Lead({"talk": 20, "idle_fade": -10}, events=_did("talk", 30, times=2), told={"score": 10}),
        Lead({"talk": 20, "idle_fade": -15}, events=_did("talk", 60, times=2), told={"score": 5}),
        Lead({"talk": 20}, events=_did("talk", 29, times=2), told={"score": 20}),
    ],
    "Starting again": [
        Lead(
            {"worth": 15, "talk": 10, "restarts": 12},
            {"worth": "15", "qualified_before": "yes"},
            _did("talk", 5, times=2) + _did("talk", 4),
            touches=[("rejected", 5)],
        ),
        Lead({"worth": 15, "talk": 30}, {"worth": "15"}, _did("talk", 5, times=2) + _did("talk", 4)),
    ],
    "Four colleagues in a week": [
        Lead({"committee": 12}, {"account_id": "X"}),
        *_colleagues(4),
        Lead({}, {"account_id": "Y"}, _page("/", times=9)),
    ],
    "News of the company": [
        Lead(
            NEWS | {"company_news": -2},
            {"account_id": "X"},
            _did("company_news", 29, asset="funding")
            + _did("company_news", 179, asset="new head")
            + _did("company_news", 89, asset="hiring")
            + _did("company_news", 89, asset="other"),
            told={"score": 40},
        ),
        Lead(NEWS | {"company_news": -2}, {"account_id": "X"}),
        Lead({}, events=_did("company_news", 30, asset="funding")),
    ],
    "A date that comes near": [
        Lead({"policy_ends": 9}, {"policy_end": _ago(-60)}),
        Lead({}, {"policy_end": _ago(-61)}),
        Lead({}, {"policy_end": _ago(1)}),
    ],
    "The sooner, the more": [
        Lead({"lease_ends": 8}, {"lease_end": _ago(-10)}),
        Lead({}, {"lease_end": _ago(-90)}),
    ],
    "All three, or nothing": [
        Lead({"holds_all": 15}, THREE),
        Lead({}, THREE | {"industry": ""}),
    ],
    "Who they are and what they did": [
        Lead({"director_compares": 10}, {"job_title": "Diretora"}, _page("/preços", 29, times=3)),
        Lead({}, {"job_title": "Estagiário"}, _page("/preços", 29, times=3)),
        Lead({}, {"job_title": "Diretora"}, _page("/preços", 29, times=2)),
    ],
    "Done this, but not that": [
        Lead({"basket_left": 15}, events=_did("add_to_cart", 2) + _did("order", 3)),
        Lead({}, events=_did("add_to_cart", 2) + _did("order", 1)),
        Lead({}, events=_did("add_to_cart", 3)),
    ],
    "A rule without its exceptions": [
        Lead({"leads_large": 8}, HEAD | {"email": "d@firm.example"}),
        Lead({}, HEAD | {"email": "d@gmail.com"}),
        Lead({}, HEAD),
        Lead({}, HEAD | {"email": "d@firm.example", "job_title": "Asistente de la Directora"}),
    ],
    "Nobody asked yet": [
        Lead({"not_asked": -5}, _newcomer(30)),
        Lead({}, _newcomer(29)),
        Lead({}, _newcomer(30) | {"need": "slow"}),
    ],
    "Now, whatever the score": [
        Lead(
            {},
            {"country": "DE"},
            _did("form_submit", 13, asset="demo-request"),
            told={"score": 0, "channel": "fast_lane", "rep_id": "R9"},
        ),
        Lead(
            {},
            {"country": "DE"},
            _did("form_submit", asset="Contact-Request de"),
            told={"channel": "fast_lane", "rep_id": "R9"},
        ),
        Lead(
            {},
            {"country": "DE"},
            _did("form_submit", 14, asset="demo-request"),
            told={"score": 0, "channel": None, "blocked_by": "score"},
        ),
    ],
    "At once if, else only points": [
        Lead({"trial": 10}, {"email": "a@firm.example"}, _did("trial_started"), told={"blocked_by": ""}),
        Lead(
            {"trial": 10},
            {"email": "a@gmail.com", "trial_set_up_for": "company"},
            _did("trial_started"),
            told={"blocked_by": ""},
        ),
        Lead({"trial": 10}, {"email": "a@gmail.com"}, _did("trial_started"), told={"blocked_by": "score"}),
        Lead({}, {"email": "a@firm.example"}, told={"blocked_by": "score"}),
    ],
    "Enough of both": [
        Lead({"worth": 30, "talk": 30}, {"worth": "30"}, _did("talk", times=3), told={"blocked_by": ""}),
        Lead({"worth": 45, "talk": 20}, {"worth": "45"}, _did("talk", times=2), told={"blocked_by": "interest"}),
        Lead({"worth": 20, "talk": 50}, {"worth": "20"}, _did("talk", times=5), told={"blocked_by": "fit"}),
    ],
    "A1 and C3": [
        Lead({"worth": 35, "talk": 30}, {"worth": "35"}, _did("talk", times=3), told={"grade": "A1"}),
        Lead({"worth": 34, "talk": 10}, {"worth": "34"}, _did("talk"), told={"grade": "B3"}),
        Lead(told={"grade": "D4"}),
    ],
    "So much of this, so much of that": [
        Lead(
            {"worth": 55, "talk": 70, "subscore_limit": -25},
            {"worth": "55"},
            _did("talk", times=7),
            told={"score": 100, "band": "hot"},
        ),
        Lead({"worth": 55, "subscore_limit": -15}, {"worth": "55"}, told={"score": 40, "band": "mql"}),
    ],
    "One score per product": [
        Lead({"crm crm_pages": 5}, events=_page("/crm/pipeline")),
        Lead({"payroll payroll_pages": 5}, events=_page("/payroll")),
    ],
    "Not without consent": [
        Lead({"worth": 60}, {"worth": "60"} | CONSENT, told={"blocked_by": ""}),
        Lead({"worth": 60}, {"worth": "60", "opt_in": "yes"}, told={"blocked_by": "hold"}),
        Lead({"worth": 60}, {"worth": "60"} | CONSENT | {"opt_in": "no"}, told={"blocked_by": "hold"}),
    ],
    "Within two working hours": [
        Lead(
            {"worth": 76},
            {"worth": "76", "country": "DE"},
            # summer time began on Sunday
            told={"band": "hot", "respond_by": datetime(2026, 3, 30, 9)},
        ),
        Lead(
            {"worth": 75},
            {"worth": "75", "country": "DE"},
            told={"band": "sql", "respond_by": datetime(2026, 4, 1, 15)},
        ),
    ],
    "Who gets the lead": [
        Lead({"worth": 90}, {"worth": "90"}, told={"rep_id": "R1"}, name="first"),
        Lead({"worth": 80}, {"worth": "80"}, told={"rep_id": "R2"}, name="second"),
        Lead({"worth": 70}, {"worth": "70"}, told={"rep_id": None, "blocked_by": ""}, name="third"),
        Lead({"worth": 60}, {"worth": "60"}, told={"rep_id": "R3"}, name="owned"),
    ],
    "Some clicks are no interest": [
        Lead({"real_click": 5}, events=_did("email_click", asset="March offer")),
        Lead({}, events=_did("email_click", asset="Thank you for coming") + _did("email_click")),
    ],
    "All countries but ours": [
        Lead({"far_away": -20}, {"country": "FR"}),
        Lead({}, {"country": "es"}),
        Lead({}),
    ],
    "No score at all": [
        Lead(None, {"worth": "90"}, name="colleague"),
        Lead({"worth": 90, "rival": -100}, {"worth": "90", "email": "a@competitor.example"}, told={"score": 0}),
        Lead({"worth": 90}, {"worth": "90", "email": "a@firm.example"}, told={"score": 90}),
    ],
    "Machines are not people": [
        Lead({"opened_page": 3}, events=_did("page_view", user_agent="Mozilla/5.0 (X11; rv:140.0) Firefox/140.0")),
        Lead(
            {},
            events=_did("email_open", user_agent="Mozilla/5.0")
            + _did("page_view", user_agent="Barracuda Sentinel"),
        ),
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A sentence of the page: its place among them, its heading and the rows that it shows, by file."""

    number: int
    heading: str
    rows: dict[str, list[dict[str, str]]]

    @property
    def cards(self) -> dict[str, str]:
        """Return the scorecards that the sentence has here, by the name that they have on the page."""
        if any(name in self.rows for name in HANDED):
            return {"main": "handed"}
        cards = [row["scorecard_id"] for row in self.rows.get("scorecards", [])] or ["main"]
        return {card: f"s{self.number}_{card}" for card in cards}


def _sentences(text: str) -> list[Sentence]:
    found = SENTENCE.findall(text)
    return [
        Sentence(number, heading, dict(_tables("\n".join(ROWS.findall(body)))))
        for number, (heading, body) in enumerate(found, start=1)
    ]


def _tables(block: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield the tables of a block, each under the name of its file, and every cell of it where it belongs."""
    for name, lines in re.findall(r"^(\w+)\.csv\n((?:.+,.+\n?)+)", block, re.MULTILINE):
        header, *rows = csv.reader(lines.splitlines())
        assert all(len(row) == len(header) for row in rows), f"{name}: a cell too many or too few"
        yield name, [dict(zip(header, row, strict=True)) for row in rows]


SENTENCES = _sentences(PAGE.read_text(encoding="utf-8"))


def _policy(folder: Path) -> None:
    """Write a policy that holds the rows of all sentences."""
    policy = {name: list(BASE.get(name, [])) for name in POLICY}
    for name in LONGER:
        policy[name] += read_csv(next((PROJECT / "seeds").rglob(f"{name}.csv")))
    policy["scorecards"].append({"scorecard_id": "handed", "status": "champion"})
    for sentence in SENTENCES:
        for name, rows in sentence.rows.items():
            if name not in RAW:
                _add(policy[name], [_on_its_card(name, row, sentence) for row in rows])
        for card in sentence.cards.values():
            _add(policy["scorecards"], [{"scorecard_id": card}])
    for card in policy["scorecards"]:
        numbers = [
            sentence.number for sentence in SENTENCES if card["scorecard_id"] in sentence.cards.values()
        ]
        card |= {"population_attribute": "sentence", "population_pattern": "|".join(f"s{n}" for n in numbers)}
        policy["weight_overrides"] += [
            {"scorecard_id": card["scorecard_id"], "rule_id": row["rule_id"], "points": "0"}
            for sentence in SENTENCES
            if sentence.number not in numbers
            for name in RULES
            for row in sentence.rows.get(name, [])
        ]
    for name, subscore in RULES.items():
        _add(
            policy["criteria"],
            [{"criterion": row["criterion"], "subscore": subscore} for row in policy[name]],
        )
    for name, rows in policy.items():
        _write(folder, name, rows)


def _on_its_card(name: str, row: dict[str, str], sentence: Sentence) -> dict[str, str]:
    """Return a row of the page with the sentence's scorecard where it names one, or stands for all of them."""
    if name in ("scorecards", "weight_overrides", "gates", "idle_fade"):
        return row | {"scorecard_id": sentence.cards[row["scorecard_id"] or "main"]}
    return row


def _add(rows: list[dict[str, str]], more: list[dict[str, str]]) -> None:
    """Add rows to others; one that names what is there by its first cell fills in what it says of it."""
    for row in more:
        key = next(iter(row))
        repeats = key in ("band", "criterion", "scorecard_id") and "points" not in row and "keeps" not in row
        same = [other for other in rows if repeats and other[key] == row[key]]
        if same:
            same[0] |= row
        else:
            rows.append(dict(row))


def _write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    path = next((PROJECT / "seeds").rglob(f"{name}.csv"))
    with path.open(newline="", encoding="utf-8") as file:
        columns = next(csv.reader(file))
    columns += [column for row in rows for column in row if column not in columns]
    columns = list(dict.fromkeys(columns))
    filled = {column: "said" for column in columns if column in TEXTS}
    if name == "scorecards":
        filled |= {"status": "challenger", "bant_mode": "off", "handoff_at_least": "51", "name": "said"}
    write_csv(folder / f"{name}.csv", columns, [filled | row for row in rows])


def _raw() -> dict[str, list[dict[str, str]]]:
    """Return the raw tables of all leads."""
    tables: dict[str, list[dict[str, str]]] = {"sales_reps": list(BASE["sales_reps"])}
    tables |= {name: [] for name in ("contacts", "contact_attributes", "events", "sales_touches")}
    columns = raw_columns()["contacts"]
    for sentence in SENTENCES:
        tables["sales_reps"] += sentence.rows.get("sales_reps", [])
        shown = {row["contact_id"]: row for row in sentence.rows.get("contacts", [])}
        for place, lead in enumerate(LEADS[sentence.heading]):
            name = f"{sentence.number} {place}"
            known = {"created_at": "2025-01-01"} | lead.known | shown.get(lead.name, {})
            if "account_id" in known:
                known["account_id"] = f"{sentence.number} {known['account_id']}"
            if not lead.beside:
                known["sentence"] = f"s{sentence.number}"
            tables["contacts"].append(
                {key: known[key] for key in known if key in columns} | {"contact_id": name}
            )
            tables["contact_attributes"] += [
                {"contact_id": name, "attribute": key, "value": value, "known_from": known["created_at"]}
                for key, value in known.items()
                if key not in columns
            ]
            tables["events"] += [
                event | {"contact_id": name, "event_id": f"{name} {number}"}
                for number, event in enumerate(lead.events)
            ]
            tables["sales_touches"] += [
                {"contact_id": name, "touch_id": name, "outcome": outcome, "touched_at": _ago(days)}
                for outcome, days in lead.touches
            ]
    return tables


@pytest.fixture(scope="module")
def scored(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict]]:
    """Return what the tables say of each lead: its points by rule, and columns of its score and of the call list."""
    folder = tmp_path_factory.mktemp("said")
    _policy(folder)
    warehouse = engine.run(_raw(), AS_OF, folder)
    assert warehouse.execute("select sentence from intermediate.int_policy_problems").fetchall() == []
    found: dict[str, dict[str, dict]] = {}
    for contact, *told in warehouse.execute(
        "select contact_id, score, band, blocked_by, grade, rep_id, respond_by, channel"
        " from marts.lead_scores left join marts.call_list using (contact_id, score, band)"
    ).fetchall():
        names = ("score", "band", "blocked_by", "grade", "rep_id", "respond_by", "channel")
        found[contact] = {"points": {}, "told": dict(zip(names, told, strict=True))}
    several = {
        card: name
        for sentence in SENTENCES
        if len(sentence.cards) > 1
        for name, card in sentence.cards.items()
    }
    for card, contact, entry, points in warehouse.execute(
        "select scorecard_id, contact_id, case entry when 'rule' then rule_id when 'criterion_limit' then criterion"
        " else entry end, sum(points) from marts.lead_score_reasons"
        " where entry not in ('rounding', 'scale_limit') group by 1, 2, 3"
    ).fetchall():
        found[contact]["points"][f"{several[card]} {entry}" if card in several else entry] = points
    found["warnings"] = warehouse.execute(
        "select sentence from marts.policy_warnings where basis = 'policy'"
    ).fetchall()
    return found


def test_each_sentence_of_the_page_has_leads():
    headings = [sentence.heading for sentence in SENTENCES]
    assert sorted(headings) == sorted(LEADS)
    assert all(len(leads) >= 2 for leads in LEADS.values())


def test_what_the_page_shows_is_rows_of_files():
    text = PAGE.read_text(encoding="utf-8")
    blocks = [block.strip("\n").splitlines() for block in ROWS.findall(text)]
    assert len(blocks) == len(SENTENCES), "one block for each sentence"
    read = sum(len(rows) + 2 for sentence in SENTENCES for rows in sentence.rows.values())
    assert read == sum(map(len, blocks)), "each line of a block is a file, a header or a row"
    known = {path.stem for path in (PROJECT / "seeds").rglob("*.csv")} | set(RAW)
    assert {name for sentence in SENTENCES for name in sentence.rows} <= known


def test_rows_of_the_page_fit_beside_the_starter_policy():
    for key, own, others in (
        ("rule_id", RULES, [*RULES, "bant_rules"]),
        ("criterion", RULES, ["criteria"]),
        ("behaviour", ["behaviours"], ["behaviours"]),
        ("condition", ["conditions"], ["conditions"]),
    ):
        paths = [PROJECT / "seeds" / "policy" / f"{name}.csv" for name in others]
        starter = {row[key] for path in paths for row in read_csv(path)}
        shown = {row[key] for sentence in SENTENCES for name in own for row in sentence.rows.get(name, [])}
        assert starter and shown and not starter & shown


def test_no_row_of_the_page_is_a_trap(scored):
    assert scored["warnings"] == []


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.heading)
def test_what_is_said_is_what_is_scored(scored, sentence):
    for place, lead in enumerate(LEADS[sentence.heading]):
        got = scored.get(f"{sentence.number} {place}")
        if lead.points is None:
            assert got is None, lead
        else:
            points = {rule: Decimal(str(number)) for rule, number in lead.points.items()}
            assert got["points"] == points, lead
            assert {name: got["told"][name] for name in lead.told} == lead.told, lead
