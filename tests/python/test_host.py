"""Another dbt project (integration_tests) installs this one: one `dbt build` runs its models, ours, and its others."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml
from engine import PROJECT, read_csv

from lead_scoring import digest
from lead_scoring.host import Host, NoHostError
from lead_scoring.parts import PARTS
from lead_scoring.warehouse import PostgresWarehouse, open_file

EXAMPLE = PROJECT / "integration_tests"
AS_OF = "2026-03-31"
MARTS = "acme__lead_scoring_marts"
# what both a host and the project alone must say of the same rows
COMPARED = (
    "lead_scores",
    "lead_score_reasons",
    "lead_score_history",
    "call_list",
    "event_accounting",
    "rejected_rows",
)
SEEDS = sorted(path.stem for path in (PROJECT / "seeds").rglob("*.csv"))


class Acme:
    """A copy of the host, with the package installed from this folder."""

    def __init__(self, folder: Path, target: str, environment: dict[str, str]) -> None:
        self.folder, self.target = folder / "acme", target
        # said by the environment: with other --vars than before dbt parses everything anew
        self.environment = os.environ | environment
        self.environment |= {"ACME_DB": str(folder / "warehouse.duckdb"), "LEAD_SCORING_AS_OF": AS_OF}
        shutil.copytree(EXAMPLE, self.folder, ignore=shutil.ignore_patterns("dbt_packages", "target", "logs"))
        (self.folder / "packages.yml").write_text(f"packages:\n  - local: {PROJECT}\n", "utf-8")
        self.dbt("deps")

    def dbt(self, *arguments: str, fails: bool = False) -> str:
        """Run dbt in the host as its people do, and return what it said."""
        done = subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) is fails, done.stdout[-4000:]
        return done.stdout

    def build(self, *arguments: str, fails: bool = False) -> str:
        """Build the host, or a part of it, as of one day."""
        return self.dbt("build", "--target", self.target, *arguments, fails=fails)

    def command(self, *arguments: str, returns: int = 0) -> str:
        """Run a command of this project on the host, from elsewhere, and return what it said."""
        where = ("--project-dir", str(self.folder))
        done = subprocess.run(
            [sys.executable, "-m", "lead_scoring", *arguments, *where],
            cwd=self.folder.parent,
            env=self.environment | {"PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == returns, done.stderr
        return done.stdout + done.stderr

    def rows(self, query: str) -> list[tuple]:
        """Return the rows of a query on the host's DuckDB file."""
        with duckdb.connect(self.environment["ACME_DB"], read_only=True) as connection:
            return connection.execute(query).fetchall()

    def policy_version(self) -> str:
        """Return the version of the policy that a build would publish."""
        self.dbt("compile", "--select", "lead_scoring.identity.int_run")
        compiled = (
            self.folder / "target" / "compiled" / "lead_scoring" / "models" / "identity" / "int_run.sql"
        )
        return re.search(r"'([0-9a-f]{12})'", compiled.read_text("utf-8"))[1]


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Acme:
    """Return the host, built once on DuckDB; ``said`` is what dbt said."""
    host = Acme(tmp_path_factory.mktemp("host"), "duckdb", {})
    host.said = host.build("--show-all-deprecations")
    return host


def raw_tables() -> dict[str, list[dict[str, str]]]:
    """Return the host's rows as the raw tables that its models make of them."""
    people = read_csv(EXAMPLE / "seeds" / "crm" / "people.csv")
    hits = read_csv(EXAMPLE / "seeds" / "crm" / "hits.csv")
    renamed = {
        "contacts": (people, ("contact_id", "full_name", "email", "job_title", "account_id", "created_at")),
        "events": (hits, ("event_id", "event_type", "occurred_at", "contact_id", "page_path")),
    }
    tables = {
        name: [dict(zip(columns, row.values(), strict=True)) for row in rows]
        for name, (rows, columns) in renamed.items()
    }
    account = ("77", "Norte", "norte.example", "b2b", "850")
    columns = ("account_id", "account_name", "domain", "business_model", "employee_count")
    touch = {"touch_id": "t1", "contact_id": "3", "touched_at": "2026-03-27 10:00:00", "outcome": "attempted"}
    return tables | {"accounts": [dict(zip(columns, account, strict=True))], "sales_touches": [touch]}


@pytest.mark.long
def test_a_host_gets_metrics_and_their_calendar_when_it_asks_for_them(acme):
    """A metric's name is one project's alone, and of two calendars MetricFlow would take either."""
    page = (PROJECT / "docs" / "in_your_dbt_project.md").read_text("utf-8")
    asked = re.search(r"```yaml\n(models:\n  lead_scoring:\n    publish:.*?)```", page, re.DOTALL)[1]
    file = acme.folder / "dbt_project.yml"
    text = file.read_text("utf-8")
    found = []
    for settings in (yaml.safe_load(text), merged(yaml.safe_load(text), yaml.safe_load(asked))):
        file.write_text(yaml.safe_dump(settings), "utf-8")
        acme.dbt("parse", "--target", acme.target)
        read = json.loads((acme.folder / "target" / "semantic_manifest.json").read_text("utf-8"))
        found.append((len(read["metrics"]), len(read["project_configuration"]["time_spines"])))
    file.write_text(text, "utf-8")
    assert found == [(0, 0), (24, 1)]


def merged(one: dict, other: dict) -> dict:
    """Return settings with others added, key by key."""
    both = {
        key: merged(one[key], other[key]) for key in one.keys() & other.keys() if isinstance(one[key], dict)
    }
    return one | other | both


@pytest.mark.long
def test_one_build_runs_their_models_ours_and_theirs_on_top(acme):
    assert acme.rows("select contact_id, band, full_name from acme__shop.leads_to_call") == [
        ("1", "sql", "Ana Pérez")
    ]
    # of dbt itself there is nothing to say: no deprecation, no name that it finds twice
    assert not re.search(r"\[WARNING\]|[Dd]eprecat", acme.said)
    assert acme.rows("select * from acme__lead_scoring_intermediate.run_claims") == []


@pytest.mark.long
def test_the_host_gets_the_scores_that_the_project_gives_alone(acme, project):
    alone = project.with_tables(COMPARED).run(raw_tables(), AS_OF, EXAMPLE / "seeds" / "scoring")
    for table in COMPARED:
        kept = (
            "select * exclude (policy_version)"
            if table in ("lead_scores", "lead_score_history")
            else "select *"
        )
        expected = alone.execute(f"{kept} from marts.{table} order by all").fetchall()
        assert acme.rows(f"{kept} from {MARTS}.{table} order by all") == expected, table
    assert alone.execute("select count(*) from marts.lead_score_reasons").fetchone()[0] > 5


@pytest.mark.long
def test_the_hosts_policy_is_read_whatever_its_types_and_blanks(acme):
    bands = acme.rows(
        "select band, respond_within_hours, next_step from acme__lead_scoring_intermediate.int_score_bands"
    )
    assert ("hot", 1, "Ring them within the hour") in bands
    # a file of before there were excludes and lines, and a column that dbt loads as a date
    told = f"select distinct contact_id, label from {MARTS}.lead_score_reasons where rule_id = 'came_back'"
    assert acme.rows(told) == [("1", "Came back on 2 days within 30 days")]
    assert acme.rows("select date from acme__lead_scoring_seeds.holidays") == [("2026-04-01",)]
    # a model of the host's that has the name of a seed of the policy is none
    assert acme.rows("select region from acme__shop.targets") == [("north",)]


@pytest.mark.long
def test_an_edit_of_the_hosts_policy_is_another_policy(acme):
    ((published,),) = acme.rows(f"select policy_version from {MARTS}.published_runs")
    assert acme.policy_version() == published
    file = acme.folder / "seeds" / "scoring" / "score_bands.csv"
    before = file.read_text("utf-8")
    file.write_text(before.replace("within the hour", "today"), "utf-8")
    assert acme.policy_version() != published
    file.write_text(before, "utf-8")
    assert acme.policy_version() == published


@pytest.mark.long
def test_a_run_of_the_hosts_own_models_is_left_alone(acme):
    # --empty is refused where anything of this project is built
    acme.build("--empty", "--select", "web_hits")
    assert "--empty makes no tables of this project" in acme.build(
        "--empty", "--select", "stg_events", fails=True
    )
    assert acme.rows("select * from acme__lead_scoring_intermediate.run_claims") == []
    # … and what the host's runs have left is whole again
    acme.build("--select", "web_hits")


@pytest.mark.long
def test_a_host_switches_a_part_off_by_its_folders(acme, tmp_path):
    page = (PROJECT / "docs" / "in_your_dbt_project.md").read_text("utf-8")
    off = re.search(r"```yaml\n(models:\n  lead_scoring:\n    feedback:.*?)```", page, re.DOTALL)[1]
    file = acme.folder / "dbt_project.yml"
    text = file.read_text("utf-8")
    settings = yaml.safe_load(text)
    for part in PARTS:
        settings = merged(settings, yaml.safe_load(off.replace("feedback", part)))
    file.write_text(yaml.safe_dump(settings), "utf-8")
    warehouse = acme.environment["ACME_DB"]
    acme.environment["ACME_DB"] = str(tmp_path / "warehouse.duckdb")
    acme.build("--target-path", str(tmp_path / "target"))
    tables = acme.rows(f"select table_name from information_schema.tables where table_schema = '{MARTS}'")
    acme.environment["ACME_DB"] = warehouse
    file.write_text(text, "utf-8")
    built = {name for (name,) in tables}
    assert {"call_list", "lead_scores", "sales_handoffs", "leads"} <= built
    assert built.isdisjoint(name for names in PARTS.values() for name in names)


@pytest.mark.long
def test_what_is_for_the_people_of_this_project_is_off(acme):
    manifest = json.loads((acme.folder / "target" / "manifest.json").read_text("utf-8"))
    assert manifest["unit_tests"] == {}
    tags = {tag for node in manifest["nodes"].values() for tag in node["tags"]}
    assert {f"lead_scoring_{part}" for part in ("nurture", "feedback", "checks", "reads_events")} <= tags


@pytest.mark.long
def test_commands_read_the_hosts_warehouse_and_its_policy(acme):
    called = acme.command("call-list")
    assert "Ana Pérez" in called
    assert f"schema {MARTS}" in called
    # who looks for the policy in the warehouse finds the one that was used
    bands = "select next_step from acme__lead_scoring_seeds.score_bands where band = 'hot'"
    assert acme.rows(bands) == [("Ring them within the hour",)]
    assert acme.command("policy", "check") == "0 problems, 0 warnings in 36 files.\n"
    file = acme.folder / "seeds" / "scoring" / "score_bands.csv"
    before = file.read_text("utf-8")
    file.write_text(before.replace("hot,76", "hot,many"), "utf-8")
    found = acme.command("policy", "check", returns=1)
    assert "acme/seeds/scoring/score_bands.csv:5" in found
    assert "many" in found
    file.write_text(before, "utf-8")
    assert "policy diff scores this project alone" in acme.command("policy", "diff", returns=2)


@pytest.mark.parametrize(
    ("setting", "sentences"),
    [
        pytest.param(
            {"lead_scoring_seeds": ["score_band"]},
            ["'score_band', which is no seed of the policy"],
            marks=pytest.mark.outside,
        ),
        pytest.param(
            {"lead_scoring_seeds": [], "lead_scoring_contacts": "acme.nobody"},
            [
                "Seeds of acme that are called as seeds of the policy are not read as such:"
                " behaviour_rules, behaviours, holidays, journeys, score_bands.",
                "lead_scoring_contacts is 'acme.nobody'. There is no such table or view.",
            ],
            marks=pytest.mark.long,
        ),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_told_in_words(acme, setting, sentences):
    variables = json.dumps(setting)
    selected = ("--select", "lead_scoring.staging.stg_contacts")
    said = acme.dbt("run", *selected, "--vars", variables, fails=True)
    for sentence in sentences:
        assert sentence in " ".join(said.split())


@pytest.mark.postgres
def test_postgres_builds_the_host_alike(acme, postgres, tmp_path):
    Acme(tmp_path, "postgres", postgres.database("acme")).build()
    with (
        open_file(Path(acme.environment["ACME_DB"]), name="warehouse") as one,
        PostgresWarehouse(postgres.connect("acme")) as other,
    ):
        tables = one.tables(MARTS)
        assert other.tables(MARTS) == tables
        found = {
            table: [digest.digest(*digest.read(each, MARTS, table)) for each in (one, other)]
            for table in tables
        }
    assert len(found) > 30
    assert {
        table for table, (duckdb_says, postgres_says) in found.items() if duckdb_says != postgres_says
    } == set()


@pytest.mark.quick
def test_models_read_policy_seeds_by_the_macro_that_lets_a_host_replace_them(model_files):
    direct = re.compile(rf"\bref\('({'|'.join(SEEDS)})'\)")
    files = [*model_files, *(PROJECT / "analyses").glob("*.sql")]
    assert [path.name for path in files if direct.search(path.read_text("utf-8"))] == []
    macros = (PROJECT / "macros" / "policy.sql").read_text("utf-8")
    listed = re.search(r"macro policy_seeds\(\) -%}(.*?)endmacro", macros, re.DOTALL)[1]
    assert sorted(re.findall(r"'(\w+)'", listed)) == SEEDS


@pytest.mark.quick
def test_hooks_act_only_where_something_of_this_project_is_built():
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))
    hooks = [*project["on-run-start"], *project["on-run-end"]]
    assert [hook for hook in hooks if not hook.endswith(" if builds_own_models() }}")] == []


@pytest.mark.quick
def test_a_folder_that_is_no_host_is_told_in_words(tmp_path):
    with pytest.raises(NoHostError, match="Have dbt write it: dbt parse --project-dir"):
        Host(tmp_path)
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "manifest.json").write_text('{"nodes": {}}', "utf-8")
    with pytest.raises(NoHostError, match="name a dbt project that has lead_scoring installed"):
        Host(tmp_path)
