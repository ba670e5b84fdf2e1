"""A run that is killed late leaves the core of one day, and every command that reads says so and writes nothing.

One real dbt run is looked at as a kill would leave it: its DuckDB file and log are copied whenever one of its last nodes begins,
and whenever a statement of the publication does. A kill leaves nothing else behind.
"""

import contextlib
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT
from killed_late import LAST_NODES, STATEMENTS, TODAY, YESTERDAY

from lead_scoring.cli import main

CORE_DATES = """
    select 'lead_scores' as name, max(as_of_date) as day, min(as_of_date) as first_day from marts.lead_scores
    union all select 'lead_score_reasons', max(as_of_date), min(as_of_date) from marts.lead_score_reasons
    union all select 'lead_score_history', max(as_of_date), null from marts.lead_score_history
    union all select 'call_list', max(as_of_date), min(as_of_date) from marts.call_list
    union all select 'handoff_progress', max(as_of_date), min(as_of_date) from marts.handoff_progress
    union all select 'event_accounting', max(as_of_date), min(as_of_date) from marts.event_accounting
    union all select 'published_runs', max(as_of_date), null from marts.published_runs
"""
NOT_THE_SUM = """
    select count(*) from marts.lead_scores as scores
    left join (
        select scorecard_id, contact_id, sum(points) as points from marts.lead_score_reasons group by 1, 2
    ) as reasons on scores.scorecard_id = reasons.scorecard_id and scores.contact_id = reasons.contact_id
    where scores.score <> coalesce(reasons.points, 0)
"""
CALLS_NEVER_HANDED_OVER = """
    select count(*) from marts.call_list where handoff_id not in (select handoff_id from marts.sales_handoffs)
"""
WRITTEN_DOWN_FOR_ANOTHER_DAY = """
    select count(*) from marts.published_runs as runs
    where
        runs.handed_over <> (select count(*) from marts.sales_handoffs where handed_off_on = runs.as_of_date)
        or exists (select 1 from marts.sales_handoffs where handed_off_on > (select max(as_of_date) from marts.published_runs))
        or exists (select 1 from marts.published_scores where published_on > (select max(as_of_date) from marts.published_runs))
"""
READING_COMMANDS = {
    "call-list": ["call-list"],
    "report": ["report", "--out", "{out}/report.html"],
    "export": ["export", "--out", "{out}/export"],
    "notify": ["notify", "--log", "{out}/log.sqlite", "--dry-run"],
    "digest": ["digest"],
    "validate": ["validate", "scores", "--history", "{out}/history"],
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


def days_of_the_core(connection: duckdb.DuckDBPyConnection) -> set[date]:
    """Return every day of which a table of the core has the newest rows, or, where it is of one day, any rows."""
    rows = connection.execute(CORE_DATES).fetchall()
    assert all(newest is not None for _, newest, _ in rows)
    return {day for _, *days in rows for day in days if day is not None}


def test_the_core_is_of_one_day_wherever_a_run_is_killed(killed):
    assert sum("before" in moment for moment in killed) > LAST_NODES
    assert sum("statement" in moment for moment in killed) > STATEMENTS
    seen = []
    for moment, database in killed.items():
        with duckdb.connect(str(database)) as connection:
            days = days_of_the_core(connection)
            assert len(days) == 1, (moment, connection.execute(CORE_DATES).fetchall())
            seen.append(days.pop())
            for faults in (NOT_THE_SUM, CALLS_NEVER_HANDED_OVER, WRITTEN_DOWN_FOR_ANOTHER_DAY):
                assert connection.execute(faults).fetchone() == (0,), (moment, faults)
    assert set(seen) == {YESTERDAY, TODAY}
    assert seen == sorted(seen)  # one moment, before which all is of yesterday


@pytest.mark.parametrize("command", READING_COMMANDS)
def test_commands_that_read_say_that_a_run_was_cut_off_and_write_nothing(killed, command, tmp_path):
    for moment, database in killed.items():
        arguments = [word.format(out=tmp_path) for word in READING_COMMANDS[command]]
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            returned = main([*arguments, "--database", str(database)])
        assert returned == 1, (moment, said.getvalue())
        assert "cut off" in said.getvalue(), moment
        assert list(tmp_path.iterdir()) == [], moment
