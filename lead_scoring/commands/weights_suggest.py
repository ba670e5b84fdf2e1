"""Suggest points that past opportunities support, as a challenger.

Whole points are fitted to the opportunities opened before a day, judged on those opened after it, and printed as a
challenger scorecard. Exit codes: 0 suggested, 1 refused (it says why), 2 wrong usage.
"""

import argparse

from lead_scoring.commands.options import add_suggest_options, host_of, opened, positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_suggest_options(parser, "fit")
    parser.add_argument("--max-rules", type=positive, default=20, help="most rules in the score (default 20)")
    parser.add_argument(
        "--signs",
        choices=("policy", "free"),
        default="policy",
        help="policy: points keep their sign and tier; free: any sign and size (default policy)",
    )
    parser.add_argument(
        "--keep-unmeasured",
        action="store_true",
        help="keep negative rules that too few opportunities met, instead of switching them off",
    )
    parser.add_argument(
        "--turn-on",
        action="store_true",
        help="look at rules of fit and interest that have 0 points too (read why they have before you promote one)",
    )


def run(options: argparse.Namespace) -> int:
    """Fit, judge, print or write the challenger, and return the exit code."""
    host = host_of(options)
    with opened(options) as warehouse:
        # only this command and `rules suggest` need scipy
        from lead_scoring import weights
        from lead_scoring.policy.seeds import folder_of
        from lead_scoring.weights import data, report, write

        card, opportunities = data.read(warehouse, options.scorecard, options.turn_on)
    settings = weights.Settings(options.cut_date, options.max_rules, options.signs, options.keep_unmeasured)
    policy = folder_of(None)
    suggestion = weights.decide(card, opportunities, settings)
    print(report.as_text(suggestion) + "\n")
    if options.write:
        print(report.written(write.write(suggestion, policy)))
    else:
        print(report.to_paste(write.rows(suggestion, policy, host.seeds if host else {}), host))
    return 0
