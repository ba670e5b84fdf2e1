"""examples/schedule: what the recipes call exists and can be called like that. test_tutorial runs morning.sh."""

import re
import shlex
import subprocess

import pytest
import yaml
from engine import PROJECT

from lead_scoring import cli

RECIPES = PROJECT / "examples" / "schedule"


def _workflow() -> dict:
    return yaml.safe_load((RECIPES / "github_actions.yml").read_text(encoding="utf-8"))


def _dag_commands() -> list[str]:
    """Return the commands of the DAG, with the names that its strings fill in."""
    source = (RECIPES / "airflow_dag.py").read_text(encoding="utf-8")
    compile(source, "airflow_dag.py", "exec")
    commands = re.findall(r'bash_command=f?"([^"]+)"', source)
    (build,) = re.findall(r'^BUILD = "(.+)"$', source, re.MULTILINE)
    return [command.replace("{BUILD}", build).removeprefix("umask 077; ") for command in commands]


WORKFLOW_COMMANDS = [step["run"] for step in _workflow()["jobs"]["score"]["steps"] if "run" in step]
COMMANDS = [*WORKFLOW_COMMANDS, *_dag_commands()]


def test_both_recipes_take_the_steps_of_make_build():
    told = subprocess.run(
        ["make", "--dry-run", "build", "RAW=folder"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.replace("\\\n", " ")
    wanted = re.findall(r"--selector (\w+)|lead_scoring (validate \w+)", told)
    assert len(wanted) == 4
    for commands in (WORKFLOW_COMMANDS, _dag_commands()):
        assert re.findall(r"--selector (\w+)|lead_scoring (validate \w+)", "\n".join(commands)) == wanted


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_recipe_can_be_called_like_that(command):
    program, *arguments = shlex.split(command.replace(".venv/bin/", ""))
    if program == "make":
        subprocess.run(["make", "--dry-run", *arguments], cwd=PROJECT, capture_output=True, check=True)
    elif program == "python":
        assert arguments[:2] == ["-m", "lead_scoring"]
        cli._parser().parse_args(arguments[2:])
    else:
        from dbt.cli.main import cli as dbt

        assert program == "dbt"
        dbt.commands[arguments[0]].make_context("dbt", arguments[1:])
        selectors = yaml.safe_load((PROJECT / "selectors.yml").read_text(encoding="utf-8"))["selectors"]
        assert arguments[arguments.index("--selector") + 1] in [selector["name"] for selector in selectors]
    if "--target" in arguments:
        profiles = (PROJECT / "profiles.yml").read_text(encoding="utf-8")
        assert f"    {arguments[arguments.index('--target') + 1]}:\n" in profiles


def test_the_workflow_sets_the_settings_that_the_profile_reads():
    read = re.findall(
        r"env_var\('(LEAD_SCORING_PG_\w+)'", (PROJECT / "profiles.yml").read_text(encoding="utf-8")
    )
    workflow = _workflow()
    assert sorted(workflow["jobs"]["score"]["env"]) == sorted(read)
    # YAML reads the key `on` as yes
    assert workflow[True]["schedule"] == [{"cron": "30 4 * * *"}]


def test_the_crontab_of_the_page_calls_the_script():
    page = (PROJECT / "docs" / "how-to" / "schedule.md").read_text(encoding="utf-8")
    (crontab,) = re.findall(r"```cron\n(.*?)```", page, re.DOTALL)
    *settings, line = crontab.splitlines()
    assert all(re.fullmatch(r"\w+=\S+", setting) for setting in settings)
    script = re.fullmatch(r"\d+ \d+ \* \* \* /opt/lead_scoring/(\S+) \S+", line)[1]
    assert (PROJECT / script).stat().st_mode & 0o100
