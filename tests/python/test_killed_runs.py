"""Real dbt runs that are killed, repeated, refreshed or started together leave what undisturbed ones leave."""

import subprocess
import sys
from pathlib import Path

import duckdb
import killed_runs
import pytest
from engine import FROZEN, PROJECT, delivered, raw_columns

pytestmark = pytest.mark.long

DAYS = 3


@pytest.fixture(scope="module")
def real_runs(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Return the folder of two warehouses that lived through days of real runs (killed_runs.py), and how many."""
    folder = tmp_path_factory.mktemp("real") / "runs"
    script = Path(__file__).with_name("killed_runs.py")
    command = [sys.executable, str(script), str(folder), str(demo), "1", str(DAYS)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, DAYS


def test_real_runs_may_be_killed_repeated_refreshed_or_started_together(real_runs):
    folder, days = real_runs
    warehouses = [
        duckdb.connect(str(folder / name / "warehouse.duckdb"), read_only=True)
        for name in ("undisturbed", "disturbed")
    ]
    tables = (
        warehouses[0]
        .execute("select table_name from information_schema.tables where table_schema = 'marts' order by 1")
        .fetchall()
    )
    assert set(FROZEN) <= {name for (name,) in tables}
    for (name,) in tables:
        one, other = (
            sorted(warehouse.execute(f"select * from marts.{name}").fetchall(), key=repr)
            for warehouse in warehouses
        )
        assert one == other, name
    assert warehouses[0].execute("select count(*) from marts.published_runs").fetchone()[0] == days + 1


def test_the_engine_of_these_tests_does_what_dbt_does(real_runs, daily_engine, demo):
    """The days of the undisturbed warehouse, lived through by replaying what dbt ran on two days of nothing."""
    folder, days = real_runs
    daily_engine.write_raw({name: delivered(demo, name) for name in raw_columns()})
    replayed = daily_engine.warehouse()
    for number in range(days + 1):
        daily_engine.run_day(replayed, killed_runs.day_of(number))
    with duckdb.connect(str(folder / "undisturbed" / "warehouse.duckdb"), read_only=True) as real:
        for table in (*FROZEN, "lead_scores", "call_list"):
            columns = [name for name, *_ in real.execute(f"describe marts.{table}").fetchall()]
            query = f"select {', '.join(columns)} from marts.{table}"
            one, other = (sorted(each.execute(query).fetchall(), key=repr) for each in (real, replayed))
            assert one == other, table
            assert one or table in ("band_changes", "handoff_queue"), f"{table} is empty"
