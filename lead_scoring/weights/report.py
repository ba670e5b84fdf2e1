"""A suggestion as text for a terminal."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from lead_scoring.host import Host
from lead_scoring.weights import Suggestion
from lead_scoring.weights.data import Card, Opportunities
from lead_scoring.weights.judge import auc
from lead_scoring.weights.later import Calls, band_rates
from lead_scoring.weights.write import Rows, why_of


@dataclass(frozen=True)
class Missing:
    """What is said beside the points of present rules where missing ones were fitted with them.

    ``heading``, ``rules``: lines. ``row``: of the AUCs without them. ``verdict``: beside the present card.
    ``present``: how many rules are no missing ones.
    """

    heading: list[str]
    row: tuple[str, ...]
    verdict: list[str]
    rules: list[str]
    present: int


def as_text(suggestion: Suggestion, missing: Missing | None = None) -> str:
    """Return what was suggested, how well it does, and what to know before it is used."""
    return "\n".join(
        [
            *_heading(suggestion),
            *(missing.heading if missing else []),
            "",
            *_judgement(suggestion, missing),
            "",
            *_later(suggestion),
            *_points(suggestion, missing),
            *(missing.rules if missing else []),
            "",
            *_warnings(suggestion),
        ]
    )


def to_paste(found: Rows, host: Host | None = None) -> str:
    """Return the CSV lines of the challenger under the names of their files, which a host keeps copies of."""
    parts = []
    for name in found.names:
        path, remark = found.files[name].path, "or run again with --write"
        if host:
            remark = f"copy it from {path} first, and list it in lead_scoring_seeds"
            path = host.seeds.get(name, f"a seed {name}.csv of {host.folder.resolve().name}")
        asked = "" if host and name in host.seeds else f" ({remark})"
        parts.append(f"Add to {path}{asked}:\n{found.lines(name)}")
    return "\n".join(parts).rstrip("\n")


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines whose cells stand under each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def bands_after(card: Card, cut: date, later: Opportunities, score: np.ndarray, name: str) -> list[str]:
    """Return the close rate of each band after the cut, on a card (``name``) and on the present one; often a table."""
    both = [band_rates(card.bands, one, later.is_won) for one in (score, later.score)]
    if not card.bands:
        return []
    rows = [(f"won, opened after {cut} (95 % interval)", name, f"{card.scorecard_id} as it is")]
    rows += [(new.band, new.text(), present.text()) for new, present in zip(*both, strict=True)]
    return [*in_columns(rows), ""]


def wins_from_calls(calls: Sequence[Calls], name: str, present: str, handoff: str) -> list[str]:
    """Return the wins a week from the same calls, on a card (``name``) and on the present one; blank without calls."""
    if not calls:
        return []
    rows = [("calls a week", f"wins: {present}", name, "more (95 % interval)")]
    for one in calls:
        value, low, high = one.more
        more = f"{value:+.2f} ({low:+.2f} to {high:+.2f})"
        asked = f"{one.calls:.1f}{f' (hand-off score {handoff} of {present})' if one.is_handoff else ''}"
        rows.append((asked, f"{one.present_wins:.2f}", f"{one.wins:.2f}", more))
    return [*in_columns(rows), ""]


def worth_of_a_point(log_odds: float) -> list[str]:
    """Return what a point is worth, in a line; none where points do not raise the odds."""
    if log_odds <= 0:
        return []
    return [f"One point is {log_odds:.4f} of log-odds: {math.log(2) / log_odds:.0f} points double the odds."]


def written(found: Rows) -> str:
    """Return what to do with a challenger that was written."""
    *first, last = (str(found.files[name].path) for name in found.names)
    return (
        f"Wrote the challenger {found.challenger} ({len(found.overrides)} overrides) to"
        f" {', '.join(first)} and {last}.\n"
        "Build, look at scorecard_comparison, and promote it by its `status` in scorecards.csv if it holds."
    )


def _heading(suggestion: Suggestion) -> list[str]:
    before, later = suggestion.before, suggestion.later
    return [
        f"Scorecard {suggestion.card.scorecard_id}, mature and resolved opportunities only.",
        f"Fitted on {len(before):,} opened before {suggestion.cut} ({int(before.is_won.sum()):,} won,"
        f" {before.is_won.mean():.1%}); judged on {len(later):,} opened after it ({int(later.is_won.sum()):,} won,"
        f" {later.is_won.mean():.1%})."
        + (f" {suggestion.left_out:,} opened on that day belong to neither." if suggestion.left_out else ""),
        f"Chance that shuffled outcomes look as good: {suggestion.luck:.3f}.",
    ]


def _judgement(suggestion: Suggestion, missing: Missing | None) -> list[str]:
    earlier, later = suggestion.before, suggestion.later
    size = int(np.count_nonzero(suggestion.points[suggestion.fitted]))
    name = f"suggested card, {size} rule{'' if size == 1 else 's'}"
    new = len(suggestion.card.rules) - missing.present if missing else 0
    rows = [
        (
            "AUC (95 % interval)",
            "5-fold, before the cut",
            "5-fold, both periods mixed",
            "forward: after the cut",
        ),
        (
            f"{name}, {new} of them missing now" if missing else name,
            *(one.text() for one in (suggestion.before_card, suggestion.mixed_card, suggestion.forward_card)),
        ),
        *([missing.row] if missing else []),
        (
            f"logistic regression, {'present' if missing else 'all'} rules",
            suggestion.before_regression.text(),
            suggestion.mixed_regression.text(),
            suggestion.forward_regression.text(),
        ),
        (
            f"{suggestion.card.scorecard_id} as it is",
            auc(earlier.score, earlier.is_won).text(),
            auc(
                np.concatenate([earlier.score, later.score]), np.concatenate([earlier.is_won, later.is_won])
            ).text(),
            auc(later.score, later.is_won).text(),
        ),
    ]
    lines = in_columns(rows)
    if suggestion.has_fallen():
        lines.append(
            f"The forward AUC ({suggestion.forward_card.value:.3f}) is far lower than the cross-validated one"
            f" ({suggestion.mixed_card.value:.3f}): outcomes drift, and cross-validation, which shuffles the periods"
            " together, promises more than the next period will keep."
        )
    elif suggestion.forward_card.low <= 0.5:
        lines.append(
            "The forward interval includes 0.5: later outcomes do not show yet that the card orders them."
        )
    else:
        lines.append("The forward AUC is not clearly lower than the cross-validated one.")
    if suggestion.better_than_champion:
        value, low, high = suggestion.better_than_champion
        verdict = "better than" if low > 0 else "not told apart from"
        lines.append(
            f"After the cut the suggested card is {verdict} the champion: AUC {value:+.3f} ({low:+.3f} to {high:+.3f})."
        )
    if missing:
        lines += missing.verdict
    if suggestion.free_card:
        lines.append(_signs(suggestion))
    return lines


def _later(suggestion: Suggestion) -> list[str]:
    card = suggestion.card
    rates = bands_after(card, suggestion.cut, suggestion.later, suggestion.later_score, "suggested card")
    handoff = "" if card.champion_handoff is None else f"{card.champion_handoff:g}"
    return rates + wins_from_calls(suggestion.calls(), "suggested card", "the champion", handoff)


def _signs(suggestion: Suggestion) -> str:
    """Return what rules of any sign would reach before the cut, where regression is better than the card."""
    free, card, regression = suggestion.free_card, suggestion.before_card, suggestion.before_regression
    gap, gain = regression.value - card.value, free.value - card.value
    said = (
        f"Logistic regression, whose weights may have any sign, is {gap:.3f} better before the cut; a card with any"
        f" signs reaches {free.text()} there"
    )
    if gain < gap / 2:
        return f"{said}: the signs of the policy are not the reason."
    return (
        f"{said} and closes {min(gain / gap, 1):.0%} of that gap: some rules stand on the other side of 0 than past"
        " outcomes do. See which with --signs free."
    )


def _points(suggestion: Suggestion, missing: Missing | None) -> list[str]:
    lines = worth_of_a_point(suggestion.log_odds_per_point)
    rules = list(enumerate(suggestion.card.rules[: missing.present if missing else None]))
    chosen = [place for place, _ in rules if suggestion.fitted[place] and suggestion.points[place]]
    for place in sorted(chosen, key=lambda place: (-suggestion.points[place], place)):
        rule = suggestion.card.rules[place]
        lines.append(f"  {suggestion.points[place]:+4.0f}  {rule.rule_id}: {why_of(suggestion, place)}")
    return lines


def _line_of_handoff(suggestion: Suggestion) -> str:
    """Return which score as many opportunities reach as reach the hand-off now: points of another size move it."""
    card, score = suggestion.card, suggestion.score
    share = float((suggestion.before.score >= card.handoff_at_least).mean())
    lines = [line for line in range(1, 101) if (score >= line).mean() <= share]
    reached = (
        f"{share:.1%} of the opportunities before the cut had the hand-off score {card.handoff_at_least:g}"
    )
    if not share or not lines:
        return f"{reached} or more: set the challenger's bands and hand-off yourself."
    return (
        f"{reached} or more on {card.scorecard_id}. On the suggested card {(score >= lines[0]).mean():.1%} have"
        f" {lines[0]} or more and {(score >= card.handoff_at_least).mean():.1%} have {card.handoff_at_least:g}:"
        " set its handoff_at_least before you promote it."
    )


def _warnings(suggestion: Suggestion) -> list[str]:
    rules = list(enumerate(suggestion.card.rules))
    off = [rule.rule_id for place, rule in rules if suggestion.fitted[place] and not suggestion.points[place]]
    unmeasured = [
        (rule.rule_id, rule.points < 0)
        for place, rule in rules
        if not suggestion.fitted[place] and not suggestion.stays[place]
    ]
    stays = [rule.rule_id for place, rule in rules if suggestion.stays[place]]
    negative = [name for name, is_negative in unmeasured if is_negative]
    positive = [name for name, is_negative in unmeasured if not is_negative]
    lines = [_line_of_handoff(suggestion)]
    if suggestion.is_too_good():
        lines.append(
            f"Warning: an AUC of {suggestion.forward_card.value:.3f} is too good to be true. A rule may read what is"
            " only known once a deal is decided: look at what was recorded after the opportunities had been opened."
        )
    if leaks := suggestion.too_good():
        lines.append(
            f"Warning: nearly all opportunities with {', '.join(leaks)} were won. Make sure that this was known before"
            " the outcome."
        )
    if off:
        lines.append(f"Off, for they say too little beside the others ({len(off)}): {', '.join(off)}.")
    if positive:
        lines.append(f"Off, for too few opportunities had them ({len(positive)}): {', '.join(positive)}.")
    if stays:
        lines.append(f"Stay as they are ({len(stays)}): {', '.join(stays)}.")
    if suggestion.card.off:
        lines.append(
            f"Not looked at, for they have 0 points ({len(suggestion.card.off)}): {', '.join(suggestion.card.off)}."
            " --turn-on looks at them too."
        )
    if negative:
        lines.append(
            f"Warning: negative rules go off that too few opportunities had ({len(negative)}): {', '.join(negative)}."
            " Whom they keep from sales seldom gets as far as an opportunity, so that says little against them:"
            " --keep-unmeasured leaves them as they are."
        )
    if turned := _turned(suggestion):
        lines.append(
            "Warning: an event earns under its strongest rule, and was counted under the one that is the strongest now."
            f" The new points turn that round for {', '.join(turned)}: the built challenger will differ a little from"
            " what was judged here."
        )
    if limited := _limited(suggestion):
        lines.append(
            f"Warning: {', '.join(limited)} had reached their own limit (max_points), and what lay beyond it was not"
            " counted. With fewer points the built challenger will give such leads a little more than was judged here."
        )
    return lines


def _limited(suggestion: Suggestion) -> list[str]:
    """Return the rules whose points become fewer and that earned as many as their own limit allows."""
    hits, found = suggestion.before.joined(suggestion.later).hits.tocsc(), []
    for place, rule in enumerate(suggestion.card.rules):
        own = hits.data[hits.indptr[place] : hits.indptr[place + 1]]
        is_fewer = 0 < abs(suggestion.points[place]) < abs(rule.points)
        if is_fewer and rule.max_points and (abs(own * rule.points) >= rule.max_points - 1e-6).any():
            found.append(rule.rule_id)
    return found


def _turned(suggestion: Suggestion) -> list[str]:
    """Return the pairs of rules that share events of which the weaker becomes the stronger."""

    def strength(points: float, place: int) -> tuple[float, int]:
        return abs(points), -place

    rules, points, order = suggestion.card.rules, suggestion.points, suggestion.card.order
    found = []
    for pair in sorted(suggestion.card.overlaps):
        strong, weak = sorted(
            pair, key=lambda place: strength(rules[place].points, order.get(place, place)), reverse=True
        )
        if points[weak] and strength(points[weak], weak) > strength(points[strong], strong):
            found.append(f"{rules[weak].rule_id} over {rules[strong].rule_id}")
    return found
