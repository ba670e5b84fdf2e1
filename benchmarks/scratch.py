"""A scratch database in which the past was scored, for what is measured on it."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import generate_policy

PROJECT = Path(__file__).resolve().parents[1]


def built(folder: Path, raw: Path, policy: Path, as_of: date | None, models: list[str]) -> Path:
    """Return the database in ``folder`` with the models and all they need, as of a day (None = the tables' last).

    Raises RuntimeError where dbt fails.
    """
    database = folder / "scratch.duckdb"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("scratch.duckdb*"):
        old.unlink()
    as_of = as_of or generate_policy.last_day(raw)
    variables = {"raw_path": str(raw.resolve()), "as_of": str(as_of), "history_months": 0}
    command = [
        str(Path(sys.executable).with_name("dbt")),
        "build",
        "--quiet",
        "--select",
        *(f"+{model}" for model in models),
    ]
    command += ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
    began = time.monotonic()
    done = subprocess.run(
        [*command, "--vars", json.dumps(variables), "--target-path", str(folder / "target")],
        cwd=PROJECT,
        env=os.environ
        | {
            "LEAD_SCORING_POLICY": policy.resolve().relative_to(PROJECT).as_posix(),
            "LEAD_SCORING_DB": str(database),
            "LEAD_SCORING_SCHEMA": "main",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"dbt cannot build this:\n{done.stdout[-3000:]}")
    print(f"Built as of {as_of} in {time.monotonic() - began:.0f} s")
    return database


class Page:
    """What is printed, kept for the results file."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, *lines: str) -> None:
        """Print lines and keep them."""
        self.lines += lines
        print(*lines, sep="\n", flush=True)

    def write(self, out: Path, title: str, command: str) -> None:
        """Write what was printed to a page."""
        text = "\n".join(self.lines)
        out.write_text(f"# {title}\n\nWritten by `{command}`.\n\n```text\n{text}\n```\n", encoding="utf-8")
        print(f"\nWritten to {out}")
