"""A run at work, or cut off, is told by every command that reads its tables; then nothing is read or written."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT
from public_tables import AS_OF, call, statements, warehouse
from test_commands import READERS, said

from lead_scoring import cli
from lead_scoring.warehouse import RunAtWorkError, SparkWarehouse
from lead_scoring.warehouse import postgres as postgres_warehouse

CUT_OFF = "^The last run on .* was cut off: some tables may be new and others old.*Build again: "
AT_WORK = "^A run is at work on .*: try again when it has ended.$"
CLAIM = "insert into {schema}.run_claims values ('of a run')"


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a warehouse that a run has left with its claim, beside a delivery log of before."""
    tables = {
        "call_list": [call(1)],
        "lead_scores": [{"contact_id": "C1", "scorecard_id": "b2b", "as_of_date": AS_OF}],
    }
    database = warehouse(tmp_path / "a.duckdb", tables)
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create schema intermediate; create table intermediate.run_claims (invocation_id text)"
        )
        connection.execute(CLAIM.format(schema="intermediate"))
    (tmp_path / "log.sqlite").write_bytes(b"")
    return database


def arguments_of(command: str, folder: Path) -> list[str]:
    name = "log.sqlite" if command.startswith("notify") else "out"
    return [str(folder / name) if word == "OUT" else word for word in READERS[command]]


@pytest.mark.parametrize("command", READERS)
def test_after_a_run_that_was_cut_off_nothing_is_read_or_written(command, database, tmp_path, capsys):
    before = files(tmp_path)
    said([*arguments_of(command, tmp_path), "--database", str(database)], 1, CUT_OFF, capsys)
    assert files(tmp_path) == before


@pytest.mark.parametrize("command", READERS)
def test_the_claim_is_looked_for_in_the_developers_schema(command, database, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LEAD_SCORING_SCHEMA", "ana")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create schema ana_intermediate; create table ana_intermediate.run_claims (invocation_id text)"
        )
        connection.execute(CLAIM.format(schema="ana_intermediate"))
        connection.execute("delete from intermediate.run_claims")
    said([*arguments_of(command, tmp_path), "--database", str(database)], 1, CUT_OFF, capsys)


@pytest.fixture
def writer(database: Path) -> Iterator[Path]:
    """Return a warehouse to which another process writes."""
    code = f"import duckdb; kept = duckdb.connect({str(database)!r}); print('open', flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    yield database
    process.communicate("\n")


@pytest.mark.parametrize("command", READERS)
def test_while_a_run_is_at_work_nothing_is_read_or_written(command, writer, tmp_path, capsys):
    before = files(tmp_path)
    said([*arguments_of(command, tmp_path), "--database", str(writer)], 1, AT_WORK, capsys)
    assert files(tmp_path) == before


@pytest.mark.parametrize("command", ["call-list", "digest"])
@pytest.mark.parametrize(
    "rest", ["delete from intermediate.run_claims", "drop table intermediate.run_claims"]
)
def test_a_run_that_has_ended_and_an_older_build_are_read(command, rest, database, capsys):
    with duckdb.connect(str(database)) as connection:
        connection.execute(rest)
    assert cli.main([command, "--database", str(database)]) == 0


class OneClaim:
    """A session of Spark with the table of claims and nothing else."""

    class catalog:  # noqa: N801
        @staticmethod
        def databaseExists(_: str) -> bool:  # noqa: N802
            return True

    def sql(self, query: str, _: list) -> "OneClaim":
        self.columns, self._rows = (
            (["namespace", "tableName", "isTemporary"], [("", "run_claims", False)])
            if query.startswith("show tables")
            else (["invocation_id"], [("of a run",)])
        )
        return self

    def toLocalIterator(self) -> Iterator[tuple]:  # noqa: N802
        return iter(self._rows)


def test_spark_cannot_tell_and_says_both():
    with pytest.raises(RunAtWorkError, match="A run is at work on spark, or the last one was cut off"):
        SparkWarehouse(OneClaim(), place="spark").hold_still()


# ---- PostgreSQL


@pytest.fixture
def claimed(postgres, monkeypatch) -> Iterator:
    """Return a connection to a database with a lead to call and a claim; the environment names it."""
    environment = postgres.database("claimed")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(PROJECT)
    connection = postgres.connect("claimed")
    with connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)
        cursor.execute(
            "create schema intermediate; create table intermediate.run_claims (invocation_id text)"
        )
        cursor.execute(CLAIM.format(schema="intermediate"))
        row = call(1, has_opted_out=False)
        marks = ", ".join(["%s"] * len(row))
        cursor.execute(f"insert into marts.call_list ({', '.join(row)}) values ({marks})", list(row.values()))
    connection.commit()
    yield connection
    connection.close()


@pytest.mark.postgres
@pytest.mark.parametrize("command", READERS)
def test_postgres_tells_a_run_that_was_cut_off(command, claimed, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(postgres_warehouse, "LOOKS", 2)
    arguments = [*arguments_of(command, tmp_path), "--target", "postgres"]
    said(arguments, 1, CUT_OFF, capsys)
    assert files(tmp_path) == {}


@pytest.mark.postgres
@pytest.mark.parametrize("command", READERS)
def test_postgres_tells_a_run_at_work(command, claimed, tmp_path, capsys):
    with claimed.cursor() as cursor:
        cursor.execute("set application_name = 'lead_scoring of a run'")
    claimed.commit()
    said([*arguments_of(command, tmp_path), "--target", "postgres"], 1, AT_WORK, capsys)
    assert files(tmp_path) == {}


@pytest.mark.postgres
def test_postgres_is_read_as_soon_as_the_run_has_ended(claimed, capsys, monkeypatch):
    """The row goes away while its connection is looked for."""

    def end(_: float) -> None:
        with claimed.cursor() as cursor:
            cursor.execute("delete from intermediate.run_claims")
        claimed.commit()

    monkeypatch.setattr(postgres_warehouse.time, "sleep", end)
    assert cli.main(["digest", "--target", "postgres"]) == 0
    assert "call_list" in capsys.readouterr().out


@pytest.mark.postgres
@pytest.mark.parametrize("command", ["call-list", "report", "export", "notify", "digest"])
def test_postgres_tells_what_may_not_be_read(command, claimed, postgres, tmp_path, capsys, monkeypatch):
    with claimed.cursor() as cursor:
        cursor.execute("delete from intermediate.run_claims")
        cursor.execute("drop role if exists stranger")
        cursor.execute("create role stranger login; grant select on all tables in schema marts to stranger")
    claimed.commit()
    monkeypatch.setenv("LEAD_SCORING_PG_USER", "stranger")
    said(
        [*arguments_of(command, tmp_path), "--target", "postgres"],
        *(1, "permission denied for schema marts|There is no table", capsys),
    )
    with claimed.cursor() as cursor:
        cursor.execute("drop owned by stranger; drop role stranger")
    claimed.commit()


@pytest.mark.postgres
def test_the_call_list_of_postgres_is_printed(claimed, capsys):
    with claimed.cursor() as cursor:
        cursor.execute("delete from intermediate.run_claims")
        cursor.execute(f"insert into marts.lead_scores (contact_id, as_of_date) values ('C1', '{AS_OF}')")
    claimed.commit()
    assert cli.main(["call-list", "--target", "postgres"]) == 0
    told = capsys.readouterr().out
    assert "1 of 1 leads are to be called on 2026-03-31." in told
    assert "Tables: the target postgres, schema marts" in told
