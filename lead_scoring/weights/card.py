"""A card of whole points: what it would have scored, and the search for the points that tell wins from losses best."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy import sparse
from scipy.special import expit

from lead_scoring.weights import fit
from lead_scoring.weights.data import CASES_AT_LEAST, Card, Opportunities, Rule

SCORE_AT_MOST = 100
SWEEPS_AT_MOST = 40
# the largest weight becomes the largest points, or a part of them: tiers may hold one scale better than another
STARTS = (1.0, 0.5)


@dataclass(frozen=True)
class Choice:
    """What the points of the rules may be: allowed whole points per rule (None = stay as they are), most rules."""

    allowed: list[np.ndarray | None]
    at_most: int


def allowed_points(rule: Rule, largest: int, signs: str) -> np.ndarray:
    """Return the whole points that a rule may have, 0 among them, in order.

    ``signs`` policy: inside the tier, and on the side on which the rule is; a rule without a tier may have any up to
    ± ``largest``. A rule at 0 points has either side. free: any up to ± ``largest``. What a tier allows beyond that is
    used only if it allows nothing else.
    """
    points = np.arange(-largest, largest + 1)
    if signs == "free" or rule.tier_low is None or rule.tier_high is None:
        return points
    inside = np.arange(np.ceil(rule.tier_low), np.floor(rule.tier_high) + 1)
    if rule.points:
        inside = inside[inside * rule.points > 0]
    usual = inside[abs(inside) <= largest]
    return np.union1d(usual if len(usual) else inside, [0]).astype(int)


class Cases:
    """Opportunities folded to distinct patterns of hits: what the fits and the search work on.

    ``hits``: patterns × rules; ``cases``, ``won``: how many opportunities have the pattern, and how many were won.
    """

    def __init__(self, opportunities: Opportunities) -> None:
        hits = sparse.csr_array(opportunities.hits)
        hits.sort_indices()
        keys: dict[bytes, int] = {}
        first: list[int] = []
        self.pattern = np.empty(len(opportunities), dtype=int)
        for row in range(len(opportunities)):
            inside = slice(hits.indptr[row], hits.indptr[row + 1])
            key = hits.indices[inside].tobytes() + b"|" + hits.data[inside].tobytes()
            number = keys.setdefault(key, len(first))
            if number == len(first):
                first.append(row)
            self.pattern[row] = number
        self.hits = hits[first] if first else hits[:0]
        self.cases = np.bincount(self.pattern, minlength=len(first)).astype(float)
        self.won = np.bincount(self.pattern, weights=opportunities.is_won, minlength=len(first)).astype(float)


class Scorer:
    """The score that cases would have under other points, in doubles: to compare cards, not to publish."""

    def __init__(self, card: Card, hits: sparse.csr_array) -> None:
        self.card = card
        self.size = hits.shape[0]
        columns = sparse.csc_array(hits)
        self._rows = [
            columns.indices[columns.indptr[j] : columns.indptr[j + 1]] for j in range(hits.shape[1])
        ]
        self._times = [columns.data[columns.indptr[j] : columns.indptr[j + 1]] for j in range(hits.shape[1])]
        self.members: dict[str, list[int]] = {}
        for number, rule in enumerate(card.rules):
            if rule.subscore != "bant" or card.has_bant_points:
                self.members.setdefault(rule.criterion, []).append(number)
        self.is_interest = {
            name: card.rules[rules[0]].subscore == "interest" for name, rules in self.members.items()
        }
        self.adds_up = {name: _adds_up(card, name, is_it) for name, is_it in self.is_interest.items()}

    def criterion(self, name: str, points: np.ndarray) -> np.ndarray:
        """Return each case's points of a criterion (contract: the strongest rule's, or the sum; then the limit)."""
        earned = np.zeros(self.size)
        # rules are in the order of their ids: of two alike the smaller id is there first
        for number in (number for number in self.members[name] if points[number]):
            most, rows = self.card.rules[number].max_points or np.inf, self._rows[number]
            given = np.clip(points[number] * self._times[number], -most, most)
            if self.adds_up[name]:
                earned[rows] += given
            else:
                stronger = abs(given) > abs(earned[rows])
                earned[rows[stronger]] = given[stronger]
        limit = self.card.criterion_max.get(name)
        return earned if limit is None else np.clip(earned, -limit, limit)

    def sums(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return each case's profile points and interest points, before the limits of the subscores."""
        profile, interest = np.zeros(self.size), np.zeros(self.size)
        for name, is_interest in self.is_interest.items():
            if is_interest:
                interest += self.criterion(name, points)
            else:
                profile += self.criterion(name, points)
        return profile, interest

    def total(self, profile: np.ndarray, interest: np.ndarray) -> np.ndarray:
        """Return whole scores from 0 to 100."""
        if self.card.fit_max is not None:
            profile = np.minimum(profile, self.card.fit_max)
        if self.card.interest_max is not None:
            interest = np.minimum(interest, self.card.interest_max)
        # a billionth covers what doubles lose of a half
        return np.clip(np.floor(profile + interest + 0.5 + 1e-9), 0, SCORE_AT_MOST).astype(int)

    def score(self, points: np.ndarray) -> np.ndarray:
        """Return each case's score under ``points`` (length p; 0 = off)."""
        return self.total(*self.sums(points))


def _adds_up(card: Card, criterion: str, is_interest: bool) -> bool:
    """Return whether all rules of a criterion count, not the strongest alone."""
    return is_interest if card.adds_up is None else criterion in card.adds_up


class Judged:
    """How well scores explain outcomes: log likelihood of a logistic line through the 101 possible scores."""

    def __init__(self, cases: Cases) -> None:
        self._cases, self._won = cases.cases, cases.won
        self.line = np.array([0.0, 0.0])
        rate = self._won.sum() / self._cases.sum()
        self.intercept = np.log(rate / (1 - rate))
        self.nothing = float(
            self._won.sum() * np.log(rate) + (self._cases - self._won).sum() * np.log(1 - rate)
        )

    def log_likelihood(self, score: np.ndarray) -> tuple[float, float, float]:
        """Return log likelihood, intercept and log-odds per point (never below 0: more points, more wins)."""
        cases = np.bincount(score, weights=self._cases, minlength=SCORE_AT_MOST + 1)
        won = np.bincount(score, weights=self._won, minlength=SCORE_AT_MOST + 1)
        seen = np.flatnonzero(cases)
        cases, won = cases[seen], won[seen]
        middle = seen @ cases / cases.sum()
        away = seen - middle
        if len(seen) < 2 or won @ away <= cases @ away * won.sum() / cases.sum():
            return self.nothing, self.intercept, 0.0
        intercept, slope = self.intercept, 0.0
        value = self.nothing
        # Newton's steps, halved while they do not climb; a little ridge keeps a perfect line finite
        ridge = 1e-3
        for _ in range(40):
            chance = expit(intercept + slope * away)
            rest, weight = won - cases * chance, cases * chance * (1 - chance)
            gradient = np.array([rest.sum(), rest @ away - ridge * slope])
            inner, cross, outer = weight.sum() + 1e-9, weight @ away, weight @ away**2 + ridge
            determinant = max(inner * outer - cross**2, 1e-12)
            step = (
                np.array(
                    [outer * gradient[0] - cross * gradient[1], inner * gradient[1] - cross * gradient[0]]
                )
                / determinant
            )
            for _ in range(20):
                line = intercept + step[0] + (slope + step[1]) * away
                better = (
                    float(won @ line - cases @ np.logaddexp(0, line)) - ridge / 2 * (slope + step[1]) ** 2
                )
                if better >= value - 1e-12:
                    break
                step /= 2
            else:
                break
            intercept, slope = intercept + step[0], slope + step[1]
            gained, value = better - value, better
            if gained < 1e-7:
                break
        return value, float(intercept - slope * middle), float(slope)


def fitted_rules(card: Card, cases: Cases, keep_unmeasured: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return two masks over the rules: those whose points the data may choose, and those that stay as they are.

    What decides the BANT verdict stays: vetoes and negative answers, under a gate every answer. Of the others those
    that fewer than CASES_AT_LEAST cases have are not measured: they go off, or, with ``keep_unmeasured``, the
    negative ones stay: whom they keep from sales seldom gets as far as an opportunity. BANT rules that are not in
    the score are in neither mask.
    """
    seen = (abs(cases.hits).sign().T @ cases.cases) >= CASES_AT_LEAST
    counts = np.array([rule.subscore != "bant" or card.has_bant_points for rule in card.rules], dtype=bool)
    gate = np.array(
        [
            rule.subscore == "bant" and (card.has_bant_gate or rule.verdict in ("negative", "veto"))
            for rule in card.rules
        ],
        dtype=bool,
    )
    negative = np.array([rule.points < 0 for rule in card.rules], dtype=bool)
    stays = counts & (gate | (negative & ~seen & keep_unmeasured))
    return counts & seen & ~stays, stays


def suggest(
    card: Card,
    cases: Cases,
    signs: str,
    at_most: int,
    keep_unmeasured: bool,
    new: Mapping[int, np.ndarray] = MappingProxyType({}),
) -> np.ndarray:
    """Return each rule's points (length p; 0 = off; whole where the data chose), at most ``at_most`` of them not 0.

    A lasso and swaps choose rules under the signs, a joint logistic fit gives their log-odds, these become whole
    points inside the tiers, and a search changes one rule's points at a time as long as Akaike's criterion improves:
    2 for each rule, −2 log likelihood of a logistic line through the score as it is made, strongest rules, limits and
    all. ``new``: the whole points that rules may have which the policy lacks.
    """
    free, stays = fitted_rules(card, cases, keep_unmeasured)
    points = np.where(stays, [rule.points for rule in card.rules], 0.0)
    room = at_most - int(stays.sum())
    allowed = [
        new[number] if number in new else allowed_points(rule, card.largest_points, signs)
        for number, rule in enumerate(card.rules)
    ]
    chosen = np.flatnonzero(free)
    if room <= 0 or not len(chosen) or not 0 < cases.won.sum() < cases.cases.sum():
        return points
    low = np.array([-np.inf if allowed[number][0] < 0 else 0.0 for number in chosen])
    high = np.array([np.inf if allowed[number][-1] > 0 else 0.0 for number in chosen])
    hits = as_scored(card, cases.hits)[:, chosen]
    base = _base(hits, high, room)
    kept = fit.few(hits, cases.won, cases.cases, low, high, room - len(base))
    if not kept.any():
        return points
    _, log_odds = fit.logistic(
        hits[:, np.flatnonzero(kept)], cases.won, cases.cases, low[kept], high[kept], ridge=fit.RIDGE
    )
    search = Search(card, cases, {number: allowed[number] for number in chosen.tolist()}, at_most)
    found = [(search.cost(points), points)]
    for share in STARTS:
        scale = share * card.largest_points / max(abs(log_odds).max(), 1e-9)
        wanted = dict(zip(chosen[kept].tolist(), scale * log_odds, strict=True))
        wanted |= dict.fromkeys(chosen[base].tolist(), float(card.largest_points))
        found.append(search.downhill(search.nearest(wanted, points)))
    return min(found, key=lambda one: one[0])[1]


def _base(hits: sparse.csr_array, high: np.ndarray, room: int) -> np.ndarray:
    """Return the place of a rule that every case has and that may earn points, if there is one and room for others.

    It tells nobody apart, but lifts the score off 0, where negative points are lost.
    """
    always = (abs(hits).sign().sum(axis=0) == hits.shape[0]) & (high > 0)
    return np.flatnonzero(always)[: int(room > 1)]


def as_scored(card: Card, hits: sparse.csr_array) -> sparse.csr_array:
    """Return the hits that counted: of a criterion that does not add up the strongest rule under the present points."""
    columns = sparse.csc_array(hits, copy=True)
    groups: dict[str, list[int]] = {}
    for number, rule in enumerate(card.rules):
        if not _adds_up(card, rule.criterion, rule.subscore == "interest"):
            groups.setdefault(rule.criterion, []).append(number)
    for numbers in groups.values():
        # of rules that are alike the one with the smaller id, which comes first
        strength, strongest = np.full(hits.shape[0], -1.0), np.full(hits.shape[0], -1)
        places = {
            number: slice(columns.indptr[number], columns.indptr[number + 1]) for number in sorted(numbers)
        }
        for number, inside in places.items():
            rows, gained = columns.indices[inside], abs(card.rules[number].points * columns.data[inside])
            wins = gained > strength[rows]
            strength[rows[wins]], strongest[rows[wins]] = gained[wins], number
        for number, inside in places.items():
            columns.data[inside] *= strongest[columns.indices[inside]] == number
    columns.eliminate_zeros()
    return columns.tocsr()


class Search:
    """The search for whole points: what it costs to have some, and steps downhill."""

    def __init__(self, card: Card, cases: Cases, allowed: dict[int, np.ndarray], at_most: int) -> None:
        self._card, self._allowed, self._at_most = card, allowed, at_most
        self._scorer, self._judged = Scorer(card, cases.hits), Judged(cases)

    def cost(self, points: np.ndarray, score: np.ndarray | None = None) -> float:
        """Return Akaike's criterion of a card, from its scores if they are known."""
        score = self._scorer.score(points) if score is None else score
        return 2 * np.count_nonzero(points) - 2 * self._judged.log_likelihood(score)[0]

    def nearest(self, wanted: dict[int, float], points: np.ndarray) -> np.ndarray:
        """Return ``points`` with the allowed ones that are nearest to what is wanted of some rules."""
        points = points.copy()
        for number, value in wanted.items():
            points[number] = self._allowed[number][np.argmin(abs(self._allowed[number] - value))]
        return points

    def downhill(self, points: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the cost and the points that no change of one rule's points makes better."""
        best = self.cost(points)
        for _ in range(SWEEPS_AT_MOST):
            before = best
            for number in self._allowed:
                best, points[number] = self._best_of(number, points, best)
            if best >= before - 1e-6:
                break
        return best, points

    def _best_of(self, number: int, points: np.ndarray, best: float) -> tuple[float, float]:
        name = self._card.rules[number].criterion
        profile, interest = self._scorer.sums(points)
        own, chosen = self._scorer.criterion(name, points), points[number]
        for value in _tries(points[number], self._allowed[number], np.count_nonzero(points) < self._at_most):
            trial = points.copy()
            trial[number] = value
            moved = self._scorer.criterion(name, trial) - own
            is_interest = self._scorer.is_interest[name]
            score = self._scorer.total(profile + moved * (not is_interest), interest + moved * is_interest)
            if (found := self.cost(trial, score)) < best - 1e-6:
                best, chosen = found, value
        return best, chosen


def _tries(present: float, allowed: np.ndarray, has_room: bool) -> list[int]:
    """Return the points to try instead of the present ones: near ones, the ends, and none."""
    if present == 0 and not has_room:
        return []
    at = int(np.searchsorted(allowed, present))
    places = {at - 4, at - 2, at - 1, at + 1, at + 2, at + 4, 0, len(allowed) - 1}
    tries = {int(allowed[place]) for place in places if 0 <= place < len(allowed)} | {0}
    return sorted(tries - {int(present)})
