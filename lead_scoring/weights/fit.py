"""Logistic regression with bounds and penalties on sparse indicators, and the choice of few of them."""

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

# scikit-learn's default (C = 1); finite weights where a rule separates perfectly
RIDGE = 1.0
SWAPS_AT_MOST = 60
LEAVERS = 3


def logistic(
    indicators: sparse.csr_array,
    won: np.ndarray,
    cases: np.ndarray,
    low: np.ndarray | float = -np.inf,
    high: np.ndarray | float = np.inf,
    ridge: float = RIDGE,
    lasso: np.ndarray | float = 0.0,
    start: np.ndarray | None = None,
) -> tuple[float, np.ndarray]:
    """Return intercept and log-odds per rule (length p) of the penalised likelihood's maximum.

    ``indicators``: rows × p. ``won`` of ``cases`` per row (counts). ``low``, ``high``: bounds of the log-odds, which
    must hold 0. It minimises −log likelihood + ridge/2 Σ β² + Σ lasso |β|, the intercept unpenalised, as scikit-learn
    does for C = 1/ridge. With a lasso each weight is the difference of two that are not negative (Byrd, Lu, Nocedal
    and Zhu 1995: L-BFGS-B), so that the target is smooth inside the bounds. ``start``: 1 + p weights to begin with.
    """
    rules = indicators.shape[1]
    low, high = np.broadcast_to(low, rules), np.broadcast_to(high, rules)
    with_lasso = bool(np.any(np.asarray(lasso) > 0))
    # columns of one size, so that a step is as long for a rare count as for a common yes
    scale = np.maximum(abs(indicators).max(axis=0).toarray().ravel() if rules else np.ones(0), 1e-9)
    scaled = indicators @ sparse.diags_array(1 / scale) if rules else indicators
    turned = scaled.T.tocsr()
    lasso = np.broadcast_to(lasso, rules) / scale
    ridges = ridge / scale**2
    rate = np.clip(won.sum() / max(cases.sum(), 1), 1e-6, 1 - 1e-6)

    def target(weights: np.ndarray) -> tuple[float, np.ndarray]:
        slopes = weights[1 : rules + 1] - weights[rules + 1 :] if with_lasso else weights[1:]
        line = weights[0] + scaled @ slopes
        value = cases @ np.logaddexp(0, line) - won @ line + 0.5 * ridges @ slopes**2
        residual = cases * expit(line) - won
        gradient = turned @ residual + ridges * slopes
        if not with_lasso:
            return value, np.concatenate([[residual.sum()], gradient])
        value += lasso @ (weights[1 : rules + 1] + weights[rules + 1 :])
        return value, np.concatenate([[residual.sum()], gradient + lasso, lasso - gradient])

    first = np.concatenate([[np.log(rate / (1 - rate))], np.zeros(rules)]) if start is None else start.copy()
    first[1:] *= scale
    bounds = [(None, None)]
    if with_lasso:
        first = np.concatenate([first[:1], np.maximum(first[1:], 0), np.maximum(-first[1:], 0)])
        bounds += [(0, max(edge, 0) * size) for edge, size in zip(high, scale, strict=True)]
        bounds += [(0, max(-edge, 0) * size) for edge, size in zip(low, scale, strict=True)]
    else:
        bounds += [(least * size, most * size) for least, most, size in zip(low, high, scale, strict=True)]
    found = minimize(
        target,
        first,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-13, "gtol": 1e-6 * max(1.0, cases.sum() / 1e4)},
    ).x
    slopes = found[1 : rules + 1] - found[rules + 1 :] if with_lasso else found[1:]
    return float(found[0]), slopes / scale


def few(
    indicators: sparse.csr_array,
    won: np.ndarray,
    cases: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    at_most: int,
) -> np.ndarray:
    """Return which rules (mask of length p) explain the outcomes together, at most ``at_most``.

    A lasso begins: the smallest penalty that keeps so few. A rule's penalty is its standard deviation over the cases,
    so that rare and common rules meet alike. Swaps go on: a lasso prefers rules that it need not shrink.
    """
    total = max(cases.sum(), 1)
    mean = (indicators.T @ cases) / total
    spread = np.sqrt(np.maximum((indicators**2).T @ cases / total - mean**2, 0))
    # a rule that every case has, or none, explains nothing
    usable = spread > 1e-9
    high, low = np.where(usable, high, 0), np.where(usable, low, 0)
    slope = abs(indicators.T @ (won - cases * won.sum() / total))
    if usable.sum() <= at_most or not usable.any():
        return usable
    most = float((slope[usable] / spread[usable]).max())
    if most <= 0:
        return np.zeros_like(usable)
    chosen, start = np.zeros_like(usable), None
    upper, lower = np.log(most), np.log(most) - 9.0
    for _ in range(9):
        middle = (upper + lower) / 2
        penalty = np.where(usable, np.exp(middle) * spread, 0) + np.where(usable, 0, 1.0)
        intercept, weights = logistic(indicators, won, cases, low, high, lasso=penalty, start=start)
        start = np.concatenate([[intercept], weights])
        kept = abs(weights) > 1e-6
        if kept.sum() <= at_most:
            if kept.sum() >= chosen.sum():
                chosen = kept
            if kept.sum() == at_most:
                break
            upper = middle
        else:
            lower = middle
    return _swapped(indicators, won, cases, low, high, at_most, chosen)


def _swapped(
    indicators: sparse.csr_array,
    won: np.ndarray,
    cases: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    at_most: int,
    kept: np.ndarray,
) -> np.ndarray:
    """Return ``kept``, filled up to ``at_most`` rules, after the swaps of one rule for another that explain more.

    To leave: the rules whose weights are smallest beside their errors; to come: the one with the largest score test.
    """
    kept = kept.copy()
    squares = indicators**2

    def fitted(mask: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Return the penalised log likelihood, per kept rule Wald's statistic, and per rule the gain to expect."""
        columns = np.flatnonzero(mask)
        inside = indicators[:, columns]
        intercept, weights = logistic(inside, won, cases, low[columns], high[columns])
        line = intercept + inside @ weights
        chance = expit(line)
        spread = cases * chance * (1 - chance)
        ones = sparse.csr_array(np.ones((len(cases), 1)))
        design = sparse.hstack([ones, inside], format="csr")
        weighted = sparse.csr_array(design.multiply(spread[:, None]))
        information = (design.T @ weighted).toarray() + np.diag([1e-9, *[RIDGE] * len(columns)])
        inverse = np.linalg.inv(information)
        cross = (indicators.T @ weighted).toarray()
        slope = indicators.T @ (won - cases * chance)
        left = squares.T @ spread + RIDGE - ((cross @ inverse) * cross).sum(axis=1)
        gains = slope**2 / np.maximum(left, 1e-9)
        gains[mask | ((slope > 0) & (high <= 0)) | ((slope < 0) & (low >= 0))] = 0
        value = won @ line - cases @ np.logaddexp(0, line) - RIDGE / 2 * weights @ weights
        return float(value), weights**2 / np.diag(inverse)[1:], gains

    value, strengths, gains = fitted(kept)
    while kept.sum() < at_most and gains.max() > 0:
        kept[gains.argmax()] = True
        value, strengths, gains = fitted(kept)
    for _ in range(SWAPS_AT_MOST):
        columns = np.flatnonzero(kept)
        for weakest in columns[np.argsort(strengths, kind="stable")[:LEAVERS]]:
            trial = kept.copy()
            trial[weakest] = False
            gained = fitted(trial)[2]
            gained[weakest] = 0
            if gained.max() <= 0:
                continue
            trial[gained.argmax()] = True
            found = fitted(trial)
            if found[0] > value + 1e-3:
                kept, (value, strengths, gains) = trial, found
                break
        else:
            break
    return kept
