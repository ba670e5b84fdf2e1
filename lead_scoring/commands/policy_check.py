"""List every problem and warning of a policy by file and line.

Nothing is built. Exit codes: 0 no problems (there may be warnings), 1 problems, or a warehouse that cannot be read, 2
wrong usage.
"""

import argparse
from contextlib import nullcontext
from pathlib import Path

from lead_scoring.commands.options import add_host_options, opened
from lead_scoring.host import Host


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--policy", type=Path, help="folder of seed CSVs (default LEAD_SCORING_POLICY, else seeds/policy)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--database",
        type=Path,
        help="DuckDB file: also list the warnings of its last build that need data",
    )
    where.add_argument(
        "--target", help="target of profiles.yml, such as postgres: also list those of its last build"
    )
    add_host_options(parser)


def run(options: argparse.Namespace) -> int:
    """Check, print what was found, and return the exit code."""
    # only this command needs Jinja and YAML
    from lead_scoring import policy

    is_built = options.database or options.target
    with opened(options) if is_built else nullcontext() as built:
        replaced = Host(options.project_dir).seeds if options.project_dir else {}
        report = policy.check(options.policy, built=built, replaced=replaced)
    print(report.json() if options.json else report.text())
    return 1 if report.problems else 0
