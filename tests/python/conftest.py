"""What several test files share: the compiled project, and raw tables to score with it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine import FROZEN, PROJECT, DailyEngine, Engine, read_csv, write_csv
from postgres_server import Server
from random_case import write_case
from spark_session import Spark

REPORTS = (
    "handoff_progress",
    "nurture_leads",
    "account_scores",
    "leads",
    "sellers",
    "funnel_by_month",
    "capacity_curve",
    "rejected_rows",
    "failed_deals",
)
SCORE_TABLES = (
    "lead_scores",
    "lead_score_reasons",
    "lead_score_history",
    "opportunity_scores",
    "call_list",
    "handoff_capacity",
    "published_runs",
    "event_accounting",
    "rejected_rows",
    "machine_activity",
    "policy_warnings",
    "int_policy_problems",
)


# the tests run make, and make may have run the tests: what it tells its children is not for them
for variable in ("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS"):
    os.environ.pop(variable, None)

# what takes minutes starts first, so that no worker is left alone with it at the end; the other files follow by name
LONGEST_FIRST = (
    "test_tutorial",
    "test_receiving",
    "test_policy_edits",
    "test_daily_runs",
    "test_killed_late",
    "test_publishing",
    "test_killed_runs",
    "test_properties",
    "test_make_build",
    "test_policy_diff",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; each worker is given whole files."""
    first = {file: place for place, file in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: first.get(item.path.stem, len(first)))


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return the whole project, compiled once per test session: ``project.with_tables(…)`` is a part of it."""
    return Engine(tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="session")
def engine(project: Engine) -> Engine:
    """Return the project up to the tables about scores."""
    return project.with_tables(SCORE_TABLES)


@pytest.fixture(scope="session")
def random_tables(tmp_path_factory: pytest.TempPathFactory):
    """Return a function: seed → a hostile random case as (raw tables, seeds folder, as-of date, raw folder)."""
    folder = tmp_path_factory.mktemp("cases")

    def tables(seed: int):
        case = folder / str(seed)
        as_of = write_case(case, seed) if not case.exists() else (case / "as_of.txt").read_text().strip()
        raw = {path.stem: read_csv(path) for path in (case / "raw").glob("*.csv")}
        return raw, case / "seeds", as_of, case / "raw"

    return tables


@pytest.fixture(scope="session")
def model_files() -> list[Path]:
    """Return the SQL file of every model."""
    return sorted((PROJECT / "models").rglob("*.sql"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a PostgreSQL server that lives as long as the tests."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    """Return a session of Spark that lives as long as the tests."""
    session = Spark()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with small demo raw tables, of half the sellers, with time for one new lead a week each."""
    folder = tmp_path_factory.mktemp("demo") / "raw"
    command = [sys.executable, "-m", "lead_scoring", "demo-data", "--out", str(folder), "--leads", "80"]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    sellers = read_csv(folder / "sales_reps.csv")[::2]
    write_csv(
        folder / "sales_reps.csv", sellers[0], [seller | {"weekly_capacity": "1"} for seller in sellers]
    )
    return folder


@pytest.fixture(scope="session")
def daily_engine(tmp_path_factory: pytest.TempPathFactory) -> DailyEngine:
    """Return the project as dbt runs it on its first and on later days."""
    shown = ("lead_scores", "lead_score_history", "opportunity_scores", "call_list")
    tables = (*FROZEN, *shown, *REPORTS)
    return DailyEngine(tmp_path_factory.mktemp("daily"), {"history_months": 4}, tables)
