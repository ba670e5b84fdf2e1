"""Days of real dbt runs, undisturbed and disturbed: killed at random, started twice at once, repeated, refreshed.

    python killed_runs.py FOLDER RAW SEED DAYS

Writes FOLDER/undisturbed/warehouse.duckdb and FOLDER/disturbed/warehouse.duckdb and prints what was done. dbt is loaded
once and each run is a fork of this process, so that a run takes seconds and can be killed without ceremony. No run
closes its warehouse: the next one always opens what DuckDB's log holds, as after a kill. The days are those of the
core: what people study is made of it and of the raw tables, and keeps nothing from run to run.
"""

import json
import multiprocessing
import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from engine import PROJECT
from faster_dbt import compile_nodes, leave_out_debug_messages, make_faster

FIRST_DAY = date(2026, 2, 2)
KEEP_LOG = "wal_autocheckpoint: 1TB"
CORE = ("--selector", "core")
WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


def main(folder: Path, raw: Path, seed: int, days: int) -> None:
    """Live through the days twice and leave both warehouses behind."""
    chance = random.Random(seed)
    os.chdir(PROJECT)
    # dbt writes the database's name into its manifest: both warehouses bear the same one
    undisturbed, disturbed = (folder / name / "warehouse.duckdb" for name in ("undisturbed", "disturbed"))
    undisturbed.parent.mkdir(parents=True)
    runs = Runs(folder, raw, undisturbed)
    runs.run(undisturbed, FIRST_DAY, "build", *CORE, *WITHOUT_TESTS)
    shutil.copytree(undisturbed.parent, disturbed.parent)
    for number in range(1, days + 1):
        day = day_of(number)
        runs.run(undisturbed, day, "run", *CORE)
        length = runs.seconds
        how = ("killed", "together", "full refresh")[(number - 1) % 3]
        print(day, how, flush=True)
        if how == "killed":
            for _ in range(chance.randint(2, 3)):
                runs.kill(disturbed, day, chance.uniform(0.3, 0.95) * length, "run", *CORE)
            runs.run(disturbed, day, "run", *CORE)
        elif how == "together":
            one, other = (runs.start(disturbed, day, "run", *CORE) for _ in range(2))
            one.join()
            other.join()
            if one.exitcode and other.exitcode:
                runs.run(disturbed, day, "run", *CORE)
        else:
            runs.run(disturbed, day, "run", *CORE)
            runs.run(disturbed, day, "build", "--full-refresh", *CORE, *WITHOUT_TESTS)


def day_of(number: int) -> date:
    """Return the date of a run: every third day nobody runs anything."""
    return FIRST_DAY + timedelta(days=number + number // 3)


class Runs:
    """dbt runs on one parsed project."""

    def __init__(self, folder: Path, raw: Path, database: Path) -> None:
        from dbt.cli.main import dbtRunner

        make_faster()
        self._runner = dbtRunner
        self._folder, self._raw = folder, raw
        self._context = multiprocessing.get_context("fork")
        self.seconds = 0.0
        profiles = (
            (PROJECT / "profiles.yml")
            .read_text()
            .replace("TimeZone: UTC", f"{KEEP_LOG}\n        TimeZone: UTC")
        )
        assert KEEP_LOG in profiles
        (folder / "profiles.yml").write_text(profiles)
        os.environ["LEAD_SCORING_DB"] = str(database)
        parsed = dbtRunner().invoke(["parse", *self._options(FIRST_DAY)])
        if not parsed.success:
            raise SystemExit(f"the project cannot be parsed: {parsed.exception}")
        self._manifest = parsed.result
        compile_nodes(self._manifest)

    def run(self, database: Path, day: date, *command: str) -> None:
        """Run dbt to its end; exits where it fails."""
        started = time.monotonic()
        process = self.start(database, day, *command)
        process.join()
        self.seconds = time.monotonic() - started
        if process.exitcode:
            raise SystemExit(f"dbt {' '.join(command)} failed on {day}: see {self._folder}/logs")

    def kill(self, database: Path, day: date, after_seconds: float, *command: str) -> None:
        """Start dbt and send SIGKILL after some seconds, unless it has ended by then."""
        process = self.start(database, day, *command)
        process.join(after_seconds)
        process.kill()
        process.join()

    def start(
        self, database: Path, day: date, *command: str, watch: Callable[[object], None] | None = None
    ) -> multiprocessing.Process:
        """Start dbt in a process of its own; ``watch`` is called there with each of dbt's events, while dbt waits."""
        arguments = [*command, *self._options(day)]
        process = self._context.Process(target=self._invoke, args=(database, arguments, watch))
        process.start()
        return process

    def _invoke(self, database: Path, arguments: list[str], watch: Callable[[object], None] | None) -> None:
        os.environ["LEAD_SCORING_DB"] = str(database)
        if not watch:
            leave_out_debug_messages()
        done = self._runner(manifest=self._manifest, callbacks=[watch] if watch else []).invoke(arguments)
        os._exit(0 if done.success else 1)

    def _options(self, day: date) -> list[str]:
        variables = json.dumps({"raw_path": str(self._raw), "as_of": str(day)})
        target, logs = str(self._folder / "target"), str(self._folder / "logs")
        return [
            "--quiet",
            "--no-write-json",
            "--profiles-dir",
            str(self._folder),
            "--target-path",
            target,
            "--log-path",
            logs,
            "--vars",
            variables,
        ]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
