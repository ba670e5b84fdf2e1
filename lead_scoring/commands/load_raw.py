"""Load raw files into PostgreSQL or Spark, as tables of text.

Replaces each raw table for which the folder has a .csv or .parquet file. Exit codes: 0 loaded, 1 cannot be loaded, 2
wrong usage.
"""

import argparse
from pathlib import Path

from lead_scoring.warehouse import SparkWarehouse, open_target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--raw", type=Path, default=Path("data/raw"), help="folder of the files (default data/raw)"
    )
    parser.add_argument(
        "--target", default="postgres", help="target of profiles.yml: postgres or spark (default postgres)"
    )
    parser.add_argument("--schema", default="raw", help="schema of the raw tables (default raw)")


def run(options: argparse.Namespace) -> int:
    """Load the files and return the exit code."""
    from lead_scoring import load_raw

    load_raw.files_in(options.raw)
    with open_target(options.target, ("postgres", "spark")) as warehouse, warehouse.told():
        load = load_raw.load_into_spark if isinstance(warehouse, SparkWarehouse) else load_raw.load
        for table, rows in load(warehouse.connection, options.raw, options.schema).items():
            print(f"{options.schema}.{table}: {rows} rows")
    return 0
