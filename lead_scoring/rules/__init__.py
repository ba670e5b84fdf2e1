"""`rules suggest`: the rules that past opportunities miss beside the present ones, as a challenger.

It looks for them before a day and judges them after it; scores that people see are computed by the models alone.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from threadpoolctl import threadpool_limits

from lead_scoring import weights
from lead_scoring.rules.candidates import Candidate
from lead_scoring.rules.data import Facts
from lead_scoring.rules.looking import LUCK_AT_MOST, Found, Looked, look, looked_at
from lead_scoring.weights import judge
from lead_scoring.weights.card import Cases, Judged, Scorer
from lead_scoring.weights.data import CannotSuggestError, Card, Opportunities
from lead_scoring.weights.judge import Auc
from lead_scoring.weights.later import Calls, same_calls, weeks_of

# by so much less may the present card order later opportunities before the rules are refused
FALL_AT_MOST = 0.005


@dataclass(frozen=True)
class Settings:
    """What the user asked for: cut day (None = the card's), most rules."""

    cut: date | None = None
    max_rules: int = 10


@dataclass(frozen=True)
class Suggestion:
    """Missing rules and the evidence for them.

    ``looked_at``: how many candidates, pairs of them, and splits of a tree. ``personas``: what its leaves ask, up to
    the last one that is a rule; a lead is in the first that it meets.
    ``luck``: of draws of the outcomes from the present rules.
    ``score``, ``later_score``: with the rules, of each opportunity before and after the cut.
    The AUCs: of the present card and of the card with the rules, within folds before the cut, and after it.
    """

    card: Card
    settings: Settings
    cut: date
    before: Opportunities
    later: Opportunities
    left_out: int
    looked_at: tuple[int, int, int]
    luck: float
    rules: list[Found]
    personas: list[Candidate]
    log_odds_per_point: float
    score: np.ndarray
    later_score: np.ndarray
    before_card: Auc
    before_present: Auc
    forward_card: Auc
    forward_present: Auc
    better: tuple[float, float, float]

    def calls(self) -> list[Calls]:
        """Return the wins from the same calls after the cut, with the rules and without."""
        later = self.later
        weeks = weeks_of(later.opened_on, self.cut)
        return same_calls(self.later_score, later.score, later.is_won, weeks, self.card.handoff_at_least)

    def too_good(self) -> list[str]:
        """Return the ids of the rules whose opportunities were nearly all won, though most others were not."""
        if self.before.is_won.mean() > 0.5:
            return []
        limit = self.card.too_good
        return [
            rule.rule_id
            for rule in self.rules
            if rule.cases >= weights.TOO_GOOD_CASES and rule.won > limit * rule.cases
        ]


def decide(card: Card, opportunities: Opportunities, facts: Facts, settings: Settings) -> Suggestion:
    """Find missing rules before the cut and judge them after it.

    Deterministic, on one thread. Raises CannotSuggestError, in a sentence with numbers, where outcomes are too few,
    no candidate says more than luck would, or later outcomes contradict what was found.
    """
    with threadpool_limits(1):
        return _decide(card, opportunities, facts, settings)


def _decide(card: Card, opportunities: Opportunities, facts: Facts, settings: Settings) -> Suggestion:
    cut = weights.cut_of(card, opportunities, settings.cut)
    is_before = opportunities.opened_on < np.datetime64(cut)
    is_later = opportunities.opened_on > np.datetime64(cut)
    for mask, when in ((is_before, f"before {cut}"), (is_later, f"after {cut}")):
        weights.need_outcomes(opportunities.where(mask), when)
    weights.need_contacts(opportunities.where(is_before), f"before {cut}")
    looked = look(card, opportunities, facts, is_before, settings.max_rules, f"before {cut}")
    before, later, chosen = looked.wide.where(is_before), looked.wide.where(is_later), looked.chosen
    if not chosen.pieces:
        raise nothing_stands_out(looked, len(before), cut)
    card_with, points = looked.with_rules(before, chosen)
    places = np.flatnonzero(points[len(card.rules) :])
    if not len(places):
        raise no_points_pay(looked, len(before), cut)

    def predict(learnt: Opportunities, judged: Opportunities) -> np.ndarray:
        found = looked.choose(learnt)
        own_card, own_points = looked.with_rules(learnt, found)
        return Scorer(own_card, looked.hits(judged, found)).score(own_points)

    before_card = judge.cross_validated(before, predict)
    before_present = judge.cross_validated(before, lambda _, judged: judged.score)
    if before_card.value <= before_present.value:
        raise CannotSuggestError(
            f"No missing rule: {card.scorecard_id} with what was found orders the {len(before):,} outcomes before {cut}"
            f" with a cross-validated AUC of {before_card.text()}, without it {before_present.text()}."
            " Nothing is suggested.",
            "no_signal",
        )
    later_score = Scorer(card_with, looked.hits(later, chosen)).score(points)
    better = judge.difference(later_score, later.score, later.is_won)
    if is_contradicted(better):
        name = f"{card.scorecard_id} with what was found"
        raise contradicted(name, card.scorecard_id, len(later), cut, better)
    cases = Cases(replace(before, hits=looked.hits(before, chosen)))
    score = Scorer(card_with, cases.hits).score(points)
    found = looked.found(points, before, later)
    return Suggestion(
        card,
        settings,
        cut,
        before,
        later,
        len(opportunities) - len(before) - len(later),
        looked.looked_at,
        looked.luck,
        found,
        looked.personas(found),
        Judged(cases).log_likelihood(score)[2],
        score[cases.pattern],
        later_score,
        before_card,
        before_present,
        judge.auc(later_score, later.is_won),
        judge.auc(later.score, later.is_won),
        better,
    )


def nothing_stands_out(looked: Looked, cases: int, cut: date) -> CannotSuggestError:
    """Return the refusal where no candidate says more than luck would."""
    return CannotSuggestError(
        f"No missing rule: of {looked_at(looked.looked_at)} none tells the {cases:,} outcomes before {cut}"
        " apart beyond what the present rules say and what the luckiest of so many would"
        f" (a share of {looked.luck:.4f} of draws without any missing rule has one as strong; at most {LUCK_AT_MOST} is"
        " asked). Nothing is suggested.",
        "no_signal",
    )


def no_points_pay(looked: Looked, cases: int, cut: date) -> CannotSuggestError:
    """Return the refusal where no whole points inside the tiers explain the outcomes better."""
    return CannotSuggestError(
        f"No missing rule: no whole points inside the tiers for the {len(looked.chosen.pieces)} candidates that stand"
        f" out make {looked.card.scorecard_id} explain the {cases:,} outcomes before {cut} better (Akaike's criterion)."
        " Nothing is suggested.",
        "no_signal",
    )


def is_contradicted(better: tuple[float, float, float]) -> bool:
    """Return whether a card orders later opportunities too much worse than the present one, or surely worse."""
    return better[0] < -FALL_AT_MOST or better[2] < 0


def contradicted(
    name: str, present: str, cases: int, cut: date, better: tuple[float, float, float]
) -> CannotSuggestError:
    """Return the refusal where later opportunities do not bear out what was found."""
    return CannotSuggestError(
        f"The later period contradicts the earlier: on the {cases:,} opportunities opened after {cut} the AUC"
        f" of {name} is {-better[0]:.3f} below that of {present} as it is"
        f" ({-better[2]:.3f} to {-better[1]:.3f}). Nothing is suggested.",
        "contradicted",
    )
