"""MetricFlow takes the semantic models, finds their columns in the tables, and answers what was counted by hand."""

import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml
from engine import PROJECT, dbt
from public_tables import AS_OF, warehouse

# the `mf` of dbt-metricflow, several commands in one process, which asks nobody for a newer version
COMMANDS = """
import json, sys
from click.testing import CliRunner
import dbt_metricflow.cli.main as mf
mf.UpdateChecker.check = lambda *_, **__: None
done = [CliRunner().invoke(mf.cli, command) for command in json.loads(sys.argv[1])]
with open(sys.argv[2], "w") as file:
    json.dump([[each.exit_code, each.output + repr(each.exception or "")] for each in done], file)
"""
LEADS = [
    {"contact_id": "A", "country": "ES", "size_band": "10-49", "owner_id": "R1"},
    {"contact_id": "B", "country": "ES", "size_band": "50+"},
    {"contact_id": "C", "country": "PT", "size_band": "50+"},
]
SCORES = [
    {"scorecard_id": "main", "contact_id": "A", "score": 80, "is_sales_ready": True, "is_champion": True},
    {"scorecard_id": "main", "contact_id": "B", "score": 20, "is_sales_ready": False, "is_champion": True},
    {"scorecard_id": "main", "contact_id": "C", "score": 60, "is_sales_ready": True, "is_champion": True},
    {"scorecard_id": "rival", "contact_id": "B", "score": 90, "is_sales_ready": True, "is_champion": False},
]
# H1 and H2 are due and over, one in time and won; H3 is neither touched nor overdue
HANDOFFS = [
    {
        "handoff_id": "H1",
        "lead_id": "A",
        "rep_id": "R1",
        "is_in_time": True,
        "is_contacted": True,
        "is_won": True,
        "amount": Decimal("100.50"),
        "minutes_to_handoff": Decimal("10.50"),
    },
    {
        "handoff_id": "H2",
        "lead_id": "B",
        "rep_id": "R2",
        "is_in_time": False,
        "is_contacted": True,
        "is_won": False,
        "amount": Decimal("900"),
        "minutes_to_handoff": Decimal("4.50"),
    },
    {"handoff_id": "H3", "lead_id": "C", "rep_id": "R2", "is_contacted": False},
]
OPPORTUNITIES = [
    # one opportunity of two contacts is one
    {"scorecard_id": "main", "opportunity_id": "O1", "contact_id": "A", "status": "won", "is_mature": True},
    {"scorecard_id": "main", "opportunity_id": "O1", "contact_id": "B", "status": "won", "is_mature": True},
    {"scorecard_id": "main", "opportunity_id": "O2", "contact_id": "B", "status": "lost", "is_mature": True},
    {"scorecard_id": "main", "opportunity_id": "O3", "contact_id": "C", "status": "lost", "is_mature": True},
    {"scorecard_id": "main", "opportunity_id": "O4", "contact_id": "C", "status": "won", "is_mature": False},
    {"scorecard_id": "rival", "opportunity_id": "O2", "contact_id": "B", "status": "lost", "is_mature": True},
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]] | str]:
    """Return what `mf` says of the project on rows made by hand: of the check its words, of queries their rows."""
    folder = tmp_path_factory.mktemp("metrics")
    parsed = dbt(
        *("parse", "--quiet"),
        database=folder / "parsed.duckdb",
        raw=PROJECT / "tests" / "fixtures" / "raw",
        target=folder / "target",
    )
    assert parsed.returncode == 0, parsed.stdout
    manifest = json.loads((folder / "target" / "semantic_manifest.json").read_text("utf-8"))
    database = folder / f"{manifest['semantic_models'][0]['node_relation']['database']}.duckdb"
    day = {"as_of_date": AS_OF}
    tables = {
        "leads": [row | day | {"created_on": date(2026, 1, 2)} for row in LEADS],
        "lead_scores": [row | day | {"band": "hot"} for row in SCORES],
        "handoff_progress": [
            row | day | {"handed_off_on": AS_OF, "handed_off_at": datetime(2026, 3, 31, 6)}
            for row in HANDOFFS
        ],
        "opportunity_scores": [
            row | day | {"is_champion": row["scorecard_id"] == "main"} for row in OPPORTUNITIES
        ],
        "sellers": [{"rep_id": "R1", "territory": "ES"} | day, {"rep_id": "R2", "territory": "PT"} | day],
    }
    warehouse(database, tables)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(f"create table intermediate.int_days as select date '{AS_OF}' as day")
    # all that mf reads of a project
    shutil.copy(PROJECT / "profiles.yml", folder)
    (folder / "dbt_project.yml").write_text("name: lead_scoring\nprofile: lead_scoring\n", "utf-8")
    queries = {
        "leads": ["leads,ready_leads,scored_leads,ready_share,average_score", "lead__country"],
        "handoffs": [
            "handoffs,in_time_share,contacted_share,minutes_to_handoff,handoff_close_rate,amount_won",
            "lead__country",
        ],
        "sellers": ["handoffs,amount_won", "seller__territory,metric_time__month"],
        "opportunities": ["opportunities,close_rate", "metric_time__year"],
    }
    commands = [["validate-configs"]] + [
        ["query", "--metrics", metrics, "--group-by", by, "--csv", str(folder / f"{name}.csv")]
        for name, (metrics, by) in queries.items()
    ]
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(commands), str(folder / "said.json")],
        cwd=folder,
        env={"PATH": "", "HOME": str(folder), "LEAD_SCORING_DB": str(database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads((folder / "said.json").read_text("utf-8"))
    assert [code for code, _ in said] == [0] * len(commands), said
    found: dict[str, list[dict[str, str]] | str] = {"check": said[0][1]}
    for name in queries:
        with Path(folder / f"{name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        found[name] = sorted(rows, key=lambda row: list(row.values()))
    return found


def told(rows: list[dict[str, str]]) -> list[dict[str, object]]:
    """Return rows with their metrics as numbers and without what is blank."""
    return [
        {name: value if "__" in name else round(float(value), 6) for name, value in row.items() if value}
        for row in rows
    ]


def test_metricflow_takes_the_semantic_models_and_finds_their_columns(answers):
    """The command ends with 1 where a model, dimension, entity, measure or metric cannot be asked for."""
    assert "ERROR" not in answers["check"]


def test_leads_are_cut_by_country_and_the_champion_alone_says_who_is_ready(answers):
    assert told(answers["leads"]) == [
        {
            "lead__country": "ES",
            "leads": 2,
            "ready_leads": 1,
            "scored_leads": 2,
            "average_score": 50,
            "ready_share": 0.5,
        },
        {
            "lead__country": "PT",
            "leads": 1,
            "ready_leads": 1,
            "scored_leads": 1,
            "average_score": 60,
            "ready_share": 1,
        },
    ]


def test_hand_offs_are_cut_by_their_leads_and_what_is_not_known_yet_counts_in_no_share(answers):
    assert told(answers["handoffs"]) == [
        {
            "lead__country": "ES",
            "handoffs": 2,
            "minutes_to_handoff": 7.5,
            "amount_won": 100.5,
            "in_time_share": 0.5,
            "contacted_share": 1,
            "handoff_close_rate": 0.5,
        },
        {"lead__country": "PT", "handoffs": 1, "contacted_share": 0},
    ]


def test_hand_offs_are_cut_by_sellers_and_months(answers):
    assert told(answers["sellers"]) == [
        {
            "metric_time__month": "2026-03-01 00:00:00",
            "seller__territory": "ES",
            "handoffs": 1,
            "amount_won": 100.5,
        },
        {"metric_time__month": "2026-03-01 00:00:00", "seller__territory": "PT", "handoffs": 2},
    ]


def test_an_opportunity_of_two_contacts_counts_once_and_mature_ones_make_the_rate(answers):
    assert told(answers["opportunities"]) == [
        {"metric_time__year": "2026-01-01 00:00:00", "opportunities": 4, "close_rate": round(1 / 3, 6)}
    ]


def test_the_page_tells_every_metric():
    files = (PROJECT / "models" / "marts").rglob("_*_metrics.yml")
    named = [
        metric["name"] for file in files for metric in yaml.safe_load(file.read_text("utf-8"))["metrics"]
    ]
    page = (PROJECT / "docs" / "bi.md").read_text("utf-8").split("## Metrics")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", page, re.MULTILINE)
    assert sorted(named) == sorted(name for row in rows for name in re.findall(r"`(\w+)`", row))
    assert len(named) == 24
