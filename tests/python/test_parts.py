"""Parts of the project that are switched off, and tables of an earlier date, are told in words."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT, Engine
from public_tables import AS_OF, call, contracts, warehouse
from report_case import AS_OF as CASE_AS_OF
from report_case import Page, company, found_in

from lead_scoring import cli, parts
from lead_scoring.notify import items, messages
from lead_scoring.notify.log import Batch
from lead_scoring.notify.routes import Route
from lead_scoring.report import page
from lead_scoring.warehouse import open_file
from lead_scoring.wording import Wording

YESTERDAY = AS_OF - timedelta(days=1)
ROWS = {
    "call_list": [call(1, has_opted_out=False)],
    "sales_handoffs": [{"handoff_id": call(1)["handoff_id"], "contact_id": "C1", "score": 79, "band": "hot"}],
    "lead_scores": [{"contact_id": "C1", "scorecard_id": "b2b", "as_of_date": AS_OF}],
    "published_runs": [{"as_of_date": AS_OF}],
}
ROUTES = """
    create table seeds.notifications as
    select 'a' as route, 'crm' as channel, 'HOOK' as variable, kind as what, null as band, null as rep_id,
        'immediate' as mode, 'en' as language
    from (values ('handoff'), ('warning')) as kinds (kind)
"""


def made(folder: Path, without: str | None = None, more: dict | None = None) -> Path:
    """Return a warehouse with one lead to call, without the tables of a part."""
    names = [name for name in contracts() if name not in parts.PARTS.get(without, ())]
    database = warehouse(folder / "a.duckdb", ROWS | (more or {}), names)
    with duckdb.connect(str(database)) as connection:
        connection.execute(ROUTES)
    return database


@pytest.mark.parametrize("part", parts.PARTS)
def test_the_tables_of_a_part_are_those_of_its_folder(part):
    folder = PROJECT / "models" / "marts" / part
    assert sorted(parts.PARTS[part]) == sorted(path.stem for path in folder.glob("*.sql"))


@pytest.mark.parametrize("part", parts.PARTS)
@pytest.mark.parametrize("command", ["call-list", "export", "notify", "report", "digest"])
def test_a_command_lives_without_a_part_and_says_so(part, command, tmp_path, capsys):
    database = made(tmp_path, part)
    more = {
        "export": ["--out", str(tmp_path / "out")],
        "notify": ["--dry-run", "--log", str(tmp_path / "log")],
        "report": ["--out", str(tmp_path / "out.html")],
    }
    assert cli.main([command, "--database", str(database), *more.get(command, [])]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    if command in ("call-list", "export", "notify"):
        assert (
            f"{part.capitalize()}: this part is switched off (var {part}) or was not built yet." in told.out
        )
    if command == "report":
        said = Page((tmp_path / "out.html").read_text(encoding="utf-8")).text
        assert page.words_of("en")["off"][part]["what"] in said


@pytest.mark.parametrize("command", ["call-list", "export", "notify"])
def test_nothing_is_said_where_all_is_there_and_of_today(command, tmp_path, capsys):
    more = {
        "export": ["--out", str(tmp_path / "out")],
        "notify": ["--dry-run", "--log", str(tmp_path / "log")],
    }
    assert cli.main([command, "--database", str(made(tmp_path)), *more.get(command, [])]) == 0
    told = capsys.readouterr().out
    assert not any(words in told for words in ("switched off", "earlier date", "not built"))


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["weights", "suggest"], "feedback"),
        (["rules", "suggest"], "feedback"),
        (["policy", "check"], "checks"),
        (["validate", "scores"], "checks"),
    ],
)
def test_a_command_that_needs_a_part_says_which(arguments, part, tmp_path, capsys):
    assert cli.main([*arguments, "--database", str(made(tmp_path, part))]) == 1
    assert f"switched off (var {part})" in capsys.readouterr().err


@pytest.mark.parametrize("language", page.LANGUAGES)
def test_the_report_without_any_part_still_shows_the_leads_and_how_their_scores_add_up(
    project: Engine, language
):
    connection = project.run(company(20), CASE_AS_OF)
    whole = found_in(connection)
    for table in (table for tables in parts.PARTS.values() for table in tables):
        kind = "view" if table == "expectation_results" else "table"
        connection.execute(f"drop {kind} marts.{table}")
    found = found_in(connection)
    assert found["champion"]["scorecard_id"] == whole["champion"]["scorecard_id"]
    details = found["calls"]["details"]
    assert details and details.keys() == whole["calls"]["details"].keys()
    for contact, lead in details.items():
        expected = whole["calls"]["details"][contact]
        assert (lead["ledger"], lead["history"]) == (expected["ledger"], expected["history"])
    shown = Page(page.render(found, language))
    words = page.words_of(language)
    assert [shown.text.count(words["off"][part]["what"]) for part in parts.PARTS] == [2, 1, 1]
    for said in (
        words["right"]["no_outcomes"],
        words["what_if"]["no_challenger"],
        words["trust"]["no_machines"],
    ):
        assert (said if isinstance(said, str) else said["what"]) not in shown.text


def test_a_single_table_that_was_not_built_is_named(tmp_path, capsys):
    database = made(tmp_path)
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table marts.close_rates; drop table marts.machine_activity")
    assert cli.main(["call-list", "--database", str(database)]) == 0
    assert (
        "These tables were not built: close_rates, machine_activity. Build again" in capsys.readouterr().out
    )
    out = tmp_path / "out.html"
    assert cli.main(["report", "--database", str(database), "--out", str(out)]) == 0
    told = Page(out.read_text(encoding="utf-8")).text
    assert "These tables were not built and are not shown: close_rates, machine_activity." in told


# ---- tables of an earlier date


def test_tables_of_an_earlier_date_are_those_that_are_older_than_the_scores(tmp_path):
    database = made(
        tmp_path,
        more={
            "close_rates": [{"as_of_date": YESTERDAY}],
            "nurture_leads": [{"as_of_date": AS_OF}],
            "machine_activity": [{"as_of_date": YESTERDAY}, {"as_of_date": AS_OF}],
            # its rows have dates of their own beside the one of the table
            "opportunity_scores": [{"as_of_date": date(2025, 1, 1), "known_on": YESTERDAY}],
            # rows of many dates
            "expectation_results": [{"as_of_date": YESTERDAY}],
            "lead_score_history": [{"as_of_date": date(2025, 1, 31)}, {"as_of_date": AS_OF}],
        },
    )
    with open_file(database) as opened:
        assert parts.earlier_tables(opened) == {"close_rates": YESTERDAY, "opportunity_scores": YESTERDAY}


DATED = [
    "close_rates",
    "close_rates_by_band",
    "content_before_close",
    "gains_curve",
    "machine_activity",
    "readiness_signals",
    "rule_performance",
    "score_calibration",
    "scorecard_comparison",
    "speed_to_lead",
    "time_to_close",
]


@pytest.mark.parametrize("language", page.LANGUAGES)
def test_the_report_says_beside_a_table_of_which_date_it_is(project: Engine, language):
    connection = project.run(company(), CASE_AS_OF)
    words = page.words_of(language)
    today = Page(page.render(found_in(connection), language)).text
    beside, above = words["page"]["dated"].split("{day}")[1].split("{")[0], words["trust"]["earlier"]
    assert beside not in today and above not in today
    filled = [
        table for table in DATED if connection.execute(f"select count(*) from marts.{table}").fetchone()[0]
    ]
    assert len(filled) > 6
    for table in filled:
        connection.execute(f"update marts.{table} set as_of_date = as_of_date - 1")
    found = found_in(connection)
    assert sorted(found["earlier"]) == filled
    shown = Page(page.render(found, language))
    assert above in shown.text
    assert all(table in shown.text for table in filled)
    assert shown.text.count(beside) >= 6
    day = "30 Mar 2026" if language == "en" else "30 mar 2026"
    assert day in shown.text


def test_the_call_list_and_the_notifications_say_which_tables_are_of_an_earlier_date(tmp_path, capsys):
    signal = {
        "signal": "too_few_leads",
        "label": "Too few leads",
        "verdict": "warning",
        "sentence": "Only 3 leads.",
        "as_of_date": YESTERDAY,
    }
    database = made(tmp_path, more={"readiness_signals": [signal]})
    words = (
        "The scores and the call list are of 2026-03-31; these tables were not made anew, because they failed or are"
        " switched off by now, and are of an earlier date: readiness_signals (2026-03-30)."
    )
    assert cli.main(["call-list", "--database", str(database)]) == 0
    assert words in capsys.readouterr().out
    assert cli.main(["notify", "--dry-run", "--log", str(tmp_path / "log"), "--database", str(database)]) == 0
    told = capsys.readouterr().out
    assert words in told
    assert "Only 3 leads.\n    This is of 2026-03-30: it was not made anew." in told
    with open_file(database) as opened:
        spanish = Route("a", "crm", "HOOK", "warning", None, None, "immediate", "es")
        item = items.Item("i", "warning", YESTERDAY, fields=signal | {"owner_team": None}, scored_on=AS_OF)
        text = messages.written(Batch("i", spanish, (item,)), Wording(opened)).text
    assert "Esto es del 2026-03-30: no se rehizo. Las puntuaciones son del 2026-03-31." in text
