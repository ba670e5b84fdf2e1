"""How near a card of whole points comes to logistic regression, and what is left of it later.

    python benchmarks/weights_uci_bank.py --raw RAW [--policy POLICY] [--signs policy] [--max-rules 20] [--out FILE]

RAW is a folder of raw tables; it was made for those of `examples/uci_bank` and takes any other. Without POLICY (a
folder inside the project) a rule is written for each frequent category and each range of the tables. Exit codes:
0 everything asked for holds, or the data allows no answer (said why); 1 something does not hold or cannot be built.
"""

import argparse
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

import generate_policy  # noqa: E402
from scratch import Page, built  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from lead_scoring import weights  # noqa: E402
from lead_scoring.warehouse import open_file  # noqa: E402
from lead_scoring.weights import card, data, fit, judge, report  # noqa: E402

SCRATCH = PROJECT / "target" / "bench_weights"
CLOSE_ENOUGH = 0.01
SHUFFLE_SEED = 5
NEEDED = ["int_resolved_rules", "int_rule_activities", "int_cut_date"]


def main() -> int:
    """Build, measure, print, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--raw", type=Path, required=True, help="folder of raw tables, CSV or Parquet")
    parser.add_argument(
        "--policy", type=Path, help="folder of seeds inside the project (default: rules are written)"
    )
    parser.add_argument(
        "--as-of", type=date.fromisoformat, help="YYYY-MM-DD (default: last day in the tables)"
    )
    parser.add_argument("--max-rules", type=int, default=20)
    parser.add_argument("--signs", choices=("free", "policy"), default="free")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "weights_uci_bank.md")
    options = parser.parse_args()
    page = Page()
    try:
        the_card, opportunities = _built(options, page)
        with threadpool_limits(1):
            holds = _measured(the_card, opportunities, options, page)
    except (data.CannotSuggestError, ValueError, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 1
    page.write(options.out, "A card of whole points against logistic regression", "make bench-weights")
    return 0 if holds else 1


def _built(options: argparse.Namespace, page: Page) -> tuple[data.Card, data.Opportunities]:
    """Score the past in a scratch database and read it. Raises RuntimeError where dbt fails."""
    policy = options.policy
    if policy is None:
        policy = SCRATCH / "policy"
        count = generate_policy.write_policy(options.raw, policy)
        page.say(f"Rules written for the categories and ranges of the tables: {count}")
    database = built(SCRATCH, options.raw, policy, options.as_of, NEEDED)
    with open_file(database) as warehouse:
        return data.read(warehouse, None)


def _measured(
    the_card: data.Card, opportunities: data.Opportunities, options: argparse.Namespace, page: Page
) -> bool:
    """Print every figure; return whether what is asked for holds."""
    won = int(opportunities.is_won.sum())
    if len(opportunities):
        first, last = opportunities.opened_on.min(), opportunities.opened_on.max()
        page.say(
            f"{len(opportunities):,} opportunities, opened {first} to {last},"
            f" {won:,} won ({won / len(opportunities):.1%})"
        )
    settings = weights.Settings(max_rules=options.max_rules, signs=options.signs)
    is_near = _against_regression(the_card, opportunities, options, page)
    is_suggested = _forward(the_card, opportunities, settings, page)
    if not is_near and not is_suggested:
        page.say("  so nothing has to come near logistic regression.")
    is_refused = _shuffled(the_card, opportunities, settings, page)
    return (is_near or not is_suggested) and is_refused


def _against_regression(
    the_card: data.Card, opportunities: data.Opportunities, options: argparse.Namespace, page: Page
) -> bool:
    page.say("", "5-fold cross-validation, all months shuffled together: AUC (95 % interval)")
    by_card = judge.by_card(the_card, options.signs, options.max_rules, keep_unmeasured=False)
    try:
        regression = judge.cross_validated(opportunities, _by_scikit_learn(the_card))
        began = time.monotonic()
        suggested = judge.cross_validated(opportunities, by_card)
        seconds = (time.monotonic() - began) / judge.FOLDS
    except ValueError:
        page.say("  not possible: a fold has no win, no loss or no rule")
        return True
    points = card.suggest(
        the_card, card.Cases(opportunities), options.signs, options.max_rules, keep_unmeasured=False
    )
    used = np.flatnonzero(points)
    within = regression.value - suggested.value <= CLOSE_ENOUGH
    verdict = "within" if within else "NOT within"
    fits = f"({seconds:.1f} s a fit)"
    page.say(
        f"  logistic regression (scikit-learn), {len(the_card.rules)} rules   {regression.text()}",
        f"  card of whole points, at most {options.max_rules} rules         {suggested.text()}   {fits}",
        f"  difference {suggested.value - regression.value:+.4f}: {verdict} {CLOSE_ENOUGH}",
    )
    if not within:
        fewer = judge.cross_validated(opportunities, _by_few(the_card, options.signs, options.max_rules))
        page.say(
            f"    of it {fewer.value - regression.value:+.4f} is the number of rules (logistic regression on"
            f" {options.max_rules} at most: {fewer.text()}),",
            f"    and {suggested.value - fewer.value:+.4f} the whole points from 0 to 100 and the rules that"
            " Akaike's criterion leaves out",
        )
    page.say(
        f"  the card of all opportunities has {len(used)} rules, points"
        f" {points.min():.0f} to {points.max():.0f}:"
        if len(used)
        else "  no rule says anything",
    )
    for number in sorted(used, key=lambda number: (-points[number], number)):
        page.say(f"    {points[number]:+4.0f}  {the_card.rules[number].label}")
    return within and len(used) <= options.max_rules


def _by_scikit_learn(the_card: data.Card):
    """Return scikit-learn's logistic regression with its defaults as a predictor."""

    def predict(learnt: data.Opportunities, judged: data.Opportunities) -> np.ndarray:
        model = LogisticRegression(max_iter=5000)
        model.fit(card.as_scored(the_card, learnt.hits), learnt.is_won)
        return model.decision_function(card.as_scored(the_card, judged.hits))

    return predict


def _by_few(the_card: data.Card, signs: str, at_most: int):
    """Return logistic regression on as many rules as the card may have as a predictor: log-odds, not points."""

    def predict(learnt: data.Opportunities, judged: data.Opportunities) -> np.ndarray:
        cases = card.Cases(learnt)
        hits = card.as_scored(the_card, cases.hits)
        edges = [card.allowed_points(rule, the_card.largest_points, signs) for rule in the_card.rules]
        low = np.array([-np.inf if edge[0] < 0 else 0.0 for edge in edges])
        high = np.array([np.inf if edge[-1] > 0 else 0.0 for edge in edges])
        columns = np.flatnonzero(fit.few(hits, cases.won, cases.cases, low, high, at_most))
        _, log_odds = fit.logistic(hits[:, columns], cases.won, cases.cases, low[columns], high[columns])
        return card.as_scored(the_card, judged.hits)[:, columns] @ log_odds

    return predict


def _forward(
    the_card: data.Card, opportunities: data.Opportunities, settings: weights.Settings, page: Page
) -> bool:
    page.say("", "Looking forward, as `weights suggest` reports it:", "")
    try:
        suggestion = weights.decide(the_card, opportunities, settings)
    except data.CannotSuggestError as refusal:
        page.say(f"  refused: {refusal}")
        return False
    page.say(*report.as_text(suggestion).split("\n\n")[0].split("\n"), "")
    page.say(*report.as_text(suggestion).split("\n\n")[1].split("\n"))
    return True


def _shuffled(
    the_card: data.Card, opportunities: data.Opportunities, settings: weights.Settings, page: Page
) -> bool:
    page.say("", "The same with shuffled outcomes:")
    outcomes = np.random.default_rng(SHUFFLE_SEED).permutation(opportunities.is_won)
    try:
        weights.decide(the_card, replace(opportunities, is_won=outcomes), settings)
    except data.CannotSuggestError as refusal:
        page.say(f"  refused: {refusal}")
        return True
    page.say("  NOT refused")
    return False


if __name__ == "__main__":
    sys.exit(main())
