"""`make build`: a feed that fails with severity stop leaves what was published; plain `dbt build` does not ask."""

import json
import os
import re
import shlex
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import duckdb
import feeds
import pytest
from dbt_server import Call, server
from engine import PROJECT, raw_columns, write_csv

from lead_scoring import cli

FIRST_DAY = date(2026, 3, 30)
NEXT_DAY = FIRST_DAY + timedelta(days=1)


class Kitchen:
    """A warehouse, raw tables, and the commands of the Makefile."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database = folder, folder / "warehouse.duckdb"
        self.feed = feeds.Feed(FIRST_DAY, 2)
        (folder / "target").mkdir()

    def commands(self, day: date) -> list[list[str]]:
        """Return what `make build` runs once everything is installed: the commands of each line of the recipe."""
        told = subprocess.run(
            ["make", "--dry-run", "build", f"RAW={self.folder / 'raw'}", f"AS_OF={day}"],
            cwd=PROJECT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.replace("\\\n", " ")
        lines = [
            [
                part.strip()
                for part in re.split("&&|;", line)
                if "dbt build" in part or "-m lead_scoring" in part
            ]
            for line in told.splitlines()
        ]
        return [line for line in lines if line]

    def build(self, day: date, *faults: feeds.Fault) -> SimpleNamespace:
        """Run the commands on what has arrived by a day until a line fails; its call list is printed all the same."""
        raw = self.feed.by(day)
        for fault in faults:
            fault(raw, day)
        for name, columns in raw_columns().items():
            write_csv(self.folder / "raw" / f"{name}.csv", columns, raw.get(name, []))
        said, returncode, ran = "", 0, []
        for line in self.commands(day):
            for command in line:
                if returncode and "call-list" not in command:
                    continue
                run = self.shell(command)
                ran.append(command)
                said, returncode = said + run.said, returncode or run.returncode
            if returncode:
                break
        return SimpleNamespace(said=said, returncode=returncode, ran=ran)

    def shell(self, command: str) -> SimpleNamespace:
        """Run a command of the Makefile with a warehouse, a target folder and a history of its own."""
        environment = {
            "LEAD_SCORING_DB": str(self.database),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_LEVEL_FILE": "none",
        }
        program, *arguments = shlex.split(command)
        if program == "dbt":
            [(returncode, said)] = server().run(Call(arguments, str(PROJECT), os.environ | environment))
            return SimpleNamespace(returncode=returncode, said=said)
        assert (program, *arguments[:2]) == ("python", "-m", "lead_scoring")
        if "validate" in arguments:
            arguments += ["--history", str(self.folder / "history")]
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(StringIO()) as said,
            redirect_stderr(said),
        ):
            patch.chdir(PROJECT)
            for name, value in environment.items():
                patch.setenv(name, value)
            returncode = cli.main(arguments[2:])
        return SimpleNamespace(returncode=returncode, said=said.getvalue())

    def published(self) -> dict[str, list[tuple]]:
        """Return the rows of every public table but the results of expectations."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            names = connection.execute(
                "select table_name from information_schema.tables where table_schema = 'marts'"
            ).fetchall()
            return {
                name: connection.execute(f"from marts.{name} order by all").fetchall()
                for (name,) in names
                if name != "expectation_results"
            }

    def results(self) -> list[tuple]:
        """Return what the public table of results says, once per run and verdict."""
        query = """
            select as_of_date, stage, attempt, string_agg(expectation_id, ' ') filter (where verdict = 'failed')
            from marts.expectation_results
            group by all
            order by as_of_date, stage, attempt
        """
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Kitchen:
    """Return a kitchen in which one clean day was built."""
    kitchen = Kitchen(tmp_path_factory.mktemp("make"))
    built = kitchen.build(FIRST_DAY)
    assert built.returncode == 0, built.said
    assert len(kitchen.published()["lead_scores"]) > 100
    return kitchen


def test_both_selectors_together_are_everything_once(kitchen):
    chosen = {}
    for selector in ("feeds", "after_feeds"):
        listed = kitchen.shell(
            f"dbt --quiet ls --selector {selector} --output json --output-keys unique_id"
            f" --vars '{{raw_path: {kitchen.folder / 'raw'}}}'"
        )
        chosen[selector] = [json.loads(line)["unique_id"] for line in listed.said.splitlines()]
    manifest = json.loads((kitchen.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"].items()
    wanted = {key for key, node in nodes if node["resource_type"] in ("model", "seed", "test")}
    wanted |= set(manifest["exposures"])
    listed = [
        key
        for keys in chosen.values()
        for key in keys
        if not key.startswith(("source.", "unit_test.", "analysis."))
    ]

    assert sorted(listed) == sorted(wanted)
    assert "model.lead_scoring.int_feed_cases" in chosen["feeds"]
    # what a stopped run has read must be read again by the next one
    assert "model.lead_scoring.int_loaded_days" in chosen["after_feeds"]


def test_a_stop_leaves_what_was_published_and_its_events_are_read_again(kitchen):
    before = kitchen.published()
    stopped = kitchen.build(NEXT_DAY, feeds.fire_twice)

    assert stopped.returncode == 1
    assert stopped.ran[-1].endswith("validate raw")
    assert "stop: On 2026-03-31" in stopped.said
    assert "what was published before stays as it was" in stopped.said
    assert kitchen.published() == before
    assert kitchen.results()[-1] == (NEXT_DAY, "raw", 1, "events_fire_twice")

    built = kitchen.build(NEXT_DAY)
    assert built.returncode == 0, built.said
    after = kitchen.published()
    assert {row[0] for row in after["published_runs"]} == {FIRST_DAY, NEXT_DAY}
    # as many events as were sent, none of them twice
    outcomes = dict(row[:2] for row in after["event_accounting"])
    assert sum(outcomes.values()) == len(kitchen.feed.by(NEXT_DAY)["events"])
    assert [row[:3] for row in kitchen.results()] == [
        (FIRST_DAY, "raw", 1),
        (FIRST_DAY, "scores", 1),
        (NEXT_DAY, "raw", 1),
        (NEXT_DAY, "raw", 2),
        (NEXT_DAY, "scores", 1),
    ]
    assert {row[3] for row in kitchen.results()} == {None, "events_fire_twice"}
    assert len(list((kitchen.folder / "history").glob("2026-03-31-raw-*.json"))) == 2
