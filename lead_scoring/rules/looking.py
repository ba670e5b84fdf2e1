"""What is looked at of past opportunities' leads, what is chosen of it, and what it is as rules."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

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

# of draws without any missing rule so many may find one at all; where there is one, so many a further one
LUCK_AT_MOST = 0.001
FURTHER_AT_MOST = 0.01
# from this share of the draws on their largest gains are taken to fall off as those of one candidate do
TAIL = 0.1
STARTS = (1.0, 0.5)


@dataclass(frozen=True)
class Found:
    """A missing rule: what it asks, its points and their tier; cases and wins that met it before and after the cut.

    ``place``: among the present rules and what was chosen.
    """

    rule_id: str
    candidate: Candidate
    points: int
    tier: str
    cases: int
    won: int
    later_cases: int
    later_won: int
    log_odds: float
    place: int


@dataclass(frozen=True)
class Looked:
    """All candidates of a scorecard, and the choice among them that the opportunities before the cut make.

    ``wide``: all opportunities with the hits of the present rules, of the candidates, and who has no persona yet.
    ``looked_at``: how many candidates, pairs of them, and splits of a tree. ``asked``: what a piece must gain beyond
    its price. ``luck``: of draws of the outcomes from the present rules.
    """

    card: Card
    facts: Facts
    many: Candidates
    wide: Opportunities
    max_rules: int
    looked_at: tuple[int, int, int]
    asked: float
    luck: float
    chosen: Choice

    def choose(self, learnt: Opportunities) -> Choice:
        """Return the choice that some of the wide opportunities make."""
        return finder(self.card, self.many, learnt).choose(self.max_rules, self.asked)

    def with_rules(self, learnt: Opportunities, chosen: Choice) -> tuple[Card, np.ndarray]:
        """Return the card with what was chosen, and all points: the present ones, and whole ones for the pieces."""
        return _with_rules(self.card, self.many, learnt, chosen, self.facts)

    def hits(self, wide: Opportunities, chosen: Choice) -> sparse.csr_array:
        """Return the hits of the present rules and of what was chosen."""
        return hits(self.card, wide, chosen)

    def new_rules(self, chosen: Choice) -> tuple[list[Rule], list[np.ndarray]]:
        """Return what was chosen as rules, and the whole points that each may have."""
        return (
            _new_rules(self.many, chosen),
            [_allowed(self.facts, self.card.largest_points, float(one)) for one in chosen.log_odds],
        )

    def found(self, points: np.ndarray, before: Opportunities, later: Opportunities) -> list[Found]:
        """Return the missing rules: what was chosen before the cut and has points."""
        return _found(self.card, self.many, self.chosen, points, before, later, self.facts)

    def personas(self, found: list[Found]) -> list[Candidate]:
        """Return what the leaves of the tree ask, up to the last one that is a rule."""
        last = max((rule.candidate.leaf for rule in found if rule.candidate.leaf is not None), default=-1)
        return [_asked(self.many, self.chosen, (len(self.many) + leaf,)) for leaf in range(last + 1)]


def look(
    card: Card, opportunities: Opportunities, facts: Facts, is_before: np.ndarray, max_rules: int, when: str
) -> Looked:
    """Look for missing rules in the opportunities before the cut (mask). Raises CannotSuggestError without any."""
    many = candidates(facts, len(opportunities), is_before, opportunities.is_won[is_before].mean())
    if not len(many):
        raise CannotSuggestError(
            f"No candidate: nothing that is known of the {int(is_before.sum()):,} opportunities {when} tells"
            f" {CASES_AT_LEAST} of them from the others. Nothing is suggested.",
            "no_candidate",
        )
    free = np.zeros(len(opportunities)) if facts.free is None else facts.free.astype(float)
    columns = [opportunities.hits, many.hits, sparse.csr_array(free[:, None])]
    wide = replace(opportunities, hits=sparse.hstack(columns, format="csr"))
    before = finder(card, many, wide.where(is_before))
    chances = before.luck()
    # the second largest of 199
    asked = max(0.0, float(np.sort(chances)[-max(int(FURTHER_AT_MOST * (1 + len(chances))), 1)]))
    chosen = before.choose(max_rules, asked)
    luck = luck_of(chances, chosen.first_excess)
    if luck > LUCK_AT_MOST:
        chosen = replace(chosen, pieces=[], log_odds=np.zeros(0))
    return Looked(card, facts, many, wide, max_rules, before.looked_at, asked, luck, chosen)


def gain_of(draws: np.ndarray, luck: float) -> float:
    """Return what is gained in a share of the draws; beyond the tenth that gains most each e times fewer gain 2 more.

    A score test's gain is chi-squared with one degree of freedom, whose upper tail falls off so: it reaches further
    than so many draws do.
    """
    return float(np.quantile(draws, 1 - max(luck, TAIL)) + 2 * np.log(max(TAIL / luck, 1)))


def luck_of(draws: np.ndarray, gain: float) -> float:
    """Return the share of draws in which so much is gained, as `gain_of` reckons."""
    beyond = gain - gain_of(draws, TAIL)
    return float(TAIL * np.exp(-beyond / 2) if beyond > 0 else (draws >= gain).mean())


def chance_in_words(luck: float) -> str:
    """Return a chance of luck for people."""
    return f"{luck:.4f}" if luck >= 0.00005 else "under 0.0001"


def looked_at(numbers: tuple[int, int, int]) -> str:
    """Return how many candidates were looked at, in words."""
    singles, pairs, splits = numbers
    said = f"{singles:,} candidates and {pairs:,} pairs of them"
    return said + (f", and {splits:,} ways of splitting leads into personas," if splits else "")


def finder(card: Card, many: Candidates, learnt: Opportunities) -> Finder:
    """Return the search among the candidates for what some wide opportunities say."""
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


def hits(card: Card, wide: Opportunities, chosen: Choice) -> sparse.csr_array:
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
    new = _new_rules(many, chosen)
    wider = replace(card, rules=[*card.rules, *new])
    points = np.concatenate([present, np.zeros(len(new))])
    if not new:
        return wider, points
    cases = Cases(replace(learnt, hits=hits(card, learnt, chosen)))
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


def _new_rules(many: Candidates, chosen: Choice) -> list[Rule]:
    new = []
    for number, piece in enumerate(chosen.pieces):
        # a criterion of its own, so that it adds up with all others
        name = f"{PREFIX}{number}"
        subscore = "interest" if _asked(many, chosen, piece).is_behaviour else "fit"
        new.append(Rule(name, name, subscore, name, 1.0, None, None, None, None, None))
    return new


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
    counts, won = judge.hits_per_rule(hits(card, before, chosen), before.is_won)
    later_counts, later_won = judge.hits_per_rule(hits(card, later, chosen), later.is_won)
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
            Found(rule_id, candidate, value, tier, *map(int, numbers), float(chosen.log_odds[number]), place)
        )
    return sorted(found, key=lambda rule: (-abs(rule.log_odds), rule.rule_id))
