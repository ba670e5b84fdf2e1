"""Print what benchmarks/run.py measured as a Markdown table: python benchmarks/table.py results_10000000.json …"""

import json
import sys
from pathlib import Path

WORDS = {
    "scan": "scan of the columns of `events`",
    "start-up": "dbt before it runs anything (`dbt ls`)",
    "full refresh": "full refresh, everything published",
    "2 GB": "full refresh with `LEAD_SCORING_MEMORY=2GB` and `LEAD_SCORING_THREADS=1`",
    "first day": "the first day after it",
    "next day": "the next day",
    "pulse": "a pulse after 1,000 more events of that day (`--selector pulse`)",
    "edited weight": "one weight edited (`--selector kept_events`)",
    "edited pattern": "one pattern edited (`--selector kept_events`)",
    "no opportunities": "full refresh without opportunities",
    "history": "full refresh with 24 month ends",
    "history day": "the first day after it, no month end is new",
    "40 rules": "full refresh, 40 rules",
    "1000 rules": "full refresh, 1000 rules",
    "full refresh, 30 behaviours": "full refresh, 30 behaviours",
    "first day, 30 behaviours": "the first day after it, 30 behaviours",
    "next day, 30 behaviours": "the next day, 30 behaviours",
    "same rows duckdb": "the same rows: DuckDB by hand",
    "same rows chdb": "the same rows: ClickHouse (chdb)",
    "same rows polars": "the same rows: polars, streaming, sums of floats",
    "peer duckdb": "peer: DuckDB, one CTE per rule (interest only)",
    "peer polars": "peer: polars, streaming (interest only)",
    "peer pandas": "peer: pandas (interest only)",
    "peer postgres": "peer: PostgreSQL, loading included (interest only)",
}


def table(results: dict) -> list[str]:
    """Return the lines of the table of one size: seconds, GB, ratios to the scan and to the full refresh."""
    steps = results["steps"]
    scan, full = steps.get("scan"), steps.get("full refresh")
    lines = [
        f"{results['events']:,} events",
        "",
        "| step | CPU s | wall s | of it nodes s | peak GB | CPU / scan | wall / scan | CPU / full refresh |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, words in WORDS.items():
        if step := steps.get(name):
            nodes = f"{step['nodes']:.1f}" if "nodes" in step else ""
            ratios = (
                f"{step['cpu'] / scan['cpu']:.1f} | {step['wall'] / scan['wall']:.1f}" if scan else " | ",
                f"{step['cpu'] / full['cpu']:.2f}" if full else "",
            )
            measured = f"{step['cpu']:.1f} | {step['wall']:.1f} | {nodes} | {step['memory']:.1f}"
            lines.append(f"| {words} | {measured} | {ratios[0]} | {ratios[1]} |")
    return lines


def parts(results: dict) -> list[str]:
    """Return the lines of the table that tells what the nodes' seconds go with: of CPU where they were counted, else of
    wall time, nodes at one time added up.

    There are none where no step was a build.
    """
    if not any("scoring" in step for step in results["steps"].values()):
        return []
    s = "CPU s" if any("cpu_of_nodes" in step for step in results["steps"].values()) else "s"
    lines = ["", f"| step | scoring {s} | tests {s} | all else {s} |", "|---|---|---|---|"]
    for name, words in WORDS.items():
        if "scoring" in (step := results["steps"].get(name, {})):
            lines.append(f"| {words} | {step['scoring']:.0f} | {step['tests']:.0f} | {step['rest']:.0f} |")
    return lines


def behaviours(results: dict) -> list[str]:
    """Return what 30 behaviours add to a day: to the CPU seconds of the run, and to its nodes' seconds of scoring."""
    without, having = (results["steps"].get(step) for step in ("next day", "next day, 30 behaviours"))
    if not without or not having:
        return []
    cpu, scoring = (having[part] / without[part] - 1 for part in ("cpu", "scoring"))
    return ["", f"30 behaviours add {cpu:+.0%} to the CPU of a day, {scoring:+.0%} to its scoring."]


def heaviest(results: dict) -> list[str]:
    """Return the lines of the table of the dozen nodes that took most CPU in any one step, where they were counted."""
    counted = {
        name: results["steps"][name]["cpu_of_nodes"]
        for name in WORDS
        if "cpu_of_nodes" in results["steps"].get(name, {})
    }
    most = {
        node: max(step.get(node, 0) for step in counted.values())
        for step in counted.values()
        for node in step
    }
    lines = ["", f"| CPU s of | {' | '.join(counted)} |", "|---|" + "---|" * len(counted)]
    for node in sorted(most, key=most.get, reverse=True)[:12]:
        seconds = " | ".join(f"{step.get(node, 0):.1f}" for step in counted.values())
        lines.append(f"| `{node.split('.')[2]}` | {seconds} |")
    return lines if counted else []


def counts(results: dict) -> list[str]:
    """Return the lines of the table of what a warehouse would bill: statements, and bytes that scans read.

    There are none where no step was counted.
    """
    counted = {name: step for name, step in results["steps"].items() if "statements" in step}
    if not counted:
        return []
    lines = ["", "| step | SQL statements | GB read by scans |", "|---|---|---|"]
    for name, words in WORDS.items():
        if step := counted.get(name):
            lines.append(f"| {words} | {step['statements']:,} | {step['bytes'] / 1e9:.2f} |")
    return lines


def differing(results: dict) -> list[str]:
    """Return how many rows of peers differ from what the project published."""
    lines = [""]
    for name, words in WORDS.items():
        if found := results["steps"].get(name, {}).get("differing"):
            rows = ", ".join(f"{rows:,} of `{table}`" for table, rows in found.items())
            lines.append(f"- {words}: rows that differ: {rows}")
    return lines[len(lines) == 1 :]


def main() -> None:
    """Print a table for each file."""
    for path in map(Path, sys.argv[1:]):
        results = json.loads(path.read_text(encoding="utf-8"))
        print(
            "\n".join(
                [
                    *table(results),
                    *parts(results),
                    *heaviest(results),
                    *counts(results),
                    *differing(results),
                    *behaviours(results),
                ]
            ),
            end="\n\n",
        )


if __name__ == "__main__":
    main()
