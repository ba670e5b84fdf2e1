"""What the warehouse knows of past opportunities' leads on the day before, whether or not a rule looks at it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from lead_scoring import weights
from lead_scoring.warehouse import Warehouse
from lead_scoring.weights.data import Card, Opportunities, rows

NEEDED = ("int_lead_attributes", "int_attribute_values", "int_lead_events", "int_activities")
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
    """

    attributes: list[Attribute] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    tiers: list[Tier] = field(default_factory=list)
    behaviours: frozenset[str] = frozenset()
    ruled: frozenset[str] = frozenset()


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


def count(warehouse: Warehouse, scorecard_id: str) -> int:
    """Return how many past opportunities a scorecard has. Raises CannotReadError where their table is missing."""
    warehouse.need("intermediate", "int_resolved_opportunities")
    ((opportunities,),) = rows(warehouse, COUNT, scorecard_id)
    return opportunities


def read(warehouse: Warehouse, scorecard: str | None) -> tuple[Card, Opportunities, Facts]:
    """Return a scorecard (default: the champion), its past opportunities, and all that was known of them.

    Raises what `weights.data.read` raises.
    """
    card, opportunities = weights.data.read(warehouse, scorecard)
    warehouse.need("intermediate", *NEEDED, "int_lead_resets")
    name = card.scorecard_id
    # in the order in which `opportunities` are
    place = {
        opportunity: number
        for number, (opportunity,) in enumerate(sorted(rows(warehouse, OPPORTUNITIES, name)))
    }
    passive = {event_type for (event_type,) in rows(warehouse, PASSIVE)}
    behaviours = frozenset(behaviour for (behaviour,) in rows(warehouse, BEHAVIOURS))
    facts = Facts(
        list(_attributes(rows(warehouse, ATTRIBUTES, name), place)),
        list(_activities(rows(warehouse, EVENTS, name), place, passive)),
        [Tier(*row) for row in sorted(rows(warehouse, TIERS))],
        behaviours,
        behaviours & {attribute for (attribute,) in rows(warehouse, RULED, name)},
    )
    return card, opportunities, facts


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
