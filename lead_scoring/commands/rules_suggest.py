"""Suggest rules that are missing, from past opportunities, as a challenger.

Attributes, event types and pages that no rule asks for are looked at, and pairs of them, as known on the day before
each opportunity that was opened before a day; what is found is judged on those opened after it. It prints rows to paste
and a challenger scorecard. Exit codes: 0 suggested, 1 refused (it says why), 2 wrong usage.
"""

import argparse

from lead_scoring.commands.options import add_warehouse_options, day, opened, positive
from lead_scoring.errors import WrongUsageError
from lead_scoring.host import Host


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_warehouse_options(parser)
    parser.add_argument("--scorecard", help="scorecard to add rules to (default: the champion)")
    parser.add_argument(
        "--cut-date",
        type=day,
        help="YYYY-MM-DD: look before that day, judge after it"
        " (default: the day by which 70 %% of the mature resolved opportunities were opened)",
    )
    parser.add_argument("--max-rules", type=positive, default=10, help="most rules to suggest (default 10)")
    parser.add_argument(
        "--write",
        action="store_true",
        help="write rules and challenger into the policy's files (LEAD_SCORING_POLICY)",
    )


def run(options: argparse.Namespace) -> int:
    """Find, judge, print or write the rules, and return the exit code."""
    if options.project_dir and options.write:
        raise WrongUsageError("--write changes the files of this project. Paste what is printed into yours.")
    host = Host(options.project_dir) if options.project_dir else None
    with opened(options) as warehouse:
        # only this command and `weights suggest` need scipy
        from lead_scoring import rules
        from lead_scoring.rules import data, report, write
        from lead_scoring.weights.report import to_paste, written
        from lead_scoring.weights.write import policy_folder

        card, opportunities, facts = data.read(warehouse, options.scorecard)
    policy = policy_folder()
    suggestion = rules.decide(card, opportunities, facts, rules.Settings(options.cut_date, options.max_rules))
    print(report.as_text(suggestion) + "\n")
    if options.write:
        print(written(write.write(suggestion, policy)))
    else:
        print(to_paste(write.rows(suggestion, policy, host.seeds if host else {}), host))
    return 0
