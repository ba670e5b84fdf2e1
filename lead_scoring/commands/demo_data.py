"""Write the demo's raw tables."""

import argparse
from pathlib import Path

from lead_scoring.commands.options import whole_number
from lead_scoring.errors import writing

# fewer do not make everything that the demo shows
FEWEST_LEADS = 80


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--out", type=Path, default=Path("data/demo"), help="folder to write to (default data/demo)"
    )
    parser.add_argument(
        "--leads",
        type=whole_number(FEWEST_LEADS),
        default=3000,
        help=f"number of simulated leads, from {FEWEST_LEADS} on (default 3000)",
    )
    parser.add_argument(
        "--seed",
        type=whole_number(0),
        default=42,
        help="seed: the same seed gives the same files (default 42)",
    )


def run(options: argparse.Namespace) -> int:
    """Simulate, write, and return the exit code."""
    with writing(options.out):
        options.out.mkdir(parents=True, exist_ok=True)
    # the simulator is slow to import and only this command needs it
    from lead_scoring.demo import write_demo

    print(f"Simulating {options.leads} leads …", flush=True)
    write_demo(options.out, leads=options.leads, seed=options.seed)
    print(f"Raw tables are in {options.out}")
    return 0
