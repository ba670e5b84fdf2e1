"""A small case computed by hand (tests/by_hand), built on a warehouse and compared with what the hand wrote."""

import csv
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from lead_scoring.errors import UserError
from lead_scoring.load_raw import load
from lead_scoring.warehouse import Warehouse

PROJECT = Path(__file__).parents[1]
CASE, AS_OF = Path("tests") / "by_hand", "2026-03-31"
# a developer's schema, so that no table of anybody is touched
SCHEMA, RAW_SCHEMA = "lead_scoring_proof", "lead_scoring_proof_raw"
COLUMNS = ("contact_id", "fit_points", "bant_points", "interest_points", "score", "band", "blocked_by")


class CannotProveError(UserError):
    """The case cannot be built there; the message says what to do."""


@contextmanager
def of_the_proof(database: Path):
    """Have the environment name the proof's schema, the case's policy and a DuckDB file; as it was afterwards."""
    wanted = {
        "LEAD_SCORING_SCHEMA": SCHEMA,
        "LEAD_SCORING_POLICY": str(CASE / "policy"),
        "LEAD_SCORING_DB": str(database),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ |= wanted
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def check_schema(warehouse: Warehouse) -> None:
    """Make sure that the build will write to the proof's schema. Raises CannotProveError where it would not."""
    if warehouse.developer_schema != SCHEMA:
        raise CannotProveError(
            f"The target builds into the schema {warehouse.developer_schema} whatever LEAD_SCORING_SCHEMA says, and its"
            " tables would be those of the case. Nothing was changed. Let its profile say"
            " schema: \"{{ env_var('LEAD_SCORING_SCHEMA', 'main') }}\"."
        )


def load_case(connection) -> None:
    """Load the raw tables of the case into a schema of their own; the connection is one of psycopg2."""
    load(connection, PROJECT / CASE / "raw", RAW_SCHEMA)


def build(target: str, folder: Path, raw_schema: str) -> None:
    """Build the scores of the case on a target; on DuckDB from files. Raises CannotProveError with what dbt said."""
    settings = f"{{as_of: {AS_OF}, raw_path: {CASE / 'raw'}, raw_schema: '{raw_schema}'}}"
    command = [
        "build",
        "--full-refresh",
        "--target",
        target,
        "--exclude-resource-type",
        "unit_test",
        "--vars",
        settings,
    ]
    command += ["--exclude-resource-type", "test", "--target-path", str(folder), "--log-path", str(folder)]
    dbt = str(Path(sys.executable).with_name("dbt"))
    done = subprocess.run(
        [dbt, "--quiet", *command], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotProveError(f"The case could not be built on {target}:\n{done.stdout.strip()[-3000:]}")


def expected() -> list[dict[str, object]]:
    """Return the scores computed by hand."""
    with (PROJECT / CASE / "expected_scores.csv").open(newline="", encoding="utf-8") as file:
        return [_read(row) for row in csv.DictReader(file)]


def found(warehouse: Warehouse) -> list[dict[str, object]]:
    """Return the scores that the warehouse has computed."""
    query = f"select {', '.join(COLUMNS)} from {warehouse.table('marts', 'lead_scores')} order by contact_id"
    return [_read(row) for row in warehouse.records(query)]


def differences(rows: list[dict[str, object]], by_hand: list[dict[str, object]]) -> list[str]:
    """Return, in words, where the rows of a warehouse are not those computed by hand."""
    one, other = ({row["contact_id"]: row for row in each} for each in (rows, by_hand))
    said = [f"{contact}: computed by hand, and not there" for contact in sorted(other.keys() - one.keys())]
    said += [f"{contact}: there, and not computed by hand" for contact in sorted(one.keys() - other.keys())]
    for contact in sorted(one.keys() & other.keys()):
        said += [
            f"{contact}: {name} is {one[contact][name]}, by hand it is {value}"
            for name, value in other[contact].items()
            if one[contact][name] != value
        ]
    return said


def _read(row: Mapping[str, object]) -> dict[str, object]:
    numbers = {name: Decimal(str(row[name])) for name in COLUMNS if name.endswith("_points")}
    return {**row, **numbers, "score": int(row["score"]), "blocked_by": row["blocked_by"] or ""}
