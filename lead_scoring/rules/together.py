"""`weights suggest --missing`: one pass over past opportunities for the points of present rules and for missing ones.

Candidates are looked for beside the present rules under whatever points; then all of them are fitted together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from lead_scoring import rules, weights
from lead_scoring.rules.candidates import Candidate
from lead_scoring.rules.data import Facts
from lead_scoring.rules.looking import Found, Looked, look
from lead_scoring.rules.search import Choice
from lead_scoring.weights import judge
from lead_scoring.weights.card import Cases, Scorer, suggest
from lead_scoring.weights.data import CannotSuggestError, Card, Opportunities
from lead_scoring.weights.judge import Auc

MISSING_AT_MOST = 10
NOTHING = " Nothing is suggested."
T = TypeVar("T")


@dataclass(frozen=True)
class Together:
    """A card of present rules with new points and of missing rules, and the evidence for it.

    ``whole``: the suggestion of all rules, whose card has the missing ones last. ``card``: the present card.
    ``rules``, ``personas``, ``looked_at``, ``luck``: as of `rules.Suggestion`. ``refitted``: the AUCs of the present
    rules with new points alone, before the cut, over both periods, and after it. ``better``: than the present card
    after the cut.
    """

    whole: weights.Suggestion
    card: Card
    rules: list[Found]
    personas: list[Candidate]
    looked_at: tuple[int, int, int]
    luck: float
    refitted: tuple[Auc, Auc, Auc]
    better: tuple[float, float, float]

    @property
    def cut(self) -> date:
        """Return the day that parts the periods."""
        return self.whole.cut

    @property
    def before(self) -> Opportunities:
        """Return the opportunities before the cut."""
        return self.whole.before

    @property
    def later(self) -> Opportunities:
        """Return the opportunities after the cut."""
        return self.whole.later


@dataclass(frozen=True)
class Answer:
    """What one pass found: a card of both, or, with the reason why not, the one half that outcomes support."""

    both: Together | None = None
    points: weights.Suggestion | None = None
    missing: rules.Suggestion | None = None
    why_not: str = ""


def decide(card: Card, opportunities: Opportunities, facts: Facts, settings: weights.Settings) -> Answer:
    """Fit present points and missing rules to the opportunities before the cut, and judge them after it.

    Where no rule is missing the answer has points alone; where present rules tell nothing apart, missing rules alone.
    Deterministic, on one thread. Raises CannotSuggestError, in a sentence with numbers, where outcomes are too few,
    nothing is there to be learnt, or later outcomes contradict it.
    """
    with threadpool_limits(1):
        return _decide(card, opportunities, facts, settings)


def _decide(card: Card, opportunities: Opportunities, facts: Facts, settings: weights.Settings) -> Answer:
    cut = weights.cut_of(card, opportunities, settings.cut)
    is_before = opportunities.opened_on < np.datetime64(cut)
    is_later = opportunities.opened_on > np.datetime64(cut)
    before, later = opportunities.where(is_before), opportunities.where(is_later)
    for period, when in ((before, f"before {cut}"), (later, f"after {cut}")):
        weights.need_outcomes(period, when)
    for period, when in ((before, f"before {cut}"), (before.joined(later), "of both periods")):
        weights.need_contacts(period, when)
    most = min(MISSING_AT_MOST, settings.max_rules)
    try:
        luck = weights.luck_of(card, before, cut, settings)
    except CannotSuggestError as refusal:
        asked = rules.Settings(settings.cut, most)
        alone = _or_both(refusal, lambda: rules.decide(card, opportunities, facts, asked))
        return Answer(missing=alone, why_not=_reason(refusal))
    try:
        looked = look(card, opportunities, facts, is_before, most, f"before {cut}")
        if not looked.chosen.pieces:
            raise rules.nothing_stands_out(looked, len(before), cut)
        fitted = _Fitted(looked, settings)
        periods = looked.wide.where(is_before), looked.wide.where(is_later)
        points = fitted.points(periods[0], looked.chosen, settings.signs)
        if not points[len(card.rules) :].any():
            raise rules.no_points_pay(looked, len(before), cut)
        mixed = periods[0].joined(periods[1])
        both, refitted = (
            tuple(judge.cross_validated(one, predict) for one in (periods[0], mixed))
            for predict in (fitted.predict, fitted.refitted)
        )
        if both[0].value <= refitted[0].value:
            raise CannotSuggestError(
                f"No missing rule: with what was found the refitted {card.scorecard_id} orders the {len(before):,}"
                f" outcomes before {cut} with a cross-validated AUC of {both[0].text()}, without it"
                f" {refitted[0].text()}.",
                "no_signal",
            )
    except CannotSuggestError as refusal:
        alone = _or_both(refusal, lambda: weights.decide(card, opportunities, settings))
        return Answer(points=alone, why_not=_reason(refusal))
    left_out = len(opportunities) - len(before) - len(later)
    return Answer(both=_judged(fitted, cut, periods, left_out, points, luck, both, refitted))


def _reason(refusal: CannotSuggestError) -> str:
    return str(refusal).replace(NOTHING, "")


def _or_both(refusal: CannotSuggestError, decide_alone: Callable[[], T]) -> T:
    """Return what one half of the question finds. Raises CannotSuggestError with both reasons where that is nothing."""
    try:
        return decide_alone()
    except CannotSuggestError as other:
        raise CannotSuggestError(f"{_reason(refusal)} {other}", other.reason) from other


class _Fitted:
    """The whole procedure: choose missing rules in some opportunities, then fit them with the present ones."""

    def __init__(self, looked: Looked, settings: weights.Settings) -> None:
        self.looked, self.settings = looked, settings
        self.size = len(looked.card.rules)

    def card(self, chosen: Choice) -> Card:
        """Return the present card with what was chosen as its last rules."""
        return replace(self.looked.card, rules=[*self.looked.card.rules, *self.looked.new_rules(chosen)[0]])

    def narrowed(self, wide: Opportunities, chosen: Choice) -> Opportunities:
        """Return wide opportunities with the hits of the present rules and of what was chosen alone."""
        return replace(wide, hits=self.looked.hits(wide, chosen))

    def points(self, learnt: Opportunities, chosen: Choice, signs: str) -> np.ndarray:
        """Return the points of the present rules and of what was chosen, fitted together."""
        new = dict(enumerate(self.looked.new_rules(chosen)[1], self.size))
        cases, asked = Cases(self.narrowed(learnt, chosen)), self.settings
        return suggest(self.card(chosen), cases, signs, asked.max_rules, asked.keep_unmeasured, new)

    def predict(self, learnt: Opportunities, judged: Opportunities) -> np.ndarray:
        """Return the scores of opportunities by what others teach."""
        return self._predict(learnt, judged, self.settings.signs)

    def predict_free(self, learnt: Opportunities, judged: Opportunities) -> np.ndarray:
        """Return the same where present rules may have any sign."""
        return self._predict(learnt, judged, "free")

    def _predict(self, learnt: Opportunities, judged: Opportunities, signs: str) -> np.ndarray:
        chosen = self.looked.choose(learnt)
        scorer = Scorer(self.card(chosen), self.looked.hits(judged, chosen))
        return scorer.score(self.points(learnt, chosen, signs))

    def refitted(self, learnt: Opportunities, judged: Opportunities) -> np.ndarray:
        """Return the scores by the present rules with new points alone."""
        asked = self.settings
        predict = judge.by_card(self.looked.card, asked.signs, asked.max_rules, asked.keep_unmeasured)
        return predict(*(replace(one, hits=one.hits[:, : self.size]) for one in (learnt, judged)))


def _judged(
    fitted: _Fitted,
    cut: date,
    periods: tuple[Opportunities, Opportunities],
    left_out: int,
    points: np.ndarray,
    luck: float,
    both: tuple[Auc, Auc],
    refitted: tuple[Auc, Auc],
) -> Together:
    """Return the card of both, judged after the cut. Raises CannotSuggestError where that does not bear it out."""
    looked, size = fitted.looked, fitted.size
    chosen, present = looked.chosen, looked.card
    before, later = periods
    found = looked.found(points, before, later)
    named = {rule.place: rule for rule in found}
    kept = [place for place in range(len(points)) if place < size or points[place]]
    listed = fitted.card(chosen).rules
    card = replace(
        present,
        rules=[
            replace(listed[place], rule_id=named[place].rule_id, label=named[place].candidate.text)
            if place in named
            else listed[place]
            for place in kept
        ],
    )
    narrow = [replace(one, hits=looked.hits(one, chosen)[:, kept]) for one in periods]
    whole = weights.concluded(
        card,
        fitted.settings,
        cut,
        (narrow[0], narrow[1]),
        left_out,
        points[kept],
        luck,
        both,
        lambda: judge.cross_validated(before, fitted.predict_free),
        present,
    )
    better = judge.difference(whole.later_score, later.score, later.is_won)
    if rules.is_contradicted(better):
        name = f"{present.scorecard_id}, refitted with missing rules,"
        raise rules.contradicted(name, present.scorecard_id, len(later), cut, better)
    forward = judge.auc(fitted.refitted(before, later), later.is_won)
    return Together(
        whole,
        present,
        found,
        looked.personas(found),
        looked.looked_at,
        looked.luck,
        (*refitted, forward),
        better,
    )
