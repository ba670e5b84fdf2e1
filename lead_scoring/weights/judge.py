"""How well scores order wins before losses: AUC with DeLong's intervals, cross-validation, and chance."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from lead_scoring.weights import fit
from lead_scoring.weights.card import Cases, Scorer, allowed_points, as_scored, suggest
from lead_scoring.weights.data import Card, Opportunities

FOLDS = 5
SHUFFLES = 199
# memory: the test looks at a sample of more opportunities than these
SHUFFLED_AT_MOST = 50_000
SEED = 20120301
Z = 1.959963984540054


@dataclass(frozen=True)
class Auc:
    """An area under the ROC curve (0.5 = chance) with its standard error and Wald's 95 % interval."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """Return the interval's lower end."""
        return max(0.0, self.value - Z * self.error)

    @property
    def high(self) -> float:
        """Return the interval's upper end."""
        return min(1.0, self.value + Z * self.error)

    def text(self) -> str:
        """Return value and interval for people."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def auc(score: np.ndarray, is_won: np.ndarray) -> Auc:
    """Return the AUC of scores. Raises ValueError without a win or without a loss."""
    won, lost = _placements(score, is_won)
    return Auc(float(won.mean()), float(np.sqrt(_variance(won) + _variance(lost))))


def difference(score: np.ndarray, other: np.ndarray, is_won: np.ndarray) -> tuple[float, float, float]:
    """Return how much larger the first AUC is, with DeLong's 95 % interval for scores of the same cases."""
    (won, lost), (won_other, lost_other) = _placements(score, is_won), _placements(other, is_won)
    value = float(won.mean() - won_other.mean())
    error = float(np.sqrt(_variance(won - won_other) + _variance(lost - lost_other)))
    return value, value - Z * error, value + Z * error


def _placements(score: np.ndarray, is_won: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return per win the share of losses below it, per loss the share of wins above it, ties as a half.

    DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44, 837: V10 and V01.
    """
    won, lost = np.sort(score[is_won]), np.sort(score[~is_won])
    if not len(won) or not len(lost):
        raise ValueError("an AUC needs a win and a loss")
    below = np.searchsorted(lost, score[is_won], "left") + np.searchsorted(lost, score[is_won], "right")
    above = 2 * len(won) - (
        np.searchsorted(won, score[~is_won], "left") + np.searchsorted(won, score[~is_won], "right")
    )
    return below / (2 * len(lost)), above / (2 * len(won))


def _variance(values: np.ndarray) -> float:
    """Return the squared standard error of a mean; one value alone says nothing, so the largest there is."""
    return float(values.var(ddof=1) / len(values)) if len(values) > 1 else 0.25


def folds(opportunities: Opportunities) -> np.ndarray:
    """Return a fold 0 … 4 per opportunity: a contact in one fold, wins and losses spread evenly, always the same."""
    contacts = int(opportunities.contact.max()) + 1
    has_won = np.bincount(opportunities.contact, weights=opportunities.is_won, minlength=contacts) > 0
    shuffled = np.random.default_rng(SEED).permutation(contacts)
    order = shuffled[np.argsort(has_won[shuffled], kind="stable")]
    numbers = np.empty(contacts, dtype=int)
    numbers[order] = np.arange(contacts) % FOLDS
    return numbers[opportunities.contact]


def cross_validated(
    opportunities: Opportunities, predict: Callable[[Opportunities, Opportunities], np.ndarray]
) -> Auc:
    """Return the mean AUC of five folds, each scored by what ``predict`` learnt from the other four.

    ``predict``: learn from, judge on → a score for each of the latter. The error takes folds as independent.
    Raises ValueError where a fold lacks a win or a loss.
    """
    fold = folds(opportunities)
    found = []
    for number in range(FOLDS):
        held = opportunities.where(fold == number)
        found.append(auc(predict(opportunities.where(fold != number), held), held.is_won))
    return Auc(
        float(np.mean([one.value for one in found])),
        float(np.sqrt(sum(one.error**2 for one in found)) / FOLDS),
    )


def by_card(
    card: Card, signs: str, at_most: int, keep_unmeasured: bool
) -> Callable[[Opportunities, Opportunities], np.ndarray]:
    """Return the whole procedure as a predictor: suggest a card, then score by it."""

    def predict(learnt: Opportunities, judged: Opportunities) -> np.ndarray:
        points = suggest(card, Cases(learnt), signs, at_most, keep_unmeasured)
        return Scorer(card, judged.hits).score(points)

    return predict


def by_logistic_regression(card: Card) -> Callable[[Opportunities, Opportunities], np.ndarray]:
    """Return plain logistic regression on all rules of the score, any sign, as a predictor: log-odds."""
    counts = np.array([rule.subscore != "bant" or card.has_bant_points for rule in card.rules], dtype=bool)
    columns = np.flatnonzero(counts)

    def predict(learnt: Opportunities, judged: Opportunities) -> np.ndarray:
        cases = Cases(learnt)
        intercept, log_odds = fit.logistic(as_scored(card, cases.hits)[:, columns], cases.won, cases.cases)
        return intercept + as_scored(card, judged.hits)[:, columns] @ log_odds

    return predict


def chance_of_luck(card: Card, opportunities: Opportunities, used: np.ndarray, signs: str) -> float:
    """Return the share of shuffles of the outcomes that are told apart as well as the real ones (permutation test).

    Both are cross-validated by linear discriminants of the ``used`` rules (mask), with little and with much ridge,
    weights of a forbidden sign at 0, the better of the two counting: one decomposition per fold serves all shuffles.
    (1 + shuffles as good) / (1 + shuffles), so at least 0.005. Outcomes are shuffled over opportunities.
    """
    random = np.random.default_rng(SEED)
    if len(opportunities) > SHUFFLED_AT_MOST:
        opportunities = opportunities.where(
            np.sort(random.permutation(len(opportunities))[:SHUFFLED_AT_MOST])
        )
    columns = np.flatnonzero(used)
    hits = as_scored(card, opportunities.hits)[:, columns].toarray()
    edges = [allowed_points(card.rules[number], card.largest_points, signs) for number in columns]
    low = np.array([[-np.inf] if edge[0] < 0 else [0.0] for edge in edges])
    high = np.array([[np.inf] if edge[-1] > 0 else [0.0] for edge in edges])
    won = opportunities.is_won.astype(float)
    outcomes = np.column_stack([won, *(random.permutation(won) for _ in range(SHUFFLES))])
    fold = folds(opportunities)
    areas = np.zeros((2, SHUFFLES + 1))
    for number in range(FOLDS):
        learnt, held = fold != number, fold == number
        middle, spread = hits[learnt].mean(axis=0), np.maximum(hits[learnt].std(axis=0), 1e-9)
        spread = np.where(spread > 1e-6, spread, np.inf)  # what never changes says nothing
        away = (hits[learnt] - middle) / spread
        squares, slopes = away.T @ away, away.T @ outcomes[learnt]
        for place, ridge in enumerate((1e-3, 1.0)):
            weights = np.linalg.solve(squares + ridge * len(away) * np.eye(len(columns)), slopes)
            scores = (hits[held] - middle) / spread @ np.clip(weights, low, high)
            areas[place] += _areas(scores, outcomes[held])
    best = areas.max(axis=0)
    return float((best >= best[0] - 1e-12).sum() / len(best))


def _areas(scores: np.ndarray, outcomes: np.ndarray) -> np.ndarray:
    """Return the AUC of each column, ties as a half (0.5 without a win or without a loss)."""
    found = np.full(scores.shape[1], 0.5)
    for column in range(scores.shape[1]):
        is_won = outcomes[:, column] > 0.5
        if 0 < is_won.sum() < len(is_won):
            found[column] = _placements(np.round(scores[:, column], 9), is_won)[0].mean()
    return found


def hits_per_rule(hits: sparse.csr_array, is_won: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many cases have each rule, and how many of these were won."""
    has = abs(hits).sign()
    return has.T @ np.ones(len(is_won)), has.T @ is_won.astype(float)
