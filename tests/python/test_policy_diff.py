"""`policy diff` tells what an edit does, from the project's own models, and publishes nothing."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt_shim import stand_in
from engine import PROJECT, copy_of_project, dbt, dbt_as_users_run_it

from lead_scoring import cli
from lead_scoring.policy import diff

RAW = PROJECT / "tests" / "fixtures" / "raw"
AS_OF = "2026-03-31"


def _run(
    *command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=os.environ | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def _published(database: Path) -> dict[str, list]:
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables order by all"
        ).fetchall()
        return {
            f"{schema}.{table}": connection.execute(f'from "{schema}"."{table}"').fetchall()
            for schema, table in tables
            if schema == "marts"
        } | {"all": tables}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory):
    """Return a project in git, published, with one weight edited afterwards: folder, database, tables."""
    folder = copy_of_project(tmp_path_factory.mktemp("diff") / "project")
    _run("cp", "-r", PROJECT / "lead_scoring", folder, cwd=PROJECT)
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "policy"],
    ):
        assert _run("git", *command, cwd=folder).returncode == 0
    database = folder / "published.duckdb"
    built = dbt(
        "build",
        "--exclude-resource-type",
        "unit_test",
        database=database,
        raw=RAW,
        as_of=AS_OF,
        project=folder,
    )
    assert built.returncode == 0, built.stdout
    rules = folder / "seeds" / "policy" / "interest_rules.csv"
    text = rules.read_text(encoding="utf-8")
    edited_text = text.replace("%|/tarifs%,important,8,20,1", "%|/tarifs%,important,9,20,1")
    assert text != edited_text
    rules.write_text(edited_text, encoding="utf-8")
    stand_in(folder.with_name("environment"))
    return folder, database, _published(database)


def _diff(folder: Path, database: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return _run(
        folder.with_name("environment") / "bin" / "python",
        "-m",
        "lead_scoring",
        "policy",
        "diff",
        "--raw",
        RAW,
        "--database",
        database,
        *options,
        cwd=folder,
    )


@pytest.mark.long
def test_an_edit_is_told_with_its_ledger_lines_and_nothing_is_published(edited):
    folder, database, before = edited
    seeds = {path: path.read_bytes() for path in (folder / "seeds").rglob("*.csv")}
    told = _diff(folder, database, "--json")
    assert told.returncode == 0, told.stdout + told.stderr
    changes = json.loads(told.stdout)
    assert changes["as_of"] == AS_OF
    with duckdb.connect(str(database), read_only=True) as connection:
        pricing = connection.execute(
            "select events, points from marts.lead_score_reasons"
            " where scorecard_id = 'b2b' and contact_id = 'C1' and rule_id = 'page_pricing'"
        ).fetchone()
    assert pricing[0] == 2
    changed = {(row["scorecard_id"], row["rule_id"]): row for row in changes["rules"]}
    rule = changed["b2b", "page_pricing"]
    assert (rule["leads_before"], rule["leads_after"]) == (1, 1)
    assert rule["points_before"] == float(pricing[1])
    assert rule["points_after"] == pytest.approx(float(pricing[1]) * 9 / 8, abs=0.0011)
    mover = next(
        row for row in changes["movers"] if (row["scorecard_id"], row["contact_id"]) == ("b2b", "C1")
    )
    assert mover["score_after"] > mover["score_before"]
    assert "Visited pricing" in [line["label"] for line in mover["lines"]]
    assert {row["scorecard_id"] for row in changes["readiness"]} == {"b2b", "behaviour_first"}
    assert all(row["leads_before"] == row["leads_after"] == 2 for row in changes["readiness"])
    assert _published(database) == before
    assert {path: path.read_bytes() for path in (folder / "seeds").rglob("*.csv")} == seeds


@pytest.mark.outside
def test_two_folders_are_compared_as_a_revision_and_the_files_on_disk_are(edited, tmp_path):
    folder, database, before = edited
    old, new = tmp_path / "old", tmp_path / "new"
    shutil.copytree(folder / "seeds" / "policy", new)
    archive = _run("git", "archive", "--output", tmp_path / "old.tar", "HEAD:seeds/policy", cwd=folder)
    assert archive.returncode == 0, archive.stderr
    shutil.unpack_archive(tmp_path / "old.tar", old)
    of_revision, of_folders = (
        _diff(folder, database, "--json", *given) for given in ((), (str(old), str(new)))
    )
    assert of_folders.returncode == 0, of_folders.stdout + of_folders.stderr
    expected = json.loads(of_revision.stdout) | {"against": str(old), "policy": str(new)}
    assert expected["movers"]
    assert json.loads(of_folders.stdout) == expected
    assert _published(database) == before


@pytest.mark.long
def test_a_policy_folder_outside_the_project_is_refused_before_anything_is_written(edited):
    folder, database, before = edited
    policy = folder / "seeds" / "policy"
    seeds = {path: path.read_bytes() for path in policy.glob("*.csv")}
    outside = {"LEAD_SCORING_POLICY": str(policy)}
    built = dbt_as_users_run_it(
        "build",
        database=database,
        raw=RAW,
        as_of=AS_OF,
        target=folder / "target",
        project=folder,
        environment=outside,
    )
    assert built.returncode != 0
    assert "Name a folder inside the project" in built.stdout
    assert {path: path.read_bytes() for path in policy.glob("*.csv")} == seeds
    assert _published(database) == before


@pytest.mark.long
def test_a_policy_that_cannot_be_used_is_told_without_a_build(edited):
    folder, database, before = edited
    bands = folder / "seeds" / "policy" / "score_bands.csv"
    text = bands.read_text(encoding="utf-8")
    bands.write_text(text.replace("mql,26", "mql,ten"), encoding="utf-8")
    try:
        told = _diff(folder, database)
    finally:
        bands.write_text(text, encoding="utf-8")
    assert told.returncode == 1
    assert "'ten' is not a number" in told.stdout
    assert _published(database) == before


@pytest.mark.long
def test_an_unknown_revision_is_told_in_words(edited):
    folder, database, _ = edited
    told = _diff(folder, database, "--against", "no-such-revision")
    assert told.returncode == 1
    assert "no-such-revision" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.long
def test_a_database_that_is_not_there_is_told_and_not_made(edited):
    folder, _, _ = edited
    told = _diff(folder, folder / "mistyped.duckdb")
    assert told.returncode == 1
    assert "There is no database" in told.stderr
    assert not (folder / "mistyped.duckdb").exists()


@pytest.mark.parametrize(("target", "name"), [(None, "file"), ("server", "server")])
def test_whatever_the_profile_says_nothing_is_built_into_published_schemas(tmp_path, target, name):
    outputs = {
        "server": {"type": "postgres", "schema": "main", "host": "{{ env_var('A_HOST') }}"},
        "file": {"type": "duckdb", "schema": "main", "path": "published.duckdb"},
    }
    (tmp_path / "dbt_project.yml").write_text("profile: mine")
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump({"mine": {"target": "server", "outputs": outputs}}))
    diff._write_profile(tmp_path, target, "policy_diff_before", "a.duckdb")
    written = yaml.safe_load((tmp_path / "profiles.yml").read_text())["mine"]
    assert written["target"] == name
    assert written["outputs"][name]["schema"] == "policy_diff_before"
    assert written["outputs"]["server"]["host"] == "{{ env_var('A_HOST') }}"
    assert (name == "file") == (written["outputs"]["file"]["path"] == str(Path("a.duckdb").resolve()))


@pytest.mark.postgres
def test_postgres_tells_the_same_and_keeps_no_scratch_schema(edited, postgres):
    folder, database, _ = edited
    environment = postgres.database("compared")
    connection = postgres.connect("compared")

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = (sys.executable, "-m", "lead_scoring", *arguments)
        return _run(*command, cwd=folder, environment=environment)

    assert run("load-raw", "--raw", RAW).returncode == 0
    # what a comparison that was killed has left
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "create schema policy_diff_before_marts; create table policy_diff_before_marts.left_over ()"
        )
    told = run("policy", "diff", "--target", "postgres", "--as-of", AS_OF, "--json")
    assert told.returncode == 0, told.stderr
    on_duckdb = _diff(folder, database, "--json")
    assert json.loads(told.stdout)["rules"]
    assert json.loads(told.stdout) == json.loads(on_duckdb.stdout)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "select nspname from pg_namespace where nspname !~ '^(pg_|information_schema)' order by 1"
        )
        assert cursor.fetchall() == [("public",), ("raw",)]
    connection.close()


@pytest.fixture
def scored(tmp_path, monkeypatch) -> list[dict[str, bytes]]:
    """Return the seeds of each policy that is scored, by the name of the file; nothing is built."""
    built: list[dict[str, bytes]] = []

    def build(copy: Path, variables: Mapping[str, object], policy: Path) -> None:
        built.append({path.name: path.read_bytes() for path in (copy / policy).rglob("*.csv")})

    found = {"readiness": [], "bands": [], "rules": [], "movers": [], "journeys": []}
    monkeypatch.setattr(diff, "_build", build)
    monkeypatch.setattr(diff, "_changes", lambda *_: found)
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    return built


def test_of_two_folders_the_first_is_before(scored, tmp_path, capsys, monkeypatch):
    """Wherever they lie, and whatever else the environment calls the policy."""
    monkeypatch.setenv("LEAD_SCORING_POLICY", "examples/uci_bank/policy")
    old = shutil.copytree(PROJECT / "examples" / "minimal_policy", tmp_path / "old")
    new = shutil.copytree(old, tmp_path / "new")
    bands = (new / "score_bands.csv").read_text(encoding="utf-8")
    (new / "score_bands.csv").write_text(bands.replace("mql,2", "mql,3"), encoding="utf-8")
    arguments = ["--database", str(tmp_path / "empty.duckdb"), "--as-of", AS_OF]
    assert cli.main(["policy", "diff", str(old), str(new), *arguments]) == 0
    assert f"Policy {new} against {old}, leads as of {AS_OF}." in capsys.readouterr().out
    wanted = [{path.name: path.read_bytes() for path in folder.glob("*.csv")} for folder in (old, new)]
    assert wanted[0] != wanted[1]
    assert scored == wanted


def test_a_folder_that_cannot_be_used_is_told_before_anything_is_scored(scored, tmp_path, capsys):
    good = PROJECT / "examples" / "minimal_policy"
    bad = shutil.copytree(good, tmp_path / "bad")
    (bad / "score_bands.csv").write_text("band,at_least\ncold,ten\n", encoding="utf-8")
    for folders in ((bad, good), (good, bad)):
        assert cli.main(["policy", "diff", *map(str, folders), "--as-of", AS_OF]) == 1
        assert "'ten' is not a number" in capsys.readouterr().out
    assert scored == []


@pytest.mark.parametrize("given", [["one"], ["one", "two", "three"], ["one", "two", "--against", "HEAD"]])
def test_one_folder_is_wrong_usage(given, capsys):
    assert cli.main(["policy", "diff", *given]) == 2
    assert "compares two folders, the older policy first" in capsys.readouterr().err


def test_a_journey_of_one_policy_alone_is_told_as_such():
    journey = {"journey_id": "new", "score_before": None, "band_before": None, "sentence": None}
    journeys = [journey | {"score_after": 60, "band_after": "sql"}]
    journeys += [
        journey | {"journey_id": "old", "score_before": 9, "band_before": "cold", "score_after": None}
    ]
    found = {"readiness": [], "bands": [], "rules": [], "movers": [], "journeys": journeys}
    told = diff.as_text({"policy": "b", "against": "a", "as_of": AS_OF} | found).splitlines()
    assert told[1:] == ["Journey new: not there → 60 sql, as agreed", "Journey old: 9 cold → not there"]


def test_a_policy_that_git_does_not_know_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("LEAD_SCORING_POLICY", "examples/nobody/knows")
    with pytest.raises(
        diff.CannotCompareError, match="does not know the folder examples/nobody/knows at HEAD. Commit"
    ):
        diff._replace_seeds(tmp_path, "HEAD")


def test_a_list_that_the_revision_does_not_have_yet_has_no_rows(tmp_path, monkeypatch):
    project, copy = tmp_path / "project", tmp_path / "copy"
    for folder in (project / "seeds" / "policy", project / "seeds" / "reference", copy / "seeds" / "policy"):
        folder.mkdir(parents=True)
    for name in ("policy/bands", "reference/words"):
        (project / "seeds" / f"{name}.csv").write_text("band\nold\n", encoding="utf-8")
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "policy"],
    ):
        assert _run("git", *command, cwd=project).returncode == 0
    (copy / "seeds" / "reference").mkdir()
    (copy / "seeds" / "policy" / "bands.csv").write_text("band\nnew\n", encoding="utf-8")
    (copy / "seeds" / "policy" / "gates.csv").write_text("gate,effect\nconsent,hold\n", encoding="utf-8")
    monkeypatch.setattr(diff, "PROJECT", project)
    diff._replace_seeds(copy, "HEAD")
    found = {path.name: path.read_text(encoding="utf-8") for path in copy.rglob("*.csv")}
    assert found == {"bands.csv": "band\nold\n", "words.csv": "band\nold\n", "gates.csv": "gate,effect\n"}
