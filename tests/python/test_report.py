"""The report: its numbers are those of the tables, a name is text, poor data is told in words, and it stays small."""

import base64
import csv
import hashlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from engine import PROJECT, Engine, read_csv, write_csv
from report_case import AS_OF, HOSTILE, Page, company, found_in, report_of, second_day
from test_rules_suggest import made_up

from lead_scoring import rules
from lead_scoring.cli import main
from lead_scoring.report import data, missing_rules, page
from lead_scoring.report.reader import Tables
from lead_scoring.rules.candidates import Behaviour, Candidate, Term
from lead_scoring.warehouse import DuckDBWarehouse

TEMPLATES = PROJECT / "lead_scoring" / "report" / "template"


@pytest.fixture(scope="module")
def warehouse(project: Engine):
    """Return the scored company, with an earlier run."""
    connection = project.run(company(), AS_OF)
    second_day(connection)
    return connection


@pytest.fixture(scope="module")
def found(warehouse):
    return found_in(warehouse)


@pytest.fixture(scope="module")
def english(found) -> Page:
    return Page(page.render(found, "en"))


def details(report: Page) -> dict:
    return json.loads(report.scripts[0])


def rows(connection, query: str) -> list[list[str]]:
    cells = connection.execute(query).fetchall()
    return [["" if value is None else str(value) for value in row] for row in cells]


@pytest.mark.parametrize(
    ("table", "query"),
    [
        (
            "close_rates_by_band",
            "select close_rate, won, lost, unresolved, immature from marts.close_rates_by_band"
            " inner join seeds.score_bands using (band) where basis = 'opportunity' and scorecard_id = 'b2b'"
            " order by cast(at_least as integer)",
        ),
        (
            "close_rates_by_grade",
            "with rates as (select * from marts.close_rates where scorecard_id = 'b2b' and basis = 'opportunity'"
            " and outcome = 'won' and grouping = 'grade')"
            " select "
            + ", ".join(
                f"(select close_rate from rates where value = fit.grade || '{interest}')"
                for interest in (1, 2, 3, 4)
            )
            + " from seeds.grades as fit where axis = 'fit' order by cast(at_least as integer) desc nulls last",
        ),
        (
            "time_to_close",
            "select "
            + ", ".join(
                f"max_by(won_share, days) filter (days <= {days} and watched_days >= {days})"
                for days in (30, 90, 180)
            )
            + " from marts.time_to_close inner join seeds.score_bands on value = band"
            " where scorecard_id = 'b2b' and grouping = 'band'"
            " group by at_least having max(watched_days) >= 30 order by cast(at_least as integer)",
        ),
        (
            "speed_to_lead",
            "select requests, to_handoff, to_touch, untouched, in_time from ("
            " select 0 as place, null as rep_id, count(*) as requests, median(working_minutes_to_handoff)::double as"
            " to_handoff, median(working_minutes_to_touch)::double as to_touch,"
            " count(*) filter (first_touch_at is null) as untouched, avg(is_in_time::int) as in_time"
            " from marts.speed_to_lead union all"
            " select 1, rep_id, count(*), median(working_minutes_to_handoff)::double,"
            " median(working_minutes_to_touch)::double, count(*) filter (first_touch_at is null), avg(is_in_time::int)"
            " from marts.speed_to_lead group by rep_id) order by place, requests desc, rep_id",
        ),
        (
            "gains_curve",
            "select captured_share from marts.gains_curve where scorecard_id = 'b2b' and period = 'all'"
            " and percent in (5, 10, 20, 30, 50) order by percent",
        ),
        (
            "lead_scores",
            "select (select count(*) from marts.lead_scores where scorecard_id = 'b2b' and lead_scores.band ="
            " score_bands.band) from seeds.score_bands order by cast(at_least as integer)",
        ),
        (
            "close_rates",
            "select close_rate, won, lost from marts.close_rates where scorecard_id = 'b2b' and outcome = 'won'"
            " and basis = 'opportunity' and grouping = 'lead_source' and close_rate is not null"
            " order by won + lost desc, value",
        ),
        (
            "scorecard_comparison",
            "select auc, captured_share, moved_up, moved_down from marts.scorecard_comparison left join"
            " (select scorecard_id, captured_share from marts.gains_curve where period = 'after' and percent = 20)"
            " using (scorecard_id) order by is_champion desc, scorecard_id",
        ),
        (
            "rejected_rows",
            "select count(*) from marts.rejected_rows group by source_table, reason"
            " order by count(*) desc, source_table, reason",
        ),
        (
            "machine_activity",
            "select sum(events), any_value(month_events) from marts.machine_activity"
            " group by activity_month order by activity_month",
        ),
        (
            "band_changes",
            "select score_before, score_after from marts.band_changes"
            " order by abs(score_after - score_before) desc, contact_id limit 20",
        ),
    ],
)
def test_numbers_equal_the_tables(warehouse, english, table, query):
    expected = rows(warehouse, query)
    assert expected, f"the case has nothing to compare with in {table}"
    assert english.rows(table) == expected


def test_bands_stand_under_the_names_that_people_know(found, english):
    assert [name for name, _ in details(english)["bands"]] == ["cold", "MQL", "SQL", "hot"]
    spanish = Page(page.render(found, "es"))
    assert [name for name, _ in details(spanish)["bands"]] == ["frío", "MQL", "SQL", "caliente"]
    moves = [
        entry[2]
        for lead in details(english)["leads"].values()
        for entry in lead["timeline"]
        if entry[1] == "band"
    ]
    assert {move["band_before"] for move in moves} == {"MQL"}
    assert found["what_if"]["bands"] == ["cold", "mql", "sql", "hot"]
    stages = [row["stage"] for row in found["right"]["funnel"]]
    assert "mql" in stages
    assert "mql" not in english.text  # stages of the funnel too


def test_a_card_tells_who_it_is_and_what_it_did_side_by_side(warehouse, english):
    (call,) = warehouse.execute(
        "select round(fit_total), round(interest_total), round(fit_max), round(interest_max) from marts.call_list"
        " order by call_rank limit 1"
    ).fetchall()
    fit, interest, fit_max, interest_max = (int(value) for value in call)
    assert f"Who: {fit} of {fit_max} · Did: {interest} of {interest_max} · Last action on " in english.text


def test_event_accounting_adds_up_to_what_was_delivered(warehouse, english):
    accounting = [int(row[0]) for row in english.rows("event_accounting")]
    assert sum(accounting[:-1]) == accounting[-1] == len(company()["events"])
    assert sorted(accounting[:-1]) == sorted(
        row[0] for row in warehouse.execute("select event_rows from marts.event_accounting").fetchall()
    )


def test_machine_share_counts_all_events_of_the_month(warehouse):
    by_month = dict(
        warehouse.execute(
            "select activity_month, any_value(month_events) from marts.machine_activity group by 1"
        ).fetchall()
    )
    events = [event["occurred_at"][:7] for event in company()["events"] if event["event_id"]]
    assert by_month and {str(month)[:7]: count for month, count in by_month.items()} == {
        str(month)[:7]: events.count(str(month)[:7]) for month in by_month
    }


def test_call_list_is_the_table_in_its_order(warehouse, english):
    listed = [item["data-id"] for item in english.all("li") if "data-id" in item]
    calls = warehouse.execute("select contact_id, score from marts.call_list order by call_rank").fetchall()
    assert listed == [contact for contact, _ in calls] and len(listed) > 20
    assert {contact: lead["score"] for contact, lead in details(english)["leads"].items()} == dict(calls)


def test_every_ledger_adds_up_to_its_score(english):
    for contact, lead in details(english)["leads"].items():
        assert sum(points for _, _, points in lead["ledger"]) == 1000 * lead["score"], contact


def test_history_is_that_of_the_champion(warehouse, english):
    contact, lead = next(iter(details(english)["leads"].items()))
    history = warehouse.execute(
        "select cast(as_of_date as varchar), score from marts.lead_score_history"
        f" where scorecard_id = 'b2b' and contact_id = '{contact}' order by 1"
    ).fetchall()
    assert [tuple(entry) for entry in lead["history"]] == history[-data.HISTORY_DATES :]


def test_change_is_told_against_what_the_run_before_showed(found):
    changes = {lead["contact_id"]: (lead["change"], lead["is_new"]) for lead in found["calls"]["leads"]}
    assert changes.pop("C002") == (None, True)
    assert set(changes.values()) == {(10, False)}


def test_first_run_tells_no_change(project):
    connection = project.run(company(6), AS_OF)
    shown = found_in(connection)
    assert {(lead["change"], lead["is_new"]) for lead in shown["calls"]["leads"]} == {(None, False)}
    assert page.words_of("en")["calls"]["first_run"] in page.render(shown, "en")


def test_bant_letters_tell_what_is_open(warehouse, found):
    questions = dict(
        ((contact, question), unanswered)
        for contact, question, unanswered in warehouse.execute(
            "select contact_id, question, is_unanswered from marts.open_questions where subscore = 'bant'"
        ).fetchall()
    )
    for lead in found["calls"]["leads"]:
        assert [name for name, _ in lead["bant"]] == list(data.BANT)
        for name, state in lead["bant"]:
            unanswered = questions.get((lead["contact_id"], name))
            assert state == {None: "known", False: "part", True: "open"}[unanswered]
    assert {state for lead in found["calls"]["leads"] for _, state in lead["bant"]} >= {"open"}


def test_a_name_is_text(english):
    for name in HOSTILE:
        assert name in english.text
        assert name not in english.html
    assert len(english.scripts) == 2 and not any(attributes for attributes in english.all("img"))
    assert [attributes.get("type") for attributes in english.all("script")] == ["application/json", None]
    handlers = [name for _, attributes in english.tags for name in attributes if name.startswith("on")]
    assert not handlers and not any("style" in attributes for _, attributes in english.tags)


def test_only_the_page_s_own_script_and_style_may_run(english):
    policy = next(meta["content"] for meta in english.all("meta") if "http-equiv" in meta)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    style = re.search(r"<style>(.*?)</style>", english.html, re.DOTALL).group(1)

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert rules["default-src"] == "'none'" and rules["base-uri"] == "'none'"
    assert rules["script-src"] == digest(english.scripts[1]) and rules["style-src"] == digest(style)


def test_page_asks_for_nothing_from_outside(english):
    addresses = set(re.findall(r"https?://[^\"'\s<]+", english.html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not [attributes for _, attributes in english.tags if "src" in attributes or "srcset" in attributes]
    assert not re.search(r"@import|url\((?!#)", english.html)


def said(report: Page, *keys: str) -> None:
    words = page.words_of("en")
    for key in keys:
        part, name = key.split(".")
        assert words[part][name]["what"] in report.text, key
        assert words[part][name]["how"] in report.text, key


def test_nothing_at_all_is_told_in_words(project):
    report = report_of(project, {})
    said(
        report,
        *("calls.no_leads", "right.no_outcomes", "trust.no_events", "trust.no_previous"),
        *("trust.no_expectations", "what_if.no_suggestions"),
    )


def test_everything_rejected_is_told_in_words(project):
    contacts = [{"contact_id": "", "created_at": "2026-01-01"}, {"contact_id": "a", "created_at": "soon"}]
    report = report_of(project, {"contacts": contacts, "events": [{"event_id": "1"}]})
    said(report, "calls.no_leads", "right.no_outcomes")
    assert "31 Mar 2026" in report.text
    assert sum(int(row[0]) for row in report.rows("rejected_rows")) == 3


def test_no_outcomes_yet(project):
    report = report_of(project, company(20) | {"opportunities": []})
    said(report, "right.no_outcomes")
    assert not report.rows("gains_curve") and not report.rows("score_calibration")


def test_the_page_is_in_the_language_of_the_tables_and_says_where_it_is_not(project, tmp_path: Path):
    connection = project.run(company(20), AS_OF)
    warehouse, out = DuckDBWarehouse(connection), tmp_path / "report.html"

    def said(language: str | None = None) -> tuple[str, bool]:
        """Return the page's language, and whether it says that the tables are in another one."""
        page.write(warehouse, out, language)
        shown = Page(out.read_text(encoding="utf-8"))
        spoken = shown.all("html")[0]["lang"]
        return spoken, page.words_of(spoken)["page"]["built_in"].split("(")[0] in shown.text

    assert said() == said("en") == ("en", False)
    assert said("es") == ("es", True)
    connection.execute(
        "update marts.readiness_signals as signals set label = targets.label_es from seeds.targets as targets"
        " where signals.signal = targets.signal"
    )
    assert said() == ("es", False)
    assert said("en") == ("en", True)
    connection.execute("drop table marts.readiness_signals")
    assert said() == ("en", False)


def test_a_funnel_that_began_with_this_run_says_so(project):
    connection = project.run(company(20), AS_OF)
    assert (
        "Handed over: counted since 31 Mar 2026, the first run"
        in Page(page.render(found_in(connection), "en")).text
    )
    connection.execute(
        "update marts.funnel_by_month set counted_since = date '2024-01-01' where stage = 'handed_over'"
    )
    assert "counted since" not in Page(page.render(found_in(connection), "en")).text


def test_one_contact_whom_nobody_calls(project):
    report = report_of(project, {"contacts": [{"contact_id": "only", "created_at": "2026-01-01"}]})
    said(report, "calls.nobody", "right.no_outcomes")
    assert "0 of 1 leads to call" in report.text


def test_bant_that_is_off_shows_no_letters(project, tmp_path: Path):
    cards = read_csv(PROJECT / "seeds" / "policy" / "scorecards.csv")
    for card in cards:
        card["bant_mode"], card["bant_at_least"] = "off", ""
    write_csv(tmp_path / "scorecards.csv", list(cards[0]), cards)
    report = report_of(project, company(20), seeds=tmp_path)
    assert page.words_of("en")["calls"]["bant_off"] in report.text
    assert not [attributes for attributes in report.all("span") if attributes.get("class") == "bant"]


def test_champion_alone_and_missing_tables(project):
    connection = project.run(company(20), AS_OF)
    connection.execute("delete from marts.scorecard_comparison where not is_champion")
    for table in ("readiness_signals", "machine_activity", "funnel_by_month", "policy_warnings"):
        connection.execute(f"drop table marts.{table}")
    said(Page(page.render(found_in(connection), "en")), "what_if.no_challenger", "right.no_signals")


@pytest.mark.parametrize("seed", [3, pytest.param(8, marks=pytest.mark.long)])
def test_hostile_cases_are_shown(project, random_tables, seed):
    tables, seeds, as_of, _ = random_tables(seed)
    connection = project.run(tables, as_of, seeds)
    for language in page.LANGUAGES:
        report = Page(page.render(found_in(connection), language))
        listed = [item["data-id"] for item in report.all("li") if "data-id" in item]
        assert listed == [
            row[0]
            for row in connection.execute(
                "select contact_id from marts.call_list order by call_rank"
            ).fetchall()
        ]
        for lead in details(report)["leads"].values():
            assert sum(points for _, _, points in lead["ledger"]) == 1000 * lead["score"]


def test_a_rival_score_stands_beside_the_scorecards_and_moves_nobody(project):
    connection = project.run(company(), AS_OF)
    connection.execute(
        "insert into marts.scorecard_comparison by name select * replace ('vendor_score' as scorecard_id,"
        " true as is_rival, false as is_champion, 0.7125 as auc, 'better' as against_champion, null as moved_up,"
        " null as moved_down)"
        " from marts.scorecard_comparison where is_champion"
    )
    found = found_in(connection)
    assert found["champion"]["scorecard_id"] == "b2b"
    report = Page(page.render(found, "en"))
    assert report.rows("scorecard_comparison")[-1][0] == "0.712500"
    assert "vendor_score another tool's score" in report.text
    assert "moves-vendor_score" not in report.html
    # it is no challenger
    connection.execute("delete from marts.scorecard_comparison where not is_champion and not is_rival")
    assert page.words_of("en")["what_if"]["no_challenger"]["what"] in page.render(found_in(connection), "en")
    # a build from before it was told whether a row is a rival's
    connection.execute("alter table marts.scorecard_comparison drop column is_rival")
    assert "another tool's score" not in page.render(found_in(connection), "en")


def test_a_challenger_tells_what_the_same_calls_would_win(project):
    connection = project.run(company(), AS_OF)
    (challenger,) = connection.execute(
        "select min(scorecard_id) from marts.scorecard_comparison where not is_champion and not is_rival"
    ).fetchone()
    connection.execute("delete from marts.capacity_curve where not is_champion")
    told = page.words_of("en")["what_if"]["same_calls"].split("{")[0]
    assert told not in page.render(found_in(connection), "en")
    connection.execute(
        "insert into marts.capacity_curve by name select * replace (? as scorecard_id, false as is_champion,"
        " 5.26 as calls_per_week, 0.4 as more_wins_per_week, -0.126 as more_wins_per_week_low,"
        " 0.926 as more_wins_per_week_high) from marts.capacity_curve where is_champion",
        [challenger],
    )
    report = Page(page.render(found_in(connection), "en"))
    assert "brings (5.3 a week) this list wins 0.40 more a week than the champion's" in report.text
    assert "(95 % interval -0.13 to 0.93)" in report.text
    # a build from before challengers stood there
    connection.execute("alter table marts.capacity_curve drop column more_wins_per_week_low")
    assert told not in page.render(found_in(connection), "en")


def test_suggestions_come_with_a_line_to_paste(project):
    connection = project.run(company(), AS_OF)
    connection.execute(
        "update marts.rule_performance set suggestion = 'raise', suggested_points = 9.000, won_with = 7"
        " where scorecard_id = 'b2b' and rule_id = 'page_pricing'"
    )
    report = Page(page.render(found_in(connection), "en"))
    pasted = re.search(r"b2b,page_pricing,.*", report.text).group()
    header = (
        (PROJECT / "seeds" / "policy" / "weight_overrides.csv").read_text(encoding="utf-8").splitlines()[0]
    )
    line = next(csv.DictReader(io.StringIO(f"{header}\n{pasted}")))
    assert (line["scorecard_id"], line["rule_id"], line["points"]) == ("b2b", "page_pricing", "9")
    assert " 7 were won" in line["why"] and None not in line


@pytest.mark.parametrize("planted", ["combination", "visits", "personas"])
def test_missing_rules_are_those_of_rules_suggest_with_their_evidence(warehouse, found, monkeypatch, planted):
    case = made_up(planted)
    monkeypatch.setattr(missing_rules.data, "read", lambda *_: case)
    shown = missing_rules.read(Tables(DuckDBWarehouse(warehouse)), "b2b")
    suggestion = rules.decide(*case, rules.Settings(max_rules=missing_rules.RULES_LISTED))
    report = Page(page.render(found | {"missing_rules": shown}, "en"))
    expected = []
    for rule in suggestion.rules:
        cells = [str(rule.points)]
        for period, won, cases in (
            (suggestion.before, rule.won, rule.cases),
            (suggestion.later, rule.later_won, rule.later_cases),
        ):
            cells += [f"{won}/{cases}", f"{period.is_won.sum() - won}/{len(period) - cases}"]
        expected.append(cells)
        assert rule.candidate.text in report.text
    assert report.rows("missing_rules") == expected != []
    assert (planted == "personas") is bool(suggestion.personas)
    assert all(persona.text in report.text for persona in suggestion.personas)
    low, high = (f"{value:+.3f}".replace("-", "−") for value in suggestion.better[1:])
    assert f"({low} to {high})" in report.text
    # nobody's outcomes are a rule's own fault where most others were lost too
    assert page.words_of("en")["what_if"]["too_good"] not in report.text


def test_what_a_missing_rule_asks_is_said_as_rules_suggest_says_it(found):
    done = [("", "", "", "events", None, 1), ("visit", "", "", "events", 7, 3), ("", "", "", "days", 30, 5)]
    done.append(("page_view", "page_path", "/pricing", "events", None, 2))
    terms = [
        *(Term("size", at_least=one, below=other) for one, other in ((5, None), (None, 7.5), (5, 7.5))),
        *(Term("trade", pattern=pattern) for pattern in ("baker", "%mill%", None)),
        *(
            Term(
                "x",
                at_least=float(count),
                behaviour=Behaviour(kind, prop, text, how, days),
                is_behaviour=True,
            )
            for kind, prop, text, how, days, count in done
        ),
    ]
    pairs = list(zip(terms, terms[1:] + terms[:1], strict=True))
    shown = {
        "refused": None,
        "looked_at": (1, 1),
        "before": 9,
        "later": 9,
        "cut": None,
        "better": (0.1, 0.0, 0.2),
        "personas": [],
    }
    shown["rules"] = [
        {
            "asks": [missing_rules._asked(term) for term in pair],
            "persona": None,
            "points": 3,
            "is_too_good": True,
            "measured": [(1, 2, 1, 3), (0, 0, 1, 3)],
        }
        for pair in pairs
    ]
    html = page.render(found | {"missing_rules": shown}, "en")
    asked = re.findall(r'<th scope="row">([^<]+) <small>Nearly all', html)
    assert asked == [Candidate(pair).text for pair in pairs]


@pytest.mark.parametrize(
    ("reason", "broken"),
    [
        ("few_outcomes", ""),
        ("too_many", ""),
        ("not_there", "alter table intermediate.int_resolved_opportunities rename to gone"),
        ("not_there", "drop table intermediate.int_lead_resets"),
    ],
)
def test_why_no_rule_is_shown_is_told_in_a_sentence(project, monkeypatch, reason, broken):
    connection = project.run(company(6), AS_OF)
    if broken:
        connection.execute(broken)
    if reason == "too_many":
        monkeypatch.setattr(missing_rules, "OPPORTUNITIES_AT_MOST", -1)
    shown = found_in(connection)
    for language in page.LANGUAGES:
        said = page.words_of(language)["no_rules"]
        told = [
            key
            for key, text in said.items()
            if text.split("{n}")[-1] in Page(page.render(shown, language)).text
        ]
        assert told == [reason]


def test_claims_stand_beside_the_rules_with_what_outcomes_say(project, tmp_path):
    """Every deal that was won is of somebody in Mexico, who won every second one; nobody is known to be in France."""
    claims = [
        ("abroad", "country", "mx", "more", HOSTILE[0]),
        ("at_home", "country", "es", "more", "Who is near buys"),
        ("far", "country", "fr", "less", "They never do"),
    ]
    write_csv(
        tmp_path / "claims.csv",
        ["claim_id", "said_by", "said_on", "rule_id", "attribute", "pattern", "says", "why"],
        [
            {"claim_id": name, "said_by": "Ana", "said_on": "2026-01-15", "attribute": attribute}
            | {"pattern": pattern, "says": says, "why": why}
            for name, attribute, pattern, says, why in claims
        ],
    )
    connection = project.run(company(150), AS_OF, tmp_path)
    judged = connection.execute(
        "select claim_id, verdict, won_with, leads_with + leads_without from marts.claim_verdicts order by claim_id"
    ).fetchall()
    measured = judged[0][3]
    assert judged == [
        ("abroad", "supported", judged[0][2], measured),
        ("at_home", "contradicted", 0, measured),
        ("far", "not_enough_cases", 0, measured),
    ]
    ((deals,),) = connection.execute(
        "select count(*) from intermediate.int_period_opportunities where scorecard_id = 'b2b' and period = 'before'"
    ).fetchall()
    assert measured == deals
    found = found_in(connection)
    english, spanish = (Page(page.render(found, language)) for language in page.LANGUAGES)
    # what speaks against a claim comes first
    assert english.rows("claim_verdicts") == rows(
        connection,
        "select close_rate_with, close_rate_without, odds_ratio from marts.claim_verdicts"
        " order by array_position(['at_home', 'abroad', 'far'], claim_id)",
    )
    for verdict in ("Supported", "Contradicted", "Not enough cases"):
        assert verdict in english.text
    for verdict in ("Confirmada", "Desmentida", "Faltan casos"):
        assert verdict in spanish.text
    assert HOSTILE[0] in english.text and "Ana, 15 Jan 2026" in english.text
    connection.execute("drop table marts.claim_verdicts")
    assert "Contradicted" not in Page(page.render(found_in(connection), "en")).text


def test_expectations_are_shown_where_they_were_checked(project):
    connection = project.run(company(6), AS_OF)
    connection.execute(
        f"""
        drop view marts.expectation_results;
        create table marts.expectation_results as
        select date '{AS_OF}' as as_of_date, 'raw' as stage, * from (values
            (1, 'old', '', 'failed', 'warn', 'marketing', 'An earlier look.', 'Wait.'),
            (2, 'rows', '', 'failed', 'stop', 'data', 'Events fell to a tenth.', 'Ask who loads them.'),
            (2, 'fresh', '', 'met', 'warn', 'data', 'Events are fresh.', null)
        ) as results (attempt, expectation_id, part, verdict, severity, owner_team, sentence, what_to_do)
        """
    )
    report = Page(page.render(found_in(connection), "en"))
    assert "Events fell to a tenth. Ask who loads them." in report.text
    assert "An earlier look." not in report.text
    assert "Failed · stops the run" in report.text and "Failed: 1" in report.text


@pytest.mark.long
def test_a_hundred_thousand_leads_stay_below_five_megabytes(project):
    connection = project.run(company(), AS_OF)
    for name in (
        "call_list",
        "lead_scores",
        "lead_score_reasons",
        "lead_score_history",
    ):  # views, which take no rows
        connection.execute(
            f"create table {name} as from marts.{name}; drop view marts.{name};"
            f" create table marts.{name} as from {name}"
        )
    long = "x" * 3000
    connection.execute(
        f"""
        create table many as select 'L' || i as contact_id, i from range(100000) as numbers (i);
        create table call as select * from marts.call_list limit 1;
        create or replace table marts.call_list as
        select call.* replace (
            many.contact_id as contact_id, i + 1 as call_rank, many.contact_id as handoff_id,
            '{long}' as why, '{long}' as missing,
            case when i < 90000 then 'R1' when i < 99990 then 'R2' else 'R3' end as rep_id
        ) from call, many;
        create table score as select * from marts.lead_scores where scorecard_id = 'b2b' limit 1;
        insert into marts.lead_scores select score.* replace (many.contact_id as contact_id) from score, many;
        create table reason as select * from marts.lead_score_reasons where scorecard_id = 'b2b' limit 1;
        insert into marts.lead_score_reasons
        select reason.* replace (many.contact_id as contact_id, 'rule ' || r as entry_key, 'Reason ' || r as label)
        from reason, many, range(25) as reasons (r) where i < 5000 or i >= 99990;
        create table past as select * from marts.lead_score_history where scorecard_id = 'b2b' limit 1;
        insert into marts.lead_score_history
        select past.* replace (many.contact_id as contact_id, date '2020-01-31' + 30 * cast(m as integer) as as_of_date)
        from past, many, range(60) as months (m) where i < 5000
        """
    )
    shown = found_in(connection)
    html = page.render(shown, "en")
    assert len(html.encode()) < 5_000_000
    leads = shown["calls"]["leads"]
    assert len(leads) == data.LEADS_LISTED and shown["calls"]["total"] == 100_000
    sellers = [lead["rep_id"] for lead in leads]
    assert sellers.count("R3") == 10 and abs(sellers.count("R1") - sellers.count("R2")) <= 1
    assert "500 of 100,000 leads to call are listed: the first of each seller in turn." in html


def keys(words: dict, ahead: str = "") -> set[str]:
    return {
        name
        for key, value in words.items()
        for name in (keys(value, f"{ahead}{key}.") if isinstance(value, dict) else {ahead + key})
    }


def test_languages_say_the_same_things():
    english, spanish = (page.words_of(language) for language in page.LANGUAGES)
    assert keys(english) == keys(spanish)

    def places(words: dict, key: str) -> set[str]:
        for part in key.split("."):
            words = words[part]
        return set(re.findall(r"\{\w+\}", str(words)))

    for key in keys(english):
        assert places(english, key) == places(spanish, key), key


def test_every_word_is_used():
    code = "".join(
        path.read_text(encoding="utf-8") for path in [*TEMPLATES.iterdir(), *TEMPLATES.parent.glob("*.py")]
    )
    # looked up by what the tables hold, or by part
    looked_up = (
        "stage",
        "stage_of_deal",
        "verdict",
        "against",
        "outcome",
        "newest",
        "expectation",
        "period",
        "bant",
        "bands",
        "says",
        "claim",
        "no_rules",
    )
    for key in keys(page.words_of("en")):
        section, *_, name = key.split(".")
        if (
            section not in looked_up
            and ".groups." not in key
            and name not in ("what", "how", "title", "read")
        ):
            assert re.search(rf"\b{re.escape(name)}\b", code), key


def test_spanish_page_writes_numbers_the_spanish_way(found):
    report = Page(page.render(found, "es"))
    assert report.all("html")[0]["lang"] == "es"
    assert "contactos por llamar el 31 mar 2026" in report.text
    assert re.search(r"\d+,\d %", report.text) and not re.search(r"\d\.\d %", report.text)


def test_command_writes_the_file(tmp_path: Path, project, capsys):
    database = tmp_path / "warehouse.duckdb"
    project.run(company(6), AS_OF).execute(
        f"attach '{database}' as kept; copy from database memory to kept; detach kept"
    )
    out = tmp_path / "some where" / "report.html"
    assert main(["report", "--database", str(database), "--out", str(out), "--language", "es"]) == 0
    assert Page(out.read_text(encoding="utf-8")).all("html")[0]["lang"] == "es"
    assert "it needs no network" in capsys.readouterr().out
    assert [path.name for path in out.parent.iterdir()] == ["report.html"]


def test_command_says_what_is_missing(tmp_path: Path, capsys):
    assert main(["report", "--database", str(tmp_path / "none.duckdb")]) == 1
    assert "make build" in capsys.readouterr().err
    (tmp_path / "text.duckdb").write_text("not a database " * 500)
    assert main(["report", "--database", str(tmp_path / "text.duckdb")]) == 1
    assert "text.duckdb cannot be opened" in capsys.readouterr().err


def test_reader_takes_rows_as_they_are(warehouse):
    points = Tables(DuckDBWarehouse(warehouse)).rows("select points from {marts}.lead_score_reasons limit 1")
    assert isinstance(points[0]["points"], Decimal)
    assert Tables(DuckDBWarehouse(warehouse)).rows("select 1 from {marts}.no_such_table") == []
