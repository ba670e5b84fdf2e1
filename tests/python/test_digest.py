"""The digest of a table: equal for equal rows, whatever the warehouse and in whatever order it tells them."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT

from lead_scoring.digest import as_text, digest

ROWS = [("A", Decimal("17.250")), ("B", None)]


def test_the_order_of_rows_does_not_matter_but_their_number_does():
    assert digest(["id", "points"], ROWS) == digest(["id", "points"], ROWS[::-1])
    assert digest(["id", "points"], ROWS)[1] != digest(["id", "points"], [*ROWS, ROWS[0], ROWS[0]])[1]
    assert digest(["id", "points"], ROWS)[1] != digest(["id", "points"], ROWS[:1])[1]


def test_the_names_of_the_columns_count():
    assert digest(["id", "points"], ROWS)[1] != digest(["id", "score"], ROWS)[1]
    assert digest(["id", "points"], [])[1] != digest(["id", "score"], [])[1]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        ("", '""'),
        ('a "b"\n', r'"a \"b\"\n"'),
        ("É", '"É"'),
        ("1", '"1"'),
        (1, "1"),
        (100, "100"),
        (Decimal("17.250"), "17.25"),
        (Decimal("100"), "100"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.000"), "0"),
        (Decimal("0.000001"), "0.000001"),
        (0.1, "0.1"),
        (date(2026, 3, 31), '"2026-03-31"'),
        (datetime(2026, 3, 31, 8, 30), '"2026-03-31T08:30:00"'),
        (datetime(2026, 3, 31, 8, 30, tzinfo=UTC), '"2026-03-31T08:30:00"'),
        (datetime(2026, 3, 31, 8, 30, tzinfo=timezone(timedelta(hours=-2))), '"2026-03-31T10:30:00"'),
    ],
)
def test_a_value_is_written_in_one_way(value, text):
    assert as_text([value, value]) == f"[{text},{text}]"


def told(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lead_scoring", "digest", *options]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_the_command_prints_a_line_per_public_table(tmp_path: Path):
    with duckdb.connect(str(tmp_path / "some.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.b as select 'x' as name, 1 as id")
        connection.execute("create table marts.a as select 1.50 as points where false")
    done = told("--database", str(tmp_path / "some.duckdb"))
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[:2] for line in lines] == [["a", "0"], ["b", "1"]]
    assert lines[1][2] == digest(["id", "name"], [(1, "x")])[1]


def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path):
    missing = told("--database", str(tmp_path / "none.duckdb"))
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "There is no database" in missing.stderr
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    empty = told("--database", str(tmp_path / "empty.duckdb"))
    assert empty.returncode == 1
    assert "There is no table in the schema marts" in empty.stderr
    unknown = told("--target", "nowhere")
    assert unknown.returncode == 1
    assert "nowhere" in unknown.stderr
    assert "Traceback" not in unknown.stderr
