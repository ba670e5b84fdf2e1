"""An edited policy is scored from the events that earlier runs have kept: the raw files may be gone."""

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
from engine import PROJECT, copy_of_project, dbt

PUBLIC = ("lead_scores", "lead_score_reasons", "lead_score_history", "opportunity_scores", "machine_activity")
AS_OF = "2026-03-31"


def edit(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Change the rows of a seed."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def raise_a_weight(rules: list[dict[str, str]]) -> None:
    next(rule for rule in rules if rule["rule_id"] == "page_pricing")["points"] = "9"


def widen_a_pattern_and_add_a_rule(rules: list[dict[str, str]]) -> None:
    rule = next(rule for rule in rules if rule["rule_id"] == "page_pricing")
    rule["pattern"] += "|/docs%|/cust%"
    rules.append(rule | {"rule_id": "page_about", "pattern": "/a%|/integr%", "points": "5"})


def tables(database: Path) -> dict[str, list[str]]:
    """Return the rows of the public tables, without the policy's version."""
    with duckdb.connect(str(database), read_only=True) as warehouse:
        versions = "columns(lambda name: name <> 'policy_version')"
        return {
            name: sorted(map(repr, warehouse.execute(f"select {versions} from marts.{name}").fetchall()))
            for name in PUBLIC
        }


def test_an_edit_of_the_policy_reads_no_raw_events(tmp_path: Path) -> None:
    project, raw = copy_of_project(tmp_path / "project"), tmp_path / "raw"
    demo = ("-m", "lead_scoring", "demo-data", "--out", str(raw), "--leads", "80")
    subprocess.run([sys.executable, *demo], cwd=PROJECT, check=True, capture_output=True)
    rules = project / "seeds" / "policy" / "interest_rules.csv"
    # what is agreed of typical leads would stop these edits
    journeys = rules.with_name("journeys.csv")
    journeys.write_text(journeys.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    kept, anew = tmp_path / "kept.duckdb", tmp_path / "anew.duckdb"

    def build(database: Path, *options: str) -> None:
        without_tests = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
        built = dbt(
            *("build", *without_tests, *options), database=database, raw=raw, as_of=AS_OF, project=project
        )
        assert built.returncode == 0, built.stdout[-3000:]

    build(kept)
    build(kept)  # nothing is new: from now on all activities are old
    with duckdb.connect(str(kept), read_only=True) as warehouse:
        (read_from,) = warehouse.execute("select read_from from intermediate.int_event_reading").fetchone()
        (old,) = warehouse.execute(
            "select count(*) from intermediate.int_event_activities where loaded_on < ?", [read_from]
        ).fetchone()
    assert old > 100
    before = tables(kept)
    (raw / "events.parquet").rename(tmp_path / "events.parquet")

    edit(rules, raise_a_weight)
    build(kept, "--selector", "kept_events")
    heavier = tables(kept)
    edit(rules, widen_a_pattern_and_add_a_rule)
    build(kept, "--selector", "kept_events")
    wider = tables(kept)

    (tmp_path / "events.parquet").rename(raw / "events.parquet")
    build(anew)
    assert before["lead_scores"] != heavier["lead_scores"] != wider["lead_scores"]
    assert any("'page_about'" in row for row in wider["lead_score_reasons"])
    assert wider == tables(anew)
