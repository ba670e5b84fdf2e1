"""What the warehouse knows of past opportunities' leads on the day before, whether or not a rule looks at it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from lead_scoring import weights
from lead_scoring.warehouse import Warehouse
from lead_scoring.weights.data import Card, Opportunities, rows

NEEDED = (
    "int_lead_attributes",
    "int_attribute_values",
    "int_attribute_conditions",
    "int_lead_events",
    "int_activities",
)
# names of what was found and written earlier: it is looked for anew
PREFIX = "found_"
PERSONA = f"{PREFIX}persona_1"
PROPERTIES = ("page_path", "asset")


@dataclass(frozen=True)
class Attribute:
    """An attribute as known of some opportunities: their places, and beside each the text and the number (nan = none).

    Texts are plain: in lower case and without accents, as patterns compare them.
    """

    name: str
    places: np.ndarray
    texts: np.ndarray
    numbers: np.ndarray


@dataclass(frozen=True)
class Activity:
    """Events of a type (blank = any that is not passive), with a plain text in a property where there is one.

    A row per opportunity and age in days: places, ages, how many events.
    """

    event_type: str
    prop: str
    text: str
    places: np.ndarray
    ages: np.ndarray
    events: np.ndarray


@dataclass(frozen=True)
class Tier:
    """A tier of importance and its edges."""

    name: str
    at_least: float
    at_most: float


@dataclass(frozen=True)
class Facts:
    """All attributes and activities of past opportunities, and what a new rule must respect.

    ``tiers``: those of the policy. ``ruled``: behaviours with rules that are on, of which the strongest alone counts.
    ``free``: mask of the opportunities whose lead has no persona (None = a new one would change present scores).
    ``conditions``: attributes that are conditions of the policy, of which no other can be made.
    """

    attributes: list[Attribute] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    tiers: list[Tier] = field(default_factory=list)
    behaviours: frozenset[str] = frozenset()
    ruled: frozenset[str] = frozenset()
    free: np.ndarray | None = None
    conditions: frozenset[str] = frozenset()


OPPORTUNITIES = """
    select opportunity_id from {intermediate}.int_resolved_opportunities where scorecard_id = %s
"""
COUNT = "select count(*) from {intermediate}.int_resolved_opportunities where scorecard_id = %s"
ATTRIBUTES = """
    select opportunities.opportunity_id, attributes.attribute, forms.plain_value,
        cast(forms.number_value as double precision)
    from {intermediate}.int_resolved_opportunities as opportunities
    inner join {intermediate}.int_lead_attributes as attributes
        on opportunities.contact_id = attributes.contact_id and opportunities.as_of_date = attributes.as_of_date
    inner join {intermediate}.int_attribute_values as forms
        on attributes.attribute = forms.attribute and attributes.value = forms.value
    where opportunities.scorecard_id = %s
"""
# events of a reset day and before count for nothing, as with behaviours
EVENTS = """
    select opportunities.opportunity_id, opportunities.as_of_date, events.activity_date, activities.event_type,
        activities.page_path, activities.asset, count(*) as events
    from {intermediate}.int_resolved_opportunities as opportunities
    inner join {intermediate}.int_lead_events as events
        on opportunities.contact_id = events.contact_id and opportunities.as_of_date = events.as_of_date
    inner join {intermediate}.int_activities as activities on events.activity_id = activities.activity_id
    left join {intermediate}.int_lead_resets as resets on events.moment_id = resets.moment_id
    where opportunities.scorecard_id = %s
        and events.machine_rule_id is null
        and (resets.reset_date is null or events.activity_date > resets.reset_date)
    group by opportunities.opportunity_id, opportunities.as_of_date, events.activity_date, activities.event_type,
        activities.page_path, activities.asset
"""
PASSIVE = "select event_type from {seeds}.passive_event_types"
TIERS = """
    select tier, cast(at_least as double precision), cast(at_most as double precision) from {seeds}.importance_tiers
"""
BEHAVIOURS = "select behaviour from {seeds}.behaviours"
RULED = """
    select attribute from {intermediate}.int_scorecard_rules where attribute is not null and scorecard_id = %s
"""

PERSONAS = "select distinct persona_id, cast(priority as double precision) from {seeds}.personas"
# what a persona decides, whatever the rows are for
ASKS_PERSONA = """
    select attribute, pattern from {intermediate}.int_attribute_conditions
    where attribute in ('persona', 'knows_persona')
"""
# what is met or not, of which no condition and no persona may be made
CONDITIONS = (
    "select distinct group_id from {intermediate}.int_attribute_conditions where purpose = 'condition'"
)
# personas by scorecards that are not an older challenger of this command
KEPT = """
    select conditions.pattern, scorecards.scorecard_id, scorecards.is_champion
    from {intermediate}.int_scorecard_rules as rules
    inner join {intermediate}.int_scorecards as scorecards on rules.scorecard_id = scorecards.scorecard_id
    inner join {intermediate}.int_attribute_conditions as conditions
        on rules.rule_id = conditions.condition_id and conditions.purpose = 'rule'
    where rules.attribute = 'persona'
"""


def count(warehouse: Warehouse, scorecard_id: str) -> int:
    """Return how many past opportunities a scorecard has. Raises CannotReadError where their table is missing."""
    warehouse.need("intermediate", "int_resolved_opportunities")
    ((opportunities,),) = rows(warehouse, COUNT, scorecard_id)
    return opportunities


def read(
    warehouse: Warehouse, scorecard: str | None, turn_on: bool = False, ending: str = "rules"
) -> tuple[Card, Opportunities, Facts]:
    """Return a scorecard (default: the champion), its past opportunities, and all that was known of them.

    ``turn_on``: with its rules at 0 points, but for those that were found, which are looked for anew. ``ending``: of
    the challengers whose rules are.

    Raises what `weights.data.read` raises.
    """
    card, opportunities = weights.data.read(warehouse, scorecard, turn_on, PREFIX)
    warehouse.need("intermediate", *NEEDED, "int_lead_resets")
    name = card.scorecard_id
    # in the order in which `opportunities` are
    place = {
        opportunity: number
        for number, (opportunity,) in enumerate(sorted(rows(warehouse, OPPORTUNITIES, name)))
    }
    passive = {event_type for (event_type,) in rows(warehouse, PASSIVE)}
    behaviours = frozenset(behaviour for (behaviour,) in rows(warehouse, BEHAVIOURS))
    again = _looked_for_again(warehouse, name, ending)
    attributes = [row for row in rows(warehouse, ATTRIBUTES, name) if (row[1], row[2]) not in again]
    facts = Facts(
        list(_attributes(attributes, place)),
        list(_activities(rows(warehouse, EVENTS, name), place, passive)),
        [Tier(*row) for row in sorted(rows(warehouse, TIERS))],
        behaviours,
        behaviours & {attribute for (attribute,) in rows(warehouse, RULED, name)},
        _free(warehouse, attributes, place),
        frozenset(condition for (condition,) in rows(warehouse, CONDITIONS)),
    )
    return card, opportunities, facts


def _looked_for_again(warehouse: Warehouse, scorecard_id: str, ending: str) -> set[tuple[str, str]]:
    """Return the personas that an earlier --write has put into the policy and the next one takes out, as attributes."""
    priorities = {persona: priority for persona, priority in rows(warehouse, PERSONAS)}
    own = re.sub(rf"_{ending}(_\d+)?$", "", scorecard_id) + f"_{ending}"
    kept = [
        priorities[pattern]
        for pattern, other, is_champion in rows(warehouse, KEPT)
        if pattern in priorities
        and pattern.startswith(PREFIX)
        and (other == scorecard_id or is_champion or not re.fullmatch(own + r"(_\d+)?", other))
    ]
    # those before one that stays say who is in it
    last = max(kept, default=-np.inf)
    return {
        ("persona", persona)
        for persona, priority in priorities.items()
        if persona.startswith(PREFIX) and priority > last
    }


def _free(warehouse: Warehouse, attributes: list[tuple], place: dict[str, int]) -> np.ndarray | None:
    """Return the mask of opportunities whose lead has no persona; None where to have any is asked for."""
    for attribute, pattern in rows(warehouse, ASKS_PERSONA):
        alternatives = (pattern or "%").lower().split("|")
        if attribute == "knows_persona" or any(
            is_like(one.strip(), PERSONA) and not one.strip().startswith(PREFIX) for one in alternatives
        ):
            return None
    free = np.ones(len(place), dtype=bool)
    free[[place[opportunity] for opportunity, attribute, *_ in attributes if attribute == "persona"]] = False
    return free


def is_like(pattern: str, text: str) -> bool:
    """Return whether a text matches a `like` pattern."""
    parts = [{"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in pattern]
    return re.fullmatch("".join(parts), text, re.S) is not None


def _attributes(found: Iterable[tuple], place: dict[str, int]) -> Iterable[Attribute]:
    values: dict[str, list[tuple[int, str, float]]] = {}
    for opportunity, attribute, text, number in found:
        values.setdefault(attribute, []).append(
            (place[opportunity], text or "", np.nan if number is None else number)
        )
    for attribute in sorted(values):
        places, texts, numbers = zip(*sorted(values[attribute]), strict=True)
        yield Attribute(
            attribute, np.array(places), np.array(texts, dtype=object), np.array(numbers, dtype=float)
        )


def _activities(found: Iterable[tuple], place: dict[str, int], passive: set[str]) -> Iterable[Activity]:
    counted: dict[tuple[str, str, str], dict[tuple[int, int], int]] = {}
    for opportunity, as_of, day, event_type, page_path, asset, events in found:
        at = (place[opportunity], _days(as_of, day))
        keys = [(event_type, "", "")]
        if event_type not in passive:
            keys.append(("", "", ""))
        texts = zip(PROPERTIES, (page_path, asset), strict=True)
        keys += [(event_type, prop, text.strip().lower()) for prop, text in texts if text and text.strip()]
        for key in keys:
            days = counted.setdefault(key, {})
            days[at] = days.get(at, 0) + int(events)
    for key in sorted(counted):
        days = sorted(counted[key].items())
        places, ages = zip(*(at for at, _ in days), strict=True)
        yield Activity(*key, np.array(places), np.array(ages), np.array([events for _, events in days]))


def _days(as_of: date, day: date) -> int:
    return (as_of - day).days
