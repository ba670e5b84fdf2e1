"""A run that is killed late leaves the core of one day, and every command that reads says so and writes nothing.

One real dbt run is looked at as a kill would leave it: its DuckDB file and log are copied whenever one of its last
nodes begins, and whenever a statement of the publication does. A kill leaves nothing else behind.
"""

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT
from killed_late import LAST_NODES, STATEMENTS, TODAY, YESTERDAY
from one_day import CORE_DAYS, FAULTS

from lead_scoring.cli import main

pytestmark = pytest.mark.long

READING_COMMANDS = {
    "call-list": ["call-list"],
    "report": ["report", "--out", "{out}/report.html"],
    "export": ["export", "--out", "{out}/export"],
    "notify": ["notify", "--log", "{out}/log.sqlite", "--dry-run"],
    "digest": ["digest"],
    "validate": ["validate", "scores", "--history", "{out}/history"],
    "rules suggest": ["rules", "suggest"],
    "weights suggest": ["weights", "suggest"],
}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return what today's run leaves behind where it is killed: the moment in words → the DuckDB file."""
    folder = tmp_path_factory.mktemp("killed")
    demo = [sys.executable, "-m", "lead_scoring", "demo-data", "--out", str(folder / "raw"), "--leads", "80"]
    subprocess.run(demo, cwd=PROJECT, check=True, capture_output=True)
    script = [sys.executable, str(Path(__file__).with_name("killed_late.py")), str(folder)]
    done = subprocess.run(script, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    moments = json.loads((folder / "moments.json").read_text(encoding="utf-8"))
    return {told: folder / name / "warehouse.duckdb" for told, name in moments}


def test_the_core_is_of_one_day_wherever_a_run_is_killed(killed):
    assert sum("before" in moment for moment in killed) > LAST_NODES
    assert sum("statement" in moment for moment in killed) > STATEMENTS
    seen = []
    for moment, database in killed.items():
        with duckdb.connect(str(database)) as connection:
            days = {day for (day,) in connection.execute(CORE_DAYS).fetchall()}
            assert len(days) == 1, moment
            # by this row commands know that the run was cut off
            claims = "select count(*) from intermediate.run_claims"
            assert connection.execute(claims).fetchone() == (1,), moment
            seen.append(days.pop())
            for faults in FAULTS:
                assert connection.execute(faults).fetchone() == (0,), (moment, faults)
    assert set(seen) == {YESTERDAY, TODAY}
    assert seen == sorted(seen)  # one moment, before which all is of yesterday


@pytest.mark.parametrize("command", READING_COMMANDS)
def test_commands_that_read_say_that_a_run_was_cut_off_and_write_nothing(killed, command, tmp_path):
    early, *_, late = moments = list(killed)
    middle = next(moment for moment in moments if "statement" in moment)
    for moment in (early, middle, late):
        database = killed[moment]
        arguments = [word.format(out=tmp_path) for word in READING_COMMANDS[command]]
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            returned = main([*arguments, "--database", str(database)])
        assert returned == 1, (moment, said.getvalue())
        assert "cut off" in said.getvalue(), moment
        assert list(tmp_path.iterdir()) == [], moment
