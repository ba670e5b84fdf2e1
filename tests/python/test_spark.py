"""Spark gives the answers that DuckDB gives: both build the same raw tables by a full refresh (make test-spark)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT, dbt
from hostile_case import HostileCase
from two_warehouses import differences

from lead_scoring import warehouse

pytestmark = pytest.mark.spark

CONTACTS = 60
DEMO_AS_OF = "2026-03-31"
NO_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


class SparkCase(HostileCase):
    """The same project and raw tables on DuckDB and on Spark."""

    def __init__(self, folder: Path, spark) -> None:
        super().__init__(folder, CONTACTS)
        self.spark = spark

    def on_duckdb(self, *command: str) -> None:
        """Run dbt on DuckDB, in a database of its own each time: Spark keeps nothing from run to run."""
        self.database = self.folder / f"{self.as_of}.duckdb"
        done = dbt(
            *command,
            *NO_TESTS,
            database=self.database,
            raw=self.raw,
            as_of=str(self.as_of),
            project=self.project,
            target=self.folder / "duckdb",
            settings={"history_months": 5},
        )
        assert done.returncode == 0, done.stdout

    def on_spark(self, *command: str) -> str:
        """Run dbt on Spark; return what stopped it, or nothing."""
        return self.spark.dbt(
            *command,
            project=self.project,
            target=self.folder / "spark",
            settings={"as_of": str(self.as_of), "history_months": 5},
        )

    def differences(self) -> dict[str, str]:
        """Return the first differing rows of each public table that is not the same on both."""
        one = warehouse.open_file(self.database, "main")
        found = differences(one, self.spark.warehouse)
        one.connection.close()
        return found


@pytest.fixture(scope="module")
def case(spark, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkCase]:
    """Return both warehouses after one full refresh; Spark has run every test of data."""
    case = SparkCase(tmp_path_factory.mktemp("case"), spark)
    spark.load(case.raw)
    assert case.on_spark("build", "--full-refresh", "--exclude-resource-type", "unit_test") == ""
    case.on_duckdb("build")
    return case


def test_every_public_table_is_the_same(case):
    assert case.differences() == {}


def test_a_run_that_is_no_full_refresh_is_refused_in_words(case):
    said = case.on_spark("run", "--select", "int_settings")
    assert "On Spark every run builds everything anew. Nothing was changed." in said
    assert "dbt run --target spark --full-refresh" in said


def test_a_second_day_is_built_anew_as_if_it_were_the_first(case):
    """What an earlier run published reaches no table: there is neither a frozen row nor a refused date."""
    case.as_of -= timedelta(days=20)
    assert case.on_spark("build", "--full-refresh", *NO_TESTS) == ""
    case.on_duckdb("build")
    assert case.differences() == {}


@pytest.mark.spark_short
def test_the_scores_of_a_small_demo_are_the_same(spark, tmp_path):
    raw, database = tmp_path / "demo", tmp_path / "demo.duckdb"
    command = [sys.executable, "-m", "lead_scoring", "demo-data", "--out", str(raw), "--leads", "80"]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    spark.load(raw)
    scores = "select * from marts.lead_scores order by scorecard_id, contact_id"
    for command in (("seed",), ("run", "--select", "+lead_scores")):
        done = dbt(
            *(*command, "--full-refresh"),
            database=database,
            raw=raw,
            as_of=DEMO_AS_OF,
            target=tmp_path / "duckdb",
        )
        assert done.returncode == 0, done.stdout
        where = {"project": PROJECT, "target": tmp_path / "spark", "settings": {"as_of": DEMO_AS_OF}}
        assert spark.dbt(*command, "--full-refresh", **where) == ""
    with duckdb.connect(str(database), read_only=True) as connection:
        expected = connection.execute(scores).fetchall()
    assert len(expected) > 60
    assert [tuple(row) for row in spark.session.sql(scores).collect()] == expected


def test_the_demo_is_the_same_through_the_commands(tmp_path):
    """As a user would: files loaded, built and digested by three processes that share the metastore on disk."""
    raw, database = tmp_path / "demo", tmp_path / "demo.duckdb"
    environment = os.environ | {
        "LEAD_SCORING_SPARK_WAREHOUSE": str(tmp_path / "warehouse"),
        "LEAD_SCORING_DB": str(database),
    }

    def lead_scoring(*arguments: str) -> str:
        command = [sys.executable, "-m", "lead_scoring", *arguments]
        return subprocess.run(
            command, cwd=PROJECT, env=environment, check=True, capture_output=True, text=True
        ).stdout

    def build(target: str) -> None:
        done = dbt(
            "build",
            "--full-refresh",
            "--target",
            target,
            *NO_TESTS,
            database=database,
            raw=raw,
            as_of=DEMO_AS_OF,
            target=tmp_path / target,
            environment=environment,
        )
        assert done.returncode == 0, done.stdout

    lead_scoring("demo-data", "--out", str(raw))
    lead_scoring("load-raw", "--raw", str(raw), "--target", "spark")
    build("spark")
    build("duckdb")
    one = lead_scoring("digest", "--database", str(database))
    other = lead_scoring("digest", "--target", "spark")
    assert one == other
    assert one.count("\n") > 30
