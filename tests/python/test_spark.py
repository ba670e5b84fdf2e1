"""Spark gives the answers that DuckDB gives: both build the same raw tables day after day (make test-spark)."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT, dbt, read_csv, write_csv
from hostile_case import HostileCase
from two_warehouses import differences

from lead_scoring import warehouse

pytestmark = pytest.mark.spark

CONTACTS = 60
DEMO_AS_OF = "2026-03-31"
NO_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


class SparkCase(HostileCase):
    """The same project, raw tables and days on DuckDB and on Spark."""

    def __init__(self, folder: Path, spark) -> None:
        super().__init__(folder, CONTACTS)
        self.spark = spark
        spark.clear()
        self.database = self.folder / "warehouse.duckdb"
        # else the case holds all its leads back
        gates = self.project / "seeds" / "policy" / "gates.csv"
        rows = read_csv(gates)
        write_csv(gates, rows[0].keys(), [row for row in rows if row["effect"] != "hold"])

    def live_a_day(self, *options: str, tests_on_spark: bool = False) -> None:
        """Deliver the raw tables and build on both; Spark runs the tests of data too where it is asked to."""
        self.spark.load(self.raw)
        settings = {"as_of": str(self.as_of), "run_at": f"{self.as_of} 06:30", "history_months": 5}
        done = dbt(
            *("build", *options, *NO_TESTS),
            database=self.database,
            raw=self.raw,
            as_of=str(self.as_of),
            project=self.project,
            target=self.folder / "duckdb",
            settings=settings,
        )
        assert done.returncode == 0, done.stdout
        where = {"project": self.project, "target": self.folder / "spark", "settings": settings}
        tests = ("--exclude-resource-type", "unit_test") if tests_on_spark else NO_TESTS
        assert self.spark.dbt("build", *options, *tests, **where) == ""

    def differences(self) -> dict[str, str]:
        """Return the first differing rows of each public table that is not the same on both."""
        one = warehouse.open_file(self.database, "main")
        found = differences(one, self.spark.warehouse)
        one.connection.close()
        return found

    def rows(self, query: str) -> list[tuple]:
        """Return the rows of a query, which are the same on both."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            expected = connection.execute(query).fetchall()
        assert [tuple(row) for row in self.spark.session.sql(query).collect()] == expected
        return expected


def test_three_days_leave_the_same_public_tables(spark, tmp_path):
    """What people were shown is kept on Parquet, a run that was cut off is mended, and whoever asks is forgotten."""
    case = SparkCase(tmp_path, spark)
    case.as_of -= timedelta(days=2)
    case.live_a_day(tests_on_spark=True)
    assert case.differences() == {}
    handoffs = case.rows("select contact_id, handoff_id from marts.sales_handoffs order by 1, 2")
    assert handoffs

    # the second day, of the core alone, finds what a run leaves that is killed while a table takes another's place
    case.as_of += timedelta(days=1)
    edit = case.raw / "contacts.csv"
    contacts = read_csv(edit)
    contacts[0]["job_title"] = "Something else"
    write_csv(edit, contacts[0].keys(), contacts)
    spark.session.sql("alter table marts.sales_handoffs rename to marts.sales_handoffs__kept")
    spark.session.sql(
        "alter table intermediate.released_lead_scores rename to intermediate.released_lead_scores__kept"
    )
    spark.session.sql("create table marts.published_scores__kept using parquet as select 1 as half")
    case.live_a_day("--selector", "core")
    assert case.rows("select count(*) from marts.published_runs") == [(2,)]
    case.rows("select contact_id, published_on, score, band from marts.published_scores order by 1, 2")
    case.rows("select contact_id, handoff_id, handed_off_on from marts.sales_handoffs order by 1, 2")

    # somebody whom sales got asks to be forgotten; the rest stays
    case.as_of += timedelta(days=1)
    gone = handoffs[0][0]
    case.add("erasures", [{"contact_id": gone, "requested_at": f"{case.as_of} 00:00:00"}])
    case.live_a_day()
    assert case.differences() == {}
    kept = case.rows("select contact_id, handoff_id from marts.sales_handoffs order by 1, 2")
    assert {row for row in handoffs if row[0] != gone} <= set(kept)
    assert gone not in {contact for contact, _ in kept}
    left = [name for schema in ("marts", "intermediate") for name in spark.warehouse.tables(schema)]
    assert not [name for name in left if name.endswith("__kept") or name == "run_claims"]


@pytest.mark.spark_short
def test_a_change_of_rows_is_made_or_not_made(spark, tmp_path):
    """A run that is cut off while a table is swapped leaves the old rows or the new ones; the next start tidies up."""
    spark.clear()
    spark.session.sql("create schema marts")
    table = "api.Relation.create(schema='marts', identifier='sales_handoffs', type='table')"

    def left(*names: str) -> list[tuple]:
        assert spark.warehouse.tables("marts") == sorted(names)
        return sorted(tuple(row) for row in spark.session.sql("select * from marts.sales_handoffs").collect())

    def make(name: str, rows: str) -> None:
        rows = f"select * from values {rows} as given (who, points)"
        spark.session.sql(f"create table marts.{name} using parquet as {rows}")

    def run(command: str, *arguments: str) -> None:
        where = {"project": PROJECT, "target": tmp_path, "settings": {"as_of": DEMO_AS_OF}}
        assert spark.dbt(command, *arguments, **where) == ""

    make("sales_handoffs", "('a', 1), ('b', 2), ('c', 3), (null, 4)")
    for change in (
        f"delete_rows({table}, \"who = 'a'\")",
        f"set_in_rows({table}, 'points', '7', \"who = 'b'\")",
        f"insert_rows({table}, ['points'], 'select 9 as points')",
        f"delete_rows({table}, 'points in (select 9)')",
        f"delete_rows({table}, 'who is null')",
    ):
        run("compile", "--inline", "{% if execute %}{{ " + change + " }}{% endif %}")
    assert left("sales_handoffs") == [("b", 7), ("c", 3)]

    # cut off before the old table has gone: it holds the truth, and the other is of no use
    make("sales_handoffs__kept", "('half', 1)")
    make("somebody__kept", "('not ours', 1)")
    before = left("sales_handoffs", "sales_handoffs__kept", "somebody__kept")
    run("run-operation", "mend_swaps")
    assert left("sales_handoffs", "somebody__kept") == before

    # cut off when it has gone
    spark.session.sql("drop table marts.sales_handoffs")
    make("sales_handoffs__kept", "('new', 1)")
    run("run-operation", "mend_swaps")
    assert left("sales_handoffs", "somebody__kept") == [("new", 1)]


@pytest.mark.spark_short
def test_the_scores_of_a_small_demo_are_the_same(spark, tmp_path):
    raw, database = tmp_path / "demo", tmp_path / "demo.duckdb"
    command = [sys.executable, "-m", "lead_scoring", "demo-data", "--out", str(raw), "--leads", "80"]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    spark.clear()
    spark.load(raw)
    scores = "select * from marts.lead_scores order by scorecard_id, contact_id"
    for command in (("seed",), ("run", "--select", "+lead_scores")):
        done = dbt(
            *command,
            database=database,
            raw=raw,
            as_of=DEMO_AS_OF,
            target=tmp_path / "duckdb",
        )
        assert done.returncode == 0, done.stdout
        where = {"project": PROJECT, "target": tmp_path / "spark", "settings": {"as_of": DEMO_AS_OF}}
        assert spark.dbt(*command, **where) == ""
    with duckdb.connect(str(database), read_only=True) as connection:
        expected = connection.execute(scores).fetchall()
    assert len(expected) > 60
    assert [tuple(row) for row in spark.session.sql(scores).collect()] == expected


def test_a_killed_demo_is_the_same_through_the_commands(tmp_path):
    """As a user would: files loaded, built, digested by processes that share the metastore on disk; one is killed."""
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
            *("build", "--target", target, *NO_TESTS),
            database=database,
            raw=raw,
            as_of=DEMO_AS_OF,
            target=tmp_path / target,
            environment=environment,
        )
        assert done.returncode == 0, done.stdout

    lead_scoring("demo-data", "--out", str(raw), "--leads", "80")
    lead_scoring("load-raw", "--raw", str(raw), "--target", "spark")
    kill_at("int_attribute_log", tmp_path / "killed", environment)
    build("spark")
    build("duckdb")
    one = lead_scoring("digest", "--database", str(database))
    other = lead_scoring("digest", "--target", "spark")
    assert one == other
    assert one.count("\n") > 30


def kill_at(model: str, target: Path, environment: dict[str, str]) -> None:
    """Build on Spark and end it with SIGKILL, Java included, while the model is made."""
    program = str(Path(sys.executable).with_name("dbt"))
    variables = f"{{as_of: {DEMO_AS_OF}}}"
    command = [
        program,
        "build",
        *NO_TESTS,
        "--target",
        "spark",
        "--vars",
        variables,
        "--target-path",
        str(target),
    ]
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        for line in process.stdout:
            if "START" in line and model in line:
                time.sleep(1)
                break
        else:
            pytest.fail(f"the run came to its end without {model}")
        os.killpg(process.pid, signal.SIGKILL)
    # Java may outlive the group and would hold the metastore: it names the folder
    folder = environment["LEAD_SCORING_SPARK_WAREHOUSE"].encode()
    deadline = time.monotonic() + 60
    while left := [
        int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if names(path, folder)
    ]:
        assert time.monotonic() < deadline, left
        for number in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        time.sleep(0.2)


def names(command_line: Path, folder: bytes) -> bool:
    """Return whether a process that is there names the folder."""
    try:
        return folder in command_line.read_bytes()
    except OSError:
        return False
