"""Build a small case computed by hand on a warehouse, and compare every score.

The case is tests/by_hand; its tables are built in the schemas lead_scoring_proof_…, and on DuckDB in a file that is
deleted. Exit codes: 0 every score is the one computed by hand, 1 it is not or cannot be built, 2 wrong usage.
"""

import argparse
import tempfile
from pathlib import Path

from lead_scoring.warehouse import PostgresWarehouse, open_target

TYPES = ("duckdb", "postgres", "snowflake")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--target", default="duckdb", help="target of profiles.yml (default duckdb)")
    parser.add_argument(
        "--raw-schema",
        help="schema in which the files of tests/by_hand/raw are tables of text already, where nothing can load them",
    )


def run(options: argparse.Namespace) -> int:
    """Build the case, compare and return the exit code."""
    from lead_scoring import prove

    with tempfile.TemporaryDirectory() as folder, prove.of_the_proof(Path(folder) / "proof.duckdb"):
        place = {"project": prove.PROJECT, "read_only": False}
        raw_schema = options.raw_schema or ""
        if options.target != "duckdb":
            with open_target(options.target, TYPES, **place) as warehouse:
                prove.check_schema(warehouse)
                if isinstance(warehouse, PostgresWarehouse) and not raw_schema:
                    raw_schema = prove.RAW_SCHEMA
                    prove.load_case(warehouse.connection)
        prove.build(options.target, Path(folder), raw_schema)
        with open_target(options.target, TYPES, **place) as warehouse:
            rows, by_hand = prove.found(warehouse), prove.expected()
    said = prove.differences(rows, by_hand)
    values = len(by_hand) * (len(prove.COLUMNS) - 1)
    alike = f"{len(by_hand)} leads, {values} values: all are what was computed by hand."
    print("\n".join([*said, f"{len(said)} differences from what was computed by hand."]) if said else alike)
    return int(bool(said))
