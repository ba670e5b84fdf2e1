"""The command line: demo data and the call list. Exit codes: 0 done, 1 cannot be done (said in words), 2 wrong usage."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lead_scoring import call_list


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. A user's mistake prints a sentence, never a stack trace."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except call_list.CannotReadError as problem:
        print(problem, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lead_scoring", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    demo = commands.add_parser("demo-data", help="write the demo's raw tables")
    demo.add_argument(
        "--out", type=Path, default=Path("data/demo"), help="folder to write to (default data/demo)"
    )
    demo.add_argument("--leads", type=int, default=3000, help="number of simulated leads (default 3000)")
    demo.add_argument(
        "--seed", type=int, default=42, help="seed: the same seed gives the same files (default 42)"
    )
    demo.set_defaults(run=_demo_data)

    calls = commands.add_parser("call-list", help="print the leads to call first")
    calls.add_argument(
        "--database",
        type=Path,
        default=Path(os.environ.get("LEAD_SCORING_DB", "lead_scoring.duckdb")),
        help="DuckDB file (default LEAD_SCORING_DB, else lead_scoring.duckdb)",
    )
    calls.add_argument("--top", type=int, default=10, help="how many leads (default 10)")
    calls.set_defaults(run=_call_list)
    return parser


def _demo_data(options: argparse.Namespace) -> int:
    # the simulator is slow to import and only this command needs it
    from lead_scoring.demo import write_demo

    print(f"Simulating {options.leads} leads …", flush=True)
    write_demo(options.out, leads=options.leads, seed=options.seed)
    print(f"Raw tables are in {options.out}")
    return 0


def _call_list(options: argparse.Namespace) -> int:
    print(call_list.render(options.database, options.top, os.environ.get("LEAD_SCORING_SCHEMA", "main")))
    return 0
