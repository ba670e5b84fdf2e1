"""What a card does on opportunities that it was not made from: the close rate of each band, and wins from few calls."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lead_scoring.weights.judge import Z

# calls as shares of the opportunities
SHARES = (0.1, 0.2, 0.4)
DRAWS = 2000
SEED = 20120301
# memory: draws at once
CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class BandRate:
    """Opportunities in a band, how many of them were won, and Wilson's 95 % interval of that share (None = no case)."""

    band: str
    cases: int
    won: int
    interval: tuple[float, float] | None

    def text(self) -> str:
        """Return rate, interval and cases for people."""
        if not self.interval:
            return "none"
        share, low, high = (f"{100 * one:.1f}" for one in (self.won / self.cases, *self.interval))
        return f"{share} % of {self.cases:,} ({low} to {high})"


@dataclass(frozen=True)
class Calls:
    """The same number of calls in a week down two lists, and the wins among them.

    ``is_handoff``: as many calls as the present card has scores of its hand-off. ``more``: how many more wins a week
    the new list has, with the 95 % interval of a paired bootstrap.
    """

    calls: float
    is_handoff: bool
    present_wins: float
    wins: float
    more: tuple[float, float, float]


def wilson(won: int, cases: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (as macros/statistics.sql: 0 and 1 where none or all were won)."""
    share, squared = won / cases, Z * Z
    middle = share + squared / (2 * cases)
    spread = Z * np.sqrt((share * (1 - share) + squared / (4 * cases)) / cases)
    below, above = ((middle + side * spread) / (1 + squared / cases) for side in (-1, 1))
    return (0.0 if won == 0 else float(below)), (1.0 if won == cases else float(above))


def band_rates(bands: tuple[tuple[str, float], ...], score: np.ndarray, is_won: np.ndarray) -> list[BandRate]:
    """Return how many opportunities of each band (name, lower edge) were won, the highest band first."""
    ordered = sorted(bands, key=lambda band: -band[1])
    found, below = [], np.inf
    for name, at_least in ordered:
        inside = (score >= at_least) & (score < below)
        cases, won = int(inside.sum()), int(is_won[inside].sum())
        found.append(BandRate(name, cases, won, wilson(won, cases) if cases else None))
        below = at_least
    return found


def bands_in_words(bands: tuple[tuple[str, float], ...], score: np.ndarray, is_won: np.ndarray) -> str:
    """Return the close rate of each band in a sentence; blank without bands."""
    rates = band_rates(bands, score, is_won)
    return (
        f" Won of them, by band: {'; '.join(f'{rate.band} {rate.text()}' for rate in rates)}."
        if rates
        else ""
    )


def weeks_of(opened_on: np.ndarray, cut: date) -> float:
    """Return how many weeks after the cut the last opportunity was opened."""
    return float((opened_on.max() - np.datetime64(cut)).astype(int)) / 7


def same_calls(
    score: np.ndarray, present: np.ndarray, is_won: np.ndarray, weeks: float, handoff_at_least: float
) -> list[Calls]:
    """Return the wins from the same calls down the list of a card and down that of the present one, few calls first.

    Scores of the same opportunities, which are called from the top; of those that stand alike at the end of the calls
    each is called with the same chance. The bootstrap draws opportunities with both of their scores and their outcome,
    and counts the calls of the hand-off anew in each draw. Deterministic.
    """
    # a kind of opportunity: both scores and the outcome
    kinds, counts = np.unique(np.column_stack([score, present, is_won]), axis=0, return_counts=True)
    scores, has_won = kinds.T[:2], kinds.T[2] > 0
    size, random = len(score), np.random.default_rng(SEED)
    drawn, left = [], DRAWS
    while left:
        at_once = min(left, max(CELLS_AT_ONCE // len(kinds), 1), 200)
        draws = random.multinomial(size, counts / size, size=at_once)
        drawn.append(_wins(draws, scores, has_won, handoff_at_least))
        left -= at_once
    (found,) = _wins(counts[None, :], scores, has_won, handoff_at_least)
    drawn_more = np.concatenate(drawn)
    edges = np.quantile(drawn_more[:, :, 2] - drawn_more[:, :, 1], (0.025, 0.975), axis=0) / weeks
    listed = [
        Calls(
            float(calls / weeks),
            place == len(SHARES),
            float(before / weeks),
            float(after / weeks),
            (float((after - before) / weeks), float(edges[0, place]), float(edges[1, place])),
        )
        for place, (calls, before, after) in enumerate(found)
        if calls > 0
    ]
    return sorted(listed, key=lambda one: (one.calls, one.is_handoff))


def _wins(counts: np.ndarray, scores: np.ndarray, has_won: np.ndarray, handoff_at_least: float) -> np.ndarray:
    """Return calls and wins, present and new, per row of ``counts`` (draws × kinds) and per number of calls."""
    sums = [_by_score(counts, one, has_won) for one in scores]
    size = counts.sum(axis=1, keepdims=True)
    handed = (counts * (scores[1] >= handoff_at_least)).sum(axis=1, keepdims=True)
    calls = np.concatenate([size * share for share in SHARES] + [handed], axis=1).astype(float)
    return np.stack([calls, _from_top(*sums[1], calls), _from_top(*sums[0], calls)], axis=2)


def _by_score(counts: np.ndarray, score: np.ndarray, has_won: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return cases and wins per row and score, the highest score first."""
    is_score = (score[:, None] == np.unique(score)[::-1]).astype(float)
    return counts @ is_score, counts @ (is_score * has_won[:, None])


def _from_top(cases: np.ndarray, won: np.ndarray, calls: np.ndarray) -> np.ndarray:
    """Return the wins among so many calls from the top, per row (rows × scores) and number of calls."""
    above = np.cumsum(cases, axis=1) - cases
    # the share of each score's opportunities that is called
    share = np.clip((calls[:, :, None] - above[:, None, :]) / np.maximum(cases, 1)[:, None, :], 0, 1)
    return (share * won[:, None, :]).sum(axis=2)
