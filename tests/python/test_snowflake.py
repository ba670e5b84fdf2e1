"""Snowflake gives the answers that DuckDB gives, as far as fakesnow tells: an emulator, in an environment of its own.

make test-snowflake makes that environment. tests/warehouses/fakesnow_run.py says what the emulator is helped with.
"""

import json
import os
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from dbt_server import server
from engine import PROJECT, call
from hostile_case import BUSY, HostileCase

from lead_scoring import digest, warehouse

pytestmark = pytest.mark.snowflake

CONTACTS = 40
PYTHON = PROJECT / ".venv-warehouses" / "bin" / "python"
WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


class Pair(HostileCase):
    """The same project and raw tables on DuckDB and on fakesnow; each build is of one day more."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, CONTACTS)
        (folder / "emulated").mkdir()

    def build(self) -> None:
        """Build the day on both."""
        where = {"database": self.folder / "pair.duckdb", "raw": self.raw, "as_of": str(self.as_of)}
        where |= {"project": self.project, "settings": self.settings()}
        [(code, said)] = server().run(
            call("build", *WITHOUT_TESTS, target=self.folder / "duckdb", **where),
        )
        assert code == 0, said
        order = {
            "database": str(self.folder / "emulated"),
            "raw": str(self.raw),
            "project": str(self.project),
            "runs": [["build", *WITHOUT_TESTS, "--vars", json.dumps(self.settings())]],
            "rows": str(self.folder / "rows.json"),
        }
        (self.folder / "order.json").write_text(json.dumps(order), "utf-8")
        done = subprocess.run(
            [str(PYTHON), str(PROJECT / "tests/warehouses/fakesnow_run.py"), str(self.folder / "order.json")],
            env=os.environ | {"PYTHONPATH": str(PROJECT), "DBT_TARGET_PATH": str(self.folder / "snowflake")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]

    def settings(self) -> dict[str, object]:
        """Return vars of dbt: a short past, so that the emulator has less to do."""
        return {"as_of": str(self.as_of), "history_months": 2}

    def differences(self) -> dict[str, str]:
        """Return the first differing rows of each public table that is not the same on both."""
        emulated = json.loads((self.folder / "rows.json").read_text("utf-8"))
        found = {}
        with warehouse.open_file(self.folder / "pair.duckdb", "main") as one:
            tables = one.public_tables()
            assert tables == sorted(emulated) and len(tables) > 30
            for table in tables:
                columns, rows = digest.read(one, "marts", table)
                assert columns == emulated[table][0], table
                texts = [Counter(map(digest.as_text, rows)), Counter(emulated[table][1])]
                only = [sorted((a - b).elements())[:2] for a, b in (texts, texts[::-1])]
                if only != [[], []]:
                    found[table] = f"DuckDB: {only[0]} Snowflake: {only[1]}"
        return found


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Return both warehouses after their first day."""
    if not PYTHON.exists():
        pytest.skip("make test-snowflake installs what this needs")
    pair = Pair(tmp_path_factory.mktemp("pair"))
    pair.build()
    return pair


@pytest.mark.snowflake_short
def test_the_first_day_is_the_same(pair):
    assert pair.differences() == {}


@pytest.mark.snowflake_short
def test_the_second_day_is_the_same_kept_tables_included(pair):
    pair.as_of += timedelta(days=1)
    pair.add(
        "events",
        [
            {
                "event_id": f"next{number}",
                "event_type": "Page_View",
                "contact_id": BUSY,
                "occurred_at": str(pair.as_of),
            }
            for number in range(3)
        ],
    )
    pair.build()
    assert pair.differences() == {}


def test_who_must_be_forgotten_is_forgotten_in_kept_tables_too(pair):
    pair.as_of += timedelta(days=1)
    pair.add("erasures", [{"contact_id": BUSY, "requested_at": str(pair.as_of)}])
    pair.build()
    assert pair.differences() == {}
    assert BUSY not in (pair.folder / "rows.json").read_text("utf-8")
