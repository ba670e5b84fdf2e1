"""`prove` builds a case computed by hand on a warehouse, and tells every value that is not as the hand wrote it."""

import os
import subprocess
import sys

import pytest
from engine import PROJECT
from postgres_server import Server

from lead_scoring import prove
from lead_scoring.warehouse import Warehouse

ALIKE = "4 leads, 24 values: all are what was computed by hand.\n"


def proved(*arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "lead_scoring", "prove", *arguments],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_the_case_is_proved_on_duckdb_and_no_file_of_anybody_is_touched(tmp_path):
    mine = tmp_path / "mine.duckdb"
    assert proved(LEAD_SCORING_DB=str(mine)) == (0, ALIKE)
    assert not mine.exists()


@pytest.mark.postgres
def test_the_case_is_proved_on_postgresql_in_schemas_of_its_own(postgres: Server):
    environment = postgres.database("proved")
    assert proved("--target", "postgres", **environment) == (0, ALIKE)
    with (
        postgres.connect(environment["LEAD_SCORING_PG_DATABASE"]) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'"
        )
        made = {name for (name,) in cursor.fetchall()} - {"public"}
    assert made and all(name.startswith("lead_scoring_proof") for name in made)


def test_every_value_that_is_not_the_hands_is_told():
    by_hand = prove.expected()
    assert prove.differences(by_hand, by_hand) == []
    analyst, buyer, *others = by_hand
    wrong = [{**buyer, "score": 41, "blocked_by": "bant"}, *others, {**analyst, "contact_id": "nobody"}]
    assert prove.differences(wrong, by_hand) == [
        "analyst: computed by hand, and not there",
        "nobody: there, and not computed by hand",
        "buyer: score is 41, by hand it is 40",
        "buyer: blocked_by is bant, by hand it is ",
    ]


def test_a_target_that_would_write_elsewhere_is_refused():
    with pytest.raises(prove.CannotProveError, match="builds into the schema production"):
        prove.check_schema(Warehouse(None, "production"))
    prove.check_schema(Warehouse(None, prove.SCHEMA))
