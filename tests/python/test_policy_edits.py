"""An edited policy is scored from the events that earlier runs have kept: the raw files may be gone."""

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT, copy_of_project, dbt

pytestmark = [pytest.mark.lives, pytest.mark.outside]

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


def triple_all_half_lives(rules: list[dict[str, str]]) -> None:
    for rule in rules:
        if rule["decay"] == "half_life":
            rule["decay_days"] = str(3 * int(rule["decay_days"]))


def scores(database: Path) -> dict[str, int]:
    """Return the champion's score of each lead."""
    with duckdb.connect(str(database), read_only=True) as warehouse:
        rows = warehouse.execute("select contact_id, score from marts.lead_scores where scorecard_id = 'b2b'")
        return dict(rows.fetchall())


def tables(database: Path) -> dict[str, list[str]]:
    """Return the rows of the public tables, without the policy's version."""
    with duckdb.connect(str(database), read_only=True) as warehouse:
        versions = "columns(lambda name: name <> 'policy_version')"
        return {
            name: sorted(map(repr, warehouse.execute(f"select {versions} from marts.{name}").fetchall()))
            for name in PUBLIC
        }


class Edited:
    """A copy of the project whose interest rules may be edited, and demo raw tables."""

    def __init__(self, folder: Path, leads: int) -> None:
        self.project, self.raw = copy_of_project(folder / "project"), folder / "raw"
        demo = ("-m", "lead_scoring", "demo-data", "--out", str(self.raw), "--leads", str(leads))
        subprocess.run([sys.executable, *demo], cwd=PROJECT, check=True, capture_output=True)
        self.rules = self.project / "seeds" / "policy" / "interest_rules.csv"
        # what is agreed of typical leads would stop the edits
        journeys = self.rules.with_name("journeys.csv")
        journeys.write_text(journeys.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")

    def build(self, database: Path, *options: str, as_of: str = AS_OF) -> None:
        """Build the project without its tests."""
        without = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
        which = options or ("--select", *(f"+{table}" for table in (*PUBLIC, "band_changes")))
        command = ("build", *without, *which)
        built = dbt(*command, database=database, raw=self.raw, as_of=as_of, project=self.project)
        assert built.returncode == 0, built.stdout[-3000:]


def test_an_edit_of_the_policy_reads_no_raw_events(tmp_path: Path) -> None:
    edited = Edited(tmp_path, leads=80)
    raw, rules, build = edited.raw, edited.rules, edited.build
    kept, anew = tmp_path / "kept.duckdb", tmp_path / "anew.duckdb"

    build(kept)
    build(kept)  # nothing is new: from now on all activities are old
    with duckdb.connect(str(kept), read_only=True) as warehouse:
        (read_from,) = warehouse.execute("select read_from from intermediate.int_event_watermark").fetchone()
        (old,) = warehouse.execute(
            "select count(*) from intermediate.int_event_activities where loaded_on < ?", [read_from]
        ).fetchone()
    assert old > 100
    before = tables(kept)
    (raw / "events.parquet").rename(tmp_path / "events.parquet")

    edit(rules, raise_a_weight)
    edit(rules, widen_a_pattern_and_add_a_rule)
    build(kept, "--selector", "kept_events")
    wider = tables(kept)

    (tmp_path / "events.parquet").rename(raw / "events.parquet")
    build(anew)
    assert before["lead_scores"] != wider["lead_scores"]
    assert any("'page_about'" in row for row in wider["lead_score_reasons"])
    assert wider == tables(anew)


def test_band_changes_tell_an_edited_policy_from_a_day_gone_by(tmp_path: Path) -> None:
    """What the policy did is what the last run's date would have been under the new one, less what was shown."""
    edited = Edited(tmp_path, leads=300)
    kept, anew = tmp_path / "kept.duckdb", tmp_path / "anew.duckdb"
    for day in ("2026-03-20", "2026-03-30"):
        edited.build(kept, as_of=day)
    shown = scores(kept)
    edit(edited.rules, triple_all_half_lives)
    edited.build(kept, as_of="2026-03-31")
    edited.build(anew, as_of="2026-03-30")
    rescored = scores(anew)

    with duckdb.connect(str(kept), read_only=True) as warehouse:
        changes = warehouse.execute(
            "select changed_on, contact_id, policy_points from marts.band_changes"
        ).fetchall()
    unedited = [points for day, _, points in changes if str(day) == "2026-03-30"]
    assert len(unedited) > 3
    assert not any(unedited)
    told = {contact: points for day, contact, points in changes if str(day) == "2026-03-31"}
    assert len(told) > 10
    assert told == {contact: rescored[contact] - shown[contact] for contact in told}
