"""Vars and environment variables: what cannot be meant is told in a sentence, and none of it reaches SQL unchecked."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from dbt_server import Call, server
from engine import NO_LOG_FILE, PROJECT, dbt

RAW = PROJECT / "tests" / "fixtures" / "raw"
WRONG = [
    # a setting, a model that reads it, what it is told
    ("as_of", "2026-02-30", "int_scorable_moments", "Write a date as YYYY-MM-DD"),
    ("as_of", "2025-02-29", "int_scorable_moments", "Write a date as YYYY-MM-DD"),
    ("as_of", "２０２６-01-01", "int_scorable_moments", "Write a date as YYYY-MM-DD"),
    ("as_of", "0001-01-01", "int_scorable_moments", "of the years 1970 to 2199"),
    ("as_of", "31.3.2026", "int_scorable_moments", "Write a date as YYYY-MM-DD"),
    ("as_of", "2026-03-31' or 1=1 --", "int_scorable_moments", "Write a date as YYYY-MM-DD"),
    ("run_at", "noon", "int_run", "Write a time as YYYY-MM-DD HH:MM"),
    ("run_at", "2026-02-30 09:00", "int_run", "Write a time as YYYY-MM-DD HH:MM"),
    ("run_at", "2026-03-31", "int_run", "Write a time as YYYY-MM-DD HH:MM"),
    ("cut_date", "2026-02-30", "int_cut_date", "or leave it blank"),
    ("reread_events_from", "yesterday", "int_event_watermark", "or leave it blank"),
    ("history_months", "many", "int_past_moments", "It takes a whole number from 0 to 1200"),
    ("history_months", -1, "int_past_moments", "It takes a whole number from 0 to 1200"),
    ("history_months", 10**12, "int_past_moments", "It takes a whole number from 0 to 1200"),
    ("days_back", "x", "int_scorable_moments", "It takes a whole number from 1 to 36500"),
    ("days_back", [7, "1 or 1=1"], "int_scorable_moments", "It takes a whole number from 1 to 36500"),
    ("profile_days", 0, "int_feed_cases", "It takes a whole number from 1 to 3660"),
    ("profile_days", 1.5, "int_feed_cases", "It takes a whole number from 1 to 3660"),
    ("top_reasons", "x", "int_lead_scores_today", "It takes a whole number from 0 to 100"),
    ("top_reasons", True, "int_lead_scores_today", "It takes a whole number from 0 to 100"),
    ("language", "fr", "int_nurture_leads", "It takes en or es"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


def run(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run dbt without --vars and return its exit code and what it said."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name not in ("LEAD_SCORING_RAW", "LEAD_SCORING_AS_OF")
    }
    surroundings |= NO_LOG_FILE | {"LEAD_SCORING_DB": str(folder / "env.duckdb")} | environment
    [done] = server().run(Call([*arguments, "--target-path", str(folder)], str(PROJECT), surroundings))
    return done


@pytest.mark.parametrize(("name", "value", "model", "words"), WRONG)
def test_what_a_var_does_not_take_is_told(name, value, model, words, folder):
    done = dbt(
        *("--quiet", "compile", "--select", model),
        **{"database": folder / "a.duckdb", "raw": RAW, "target": folder, "settings": {name: value}},
    )
    assert done.returncode and words in done.stdout
    assert f"{name} is '" in done.stdout and "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("nurture", "x", "It takes true or false"),
        pytest.param("checks", 2, "It takes true or false", marks=pytest.mark.long),
        ("raw_schema", 'a"; drop', "without quotes"),
    ],
)
def test_what_shows_in_a_run_alone_is_told_before_it(name, value, words, folder):
    done = dbt(
        *("run", "--select", "stg_contacts"),
        **{"database": folder / "b.duckdb", "raw": RAW, "target": folder, "settings": {name: value}},
    )
    assert done.returncode and f"{name} is '{value}'" in done.stdout and words in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("value", "utc"),
    [
        ("2026-03-31 06:30", "2026-03-31 06:30:00"),
        ("2026-03-31T6:30:10.9Z", "2026-03-31 06:30:10"),
        ("2026-03-31 23:30:00 -05:30", "2026-04-01 05:00:00"),
        ("2026-01-01 00:30+0200", "2025-12-31 22:30:00"),
    ],
)
def test_the_time_of_a_run_is_read_with_its_offset(value, utc, folder):
    done = dbt(
        *("--quiet", "compile", "--inline", "select {{ run_at() }}"),
        **{"database": folder / "d.duckdb", "raw": RAW, "target": folder, "settings": {"run_at": value}},
    )
    assert f"cast('{utc}' as timestamp)" in done.stdout


def test_an_empty_run_is_refused_and_leaves_what_was_there(folder):
    where = {"database": folder / "c.duckdb", "raw": RAW, "target": folder, "as_of": "2026-03-31"}
    assert dbt("run", "--select", "stg_contacts", **where).returncode == 0
    refused = dbt("run", "--empty", "--select", "stg_contacts", **where)
    assert refused.returncode and "--empty makes no tables of this project" in refused.stdout
    with duckdb.connect(str(folder / "c.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) > 1 from staging.stg_contacts").fetchone() == (True,)
        assert connection.execute("select count(*) from intermediate.run_claims").fetchone() == (0,)
    assert dbt("seed", "--select", "score_bands", **where).returncode == 0


def test_raw_tables_and_day_come_from_the_environment_where_no_var_is_given(folder):
    assert run(
        folder,
        *("run", "--select", "stg_contacts", "int_scorable_moments"),
        **{"LEAD_SCORING_RAW": "no/such/folder", "LEAD_SCORING_AS_OF": "2026-03-31"},
    )[1].count("It was looked for as no/such/folder/contacts.csv")
    code, said = run(folder, "--quiet", "compile", "--inline", "select {{ as_of() }}")
    assert code == 0, said
    assert str(datetime.now(UTC).date()) in said
    inline = ("--quiet", "compile", "--inline", "select {{ as_of() }}, '{{ raw_path() }}'")
    assert "'2026-03-31' as date), 'o k'" in run(
        folder, *inline, LEAD_SCORING_RAW="o k", LEAD_SCORING_AS_OF="2026-03-31"
    )[1].replace("\n", "")
    told = run(folder, *inline, "--vars", "{raw_path: mine, as_of: 2026-01-01}", LEAD_SCORING_RAW="o k")[1]
    assert "'2026-01-01' as date), 'mine'" in told
    assert "'data/raw'" in run(folder, *inline, LEAD_SCORING_RAW="")[1]


@pytest.mark.long
def test_the_documentation_needs_no_data(folder):
    """As `make docs` writes it where nobody has given it raw tables."""
    told = subprocess.run(
        ["make", "--dry-run", "docs"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    for command in [line for line in told.splitlines() if line.startswith("dbt ")]:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("dbt"),
                *command.split()[1:],
                "--target-path",
                str(folder / "docs"),
            ],
            cwd=PROJECT,
            env=os.environ
            | NO_LOG_FILE
            | {"LEAD_SCORING_DB": str(folder / "docs.duckdb"), "LEAD_SCORING_RAW": "no/such/folder"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    page = (folder / "docs" / "static_index.html").read_text(encoding="utf-8")
    assert "One row per contact" in page and "call_list" in page
