"""`weights suggest`: the points that past opportunities support, as a challenger that later ones can judge.

It fits weights and judges them on past opportunities; scores that people see are computed by the models alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from threadpoolctl import threadpool_limits

from lead_scoring.weights import judge
from lead_scoring.weights.card import Cases, Judged, Scorer, fitted_rules, suggest
from lead_scoring.weights.data import (
    CASES_AT_LEAST,
    CannotSuggestError,
    Card,
    Opportunities,
)
from lead_scoring.weights.judge import Auc
from lead_scoring.weights.later import Calls, same_calls, weeks_of

OUTCOMES_AT_LEAST = 50
LUCK_AT_MOST = 0.01
# a forward AUC this much lower than the cross-validated one, beyond both intervals, is said to have fallen
FALL_AT_LEAST = 0.02
# by so much must logistic regression be better for it to be asked whether the signs of the policy are the reason
GAP_AT_LEAST = 0.01
OTHER_SIGNS = (
    " With any signs the rules do tell them apart: some stand on the other side of 0 than past outcomes do."
    " See which with --signs free."
)
# of a rule with fewer cases nothing is said where nearly all of them were won
TOO_GOOD_CASES = 30


@dataclass(frozen=True)
class Settings:
    """What the user asked for: cut day (None = the card's), most rules, signs, unmeasured rules."""

    cut: date | None = None
    max_rules: int = 20
    signs: str = "policy"
    keep_unmeasured: bool = False


@dataclass(frozen=True)
class Suggestion:
    """Points per rule of the card (0 = off) and the evidence for them; masks and counts are per rule as well.

    ``cases``, ``won``: opportunities before the cut whose lead had the rule, and how many of them were won.
    ``log_odds_per_point``: of the score. ``score``, ``later_score``: of each opportunity before and after the cut.
    ``luck``: permutation test's p.
    The AUCs of the card (``…_card``) and of plain logistic regression on all rules; ``free_card``: of a card with any
    signs, before the cut, where regression is clearly better than one with the signs of the policy, else None.
    """

    card: Card
    settings: Settings
    cut: date
    before: Opportunities
    later: Opportunities
    left_out: int
    points: np.ndarray
    fitted: np.ndarray
    stays: np.ndarray
    cases: np.ndarray
    won: np.ndarray
    log_odds_per_point: float
    score: np.ndarray
    later_score: np.ndarray
    luck: float
    before_card: Auc
    before_regression: Auc
    mixed_card: Auc
    mixed_regression: Auc
    forward_card: Auc
    forward_regression: Auc
    better_than_champion: tuple[float, float, float] | None
    free_card: Auc | None = None

    def is_too_good(self) -> bool:
        """Return whether later opportunities are ordered better than is ever real (the target of `too_good`)."""
        return self.forward_card.value > self.card.too_good

    def too_good(self) -> list[str]:
        """Return the ids of the fitted rules whose opportunities were nearly all won, though most others were not."""
        if self.before.is_won.mean() > 0.5:
            return []
        is_leak = self.fitted & (self.cases >= TOO_GOOD_CASES) & (self.won > self.card.too_good * self.cases)
        return [self.card.rules[place].rule_id for place in np.flatnonzero(is_leak)]

    def calls(self) -> list[Calls]:
        """Return the wins from the same calls after the cut, beside the champion; none where it scores too little."""
        both = ~np.isnan(self.later.champion_score)
        if not self.better_than_champion or self.card.champion_handoff is None:
            return []
        return same_calls(
            self.later_score[both],
            self.later.champion_score[both],
            self.later.is_won[both],
            weeks_of(self.later.opened_on, self.cut),
            self.card.champion_handoff,
        )

    def has_fallen(self) -> bool:
        """Return whether the card orders later opportunities clearly worse than a shuffle of both periods promised."""
        fall = self.mixed_card.value - self.forward_card.value
        error = np.hypot(self.mixed_card.error, self.forward_card.error)
        return bool(fall > FALL_AT_LEAST and fall > judge.Z * error)


def decide(card: Card, opportunities: Opportunities, settings: Settings) -> Suggestion:
    """Fit a card to the opportunities opened before the cut and judge it on those opened after it.

    Deterministic: shuffles and folds are seeded, sums run on one thread. Raises CannotSuggestError, in a sentence
    with numbers, where outcomes are too few, nothing is there to be learnt, or later outcomes contradict it.
    """
    with threadpool_limits(1):
        return _decide(card, opportunities, settings)


def _decide(card: Card, opportunities: Opportunities, settings: Settings) -> Suggestion:
    cut = cut_of(card, opportunities, settings.cut)
    before = opportunities.where(opportunities.opened_on < np.datetime64(cut))
    later = opportunities.where(opportunities.opened_on > np.datetime64(cut))
    need_outcomes(before, f"before {cut}")
    need_outcomes(later, f"after {cut}")
    mixed = before.joined(later)
    for period, when in ((before, f"before {cut}"), (mixed, "of both periods")):
        need_contacts(period, when)
    luck = luck_of(card, before, cut, settings)
    cases = Cases(before)
    by_card = judge.by_card(card, settings.signs, settings.max_rules, settings.keep_unmeasured)
    before_card = judge.cross_validated(before, by_card)
    points = suggest(card, cases, settings.signs, settings.max_rules, settings.keep_unmeasured)
    free, _ = fitted_rules(card, cases, settings.keep_unmeasured)
    if not points[free].any():
        where = "with the signs of the policy" if settings.signs == "policy" else "with any sign"
        raise CannotSuggestError(
            f"No usable signal: no whole points inside the tiers and {where} explain the {len(before):,} outcomes"
            f" before {cut} better than no points at all do (Akaike's criterion). Nothing is suggested."
            + (
                " --signs free looks at the other sign of each rule as well."
                if settings.signs == "policy"
                else ""
            ),
            "no_signal",
        )

    def by_free_card() -> Auc:
        free_card = judge.by_card(card, "free", settings.max_rules, settings.keep_unmeasured)
        return judge.cross_validated(before, free_card)

    return concluded(
        card,
        settings,
        cut,
        (before, later),
        len(opportunities) - len(before) - len(later),
        points,
        luck,
        (before_card, judge.cross_validated(mixed, by_card)),
        by_free_card,
    )


def luck_of(card: Card, before: Opportunities, cut: date, settings: Settings) -> float:
    """Return the chance that shuffled outcomes look as good. Raises CannotSuggestError where it is too large."""
    free, stays = fitted_rules(card, Cases(before), settings.keep_unmeasured)
    _need_rules(card, free, stays, settings.max_rules)
    luck = judge.chance_of_luck(card, before, free | stays, settings.signs)
    if luck > LUCK_AT_MOST:
        is_sign = (
            settings.signs == "policy"
            and judge.chance_of_luck(card, before, free | stays, "free") <= LUCK_AT_MOST
        )
        raise CannotSuggestError(
            f"No usable signal: of {judge.SHUFFLES} shuffles of the {len(before):,} outcomes before {cut}, a share of"
            f" {luck:.3f} could be told apart by the rules as well as the real ones (at most {LUCK_AT_MOST} is asked)."
            " Nothing is suggested." + (OTHER_SIGNS if is_sign else ""),
            "no_signal",
        )
    return luck


def concluded(
    card: Card,
    settings: Settings,
    cut: date,
    periods: tuple[Opportunities, Opportunities],
    left_out: int,
    points: np.ndarray,
    luck: float,
    cross_validated: tuple[Auc, Auc],
    free_card: Callable[[], Auc],
    regressed: Card | None = None,
) -> Suggestion:
    """Return the suggestion of a card's points: judged after the cut, beside logistic regression.

    ``periods``: before and after it. ``cross_validated``: the card's AUCs before the cut and over both periods;
    ``free_card`` gives that of a card with any signs before it. ``regressed``: of which rules the regression is, if
    not of all. Raises CannotSuggestError where outcomes do not bear
    it out.
    """
    before, later = periods
    before_card, mixed_card = cross_validated
    if before_card.low <= 0.5:
        raise CannotSuggestError(
            f"No usable signal: a card of at most {settings.max_rules} rules orders the {len(before):,} outcomes before"
            f" {cut} with a cross-validated AUC of {before_card.text()}; 0.5 is chance. Nothing is suggested.",
            "no_signal",
        )
    cases, mixed = Cases(before), before.joined(later)
    free, stays = fitted_rules(card, cases, settings.keep_unmeasured)
    later_score = Scorer(card, later.hits).score(points)
    forward_card = judge.auc(later_score, later.is_won)
    better = _against_champion(later, later_score)
    _need_agreement(card, cut, later, forward_card, better)

    by_regression = judge.by_logistic_regression(regressed or card)
    before_regression = judge.cross_validated(before, by_regression)
    has_gap = before_regression.value - before_card.value > GAP_AT_LEAST
    folded_score = Scorer(card, cases.hits).score(points)
    counts, won = judge.hits_per_rule(before.hits, before.is_won)
    untouched = np.array([rule.subscore == "bant" and not card.has_bant_points for rule in card.rules])
    return Suggestion(
        card,
        settings,
        cut,
        before,
        later,
        left_out,
        np.where(untouched, [rule.points for rule in card.rules], points),
        free,
        stays | untouched,
        counts,
        won,
        Judged(cases).log_likelihood(folded_score)[2],
        folded_score[cases.pattern],
        later_score,
        luck,
        before_card,
        before_regression,
        mixed_card,
        judge.cross_validated(mixed, by_regression),
        forward_card,
        judge.auc(by_regression(before, later), later.is_won),
        better,
        free_card() if has_gap and settings.signs == "policy" else None,
    )


def cut_of(card: Card, opportunities: Opportunities, wanted: date | None) -> date:
    """Return the day that parts the periods, the card's if none is wanted. Raises CannotSuggestError without any."""
    if not len(opportunities):
        raise CannotSuggestError(
            f"Too few outcomes: no opportunity of scorecard {card.scorecard_id} is mature and resolved.",
            "few_outcomes",
        )
    return wanted or card.cut_date


def need_outcomes(period: Opportunities, when: str) -> None:
    """Raise CannotSuggestError where a period has too few wins or losses."""
    won, lost = int(period.is_won.sum()), int((~period.is_won).sum())
    if min(won, lost) < OUTCOMES_AT_LEAST:
        raise CannotSuggestError(
            f"Too few outcomes: of the mature opportunities opened {when}, {won:,} were won and {lost:,} lost;"
            f" {OUTCOMES_AT_LEAST} of each are needed. Nothing is suggested.",
            "few_outcomes",
        )


def need_contacts(period: Opportunities, when: str) -> None:
    """Raise CannotSuggestError where wins or losses are of too few contacts to be spread over all folds."""
    fold = judge.folds(period)
    for outcome, name in ((period.is_won, "wins"), (~period.is_won, "losses")):
        if len(np.unique(fold[outcome])) < judge.FOLDS:
            raise CannotSuggestError(
                f"Too few outcomes: the {int(outcome.sum()):,} {name} {when} belong to"
                f" {len(np.unique(period.contact[outcome])):,} contacts, too few to be in each of {judge.FOLDS} parts."
                " Nothing is suggested.",
                "few_outcomes",
            )


def _need_rules(card: Card, free: np.ndarray, stays: np.ndarray, max_rules: int) -> None:
    if not free.any():
        raise CannotSuggestError(
            f"No usable signal: none of the {len(card.rules)} rules that are on in {card.scorecard_id} was met by"
            f" {CASES_AT_LEAST} opportunities before the cut. Nothing is suggested.",
            "no_signal",
        )
    if stays.sum() >= max_rules:
        raise CannotSuggestError(
            f"{int(stays.sum())} rules stay as they are and leave no room for others among {max_rules}:"
            f" give --max-rules {int(stays.sum()) + 1} or more. Nothing is suggested."
        )


def _against_champion(later: Opportunities, score: np.ndarray) -> tuple[float, float, float] | None:
    """Return how much larger the AUC is than the champion's on the opportunities that both score."""
    both = ~np.isnan(later.champion_score)
    is_won = later.is_won[both]
    if not 0 < is_won.sum() < len(is_won):
        return None
    return judge.difference(score[both], later.champion_score[both], is_won)


def _need_agreement(
    card: Card, cut: date, later: Opportunities, forward: Auc, better: tuple[float, float, float] | None
) -> None:
    if forward.value <= 0.5:
        how = "the wrong way round" if forward.high < 0.5 else "no better than chance"
        raise CannotSuggestError(
            f"The later period contradicts the earlier: what the outcomes before {cut} taught orders the"
            f" {len(later):,} after it {how}, with an AUC of {forward.text()}. Nothing is suggested.",
            "contradicted",
        )
    if better and better[2] < 0:
        raise CannotSuggestError(
            f"The later period contradicts the earlier: on the opportunities opened after {cut} the AUC of the"
            f" suggested card is {-better[0]:.3f} below the present champion's ({-better[2]:.3f} to {-better[1]:.3f})."
            " Nothing is suggested.",
            "contradicted",
        )
