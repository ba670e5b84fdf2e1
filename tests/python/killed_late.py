"""Two days of real dbt runs; what the second one leaves behind where it is killed at one of its last moments.

    python killed_late.py FOLDER

FOLDER/raw has the raw tables. The DuckDB file and its log are copied whenever one of the last nodes or of those after
the publication begins, and whenever a statement of the publication is about to run: a kill leaves nothing else behind.
Writes FOLDER/moments.json, a list of [the moment in words, its folder].
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
from engine import PROJECT
from killed_runs import WITHOUT_TESTS, Runs

YESTERDAY, TODAY = date(2026, 3, 30), date(2026, 3, 31)
LAST_NODES = 20
GATE = "int_publication"
STATEMENTS = 11  # of the publication, at least: six copies and what five tables are appended


def main(folder: Path) -> None:
    """Run yesterday, then today twice: once to see in which order nodes come, once to keep what there is at each."""
    os.chdir(PROJECT)
    os.environ["LEAD_SCORING_THREADS"] = "1"
    first, second = (folder / name / "warehouse.duckdb" for name in ("first", "second"))
    first.parent.mkdir()
    runs = Runs(folder, folder / "raw", first)
    runs.run(first, YESTERDAY, "build", *WITHOUT_TESTS)
    duckdb.connect(str(first)).close()  # what each copy below has to read again from its log is today's alone
    shutil.copytree(first.parent, second.parent)
    order = folder / "order.txt"
    _watched(runs, first, lambda node, statement: None if statement else _append(order, node))
    nodes = order.read_text(encoding="utf-8").split()
    gate = nodes.index(GATE)
    watched = {*nodes[-LAST_NODES:], *nodes[gate : gate + LAST_NODES // 4]}
    moments: list[tuple[str, str]] = []

    def keep(node: str, statement: int) -> None:
        # the first hook of the run's end gives its claim back: from then on the run is over
        if node not in watched or (statement and node != GATE) or node.endswith("on-run-end-1"):
            return
        copy = folder / f"moment_{len(moments)}"
        copy.mkdir()
        for path in second.parent.glob(f"{second.name}*"):
            shutil.copy(path, copy)
        moments.append((f"{node}, statement {statement}" if statement else f"before {node}", copy.name))
        (folder / "moments.json").write_text(json.dumps(moments), encoding="utf-8")

    _watched(runs, second, keep)


def _watched(runs: Runs, database: Path, seen: Callable[[str, int], None]) -> None:
    """Run today; ``seen`` is called before each node (its name, 0) and each statement of it (1, 2, …)."""
    statements: dict[str, int] = {}

    def watch(event: object) -> None:
        node = event.data.node_info.node_name if event.info.name in ("NodeStart", "SQLQuery") else ""
        if node:
            statements[node] = statements.get(node, -1) + 1 if event.info.name == "SQLQuery" else 0
            seen(node, statements[node])

    process = runs.start(database, TODAY, "run", watch=watch)
    process.join()
    if process.exitcode:
        raise SystemExit(f"dbt run failed on {TODAY}")


def _append(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(line + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
