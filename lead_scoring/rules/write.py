"""Missing rules as rows of the policy, at 0 points, and a challenger whose overrides give them points."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from lead_scoring.policy.files import SeedFile
from lead_scoring.rules import Found, Suggestion
from lead_scoring.rules.candidates import Behaviour, Term, behaviour_text
from lead_scoring.rules.data import PREFIX
from lead_scoring.rules.together import Answer, Together
from lead_scoring.weights import write as weights_write
from lead_scoring.weights.later import bands_in_words
from lead_scoring.weights.write import Rows, challenger_id

# the column that names a row
NAMES = {
    "behaviours": "behaviour",
    "conditions": "condition",
    "personas": "persona_id",
    "criteria": "criterion",
    "fit_rules": "rule_id",
    "behaviour_rules": "rule_id",
}

# what the challenger of a pass for both is called after
REFITTED = "refitted"

# the columns that name an attribute
ASKING = {"attribute", "population_attribute"}


def rows(
    suggestion: Suggestion,
    policy: Path,
    replaced: Mapping[str, Path] = MappingProxyType({}),
    ending: str = "rules",
) -> Rows:
    """Return the rows of the missing rules and of the challenger, over the policy files in ``policy``.

    ``replaced`` maps seeds to the files of a host. Raises CannotSuggestError where these files are not the ones that
    the database was built with.
    """
    base = suggestion.card.scorecard_id

    def present(files: Mapping[str, SeedFile], challenger: str) -> list[dict[str, str]]:
        return [
            {**{column: value or "" for column, value in cells.items()}, "scorecard_id": challenger}
            for line, cells in files["weight_overrides"].rows
            if cells.get("scorecard_id") == base
        ]

    return _rows(
        suggestion, policy, replaced, ending, present, "with missing rules", _why_of_card(suggestion)
    )


def rows_of_both(both: Together, policy: Path, replaced: Mapping[str, Path] = MappingProxyType({})) -> Rows:
    """Return the rows of the missing rules and of the challenger that gives them and the present rules points.

    Raises what `rows` raises.
    """
    size = len(both.card.rules)
    whole = both.whole
    present = replace(
        whole,
        card=both.card,
        points=whole.points[:size],
        fitted=whole.fitted[:size],
        stays=whole.stays[:size],
    )
    return _rows(
        both,
        policy,
        replaced,
        REFITTED,
        lambda files, challenger: weights_write.overrides_of(present, files, challenger),
        "refitted, with missing rules",
        weights_write.why_of_card(whole),
    )


def _rows(
    suggestion: Suggestion | Together,
    policy: Path,
    replaced: Mapping[str, Path],
    ending: str,
    present: Callable[[Mapping[str, SeedFile], str], list[dict[str, str]]],
    added: str,
    why: str,
) -> Rows:
    base = suggestion.card.scorecard_id
    others = _others(suggestion)
    names = {name for name, cells in others.items() if cells}
    # rows of an older challenger may be in any of them
    names |= {name for name in (*NAMES, "gates") if name in replaced or any(policy.rglob(f"{name}.csv"))}
    files = weights_write.files_of(suggestion.card, policy, replaced, names)
    challenger = challenger_id(base, files["scorecards"], ending)
    gone = _gone(files, challenger)
    others = _in_order(_renamed(others, files, gone), files, gone)
    overrides = present(files, challenger)
    for name, is_behaviour in (("fit_rules", False), ("behaviour_rules", True)):
        found = [rule for rule in suggestion.rules if rule.candidate.is_behaviour is is_behaviour]
        overrides += [
            {
                "scorecard_id": challenger,
                "rule_id": cells["rule_id"],
                "points": str(rule.points),
                "why": cells["why"],
            }
            for rule, cells in zip(found, others[name], strict=True)
        ]
    scorecard = weights_write.row_of_challenger(files, base, challenger, added, why)
    return Rows(challenger, files, [scorecard], overrides, others, gone)


def rows_of_answer(answer: Answer, policy: Path, replaced: Mapping[str, Path] = MappingProxyType({})) -> Rows:
    """Return the rows of what one pass found, under one name whatever it was. Raises what `rows` raises."""
    if answer.both:
        return rows_of_both(answer.both, policy, replaced)
    if answer.missing:
        return rows(answer.missing, policy, replaced, REFITTED)
    found = weights_write.rows(answer.points, policy, replaced, REFITTED)
    # an older challenger of this name may have had missing rules
    names = [name for name in (*NAMES, "gates") if name in replaced or any(policy.rglob(f"{name}.csv"))]
    files = weights_write.files_of(answer.points.card, policy, replaced, names)
    return replace(found, files=files, gone=_gone(files, found.challenger))


def write_answer(answer: Answer, policy: Path) -> Rows:
    """Put what one pass found into the policy's files, in place of what an earlier one has put there.

    Raises CannotSuggestError, before anything is written, where a tier forbids the points or the policy has a problem.
    """
    weights_write.need_sound(policy)
    if suggested := answer.both.whole if answer.both else answer.points:
        weights_write.need_tiers(suggested)
    return weights_write.put(rows_of_answer(answer, policy), policy)


def write(suggestion: Suggestion, policy: Path) -> Rows:
    """Put them into the policy's files, in place of older ones; other rows stay byte by byte.

    Raises CannotSuggestError, before anything is written, where the policy has a problem.
    """
    weights_write.need_sound(policy)
    return weights_write.put(rows(suggestion, policy), policy)


def measured(suggestion: Suggestion | Together, rule: Found) -> list[tuple[int, int, int, int]]:
    """Return won and cases with a rule, and won and cases without it, before the cut and after it."""
    periods = (
        (suggestion.before, rule.won, rule.cases),
        (suggestion.later, rule.later_won, rule.later_cases),
    )
    return [
        (won, cases, int(period.is_won.sum()) - won, len(period) - cases) for period, won, cases in periods
    ]


def evidence(suggestion: Suggestion | Together, rule: Found) -> str:
    """Return the evidence for a rule as a sentence."""

    def rates(won: int, cases: int, others_won: int, others: int) -> str:
        said = f"{_share(won, cases)} of {cases:,} won"
        return said + (f" and {_share(others_won, others)} of the {others:,} others" if others else "")

    before, later = (rates(*numbers) for numbers in measured(suggestion, rule))
    return f"Before {suggestion.cut} {before}; after it {later}."


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _why_of_card(suggestion: Suggestion) -> str:
    size, base = len(suggestion.rules), suggestion.card.scorecard_id
    value, low, high = suggestion.better
    return (
        f"{base} with {size} rule{'' if size == 1 else 's'} that it misses, found in {len(suggestion.before):,}"
        f" opportunities opened before {suggestion.cut}. On the {len(suggestion.later):,} opened after that day its AUC"
        f" is {suggestion.forward_card.text()}, {value:+.3f} ({low:+.3f} to {high:+.3f}) beside {base}."
        f"{bands_in_words(suggestion.card.bands, suggestion.later_score, suggestion.later.is_won)}"
    )


def _others(suggestion: Suggestion | Together) -> dict[str, list[dict[str, str]]]:
    """Return rows per file, rules at 0 points: whoever scores by the present card is not changed by them."""
    found: dict[str, list[dict[str, str]]] = {name: [] for name in NAMES}
    behaviours: dict[Behaviour, str] = {}
    for candidate in [*(rule.candidate for rule in suggestion.rules), *suggestion.personas]:
        for term in candidate.terms:
            if term.behaviour and term.behaviour not in behaviours:
                behaviours[term.behaviour] = PREFIX + term.attribute
                found["behaviours"].append(_behaviour(term.behaviour, PREFIX + term.attribute))
    found["personas"] = _personas(suggestion, behaviours)
    for rule in suggestion.rules:
        label = rule.candidate.text
        if rule.candidate.leaf is not None:
            asked = {"attribute": "persona", "pattern": _persona_id(rule.candidate.leaf)}
        elif len(rule.candidate.terms) > 1:
            found["conditions"] += [
                {
                    "condition": rule.rule_id,
                    "label": label,
                    **_cells(term, behaviours),
                    "why": "All of it must hold.",
                }
                for term in rule.candidate.terms
            ]
            asked = {"attribute": rule.rule_id, "pattern": "yes"}
        else:
            asked = _cells(rule.candidate.terms[0], behaviours)
        is_behaviour = rule.candidate.is_behaviour
        found["criteria"].append(
            {
                "criterion": rule.rule_id,
                "subscore": "interest" if is_behaviour else "fit",
                "category": "engagement"
                if is_behaviour
                else "firmographic"
                if rule.candidate.leaf is None
                else "persona",
                "owner_team": "marketing",
                "description": f"Found in past opportunities: {label}.",
            }
        )
        found["behaviour_rules" if is_behaviour else "fit_rules"].append(
            {"rule_id": rule.rule_id, "label": label, "criterion": rule.rule_id, **asked, "points": "0"}
            | {"why": evidence(suggestion, rule)}
        )
    return found


def _persona_id(leaf: int) -> str:
    return f"{PREFIX}persona_{leaf + 1}"


def _personas(suggestion: Suggestion | Together, behaviours: Mapping[Behaviour, str]) -> list[dict[str, str]]:
    """Return a row per condition of each persona; also of those without a rule, for they say who is in the next."""
    rules = {rule.candidate.leaf: rule for rule in suggestion.rules if rule.candidate.leaf is not None}
    found = []
    for leaf, persona in enumerate(suggestion.personas):
        why = evidence(suggestion, rules[leaf]) if leaf in rules else "Keeps its leads from the next."
        found += [
            {
                "persona_id": _persona_id(leaf),
                "condition": str(number),
                **_cells(term, behaviours),
                "label": persona.text[:1].upper() + persona.text[1:],
                "why": why,
            }
            for number, term in enumerate(persona.terms, 1)
        ]
    return found


def _in_order(
    others: dict[str, list[dict[str, str]]], files: dict[str, SeedFile], gone: dict[str, set[int]]
) -> dict[str, list[dict[str, str]]]:
    """Return the rows with the priorities of personas: whoever has one of the policy's keeps it."""
    if not others["personas"]:
        return others
    last = max((_priority(cells) for _, cells in _kept(files, gone, "personas")), default=0.0)
    order = {
        name: place
        for place, name in enumerate(dict.fromkeys(row["persona_id"] for row in others["personas"]))
    }
    personas = [
        row | {"priority": str((int(last) // 10 + 1 + order[row["persona_id"]]) * 10)}
        for row in others["personas"]
    ]
    return {**others, "personas": personas}


def _kept(files: dict[str, SeedFile], gone: dict[str, set[int]], name: str) -> list[tuple[int, dict]]:
    return [(line, cells) for line, cells in files[name].rows if line not in gone.get(name, ())]


def _priority(cells: Mapping[str, str | None]) -> float:
    try:
        return float(cells.get("priority") or 0)
    except ValueError:
        return 0.0


def _behaviour(behaviour: Behaviour, name: str) -> dict[str, str]:
    return {
        "behaviour": name,
        "label": behaviour_text(behaviour, None),
        "scope": "contact",
        "event_type": behaviour.event_type,
        "property": behaviour.prop,
        "pattern": behaviour.text,
        "measure": behaviour.measure,
        "within_days": str(behaviour.within_days or ""),
        "why": "Counted for a rule that was found in past opportunities.",
    }


def _cells(term: Term, behaviours: dict[Behaviour, str]) -> dict[str, str]:
    return {
        "attribute": behaviours[term.behaviour] if term.behaviour else term.attribute,
        "pattern": term.pattern or "",
        "at_least": "" if term.at_least is None else f"{term.at_least:.15g}",
        "below": "" if term.below is None else f"{term.below:.15g}",
    }


def _gone(files: dict[str, SeedFile], challenger: str) -> dict[str, set[int]]:
    """Return the lines of the rules of an older challenger of this name, and of what only they ask for."""
    kept_rules, old_rules = set(), set()
    for _, cells in files["weight_overrides"].rows:
        is_own = cells.get("scorecard_id") == challenger
        (old_rules if is_own else kept_rules).add(cells.get("rule_id"))
    old_rules = {name for name in old_rules - kept_rules if name and name.startswith(PREFIX)}
    gone: dict[str, set[int]] = {}
    for name in ("fit_rules", "behaviour_rules"):
        gone[name] = {
            line
            for line, cells in files[name].rows
            if cells.get("rule_id") in old_rules and (cells.get("points") or "0") == "0"
        }
    if "personas" in files:
        gone["personas"] = _gone_personas(files, gone)
    # what stays may name a criterion, a condition or a behaviour
    asking = {"criteria": {"criterion"}, "conditions": ASKING, "behaviours": ASKING}
    for name in (name for name in asking if name in files):
        named = {
            cells.get(column)
            for other, seed in files.items()
            if other != name
            for line, cells in seed.rows
            if line not in gone.get(other, ())
            for column in asking[name]
        }
        gone[name] = {
            line
            for line, cells in files[name].rows
            if (cells.get(NAMES[name]) or "").startswith(PREFIX) and cells[NAMES[name]] not in named
        }
    return gone


def _gone_personas(files: dict[str, SeedFile], gone: dict[str, set[int]]) -> set[int]:
    """Return the lines of personas that nothing asks for any more, nor for one after them."""
    asked = {
        cells.get(pattern)
        for name in files
        for _, cells in _kept(files, gone, name)
        for attribute, pattern in (("attribute", "pattern"), ("population_attribute", "population_pattern"))
        if cells.get(attribute) == "persona"
    }
    found = [
        (line, cells)
        for line, cells in files["personas"].rows
        if (cells.get("persona_id") or "").startswith(PREFIX)
    ]
    last = max(
        (_priority(cells) for _, cells in found if cells["persona_id"] in asked), default=float("-inf")
    )
    return {line for line, cells in found if _priority(cells) > last}


def _renamed(
    others: dict[str, list[dict[str, str]]], files: dict[str, SeedFile], gone: dict[str, set[int]]
) -> dict[str, list[dict[str, str]]]:
    """Return the rows under names that no other row of the policy has."""
    taken = {
        cells.get(NAMES[name])
        for name in NAMES
        if name in files
        for line, cells in files[name].rows
        if line not in gone.get(name, ())
    }
    new = {cells[NAMES[name]] for name, listed in others.items() for cells in listed}
    names = {
        name: next(
            one
            for one in (name, *(f"{name}_{n}" for n in range(2, 1000)))
            if one not in taken and (one == name or one not in new)
        )
        for name in sorted(new)
    }
    # `attribute` of a rule or a condition may be one of them as well, and the pattern that asks for a persona
    columns = {*NAMES.values(), "attribute", "pattern"}
    return {
        name: [
            {
                column: names.get(value, value) if column in columns else value
                for column, value in cells.items()
            }
            for cells in listed
        ]
        for name, listed in others.items()
    }
