"""`rules suggest`: the rules that past opportunities miss beside the present ones, as a challenger.

It looks for them before a day and judges them after it; scores that people see are computed by the models alone.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from lead_scoring import weights
from lead_scoring.rules.candidates import (
    CASES_AT_LEAST,
    EXPECTED_AT_LEAST,
    Candidate,
    Candidates,
    candidates,
    merged,
    slug,
)
from lead_scoring.rules.data import PREFIX, Facts
from lead_scoring.rules.search import Choice, Finder
from lead_scoring.weights import judge
from lead_scoring.weights.card import Cases, Judged, Scorer, Search, as_scored
from lead_scoring.weights.data import CannotSuggestError, Card, Opportunities, Rule
from lead_scoring.weights.judge import Auc
from lead_scoring.weights.later import Calls, same_calls, weeks_of

LUCK_AT_MOST = 0.01
# by so much less may the present card order later opportunities before the rules are refused
FALL_AT_MOST = 0.005
STARTS = (1.0, 0.5)


@dataclass(frozen=True)
class Settings:
    """What the user asked for: cut day (None = the card's), most rules."""

    cut: date | None = None
    max_rules: int = 10


@dataclass(frozen=True)
class Found:
    """A missing rule: what it asks, its points and their tier; cases and wins that met it before and after the cut."""

    rule_id: str
    candidate: Candidate
    points: int
    tier: str
    cases: int
    won: int
    later_cases: int
    later_won: int
    log_odds: float


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
    rate = opportunities.is_won[is_before].mean()
    many = candidates(facts, len(opportunities), is_before, rate)
    if not len(many):
        raise CannotSuggestError(
            f"No candidate: nothing that is known of the {int(is_before.sum()):,} opportunities before {cut} tells"
            f" {CASES_AT_LEAST} of them from the others. Nothing is suggested.",
            "no_candidate",
        )
    free = np.zeros(len(opportunities)) if facts.free is None else facts.free.astype(float)
    columns = [opportunities.hits, many.hits, sparse.csr_array(free[:, None])]
    wide = replace(opportunities, hits=sparse.hstack(columns, format="csr"))
    before, later = wide.where(is_before), wide.where(is_later)

    finder = _finder(card, many, before)
    chances = finder.luck()
    asked = max(0.0, float(np.sort(chances)[-_ranks()]))
    chosen = finder.choose(settings.max_rules, asked)
    luck = (1 + (chances >= chosen.first_excess).sum()) / (1 + len(chances))
    if not chosen.pieces:
        raise CannotSuggestError(
            f"No missing rule: of {looked_at(finder.looked_at)} none tells the {len(before):,} outcomes before {cut}"
            " apart beyond what the present rules say and what the luckiest of so many would"
            f" (a share of {luck:.3f} of draws without any missing rule had one as strong; at most {LUCK_AT_MOST} is"
            " asked). Nothing is suggested.",
            "no_signal",
        )
    card_with, points = _with_rules(card, many, before, chosen, facts)
    places = np.flatnonzero(points[len(card.rules) :])
    if not len(places):
        raise CannotSuggestError(
            f"No missing rule: no whole points inside the tiers for the {len(chosen.pieces)} candidates that stand out"
            f" make {card.scorecard_id} explain the {len(before):,} outcomes before {cut} better (Akaike's criterion)."
            " Nothing is suggested.",
            "no_signal",
        )

    def predict(learnt: Opportunities, judged: Opportunities) -> np.ndarray:
        found = _finder(card, many, learnt).choose(settings.max_rules, asked)
        own_card, own_points = _with_rules(card, many, learnt, found, facts)
        return Scorer(own_card, _hits(card, judged, found)).score(own_points)

    before_card = judge.cross_validated(before, predict)
    before_present = judge.cross_validated(before, lambda _, judged: judged.score)
    if before_card.value <= before_present.value:
        raise CannotSuggestError(
            f"No missing rule: {card.scorecard_id} with what was found orders the {len(before):,} outcomes before {cut}"
            f" with a cross-validated AUC of {before_card.text()}, without it {before_present.text()}."
            " Nothing is suggested.",
            "no_signal",
        )
    later_score = Scorer(card_with, _hits(card, later, chosen)).score(points)
    better = judge.difference(later_score, later.score, later.is_won)
    if better[0] < -FALL_AT_MOST or better[2] < 0:
        raise CannotSuggestError(
            f"The later period contradicts the earlier: on the {len(later):,} opportunities opened after {cut} the AUC"
            f" of {card.scorecard_id} with what was found is {-better[0]:.3f} below what it is without"
            f" ({-better[2]:.3f} to {-better[1]:.3f}). Nothing is suggested.",
            "contradicted",
        )
    before_hits = _hits(card, before, chosen)
    cases = Cases(replace(before, hits=before_hits))
    score = Scorer(card_with, cases.hits).score(points)
    found = _found(card, many, chosen, points, before, later, facts)
    return Suggestion(
        card,
        settings,
        cut,
        before,
        later,
        len(opportunities) - len(before) - len(later),
        finder.looked_at,
        float(luck),
        found,
        _personas(many, chosen, found),
        Judged(cases).log_likelihood(score)[2],
        score[cases.pattern],
        later_score,
        before_card,
        before_present,
        judge.auc(later_score, later.is_won),
        judge.auc(later.score, later.is_won),
        better,
    )


def _ranks() -> int:
    """Return which of the largest draws a newcomer must beat, so that its chance of luck is not above the limit."""
    return max(int(LUCK_AT_MOST * (1 + judge.SHUFFLES)), 1)


def looked_at(numbers: tuple[int, int, int]) -> str:
    """Return how many candidates were looked at, in words."""
    singles, pairs, splits = numbers
    said = f"{singles:,} candidates and {pairs:,} pairs of them"
    return said + (f", and {splits:,} ways of splitting leads into personas," if splits else "")


def _finder(card: Card, many: Candidates, learnt: Opportunities) -> Finder:
    size = len(card.rules)
    counts = [
        place for place, rule in enumerate(card.rules) if rule.subscore != "bant" or card.has_bant_points
    ]
    present = (
        as_scored(card, learnt.hits[:, :size])[:, counts].toarray() if size else np.zeros((len(learnt), 0))
    )
    return Finder(
        learnt.hits[:, size : size + len(many)].toarray(),
        present,
        learnt.is_won,
        learnt.opened_on,
        many.paired,
        many.subject,
        (CASES_AT_LEAST, EXPECTED_AT_LEAST),
        learnt.hits[:, [size + len(many)]].toarray()[:, 0],
    )


def _asked(many: Candidates, chosen: Choice, piece: tuple[int, ...]) -> Candidate:
    """Return what a piece asks: all that its candidates ask."""
    leaf = piece[0] - len(many)
    if leaf < 0:
        return Candidate(tuple(term for one in piece for term in many.found[one].terms))
    return Candidate(merged(term for one in chosen.leaves[leaf] for term in many.found[one].terms), leaf)


def _personas(many: Candidates, chosen: Choice, found: list[Found]) -> list[Candidate]:
    last = max((rule.candidate.leaf for rule in found if rule.candidate.leaf is not None), default=-1)
    return [_asked(many, chosen, (len(many) + leaf,)) for leaf in range(last + 1)]


def _hits(card: Card, wide: Opportunities, chosen: Choice) -> sparse.csr_array:
    """Return the hits of the present rules and of the pieces."""
    size = len(card.rules)
    columns = sparse.csc_array(wide.hits)
    many = columns.shape[1] - size - 1

    def met(piece: tuple[int, ...]) -> np.ndarray:
        return columns[:, [size + place for place in piece]].toarray().min(axis=1)

    free, leaves = met((many,)), []
    for leaf in chosen.leaves:
        leaves.append(free * met(leaf))
        free = free - leaves[-1]
    parts = [columns[:, :size]]
    for piece in chosen.pieces:
        own = met(piece) if piece[0] < many else leaves[piece[0] - many]
        parts.append(sparse.csc_array(own[:, None]))
    return sparse.hstack(parts, format="csr")


def _with_rules(
    card: Card, many: Candidates, learnt: Opportunities, chosen: Choice, facts: Facts
) -> tuple[Card, np.ndarray]:
    """Return the card with the chosen pieces as rules, and all points: the present ones, and whole ones for the pieces.

    They begin at what their log-odds are worth beside the log-odds of a present point, and are searched on the score
    as it is made.
    """
    size = len(card.rules)
    present = np.array([rule.points for rule in card.rules], dtype=float)
    new = []
    for number, piece in enumerate(chosen.pieces):
        # a criterion of its own, so that it adds up with all others
        name = f"{PREFIX}{number}"
        subscore = "interest" if _asked(many, chosen, piece).is_behaviour else "fit"
        new.append(Rule(name, name, subscore, name, 1.0, None, None, None, None, None))
    wider = replace(card, rules=[*card.rules, *new])
    points = np.concatenate([present, np.zeros(len(new))])
    if not new:
        return wider, points
    cases = Cases(replace(learnt, hits=_hits(card, learnt, chosen)))
    scorer = Scorer(wider, cases.hits)
    per_point = Judged(cases).log_likelihood(scorer.score(points))[2]
    allowed = {
        size + number: _allowed(facts, card.largest_points, float(log_odds))
        for number, log_odds in enumerate(chosen.log_odds)
    }
    search = Search(wider, cases, allowed, size + len(new))
    largest = card.largest_points / max(abs(chosen.log_odds).max(), 1e-9)
    scales = [largest * share for share in STARTS] + ([1 / per_point] if per_point > 0 else [])
    found = [(search.cost(points), points)]
    for scale in scales:
        wanted = {size + number: scale * float(one) for number, one in enumerate(chosen.log_odds)}
        found.append(search.downhill(search.nearest(wanted, points)))
    return wider, min(found, key=lambda one: one[0])[1]


def _allowed(facts: Facts, largest: int, log_odds: float) -> np.ndarray:
    """Return the whole points on one side of 0 that some tier holds, and 0."""
    points = np.arange(-largest, largest + 1)
    inside = [
        point
        for point in points
        if point * log_odds > 0 and any(tier.at_least <= point <= tier.at_most for tier in facts.tiers)
    ]
    return np.union1d(inside, [0]).astype(int)


def _found(
    card: Card,
    many: Candidates,
    chosen: Choice,
    points: np.ndarray,
    before: Opportunities,
    later: Opportunities,
    facts: Facts,
) -> list[Found]:
    size = len(card.rules)
    counts, won = judge.hits_per_rule(_hits(card, before, chosen), before.is_won)
    later_counts, later_won = judge.hits_per_rule(_hits(card, later, chosen), later.is_won)
    taken, found = {rule.rule_id for rule in card.rules}, []
    for number, piece in enumerate(chosen.pieces):
        place = size + number
        if not points[place]:
            continue
        candidate, value = _asked(many, chosen, piece), int(points[place])
        name = PREFIX + slug(candidate.text)[:60].strip("_")
        rule_id = next(one for one in (name, *(f"{name}_{n}" for n in range(2, 1000))) if one not in taken)
        taken.add(rule_id)
        tier = next(one.name for one in facts.tiers if one.at_least <= value <= one.at_most)
        numbers = (counts[place], won[place], later_counts[place], later_won[place])
        found.append(
            Found(rule_id, candidate, value, tier, *map(int, numbers), float(chosen.log_odds[number]))
        )
    return sorted(found, key=lambda rule: (-abs(rule.log_odds), rule.rule_id))
