"""Suggest rules that are missing, from past opportunities, as a challenger.

Attributes, event types and pages that no rule asks for are looked at, pairs of them and leaves of a small tree, as
known on the day before each opportunity that was opened before a day; what is found is judged on those opened after it.
It prints rows to paste and a challenger scorecard. Exit codes: 0 suggested, 1 refused (it says why), 2 wrong usage.
"""

import argparse

from lead_scoring.commands.options import add_suggest_options, host_of, opened, positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_suggest_options(parser, "look")
    parser.add_argument("--max-rules", type=positive, default=10, help="most rules to suggest (default 10)")


def run(options: argparse.Namespace) -> int:
    """Find, judge, print or write the rules, and return the exit code."""
    host = host_of(options)
    with opened(options) as warehouse:
        # only this command and `weights suggest` need scipy
        from lead_scoring import rules
        from lead_scoring.policy.seeds import folder_of
        from lead_scoring.rules import data, report, write
        from lead_scoring.weights.report import to_paste, written

        card, opportunities, facts = data.read(warehouse, options.scorecard)
    policy = folder_of(None)
    suggestion = rules.decide(card, opportunities, facts, rules.Settings(options.cut_date, options.max_rules))
    print(report.as_text(suggestion) + "\n")
    if options.write:
        print(written(write.write(suggestion, policy)))
    else:
        print(to_paste(write.rows(suggestion, policy, host.seeds if host else {}), host))
    return 0
