"""What several test files share: the compiled project, and raw tables to score with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from engine import PROJECT, Engine, read_csv
from postgres_server import Server
from random_case import write_case
from spark_session import Spark

SCORE_TABLES = (
    "lead_scores",
    "lead_score_reasons",
    "lead_score_history",
    "opportunity_scores",
    "call_list",
    "event_accounting",
    "rejected_rows",
    "machine_activity",
    "policy_warnings",
    "int_policy_problems",
)


# what takes minutes starts first, so that no worker is left alone with it at the end; the other files follow by name
LONGEST_FIRST = (
    "test_daily_runs",
    "killed runs",
    "test_publishing",
    "test_killed_late",
    "test_incremental",
    "test_policy_edits",
    "test_policy_diff",
)


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks at the same moment
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each worker whole files, the longest first; a test may be marked as a group of its own."""
    groups = {}
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        groups[item] = mark.args[0] if mark else item.path.stem
        if not mark:
            item.add_marker(pytest.mark.xdist_group(groups[item]))
    first = {group: place for place, group in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: first.get(groups[item], len(first)))


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
