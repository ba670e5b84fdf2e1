"""`policy new` writes a policy that can be used as it is, and never over what is there."""

from datetime import date

import pytest
from engine import PROJECT

from lead_scoring import cli
from lead_scoring.policy import check

AS_OF = date(2026, 3, 31)


def contact(name: str, **cells: str) -> dict:
    return {"contact_id": name, "created_at": "2026-03-01", "country": "US"} | cells


def event(name: str, kind: str, who: str, **cells: str) -> dict:
    return {"event_id": name, "event_type": kind, "occurred_at": "2026-03-30", "contact_id": who} | cells


@pytest.fixture
def written(tmp_path, capsys):
    """Return the folder that the command wrote, and what it said."""
    folder = tmp_path / "policies" / "ours"
    assert cli.main(["policy", "new", str(folder)]) == 0
    return folder, capsys.readouterr().out


def test_the_new_policy_has_neither_problems_nor_warnings(written):
    folder, said = written
    assert f"{folder}: 26 files. 5 fit rules, 8 interest rules, no BANT." in said
    report = check(folder)
    assert (report.problems, report.warnings) == ([], [])


def test_the_new_policy_scores(written, project):
    """The points are those of its rows: a buyer reaches the call list, a student stays cold."""
    folder, _ = written
    warehouse = project.with_tables(["lead_scores", "lead_score_reasons", "call_list"]).run(
        {
            "contacts": [
                contact("buyer", job_title="Chief Financial Officer", account_id="firm"),
                contact("student", job_title="Student"),
            ],
            "accounts": [{"account_id": "firm", "employee_count": "300"}],
            "events": [
                event("e1", "page_view", "buyer", page_path="/pricing"),
                event("e2", "form_submit", "buyer", asset="demo-request"),
                event("e3", "page_view", "student", page_path="/product"),
            ],
        },
        AS_OF,
        folder,
    )
    scores = warehouse.execute(
        "select contact_id, score, band from marts.lead_scores order by contact_id"
    ).fetchall()
    # fit 15 + 12 + 8; a day later pricing counts 8 × 2^(-1/21), the request 15 × 2^(-1/30): 22.397 in all
    assert scores == [("buyer", 57, "sql"), ("student", 0, "cold")]
    assert warehouse.execute("select contact_id from marts.call_list").fetchall() == [("buyer",)]
    fit = warehouse.execute(
        "select rule_id, points from marts.lead_score_reasons"
        " where contact_id = 'buyer' and subscore = 'fit' order by rule_id"
    ).fetchall()
    assert fit == [("market_ours", 8), ("size_50_2000", 12), ("title_decides", 15)]


def test_what_is_there_is_left_alone(tmp_path, capsys):
    kept = tmp_path / "fit_rules.csv"
    kept.write_text("mine", encoding="utf-8")
    assert cli.main(["policy", "new", str(tmp_path)]) == 1
    assert "holds files already. Name a folder that is new or empty." in capsys.readouterr().err
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [
        ("fit_rules.csv", "mine")
    ]


def test_inside_the_project_it_says_how_to_score(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("lead_scoring.policy.new.PROJECT", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["policy", "new", "policies/ours"]) == 0
    assert "Score with it: make build RAW=folder POLICY=policies/ours" in capsys.readouterr().out


def test_outside_the_project_it_does_not(written):
    _, said = written
    assert not (PROJECT / "policies").exists()
    assert "POLICY=" not in said
