"""Suggest points that past opportunities support, as a challenger.

Whole points are fitted to the opportunities opened before a day, judged on those opened after it, and printed as a
challenger scorecard. With --missing the rules that the policy lacks are looked for in the same pass, as `rules suggest`
does, and fitted with the present ones. Exit codes: 0 suggested, 1 refused (it says why), 2 wrong usage.
"""

import argparse

from lead_scoring.commands.options import add_suggest_options, host_of, opened, positive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_suggest_options(parser, "fit")
    parser.add_argument("--max-rules", type=positive, default=20, help="most rules in the score (default 20)")
    parser.add_argument(
        "--missing",
        action="store_true",
        help="look for missing rules as well, and fit them with the present ones: one challenger with both",
    )
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
        from lead_scoring.rules import data as rules_data
        from lead_scoring.rules import report as rules_report
        from lead_scoring.rules import together
        from lead_scoring.rules import write as rules_write
        from lead_scoring.weights import data, report, write

        if options.missing:
            ending = rules_write.REFITTED
            asked = rules_data.read(warehouse, options.scorecard, options.turn_on, ending)
        else:
            asked = data.read(warehouse, options.scorecard, options.turn_on)
    settings = weights.Settings(options.cut_date, options.max_rules, options.signs, options.keep_unmeasured)
    policy, replaced = folder_of(None), host.seeds if host else {}
    if options.missing:
        found = together.decide(*asked, settings)
        print(rules_report.of_answer(found) + "\n")
        writer, rows = rules_write.write_answer, rules_write.rows_of_answer
    else:
        found = weights.decide(*asked, settings)
        print(report.as_text(found) + "\n")
        writer, rows = write.write, write.rows
    if options.write:
        print(report.written(writer(found, policy)))
    else:
        print(report.to_paste(rows(found, policy, replaced), host))
    return 0
