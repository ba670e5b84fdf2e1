"""What `rules suggest` finds of what is there to be found, on opportunities after the cut.

    python benchmarks/rules_suggest.py [--raw RAW --policy POLICY] [--sets 5] [--cases 5000] [--noise 20] [--out FILE]

Sets with something missing, made up, and beside the present card what gradient boosting finds in the same facts; sets
without anything missing and shuffled outcomes; then RAW (a folder of raw tables) scored by POLICY (a folder of seeds
inside the project), as it is and shuffled. Exit codes: 0 everything asked for holds; 1 something does not (said which)
or cannot be built.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

from made_up import PLANTED, chances, made_up  # noqa: E402
from scratch import Page, built  # noqa: E402
from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from lead_scoring import rules  # noqa: E402
from lead_scoring.rules import data  # noqa: E402
from lead_scoring.warehouse import open_file  # noqa: E402
from lead_scoring.weights import cut_of, judge  # noqa: E402
from lead_scoring.weights.data import CannotSuggestError, Card, Opportunities  # noqa: E402
from lead_scoring.weights.report import in_columns  # noqa: E402

SCRATCH = PROJECT / "target" / "bench_rules"
NEEDED = [
    "int_resolved_rules",
    "int_rule_activities",
    "int_cut_date",
    "int_lead_attributes",
    "int_lead_events",
    "int_lead_resets",
    "int_fit_bant_hits",
    "int_interest_hits",
]
SHARE_AT_LEAST = 2 / 3
FALL_AT_MOST = 0.005
SHUFFLE_SEED = 5
# sets that nobody looked at while `rules suggest` was written
FIRST_SEED = 50
LEVELS_AT_MOST = 200
# leaves of a tree and trees, of which boosting takes what does best before the cut
SIZES = ((3, 50), (3, 150), (6, 50), (6, 150))


def main() -> int:
    """Measure, print, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--raw", type=Path, help="folder of raw tables, CSV or Parquet")
    parser.add_argument("--policy", type=Path, help="folder of seeds inside the project")
    parser.add_argument("--sets", type=int, default=5, help="sets per thing that is missing")
    parser.add_argument("--cases", type=int, default=5000, help="opportunities per set")
    parser.add_argument("--noise", type=int, default=20, help="sets without anything, and shuffled ones")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "rules_suggest.md")
    options = parser.parse_args()
    if (options.raw is None) is not (options.policy is None):
        parser.error("--raw needs --policy, and --policy --raw")
    page = Page()
    try:
        with threadpool_limits(1):
            failed = _planted(options, page) + _noise(options, page)
            if options.raw:
                failed += _real(options, page)
    except (CannotSuggestError, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 1
    page.say("", *(failed or ["Everything asked for holds."]))
    page.write(options.out, "What `rules suggest` finds of what is there", "make bench-rules")
    return 1 if failed else 0


def boosted(past: Opportunities, facts: data.Facts, learnt: np.ndarray) -> np.ndarray:
    """Return what gradient boosting says of each opportunity: present rules and score, and all that is known.

    It learns from ``learnt`` ones (mask), of the size that does best in five folds of them.
    """
    columns, is_category = [past.hits.toarray()], [False] * past.hits.shape[1]
    for attribute in facts.attributes:
        column = np.full(len(past), np.nan)
        is_text = np.isnan(attribute.numbers).mean() > 0.5
        if is_text:
            levels, numbers = np.unique(attribute.texts.astype(str), return_inverse=True)
            if len(levels) > LEVELS_AT_MOST:
                continue
            column[attribute.places] = numbers
        else:
            column[attribute.places] = attribute.numbers
        columns.append(column[:, None])
        is_category.append(is_text)
    for activity in facts.activities:
        for within in (10**6, 30):
            inside = activity.ages < within
            counted = np.bincount(activity.places[inside], activity.events[inside], len(past))
            columns.append(counted[:, None])
            is_category.append(False)
    everything = np.hstack([past.score[:, None], *columns])

    def predict(size: tuple[int, int], rows: np.ndarray) -> np.ndarray:
        leaves, trees = size
        model = HistGradientBoostingClassifier(
            learning_rate=0.05,
            max_leaf_nodes=leaves,
            max_iter=trees,
            min_samples_leaf=40,
            categorical_features=[False, *is_category],
            random_state=0,
        )
        return model.fit(everything[rows], past.is_won[rows]).predict_proba(everything)[:, 1]

    places = np.flatnonzero(learnt)
    fold = judge.folds(past.where(learnt))

    def within(size: tuple[int, int]) -> float:
        areas = []
        for number in range(judge.FOLDS):
            held = places[fold == number]
            areas.append(judge.auc(predict(size, places[fold != number])[held], past.is_won[held]).value)
        return float(np.mean(areas))

    return predict(max(SIZES, key=within), places)


def compared(
    card: Card, past: Opportunities, facts: data.Facts
) -> tuple[float, float, float, float, list[str]]:
    """Return AUCs after the cut (the present card, with what is suggested, boosting), CPU seconds, and the rules."""
    cut = cut_of(card, past, None)
    is_before, is_later = past.opened_on < np.datetime64(cut), past.opened_on > np.datetime64(cut)
    won = past.is_won[is_later]
    present = judge.auc(past.score[is_later], won).value
    began = time.process_time()
    try:
        suggestion = rules.decide(card, past, facts, rules.Settings())
        with_them = suggestion.forward_card.value
        found = [rule.candidate.text for rule in suggestion.rules]
    except CannotSuggestError:
        with_them, found = present, []
    seconds = time.process_time() - began
    theirs = judge.auc(boosted(past, facts, is_before)[is_later], won).value
    return present, with_them, theirs, seconds, found


def _planted(options: argparse.Namespace, page: Page) -> list[str]:
    page.say(
        f"Something is missing: {options.sets} sets each of {options.cases:,} opportunities, AUC after the cut",
        "",
    )
    head = ("missing", "present card", "with rules", "boosting", "the truth", "boosting finds", "rules find")
    rows = [(*head, "share", "worst set", "CPU s")]
    seeds = range(FIRST_SEED, FIRST_SEED + options.sets)
    failed = []
    for planted in (name for name in PLANTED if name != "nothing"):
        sets = [compared(*made_up(planted, seed, options.cases)) for seed in seeds]
        present, ours, theirs, seconds = np.array([one[:4] for one in sets]).T
        truth = [_truth(planted, seed, options.cases) for seed in seeds]
        share = (ours - present).mean() / (theirs - present).mean()
        least = (ours - present).min()
        means = [f"{values.mean():.3f}" for values in (present, ours, theirs, np.array(truth))]
        gains = [f"{(values - present).mean():.3f}" for values in (theirs, ours)]
        rows.append((planted, *means, *gains, f"{share:.0%}", f"{least:+.3f}", f"{seconds.mean():.1f}"))
        if share < SHARE_AT_LEAST:
            failed.append(f"NOT two thirds of what boosting finds: {planted}, {share:.0%}.")
        if least < -FALL_AT_MOST:
            failed.append(f"NOT within {FALL_AT_MOST} under the present card: {planted}, {least:+.3f}.")
    page.say(*in_columns(rows))
    return failed


def _truth(planted: str, seed: int, cases: int) -> float:
    """Return the AUC after the cut of the chances by which the outcomes were drawn."""
    card, past, _ = made_up(planted, seed, cases)
    is_later = past.opened_on > np.datetime64(cut_of(card, past, None))
    return judge.auc(chances(planted, seed, cases)[is_later], past.is_won[is_later]).value


def _noise(options: argparse.Namespace, page: Page) -> list[str]:
    page.say("", f"Nothing is missing: {options.noise} sets each of {options.cases:,} opportunities", "")
    failed = []
    for what, planted in (("nothing planted", "nothing"), ("outcomes shuffled", "personas")):
        found = 0
        for seed in range(options.noise):
            card, past, facts = made_up(planted, 100 + seed, options.cases)
            if planted != "nothing":
                past = replace(past, is_won=np.random.default_rng(seed).permutation(past.is_won))
            found += bool(compared_rules(card, past, facts))
        page.say(f"{what}: rules suggested in {found}")
        if found:
            failed.append(f"NOT silent on noise: {what}, {found} of {options.noise}.")
    return failed


def compared_rules(card: Card, past: Opportunities, facts: data.Facts) -> list[rules.Found]:
    """Return the rules that are suggested, none where it is refused."""
    try:
        return rules.decide(card, past, facts, rules.Settings()).rules
    except CannotSuggestError:
        return []


def _real(options: argparse.Namespace, page: Page) -> list[str]:
    database = built(SCRATCH, options.raw, options.policy, None, NEEDED)
    with open_file(database) as warehouse:
        card, past, facts = data.read(warehouse, None)
    present, ours, theirs, seconds, found = compared(card, past, facts)
    page.say(
        "",
        f"{options.policy.parent.name}: {len(past):,} opportunities, AUC after the cut: {card.scorecard_id} as it is"
        f" {present:.3f}, with {len(found)} missing rules {ours:.3f}, boosting {theirs:.3f}"
        f" ({seconds:.0f} CPU s)",
        *(f"  {text}" for text in found),
    )
    failed = []
    if ours - present < -FALL_AT_MOST:
        failed.append(f"NOT within {FALL_AT_MOST} under the present card: {ours - present:+.3f}.")
    shuffled = np.random.default_rng(SHUFFLE_SEED).permutation(past.is_won)
    if again := compared_rules(card, replace(past, is_won=shuffled), facts):
        failed.append(f"NOT silent on shuffled outcomes: {len(again)} rules.")
    page.say(f"  outcomes shuffled: {len(again)} rules")
    return failed


if __name__ == "__main__":
    sys.exit(main())
