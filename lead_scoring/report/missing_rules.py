"""The best rules that the champion misses, as `rules suggest` finds them, for the report."""

from lead_scoring import rules
from lead_scoring.errors import UserError
from lead_scoring.report.reader import Tables
from lead_scoring.rules import data
from lead_scoring.rules.candidates import Candidate, Term
from lead_scoring.rules.write import measured

RULES_LISTED = 5
# the search takes seconds for so many, and the longer the more there are
OPPORTUNITIES_AT_MOST = 20_000


def read(tables: Tables, card: str | None) -> dict:
    """Return the best missing rules of a scorecard with their evidence, or in a word why there are none.

    ``refused``: None where there are rules, else a reason of CannotSuggestError, ``too_many`` opportunities, or
    ``not_there``. Reads only, and of at most OPPORTUNITIES_AT_MOST opportunities.
    """
    found: dict = {"refused": "not_there", "rules": [], "opportunities": 0}
    if card is None:
        return found
    try:
        found["opportunities"] = data.count(tables.warehouse, card)
        if found["opportunities"] > OPPORTUNITIES_AT_MOST:
            return found | {"refused": "too_many"}
        suggestion = rules.decide(*data.read(tables.warehouse, card), rules.Settings(max_rules=RULES_LISTED))
    except UserError as error:
        return found | {"refused": getattr(error, "reason", "") or "not_there"}
    return found | {
        "refused": None,
        "cut": suggestion.cut,
        "looked_at": suggestion.looked_at,
        "before": len(suggestion.before),
        "later": len(suggestion.later),
        "better": suggestion.better,
        "rules": [
            {
                **_said(rule.candidate),
                "points": rule.points,
                "is_too_good": rule.rule_id in suggestion.too_good(),
                "measured": measured(suggestion, rule),
            }
            for rule in suggestion.rules
        ],
        "personas": [_said(persona) for persona in suggestion.personas],
    }


def _said(candidate: Candidate) -> dict:
    """Return what a rule or a persona asks in parts, and the number of the persona (None = it is none)."""
    return {
        "asks": [_asked(term) for term in candidate.terms],
        "persona": None if candidate.leaf is None else candidate.leaf + 1,
    }


def _asked(term: Term) -> dict:
    """Return what a rule asks in the parts of a sentence: the kind of it, and its values."""
    if one := term.behaviour:
        at_least = int(term.at_least or 1)
        kind = "done" if at_least == 1 else "on_days" if one.measure == "days" else "times"
        return {
            "kind": kind,
            "event_type": one.event_type,
            "text": one.text,
            "n": at_least,
            "within_days": one.within_days,
        }
    cells = {"attribute": term.attribute, "event_type": None}
    if term.pattern is not None:
        inside = term.pattern.strip("%")
        return cells | {"kind": "has_word" if "%" in term.pattern else "is", "value": inside}
    edges = {
        name: f"{value:.15g}"
        for name, value in (("low", term.at_least), ("high", term.below))
        if value is not None
    }
    kind = {(): "known", ("low",): "from", ("high",): "below", ("low", "high"): "between"}[tuple(edges)]
    return cells | edges | {"kind": kind}
