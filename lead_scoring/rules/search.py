"""The choice of few rules among many: score tests beside the present rules, a small tree, drops, swaps, chance."""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit

RIDGE = 1.0
# parts of the period, each with a base rate of its own: a candidate must tell leads apart inside them
PERIODS = 6
SHUFFLES = 199
SEED = 20120301
SWAPS_AT_MOST = 20
# a pair must say something that neither of its parts says: fewer cases than this share of the rarer part
PART_AT_MOST = 0.95
PAIRS_TRIED = 20
# a tree has so many leaves at most, and so many splits on the way to one
LEAVES_AT_MOST = 8
DEPTH_AT_MOST = 4


@dataclass
class Fit:
    """A logistic fit: log-odds of the design's columns, chances, penalised log likelihood, inverse information."""

    weights: np.ndarray
    chance: np.ndarray
    value: float
    inverse: np.ndarray
    design: np.ndarray


@dataclass
class Choice:
    """A choice of pieces, each one candidate, two, or a leaf: their places, their log-odds, what the first one gained.

    ``leaves``: the candidates that each leaf of the tree asks; whoever meets several is in the first of them. A leaf as
    a piece is its number after those of the candidates.
    """

    pieces: list[tuple[int, ...]] = field(default_factory=list)
    log_odds: np.ndarray = field(default_factory=lambda: np.zeros(0))
    first_excess: float = 0.0
    leaves: list[tuple[int, ...]] = field(default_factory=list)


class Finder:
    """The candidates' hits and the present rules' over the same opportunities, in the order in which they were opened.

    ``hits``: rows × candidates, 0 or 1. ``present``: rows × present rules as scored. ``won``: 0 or 1. ``paired``:
    places of candidates looked at in twos; ``subject``: what each is about. ``least``: cases that a pair needs, and
    of them wins and losses to expect. ``free``: who may be in a leaf of a tree (None = nobody).
    """

    def __init__(
        self,
        hits: np.ndarray,
        present: np.ndarray,
        won: np.ndarray,
        opened_on: np.ndarray,
        paired: np.ndarray,
        subject: np.ndarray,
        least: tuple[int, float],
        free: np.ndarray | None = None,
    ) -> None:
        order = np.argsort(opened_on, kind="stable")
        self.hits = np.asfortranarray(hits[order], dtype=np.float32)
        self.won = won[order].astype(float)
        self.subject, self.paired = subject, paired
        part = np.arange(len(order)) * PERIODS // max(len(order), 1)
        periods = (part[:, None] == np.arange(PERIODS)).astype(float)
        present = present[order]
        present = present / np.maximum(abs(present).max(axis=0, initial=0), 1e-9)
        self.base = np.column_stack([periods, present[:, np.ptp(present, axis=0) > 0]])
        self.is_late = part >= PERIODS // 2
        self.pairs = np.asfortranarray(self.hits[:, paired])
        met = self.pairs.T @ self.pairs
        alone = np.diag(met)
        rate = self.won.mean() if len(won) else 0.5
        cases_at_least, expected_at_least = least
        self.enough = max(cases_at_least, expected_at_least / max(min(rate, 1 - rate), 1e-9))
        self.may_pair = np.triu(
            (met >= self.enough)
            & (met <= PART_AT_MOST * np.minimum(alone[:, None], alone[None, :]))
            & (subject[paired][:, None] != subject[paired][None, :]),
            1,
        )
        self.free = np.zeros(len(order)) if free is None else free[order].astype(float)
        may_grow = len(paired) and self.free.sum() >= 2 * self.enough
        splits = (2 * LEAVES_AT_MOST - 1) * len(paired) if may_grow else 0
        self.size = self.hits.shape[1]
        self.looked_at = (self.size, int(self.may_pair.sum()), splits)
        # two for each time that the number of candidates is multiplied by e: the largest of so many by chance
        self.prices = tuple(2 * np.log(max(number, 1)) for number in self.looked_at[:2])
        self.leaf_prices = np.zeros(0)
        self.leaves: list[tuple[int, ...]] = []
        self.alone = self.fit([])
        if splits:
            rest = (self.won - self.alone.chance).astype(np.float32)
            self.leaves, met_leaves, self.leaf_prices = self.grown(rest, self.alone)
            self.hits = np.asfortranarray(np.column_stack([self.hits, met_leaves]))

    def column(self, piece: tuple[int, ...]) -> np.ndarray:
        """Return which opportunities meet a piece."""
        return self.hits[:, list(piece)].min(axis=1)

    def price(self, piece: tuple[int, ...]) -> float:
        """Return what a piece must gain to be more than the luckiest of all that were looked at."""
        leaf = piece[0] - self.size
        return self.prices[len(piece) - 1] if leaf < 0 else float(self.leaf_prices[leaf])

    def grown(self, rest: np.ndarray, fit: Fit) -> tuple[list[tuple[int, ...]], np.ndarray, np.ndarray]:
        """Return the leaves of a small tree, who is in each, and its price; it grows while splits gain more than luck.

        Each is told by what it asks, for whoever meets what an earlier one asks is in that: so «not» is never said. The
        last one, which asks nothing, is left out. A leaf costs as much as a pair, and as if each further split on the
        way to it (one at least, so that a pair is taken where it says as much) had been looked at with every pair.
        """
        spread = (fit.chance * (1 - fit.chance)).astype(np.float32)
        asked = 2 * np.log(max(len(self.paired), 1))
        root = self.free.astype(np.float32)
        leaves = [((), root, 0, *self._split(root, rest, spread))]
        while len(leaves) < LEAVES_AT_MOST:
            open_ones = [one for one in range(len(leaves)) if leaves[one][2] < DEPTH_AT_MOST]
            best = max(open_ones, key=lambda one: leaves[one][3], default=None)
            if best is None or leaves[best][3] <= asked:
                break
            asks, inside, depth, _, place = leaves[best]
            meets = inside * self.pairs[:, place]
            children = (((*asks, int(self.paired[place])), meets), (asks, inside - meets))
            leaves[best : best + 1] = [
                (*one, depth + 1, *self._split(one[1], rest, spread)) for one in children
            ]
        leaves = [one for one in leaves if one[0]]
        met = np.column_stack([one[1] for one in leaves]) if leaves else np.zeros((len(rest), 0), np.float32)
        splits = np.array([one[2] for one in leaves], dtype=float)
        # what asks one thing or two, and denies none, is a candidate or a pair
        is_more = np.array([one[2] > min(len(one[0]), 2) for one in leaves], dtype=bool)
        prices = np.where(is_more, self.prices[1] + asked * np.maximum(splits - 2, 1), np.inf)
        return [one[0] for one in leaves], met, prices

    def _split(self, inside: np.ndarray, rest: np.ndarray, spread: np.ndarray) -> tuple[float, int]:
        """Return what the best split of some opportunities gains in the score test, and by which of the paired."""
        parts = np.column_stack([inside, inside * spread, inside * rest])
        cases, own, slopes = (self.pairs.T @ parts).astype(float).T
        all_cases, all_own, all_slopes = parts.sum(axis=0, dtype=float)
        left = own - own**2 / max(all_own, 1e-9)
        may = (cases >= self.enough) & (all_cases - cases >= self.enough) & (left > 0.02 * own)
        gains = np.where(
            may, (slopes - own / max(all_own, 1e-9) * all_slopes) ** 2 / np.maximum(left, 1e-9), -np.inf
        )
        place = int(gains.argmax())
        return float(gains[place]), place

    def fit(self, pieces: list[tuple[int, ...]]) -> Fit:
        """Return the fit of the base with some pieces (the last columns)."""
        design = np.column_stack([self.base, *(self.column(piece).astype(float) for piece in pieces)])
        ridge = np.full(design.shape[1], RIDGE)
        ridge[:PERIODS] = 1e-3
        rate = np.clip(self.won.mean(), 1e-3, 1 - 1e-3)
        weights = np.zeros(design.shape[1])
        weights[:PERIODS] = np.log(rate / (1 - rate))
        value, chance, inverse = self._value(design, weights, ridge), np.zeros(0), np.zeros((0, 0))
        for _ in range(30):
            chance = expit(design @ weights)
            spread = chance * (1 - chance)
            slope = design.T @ (self.won - chance) - ridge * weights
            inverse = np.linalg.inv((design.T * spread) @ design + np.diag(ridge))
            step = inverse @ slope
            for _ in range(30):
                found = self._value(design, weights + step, ridge)
                if found >= value - 1e-9:
                    break
                step /= 2
            weights, gained, value = weights + step, found - value, found
            if gained < 1e-6:
                break
        return Fit(weights, expit(design @ weights), value, inverse, design)

    def _value(self, design: np.ndarray, weights: np.ndarray, ridge: np.ndarray) -> float:
        line = design @ weights
        return float(self.won @ line - np.logaddexp(0, line).sum() - ridge @ weights**2 / 2)

    def newcomers(self, fit: Fit, taken: list[tuple[int, ...]]) -> list[tuple[float, tuple[int, ...]]]:
        """Return the best candidate, the best leaf and the best pairs by what they gain beyond their price, best first.

        The gain is the score test's. What the earlier half and the later half of the period do not agree on is left
        out, and so is a second edge or level of what is taken alone.
        """
        rest = (self.won - fit.chance).astype(np.float32)
        slopes = np.stack([self.hits[~self.is_late].T @ rest[~self.is_late], self.hits.T @ rest])
        slopes = np.stack([slopes[0], slopes[1] - slopes[0], slopes[1]]).astype(float)
        gains = slopes[2] ** 2 / self.variances(fit)
        gains[: self.size] -= self.prices[0]
        gains[self.size :] -= self.leaf_prices
        gains[slopes[0] * slopes[1] <= 0] = -np.inf
        gains[[piece[0] for piece in taken if len(piece) == 1]] = -np.inf
        ends = ((0, self.size), (self.size, len(gains)))
        places = [start + int(gains[start:end].argmax()) for start, end in ends if end > start]
        found = [(float(gains[place]), (place,)) for place in places]
        if self.looked_at[1]:
            excess = self.pair_gains(rest, *self.pair_terms(fit)) - self.prices[1]
            middle = int((~self.is_late).sum())
            for flat in np.argsort(-excess, axis=None, kind="stable")[:PAIRS_TRIED]:
                one, other = np.unravel_index(flat, excess.shape)
                piece = (int(self.paired[one]), int(self.paired[other]))
                said = self.column(piece) * rest
                is_stable = said[:middle].sum() * said[middle:].sum() > 0
                if excess[one, other] > -np.inf and piece not in taken and is_stable:
                    found.append((float(excess[one, other]), piece))
        return sorted(found, key=lambda one: (-one[0], one[1]))

    def variances(self, fit: Fit) -> np.ndarray:
        """Return the variance of each candidate's slope, beside what is fitted."""
        spread = fit.chance * (1 - fit.chance)
        return self._variances(self.hits, fit, spread)

    def _variances(self, hits: np.ndarray, fit: Fit, spread: np.ndarray) -> np.ndarray:
        cross = hits.T @ (fit.design * spread[:, None]).astype(np.float32)
        own = hits.T @ spread.astype(np.float32)
        left = own - ((cross @ fit.inverse) * cross).sum(axis=1)
        # what is fitted already has no variance of its own left
        return np.where(left > 0.02 * own, left, np.inf)

    def pair_terms(self, fit: Fit) -> tuple[np.ndarray, np.ndarray]:
        """Return the pairs' variances beside the base rate, and their mean spread (the slope's centre)."""
        spread = (fit.chance * (1 - fit.chance)).astype(np.float32)
        own = (self.pairs.T * spread) @ self.pairs
        return np.maximum(own - own**2 / spread.sum(), 1.0), own / spread.sum()

    def pair_gains(self, rest: np.ndarray, variance: np.ndarray, mean: np.ndarray) -> np.ndarray:
        """Return each pair's gain, −inf where it is none: one product of matrices for all."""
        slopes = (self.pairs.T * rest) @ self.pairs - mean * rest.sum()
        return np.where(self.may_pair, slopes**2 / variance, -np.inf)

    def luck(self) -> np.ndarray:
        """Return how much the best newcomer gains beyond its price in each of 199 draws of the outcomes.

        They are drawn with the chances that the present rules alone give: then no candidate has anything to say.
        """
        fit = self.alone
        random = np.random.default_rng(SEED)
        spread = fit.chance * (1 - fit.chance)
        drawn = (random.random((SHUFFLES, len(self.won))) < fit.chance).T - fit.chance[:, None]
        # as if each draw had been fitted anew
        drawn -= (fit.design * spread[:, None]) @ (fit.inverse @ (fit.design.T @ drawn))
        drawn = drawn.astype(np.float32)
        best = np.full(SHUFFLES, -np.inf)
        if self.size:
            best = self._gained(self.hits[:, : self.size], drawn, fit).max(axis=0) - self.prices[0]
        if self.looked_at[1]:
            terms = self.pair_terms(fit)
            for number in range(SHUFFLES):
                pairs = self.pair_gains(np.ascontiguousarray(drawn[:, number]), *terms).max() - self.prices[1]
                best[number] = max(best[number], pairs)
        if self.looked_at[2]:
            for number in range(SHUFFLES):
                rest = np.ascontiguousarray(drawn[:, number])
                _, met, prices = self.grown(rest, fit)
                leaves = self._gained(met, rest[:, None], fit)[:, 0] - prices
                best[number] = leaves.max(initial=best[number])
        return best

    def _gained(self, hits: np.ndarray, drawn: np.ndarray, fit: Fit) -> np.ndarray:
        """Return hits × draws: what each gains, −inf where the earlier and the later half do not agree."""
        early = hits[~self.is_late].T @ drawn[~self.is_late]
        late = hits[self.is_late].T @ drawn[self.is_late]
        variances = self._variances(hits, fit, fit.chance * (1 - fit.chance))
        return np.where(early * late > 0, (early + late) ** 2 / variances[:, None], -np.inf)

    def choose(self, at_most: int, asked: float) -> Choice:
        """Return at most so many pieces, each of which gains more beyond its price than ``asked``.

        Without leaves, as they come, and leaves first, for one piece may hide what others say; the best of the three.
        """
        first = max((excess for excess, _ in self.newcomers(self.alone, [])), default=-np.inf)
        starts = ("none", "any", "first") if self.leaves else ("none",)
        found = [self._forward(at_most, asked, leaves) for leaves in starts]
        pieces, _ = max(found, key=lambda one: one[1])
        fit = self.fit(pieces)
        return Choice(pieces, fit.weights[len(fit.weights) - len(pieces) :], first, self.leaves)

    def _forward(self, at_most: int, asked: float, leaves: str) -> tuple[list[tuple[int, ...]], float]:
        """Return pieces and what they are worth: log likelihood less half of their prices.

        ``leaves``: none are taken, any are, or they go first. After each newcomer the weakest piece may leave, or make
        room for a better one.
        """
        pieces: list[tuple[int, ...]] = []
        fit = self.alone
        best_worth = fit.value
        while len(pieces) < at_most:
            best = self._worthy(fit, pieces, asked, leaves)
            if not best:
                break
            # the pair's gain is an estimate: of the best ones take what explains most
            tried = [(self.fit([*pieces, piece]), piece) for piece in best]
            fit, piece = max(tried, key=lambda one: one[0].value - self.price(one[1]) / 2)
            settled = [*pieces, piece]
            if leaves != "first" or piece[0] < self.size:
                settled, fit = self._settled(settled, fit, asked, leaves)
            # a newcomer for which another leaves must be worth it, or the two would take turns for ever
            worth = fit.value - sum(self.price(piece) for piece in settled) / 2
            if worth <= best_worth + 1e-3:
                break
            pieces, best_worth = settled, worth
        return pieces, best_worth

    def _worthy(
        self, fit: Fit, taken: list[tuple[int, ...]], asked: float, leaves: str
    ) -> list[tuple[int, ...]]:
        """Return the best newcomers that gain more beyond their price than ``asked``."""
        found = [piece for excess, piece in self.newcomers(fit, taken) if excess > asked]
        if leaves == "none":
            found = [piece for piece in found if piece[0] < self.size]
        first = [piece for piece in found if piece[0] >= self.size] if leaves == "first" else []
        return first or found[:3]

    def _settled(
        self, pieces: list[tuple[int, ...]], fit: Fit, asked: float, leaves: str
    ) -> tuple[list[tuple[int, ...]], Fit]:
        for _ in range(SWAPS_AT_MOST):
            size = len(pieces)
            if size < 2:
                break
            own = fit.weights[-size:] ** 2 / np.diag(fit.inverse)[-size:]
            spare = own - [self.price(piece) for piece in pieces]
            weakest = int(spare.argmin())
            rest = pieces[:weakest] + pieces[weakest + 1 :]
            without = self.fit(rest)
            if spare[weakest] < min(asked, 0.0):
                pieces, fit = rest, without
                continue
            newcomers = self._worthy(without, rest, asked, leaves)
            tried = [(self.fit([*rest, piece]), piece) for piece in newcomers if piece != pieces[weakest]]
            value = fit.value - self.price(pieces[weakest]) / 2
            tried = [one for one in tried if one[0].value - self.price(one[1]) / 2 > value + 1e-3]
            if not tried:
                break
            fit, piece = max(tried, key=lambda one: one[0].value - self.price(one[1]) / 2)
            pieces = [*rest, piece]
        return pieces, fit
