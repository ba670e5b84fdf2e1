"""Measure the project on raw tables of one size: python benchmarks/run.py --events 10000000 --out results.json

Each step is a process of its own, `dbt build` with all data tests, of a copy of the project; CPU (user and system),
wall time and peak memory are the kernel's for that process. The scan reads the columns of `events` that the project
reads, in the same run. `dbt ls` stands for what dbt takes before it runs anything; it is part of the steps too.
LEAD_SCORING_THREADS=1 lets one node run at a time. `--count` runs the builds under counted_dbt.py: one node at a time,
with the CPU seconds of each, how many SQL statements a step is and what its scans read; it takes some time of its own.
The step `same rows` measures whole_peers.py and compares what they write with the full refresh.
`python benchmarks/table.py results.json …` makes the tables that the docs show.
"""

import argparse
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from generate_raw import LAST_DAY
from generate_raw import write as write_raw
from scale_policy import write_policy
from whole_peers import PEERS as WHOLE_PEERS
from whole_peers import rows_that_differ

PROJECT = Path(__file__).parents[1]
COPIED = (
    "dbt_project.yml",
    "profiles.yml",
    "selectors.yml",
    "models",
    "seeds",
    "macros",
    "tests",
    "analyses",
)
# what lead_scores and lead_score_reasons are copied from when a run is published
SHOWN = ("int_lead_scores_today", "int_lead_ledger")
GATES = ("model.lead_scoring.int_publication", "model.lead_scoring.published_runs")
BUILD = ("build", "--exclude-resource-type", "unit_test")
SCAN = """
import duckdb, sys
columns = ("event_id", "event_type", "occurred_at", "loaded_at", "contact_id", "anonymous_id", "page_path", "asset",
           "channel", "campaign", "user_agent")
connection = duckdb.connect()
connection.execute("set threads = 2")
connection.execute(f"select {', '.join(f'max({column})' for column in columns)} from '{sys.argv[1]}'").fetchall()
"""
STEPS = (
    "scan",
    "start-up",
    "full refresh",
    "next day",
    "pulse",
    "edited weight",
    "edited pattern",
    "no opportunities",
    "history",
    "history day",
    "2 GB",
    "40 rules",
    "1000 rules",
    "30 behaviours",
    "same rows",
    "peers",
)


class Bench:
    """A copy of the project with raw tables and a policy of a chosen size."""

    def __init__(self, work: Path, raw: Path, events: int, memory: str, is_counted: bool = False) -> None:
        self.work, self.raw, self.events, self.is_counted = work, raw, events, is_counted
        self.project = work / "project"
        self.environment = {**os.environ, "LEAD_SCORING_MEMORY": memory}
        self.results: dict[str, dict[str, float]] = {}
        shutil.rmtree(self.project, ignore_errors=True)
        for name in COPIED:
            source = PROJECT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, _parent(self.project / name))

    def set_policy(self, rules: int, behaviours: int = 0) -> None:
        """Replace the policy with one of so many rules and behaviours."""
        write_policy(self.project / "seeds" / "policy", rules, behaviours)

    def database(self, name: str) -> Path:
        """Return the path of a warehouse that does not exist yet."""
        path = self.work / f"{name.replace(' ', '_')}.duckdb"
        path.unlink(missing_ok=True)
        return path

    def dbt(
        self,
        step: str,
        database: Path,
        *arguments: str,
        as_of: date = LAST_DAY,
        months: int = 0,
        settings: Mapping[str, object] | None = None,
        **more: str,
    ) -> None:
        """Run dbt and keep what it took; raises RuntimeError with the end of its output where it fails."""
        variables = {
            "raw_path": str(self.raw),
            "history_months": months,
            **(settings or {}),
        }
        is_counted = self.is_counted and arguments[0] == "build"
        # what a pulse's vars have dbt remember is kept apart from what a morning's have, as by `lead_scoring pulse`
        target = "target_pulse" if settings else "target"
        counts = self.work / "counts.json"
        counter = [sys.executable, str(PROJECT / "benchmarks" / "counted_dbt.py"), str(counts)]
        dbt = counter if is_counted else [str(Path(sys.executable).with_name("dbt"))]
        self.measure(
            step,
            [*dbt, *arguments, "--vars", json.dumps(variables)],
            {
                "LEAD_SCORING_DB": str(database),
                # not as a var, for where vars change dbt parses anew, which no morning does
                "LEAD_SCORING_AS_OF": str(as_of),
                "DBT_TARGET_PATH": target,
                **({"LEAD_SCORING_THREADS": "1"} if is_counted else {}),
                **more,
            },
        )
        if is_counted:
            self.results[step] |= json.loads(counts.read_text(encoding="utf-8"))
        if arguments[0] == "build":
            ran, manifest = (
                json.loads((self.project / target / f"{name}.json").read_text(encoding="utf-8"))
                for name in ("run_results", "manifest")
            )
            seconds = {result["unique_id"]: result["execution_time"] for result in ran["results"]}
            seconds |= self.results[step].get("cpu_of_nodes", {})
            self.results[step] |= {"nodes": ran["elapsed_time"], **seconds_of_nodes(seconds, manifest)}
            shutil.copy(
                self.project / target / "run_results.json", self.work / f"{step.replace(' ', '_')}.json"
            )

    def measure(self, step: str, command: list[str], more: Mapping[str, str] | None = None) -> None:
        """Run a command and keep its CPU seconds, wall seconds and peak memory in GB."""
        log = self.work / f"{step.replace(' ', '_')}.log"
        started = time.monotonic()
        with log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                command,
                cwd=self.project,
                env={**self.environment, **(more or {})},
                stdout=output,
                stderr=output,
            )
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except KeyboardInterrupt:
                # left alone it would share its files with the next run; killed it would leave its server
                process.send_signal(signal.SIGINT)
                process.wait()
                raise
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{step} failed:\n" + log.read_text(encoding="utf-8")[-3000:])
        self.results[step] = {
            "cpu": usage.ru_utime + usage.ru_stime,
            "wall": time.monotonic() - started,
            "memory": usage.ru_maxrss / 1e6,
        }
        print(step, {name: round(value, 1) for name, value in self.results[step].items()}, flush=True)

    def edit_interest_rules(self, change: Callable[[list[dict[str, str]]], None]) -> None:
        """Change the rows of interest_rules.csv."""
        path = self.project / "seeds" / "policy" / "interest_rules.csv"
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        change(rows)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def seconds_of_nodes(seconds: dict[str, float], manifest: dict) -> dict[str, float]:
    """Return the seconds of a run's nodes added up: of scoring, of tests, of all else.

    Scoring is whatever rows of lead_scores and lead_score_reasons come from. The gate int_publication waits for all
    checks and all else; no row comes through it.
    """
    todo, scoring = [f"model.lead_scoring.{name}" for name in SHOWN], set()
    while todo:
        node = todo.pop()
        if node not in scoring and node not in GATES:
            scoring.add(node)
            todo += manifest["parent_map"].get(node, [])
    tests = sum(time for node, time in seconds.items() if node.startswith("test."))
    core = sum(time for node, time in seconds.items() if node in scoring)
    return {"scoring": core, "tests": tests, "rest": sum(seconds.values()) - core - tests}


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def live_two_days(bench: Bench, database: Path, having: str = "") -> date:
    """Build the two days after a full refresh and return the second, a day like those to come.

    The first one forgets what only the full refresh had asked for: days of which past moments are made.
    """
    for number, step in enumerate(("first day", "next day"), 1):
        write_raw(bench.events, bench.raw, days=number)
        bench.dbt(step + having, database, *BUILD, as_of=LAST_DAY + timedelta(days=number))
    return LAST_DAY + timedelta(days=2)


def run(bench: Bench, wanted: set[str]) -> None:
    """Run the wanted steps, and what they stand on."""
    (bench.raw / "events.csv").unlink(missing_ok=True)  # the next day of a run that was stopped
    bench.set_policy(80)
    main = bench.database("warehouse")
    if "scan" in wanted:
        bench.measure("scan", [sys.executable, "-c", SCAN, str(bench.raw / "events.parquet")])
    bench.dbt("parse", main, "ls", "--quiet", "--output", "name")
    if "start-up" in wanted:
        bench.dbt("start-up", main, "ls", "--quiet", "--output", "name")
    edited = wanted & {"edited weight", "edited pattern"}
    if edited or wanted & {"full refresh", "next day", "pulse", "30 behaviours", "same rows"}:
        bench.dbt("full refresh", main, *BUILD)
    if "same rows" in wanted:
        measure_peers(bench, "whole_peers.py", WHOLE_PEERS, published=main)
    if edited or wanted & {"next day", "pulse", "30 behaviours"}:
        second = live_two_days(bench, main)
        if "pulse" in wanted:
            write_raw(bench.events, bench.raw, days=2, later=1000)
            for step, *command in (("parse", "ls", "--quiet"), ("pulse", "build", "--selector", "pulse")):
                bench.dbt(step, main, *command, as_of=second, settings={"pulse": True})
        if edited:
            rescore = (*BUILD, "--selector", "kept_events")
            bench.edit_interest_rules(lambda rules: rules[0].update(points="8"))
            bench.dbt("edited weight", main, *rescore, as_of=second)
            bench.edit_interest_rules(lambda rules: rules[3].update(pattern="/integrations%|%item-77%"))
            bench.dbt("edited pattern", main, *rescore, as_of=second)
        (bench.raw / "events.csv").unlink()
    if "30 behaviours" in wanted:
        bench.set_policy(80, behaviours=30)
        other = bench.database("other")
        bench.dbt("full refresh, 30 behaviours", other, *BUILD)
        live_two_days(bench, other, ", 30 behaviours")
        (bench.raw / "events.csv").unlink()
    bench.set_policy(80)
    if "no opportunities" in wanted:
        opportunities = bench.raw / "opportunities.parquet"
        opportunities.rename(bench.work / opportunities.name)
        try:
            bench.dbt("no opportunities", bench.database("other"), *BUILD)
        finally:
            (bench.work / opportunities.name).rename(opportunities)
    if wanted & {"history", "history day"}:
        other = bench.database("other")
        bench.dbt("history", other, *BUILD, months=24)
        if "history day" in wanted:  # no month has ended since
            write_raw(bench.events, bench.raw, days=1)
            bench.dbt("history day", other, *BUILD, as_of=LAST_DAY + timedelta(days=1), months=24)
            (bench.raw / "events.csv").unlink()
    if "2 GB" in wanted:
        bench.dbt(
            "2 GB", bench.database("other"), *BUILD, LEAD_SCORING_MEMORY="2GB", LEAD_SCORING_THREADS="1"
        )
    for rules in (40, 1000):
        if f"{rules} rules" in wanted:
            bench.set_policy(rules)
            bench.dbt(f"{rules} rules", bench.database("other"), *BUILD)
    if "peers" in wanted:
        bench.set_policy(80)
        measure_peers(bench, "peers.py", ("duckdb", "polars", "pandas", "postgres"))


def measure_peers(bench: Bench, script: str, peers: Iterable[str], published: Path | None = None) -> None:
    """Measure peers; of those that write what the project has `published`, count the rows that differ."""
    for peer in peers:
        step = f"same rows {peer}" if published else f"peer {peer}"
        out = bench.work / step.replace(" ", "_")
        command = [sys.executable, str(PROJECT / "benchmarks" / script), peer, str(bench.raw)]
        bench.measure(
            step, [*command, str(bench.project / "seeds" / "policy"), *([str(out)] if published else [])]
        )
        if published:
            bench.results[step]["differing"] = rows_that_differ(published, out)


def main() -> None:
    """Read the command line, write the raw tables unless they are there, and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, required=True, help="number of different events")
    parser.add_argument(
        "--data", type=Path, default=Path("data/bench"), help="folder for tables and warehouses"
    )
    parser.add_argument("--steps", default=",".join(STEPS), help=f"comma-separated: {', '.join(STEPS)}")
    parser.add_argument("--memory", default="4.5GB", help="DuckDB's memory limit (default 4.5GB)")
    parser.add_argument("--count", action="store_true", help="count SQL statements and what scans read")
    parser.add_argument(
        "--out", type=Path, help="JSON file for the results; kept results of other steps stay"
    )
    options = parser.parse_args()
    wanted = {step.strip() for step in options.steps.split(",")}
    if unknown := wanted - set(STEPS):
        parser.error(f"unknown step: {', '.join(sorted(unknown))}")
    raw = (options.data / f"raw_{options.events}_{LAST_DAY}").resolve()
    if not (raw / "events.parquet").exists():
        write_raw(options.events, raw, days=0)
    work = (options.data / f"work_{options.events}").resolve()
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(work, raw, options.events, options.memory, options.count)
    try:
        run(bench, wanted)
    finally:
        if options.out:
            before = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
            steps = {**before.get("steps", {}), **bench.results}
            options.out.write_text(
                json.dumps({"events": options.events, "steps": steps}, indent=1) + "\n", encoding="utf-8"
            )


if __name__ == "__main__":
    main()
