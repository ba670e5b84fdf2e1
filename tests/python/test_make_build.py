"""`make build`: a feed that fails with severity stop leaves what was published; plain `dbt build` does not ask."""

import json
import os
import re
import shlex
import shutil
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
from engine import PROJECT, dbt_as_users_run_it, raw_columns, write_csv

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
                if re.match(" *(dbt|python -m lead_scoring) ", part)
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
                if returncode and command.split()[-1] not in ("call-list", "summary"):
                    continue
                run = self.shell(command, day)
                ran.append(command)
                said, returncode = said + run.said, returncode or run.returncode
            if returncode:
                break
        return SimpleNamespace(said=said, returncode=returncode, ran=ran)

    def shell(self, command: str, day: date = FIRST_DAY) -> SimpleNamespace:
        """Run a command of the Makefile with a warehouse, a target folder and a history of its own."""
        environment = {
            "LEAD_SCORING_RAW": str(self.folder / "raw"),
            "LEAD_SCORING_AS_OF": str(day),
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
    events = len(kitchen.feed.by(FIRST_DAY)["events"])
    assert f"As of {FIRST_DAY}.\nEvents     {events:,} delivered" in built.said
    assert "\nSet aside  " in built.said and "\nLook at    " in built.said
    return kitchen


def test_both_selectors_together_are_everything_once(kitchen):
    chosen = {}
    for selector in ("feeds", "after_feeds"):
        listed = kitchen.shell(f"dbt --quiet ls --selector {selector} --output json --output-keys unique_id")
        chosen[selector] = [json.loads(line)["unique_id"] for line in listed.said.splitlines()]
    manifest = json.loads((kitchen.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"].items()
    wanted = {key for key, node in nodes if node["resource_type"] in ("model", "seed", "test")}
    wanted |= set(manifest["exposures"])
    listed = [
        key
        for keys in chosen.values()
        for key in keys
        if not key.startswith(
            ("source.", "unit_test.", "analysis.", "metric.", "semantic_model.", "saved_query.")
        )
    ]

    assert sorted(listed) == sorted(wanted)
    assert "model.lead_scoring.int_feed_cases" in chosen["feeds"]
    # what a stopped run has read must be read again by the next one
    assert "model.lead_scoring.int_loaded_days" in chosen["after_feeds"]


@pytest.mark.long
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


# whatever a folder is called, no program looks for anything in its name
DATA = (
    "o'neil",
    "a b",
    'say "hi"',
    "cost$5 $(HOME)",
    "$(shell touch pwned)",
    "`touch pwned`",
    "; touch pwned #",
    "ñ*?",
)


def shown(tmp_path: Path, *given: str, environment: dict[str, str] | None = None) -> list[str]:
    """Return what a recipe of the Makefile finds in its environment."""
    extra = tmp_path / "Makefile"
    extra.write_text(
        'show:\n\t@printf \'%s\\n\' "$$LEAD_SCORING_RAW" "$$LEAD_SCORING_AS_OF" "$$LEAD_SCORING_POLICY"'
        ' "$$GIVEN_OUT" "$$GIVEN_DATABASE"\n',
        encoding="utf-8",
    )
    done = subprocess.run(
        ["make", "--file", str(PROJECT / "Makefile"), "--file", str(extra), "show", *given],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("LEAD_SCORING_")}
        | (environment or {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("data", DATA)
def test_what_is_given_to_make_is_data(data, tmp_path):
    given = [f"{name}={data}" for name in ("RAW", "AS_OF", "POLICY", "OUT", "DATABASE")]
    assert shown(tmp_path, *given) == [data] * 5
    assert [path.name for path in tmp_path.iterdir()] == ["Makefile"]


def test_what_is_not_given_is_what_the_environment_says(tmp_path):
    environment = {
        "LEAD_SCORING_RAW": "my raw",
        "LEAD_SCORING_AS_OF": "2026-03-31",
        "LEAD_SCORING_POLICY": "p",
    }
    assert shown(tmp_path, environment=environment) == ["my raw", "2026-03-31", "p", "", ""]
    assert shown(tmp_path, "RAW=other", environment=environment)[0] == "other"


@pytest.mark.parametrize("command", ["report", "export", "notify"])
def test_the_recipes_quote_what_they_are_given(command):
    told = subprocess.run(
        ["make", "--dry-run", command, "DATABASE=a b", "OUT=c d"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert '--database "$GIVEN_DATABASE"' in told and "a b" not in told and "c d" not in told


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["build"], "Say where the raw tables are: make build RAW=folder"),
        (["rescore"], "Say where the raw tables are: make rescore RAW=folder"),
        (["audit"], "Say where the raw tables are: make audit RAW=folder"),
        (["build", "RAW=x", "POLICY=examples/my policy"], "There is no folder examples/my policy"),
        (
            ["build", "RAW=x", "POLICY=tests/by_hand/raw"],
            "The policy in tests/by_hand/raw lacks attribute_types.csv. Add it; its header line is enough: attribute,",
        ),
        (["build", "RAW=x", "CHECKS=no"], "take true or false"),
        (["build", "RAW=x", "FEEDBACK=$(shell touch pwned)"], "take true or false"),
    ],
)
def test_what_make_cannot_do_is_told(given, words):
    done = subprocess.run(
        ["make", *given],
        cwd=PROJECT,
        env=os.environ | {"LEAD_SCORING_RAW": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and words in done.stdout + done.stderr
    assert not (PROJECT / "pwned").exists()


def test_what_is_written_by_a_build_is_for_its_owner_alone_and_no_log_gets_names():
    told = subprocess.run(
        ["make", "--dry-run", "build", "RAW=folder", "NAMES=false"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    builds = [line for line in told.splitlines() if "dbt --quiet build" in line]
    assert len(builds) == 2
    assert all(line.startswith("umask 077;") for line in builds)
    assert "call-list --no-names" in told
    script = (PROJECT / "examples" / "schedule" / "morning.sh").read_text(encoding="utf-8")
    assert script.index("\numask 077\n") < script.index("mkdir") and "NAMES=false" in script


def test_a_folder_with_a_quote_in_its_name_is_built(kitchen):
    raw = kitchen.folder / "raw"
    named = raw.rename(kitchen.folder / "o'neil $x")
    try:
        environment = {"LEAD_SCORING_RAW": str(named), "LEAD_SCORING_AS_OF": str(FIRST_DAY)}
        call = Call(
            ["build", "--select", "stg_contacts"],
            str(PROJECT),
            os.environ
            | environment
            | {"LEAD_SCORING_DB": str(kitchen.folder / "other.duckdb"), "DBT_LOG_LEVEL_FILE": "none"}
            | {"DBT_TARGET_PATH": str(kitchen.folder / "target")},
        )
        [(returncode, said)] = server().run(call)
        assert returncode == 0, said
    finally:
        named.rename(raw)


@pytest.mark.parametrize("name", ["o'neil.duckdb", 'the "new" one.duckdb', "Main.duckdb", "temp.db"])
def test_a_file_whose_name_dbt_cannot_write_is_refused_before_anything_is_done(name, tmp_path):
    database = tmp_path / name
    run = dbt_as_users_run_it(
        *("run", "--select", "stg_contacts"),
        database=database,
        raw=tmp_path,
        as_of=str(FIRST_DAY),
        target=tmp_path / "target",
    )
    said = re.sub(r"\s+", " ", run.stdout)
    assert run.returncode == 2
    assert f"The DuckDB file is {database}, and dbt cannot write to a file whose name has a quote" in said
    assert not database.exists()


@pytest.mark.long
@pytest.mark.parametrize("way", ["a copied file", "copy from database"])
def test_a_copy_of_any_name_works_with_every_command(way, kitchen, tmp_path):
    copy = tmp_path / "marts.duckdb"
    if way == "a copied file":
        shutil.copy(kitchen.database, copy)
    else:
        with duckdb.connect() as connection:
            connection.execute(
                f"attach '{kitchen.database}' as original (read_only); attach '{copy}' as other"
            )
            connection.execute("copy from database original to other")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copy}' as other (read_only)")
        views = connection.execute(
            "select schema_name, view_name from duckdb_views() where database_name = 'other' and not internal"
        ).fetchall()
        assert len(views) > 25
        for schema, view in views:
            if schema != "staging":
                connection.execute(f"select count(*) from other.{schema}.{view}")
    for arguments in (
        ["call-list"],
        ["report", "--out", str(tmp_path / "report.html")],
        ["export", "--out", str(tmp_path / "export")],
        ["notify", "--dry-run", "--log", str(tmp_path / "log")],
        ["digest"],
        ["validate", "scores", "--history", str(tmp_path)],
        ["policy", "check"],
        ["rules", "suggest"],
        ["weights", "suggest"],
    ):
        with redirect_stdout(StringIO()) as said, redirect_stderr(said):
            code = cli.main([*arguments, "--database", str(copy)])
        assert (code, "") == (0, "") or "Too few outcomes" in said.getvalue(), said.getvalue()
