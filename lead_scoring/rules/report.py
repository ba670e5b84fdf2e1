"""Missing rules as text for a terminal."""

from lead_scoring.rules import Suggestion, looked_at
from lead_scoring.rules.looking import chance_in_words
from lead_scoring.rules.together import Answer, Together
from lead_scoring.rules.write import evidence
from lead_scoring.weights import report as weights_report
from lead_scoring.weights.report import bands_after, in_columns, wins_from_calls, worth_of_a_point

ROWS_OF_0 = "They are rows of 0 points, which change no score: the challenger's overrides give them points."


def as_text(suggestion: Suggestion) -> str:
    """Return what was found, how well it does, and what to know before it is used."""
    return "\n".join(
        [
            *_heading(suggestion),
            "",
            *_judgement(suggestion),
            "",
            *_later(suggestion),
            *worth_of_a_point(suggestion.log_odds_per_point),
            *_rules(suggestion),
            "",
            *_warnings(suggestion),
        ]
    )


def of_answer(answer: Answer) -> str:
    """Return what one pass over past opportunities found of points and of missing rules."""
    if answer.both:
        return of_both(answer.both)
    if answer.points:
        return f"{answer.why_not} So present rules get new points alone.\n\n{weights_report.as_text(answer.points)}"
    said = f"{answer.why_not} So present rules keep their points, and missing rules come to them."
    return f"{said}\n\n{as_text(answer.missing)}"


def of_both(both: Together) -> str:
    """Return a card of present rules with new points and of missing ones as text."""
    card = both.card
    row = (f"{card.scorecard_id} refitted without them", *(one.text() for one in both.refitted))
    verdict = (
        []
        if card.is_champion
        else [_verdict("the suggested card", f"{card.scorecard_id} as it is", both.better)]
    )
    missing = ["Missing rules, with the points that they get beside the others:", *_rules(both), ROWS_OF_0]
    return weights_report.as_text(
        both.whole,
        weights_report.Missing(_looked_at(both), row, verdict, missing, len(card.rules)),
    )


def _heading(suggestion: Suggestion) -> list[str]:
    before, later = suggestion.before, suggestion.later
    return [
        f"Scorecard {suggestion.card.scorecard_id}, mature and resolved opportunities only.",
        f"Looked for in {len(before):,} opened before {suggestion.cut} ({int(before.is_won.sum()):,} won,"
        f" {before.is_won.mean():.1%}); judged on {len(later):,} opened after it ({int(later.is_won.sum()):,} won,"
        f" {later.is_won.mean():.1%})."
        + (f" {suggestion.left_out:,} opened on that day belong to neither." if suggestion.left_out else ""),
        *_looked_at(suggestion),
    ]


def _looked_at(suggestion: Suggestion | Together) -> list[str]:
    present = len(suggestion.card.rules)
    return [
        f"Looked at {looked_at(suggestion.looked_at).rstrip(',')}, beside the {present} rules that are on.",
        f"Chance that one looks as good where no rule is missing: {chance_in_words(suggestion.luck)}.",
    ]


def _name(suggestion: Suggestion) -> str:
    size = len(suggestion.rules)
    return f"with {size} missing rule{'' if size == 1 else 's'}"


def _later(suggestion: Suggestion) -> list[str]:
    card, name = suggestion.card, _name(suggestion)
    rates = bands_after(card, suggestion.cut, suggestion.later, suggestion.later_score, name)
    return rates + wins_from_calls(suggestion.calls(), name, card.scorecard_id, f"{card.handoff_at_least:g}")


def _judgement(suggestion: Suggestion) -> list[str]:
    base = suggestion.card.scorecard_id
    rows = [
        ("AUC (95 % interval)", "5-fold, before the cut", "forward: after the cut"),
        (
            _name(suggestion),
            suggestion.before_card.text(),
            suggestion.forward_card.text(),
        ),
        (f"{base} as it is", suggestion.before_present.text(), suggestion.forward_present.text()),
    ]
    return [*in_columns(rows), _verdict("the card with them", "the present one", suggestion.better)]


def _verdict(name: str, other: str, better: tuple[float, float, float]) -> str:
    value, low, high = better
    verdict = "better than" if low > 0 else "not told apart from"
    return f"After the cut {name} is {verdict} {other}: AUC {value:+.3f} ({low:+.3f} to {high:+.3f})."


def _rules(suggestion: Suggestion | Together) -> list[str]:
    lines = []
    for rule in suggestion.rules:
        lines.append(
            f"  {rule.points:+4d}  {rule.rule_id}: {rule.candidate.text}. {evidence(suggestion, rule)}"
        )
    if suggestion.personas:
        lines.append("A lead that has no persona yet gets the first of these whose conditions it meets:")
        lines += [f"  {persona.text}" for persona in suggestion.personas]
    return lines


def _warnings(suggestion: Suggestion) -> list[str]:
    card = suggestion.card
    then = float((suggestion.score >= card.handoff_at_least).mean())
    now = float((suggestion.before.score >= card.handoff_at_least).mean())
    lines = [
        f"{now:.1%} of the opportunities before the cut had the hand-off score {card.handoff_at_least:g} or more,"
        f" {then:.1%} have it with these rules.",
        f"{ROWS_OF_0} Once it is built, `weights suggest --scorecard` fits all of its points together.",
    ]
    if suggestion.forward_card.value > card.too_good:
        lines.append(
            f"Warning: an AUC of {suggestion.forward_card.value:.3f} is too good to be true. What is asked may"
            " be known only once a deal is decided: look at what was recorded after the opportunities had been opened."
        )
    if leaks := suggestion.too_good():
        lines.append(
            f"Warning: nearly all opportunities with {', '.join(leaks)} were won. Make sure that this was known before"
            " the outcome."
        )
    return lines
