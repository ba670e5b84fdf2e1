"""What the warehouse knows of past opportunities: which rules their leads met on the day before, and how they ended."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import numpy as np
from scipy import sparse

from lead_scoring import parts
from lead_scoring.errors import UserError
from lead_scoring.warehouse import Warehouse

# what is read of parts that can be switched off
NEEDED = {
    "feedback": ("int_cut_date", "int_resolved_opportunities"),
    "checks": ("int_rule_activities",),
}
# cases that a rule needs before the cut for its points to be looked at
CASES_AT_LEAST = 10
LARGEST_POINTS = 15


class CannotSuggestError(UserError):
    """Nothing can be suggested; the message says why, with numbers.

    ``reason``: the same in a word, by which other languages say it: few_outcomes, no_candidate, no_signal or
    contradicted; blank where what was asked for makes no sense.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Rule:
    """A rule that is on: its points on the scorecard, its limits and its tier's edges (None = none)."""

    rule_id: str
    label: str
    subscore: str
    criterion: str
    points: float
    max_points: float | None
    verdict: str | None
    tier: str | None
    tier_low: float | None
    tier_high: float | None


RULE_COLUMNS = len(fields(Rule))


@dataclass(frozen=True)
class Off:
    """A rule at 0 points: the attribute that it asks for, else None and how its events count."""

    rule: Rule
    attribute: str | None
    max_per_day: float | None
    decay: str
    decay_days: float | None

    def left(self, age: int) -> float:
        """Return what is left of an event after so many days (contract: f(age), nine places)."""
        days = self.decay_days or 1.0
        if self.decay == "half_life":
            return round(0.5 ** (age / days), 9)
        if self.decay == "linear":
            return round(max(0.0, 1 - age / days), 9)
        return float(age < days) if self.decay == "window" else 1.0


@dataclass(frozen=True)
class Card:
    """A scorecard: its limits (None = none), its rules by id, and the largest points an edge of a tier allows.

    ``cut_date``: the project's, None without outcomes. ``overlaps``: pairs of interest rules, by their place, that
    some event meets both; it earns under the stronger. ``adds_up``: criteria of which all rules count (None = those of
    interest). ``too_good``: an AUC or a share won above it is hardly ever real (1 = no limit). ``bands``: names and
    lower edges. ``champion_handoff``: from which score the champion hands off (None = no champion). ``off``: ids of
    rules of fit and interest that have 0 points here and are not among ``rules``. ``order``: places of rules that had
    0 points, with their place in the order in which such rules counted.
    """

    scorecard_id: str
    is_champion: bool
    fit_max: float | None
    interest_max: float | None
    has_bant_points: bool
    has_bant_gate: bool
    handoff_at_least: float
    criterion_max: dict[str, float]
    rules: list[Rule]
    largest_points: int
    cut_date: date | None = None
    overlaps: frozenset[tuple[int, int]] = frozenset()
    adds_up: frozenset[str] | None = None
    too_good: float = 1.0
    bands: tuple[tuple[str, float], ...] = ()
    champion_handoff: float | None = None
    off: tuple[str, ...] = ()
    order: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Opportunities:
    """Opportunities that are mature and resolved, by id.

    ``hits``: opportunities × rules of the card, how often the rule was earned (fit and BANT: 1, or its place on a
    line of points; also rules that others beat). ``contact``: number of the contact. ``score``, ``champion_score``:
    the published score of the day before on this card and on the champion (nan = not in its population).
    ``opened_on``: days.
    """

    hits: sparse.csr_array
    is_won: np.ndarray
    opened_on: np.ndarray
    contact: np.ndarray
    score: np.ndarray
    champion_score: np.ndarray

    def __len__(self) -> int:
        return len(self.is_won)

    def where(self, chosen: np.ndarray) -> "Opportunities":
        """Return some of the opportunities, by a mask or by positions."""
        return Opportunities(
            self.hits[chosen],
            self.is_won[chosen],
            self.opened_on[chosen],
            self.contact[chosen],
            self.score[chosen],
            self.champion_score[chosen],
        )

    def joined(self, other: "Opportunities") -> "Opportunities":
        """Return these opportunities and then the others."""
        return Opportunities(
            sparse.vstack([self.hits, other.hits], format="csr"),
            *(
                np.concatenate([getattr(self, name), getattr(other, name)])
                for name in ("is_won", "opened_on", "contact", "score", "champion_score")
            ),
        )


CARDS = """
    select scorecard_id, is_champion, fit_max, interest_max, has_bant_points, has_bant_gate, handoff_at_least
    from {intermediate}.int_scorecards
"""
RULES = """
    with tiers as (
        select tier, cast(at_least as double precision) as tier_low, cast(at_most as double precision) as tier_high
        from {seeds}.importance_tiers
    )
    select
        rules.rule_id, rules.label, rules.subscore, rules.criterion, cast(rules.points as double precision),
        cast(rules.max_points as double precision), rules.verdict, rule_tiers.tier, tiers.tier_low, tiers.tier_high
    from {intermediate}.int_scorecard_rules as rules
    inner join {intermediate}.int_rules as rule_tiers on rules.rule_id = rule_tiers.rule_id
    left join tiers on rule_tiers.tier = tiers.tier
    where rules.scorecard_id = %s
"""
OVERLAPS = """
    select distinct ones.rule_id, others.rule_id
    from {intermediate}.int_rule_activities as ones
    inner join {intermediate}.int_rule_activities as others
        on ones.activity_id = others.activity_id and ones.rule_id < others.rule_id
"""
OPPORTUNITIES = """
    select
        own.opportunity_id, own.contact_id, own.opened_on, own.is_won, own.score,
        champion.score as champion_score
    from {intermediate}.int_resolved_opportunities as own
    left join {intermediate}.int_scorecards as champions on champions.is_champion
    left join {intermediate}.int_resolved_opportunities as champion
        on champions.scorecard_id = champion.scorecard_id and own.opportunity_id = champion.opportunity_id
    where own.scorecard_id = %s
"""
# also the rules that were not the strongest: under other points they may be. Of a behaviour the one that counted; of
# interest what silence has left of it
HITS = """
    with hits as (
        select scorecard_id, contact_id, as_of_date, subscore, rule_id, points
        from {intermediate}.int_interest_hits
        union all
        select scorecard_id, contact_id, as_of_date, subscore, rule_id, points
        from {intermediate}.int_fit_bant_hits
        where subscore <> 'interest' or is_strongest
    )
    select
        opportunities.opportunity_id, hits.rule_id,
        cast(hits.points as double precision) / cast(rules.points as double precision)
        * case
            when hits.subscore = 'interest' and totals.earned_interest_points > 0
                then cast(totals.interest_points as double precision)
                    / cast(totals.earned_interest_points as double precision)
            else 1
        end as times
    from {intermediate}.int_resolved_opportunities as opportunities
    inner join hits
        on opportunities.scorecard_id = hits.scorecard_id
        and opportunities.contact_id = hits.contact_id
        and opportunities.as_of_date = hits.as_of_date
    inner join {intermediate}.int_scorecard_rules as rules
        on hits.scorecard_id = rules.scorecard_id and hits.rule_id = rules.rule_id
    inner join {intermediate}.int_lead_totals as totals
        on opportunities.scorecard_id = totals.scorecard_id
        and opportunities.contact_id = totals.contact_id
        and opportunities.as_of_date = totals.as_of_date
    where opportunities.scorecard_id = %s
"""
# rules at 0 points: a line of points that is off has no slope to be fitted, and BANT decides more than points
OFF = """
    select
        rules.rule_id, rules.label, criteria.subscore, rules.criterion, cast(0 as double precision),
        cast(rules.max_points as double precision), rules.verdict, rules.tier, tiers.tier_low, tiers.tier_high,
        rules.attribute, cast(rules.max_per_day as double precision), rules.decay,
        cast(rules.decay_days as double precision)
    from {intermediate}.int_rules as rules
    inner join {intermediate}.int_criteria as criteria on rules.criterion = criteria.criterion
    left join (
        select tier, cast(at_least as double precision) as tier_low, cast(at_most as double precision) as tier_high
        from {seeds}.importance_tiers
    ) as tiers on rules.tier = tiers.tier
    left join {intermediate}.int_scorecard_rules as scorecard_rules
        on rules.rule_id = scorecard_rules.rule_id and scorecard_rules.scorecard_id = %s
    where criteria.subscore in ('fit', 'interest') and rules.points_to is null and scorecard_rules.rule_id is null
"""
# what silence leaves of interest
KEEPS = "coalesce(cast(totals.keeps as double precision), 1)"
OFF_HITS = f"""
    select distinct
        opportunities.opportunity_id, matches.condition_id as rule_id,
        case when criteria.subscore = 'interest' then {KEEPS} else cast(1 as double precision) end as times
    from {{intermediate}}.int_resolved_opportunities as opportunities
    inner join {{intermediate}}.int_lead_attributes as attributes
        on opportunities.contact_id = attributes.contact_id and opportunities.as_of_date = attributes.as_of_date
    inner join {{intermediate}}.int_attribute_matches as matches
        on attributes.attribute = matches.attribute and attributes.value = matches.value
    inner join {{intermediate}}.int_rules as rules on matches.condition_id = rules.rule_id
    inner join {{intermediate}}.int_criteria as criteria on rules.criterion = criteria.criterion
    inner join {{intermediate}}.int_lead_totals as totals
        on opportunities.scorecard_id = totals.scorecard_id
        and opportunities.contact_id = totals.contact_id
        and opportunities.as_of_date = totals.as_of_date
    where opportunities.scorecard_id = %s and matches.purpose = 'rule'
"""
RULE_ACTIVITIES = "select rule_id, activity_id from {intermediate}.int_rule_activities"
# the days on which activities of interest rules were done, after what has set interest back
OFF_EVENTS = f"""
    select
        opportunities.opportunity_id, events.activity_id, opportunities.as_of_date, events.activity_date,
        {KEEPS} as keeps, count(*) as events
    from {{intermediate}}.int_resolved_opportunities as opportunities
    inner join {{intermediate}}.int_lead_events as events
        on opportunities.contact_id = events.contact_id and opportunities.as_of_date = events.as_of_date
    inner join (select distinct activity_id from {{intermediate}}.int_rule_activities) as activities
        on events.activity_id = activities.activity_id
    inner join {{intermediate}}.int_lead_totals as totals
        on opportunities.scorecard_id = totals.scorecard_id
        and opportunities.contact_id = totals.contact_id
        and opportunities.as_of_date = totals.as_of_date
    left join {{intermediate}}.int_lead_resets as resets on events.moment_id = resets.moment_id
    where opportunities.scorecard_id = %s
        and events.machine_rule_id is null
        and (resets.reset_date is null or events.activity_date > resets.reset_date)
    group by 1, 2, 3, 4, 5
"""
BEHAVIOUR_RULES = """
    select rules.rule_id, rules.attribute
    from {intermediate}.int_rules as rules
    inner join {intermediate}.int_criteria as criteria on rules.criterion = criteria.criterion
    where criteria.subscore = 'interest' and rules.attribute is not null
"""
ADDED_UP = "select criterion from {intermediate}.int_criteria where not counts_strongest"
LIMITS = """
    select criterion, cast(max_points as double precision) from {intermediate}.int_criteria
    where max_points is not null
"""
BANDS = "select band, cast(at_least as double precision) from {intermediate}.int_score_bands"
EDGE = "select max(cast(at_most as double precision)) from {seeds}.importance_tiers"
TOO_GOOD = "select cast(at_most as double precision) from {seeds}.targets where signal = 'too_good'"
CUT_DATE = "select cut_date from {intermediate}.int_cut_date"


def read(
    warehouse: Warehouse, scorecard: str | None, turn_on: bool = False, but: str | None = None
) -> tuple[Card, Opportunities]:
    """Return a scorecard (default: the champion) and its past opportunities, from a warehouse that was built.

    ``turn_on``: with the rules of fit and interest that have 0 points on it. Of an event or a behaviour that several
    rules ask for, one that is on counts; of those that are off the one that asks for the least. ``but``: what the ids
    of rules at 0 points begin with that are left out of all this.

    Raises CannotSuggestError where there is no such scorecard, CannotReadError where a table is missing.
    """
    parts.need_the_past(warehouse)
    for part, tables in NEEDED.items():
        parts.needed_part(warehouse, part, "intermediate", *tables)
    cards = {row[0]: row[1:] for row in sorted(rows(warehouse, CARDS))}
    chosen = scorecard or next((name for name, row in cards.items() if row[0]), "")
    if chosen not in cards:
        known = ", ".join(cards)
        raise CannotSuggestError(f"There is no scorecard {chosen!r} in use. There are: {known or 'none'}.")
    handoff = next((float(row[-1]) for row in cards.values() if row[0]), None)
    off = [Off(Rule(*row[:RULE_COLUMNS]), *row[RULE_COLUMNS:]) for row in rows(warehouse, OFF, chosen)]
    off = [one for one in off if not but or not one.rule.rule_id.startswith(but)]
    names = {one.rule.rule_id for one in off}
    card = _card(warehouse, chosen, [one.rule for one in off] if turn_on else [], *cards[chosen])
    card = replace(card, champion_handoff=handoff, off=() if turn_on else tuple(sorted(names)))
    found, hits = rows(warehouse, OPPORTUNITIES, chosen), rows(warehouse, HITS, chosen)
    if turn_on:
        on = {rule.rule_id for rule in card.rules} - names
        more, first = _turned_on(warehouse, chosen, off, on, hits)
        hits, card = hits + more, _with_order(warehouse, card, names, first)
    return card, _opportunities(found, hits, [rule.rule_id for rule in card.rules])


def _turned_on(
    warehouse: Warehouse, scorecard_id: str, off: list[Off], on: set[str], hits: list[tuple]
) -> tuple[list[tuple], list[str]]:
    """Return the hits of rules at 0 points, and their ids in the order in which they counted: what asks least first."""
    asked = dict(rows(warehouse, BEHAVIOUR_RULES))
    plain = {one.rule.rule_id: one for one in off}
    met = [row for row in rows(warehouse, OFF_HITS, scorecard_id) if row[1] in plain]
    activities: dict[str, set] = defaultdict(set)
    for rule_id, activity in rows(warehouse, RULE_ACTIVITIES):
        activities[rule_id].add(activity)
    width = Counter(rule_id for _, rule_id, _ in met)
    width.update({rule_id: len(activities[rule_id]) for rule_id in plain if rule_id in activities})
    first = sorted(plain, key=lambda rule_id: (width[rule_id], rule_id))

    # of the rules on one behaviour the strongest counts, and any that is on is stronger than these
    taken = {(opportunity, asked[rule_id]) for opportunity, rule_id, _ in hits if rule_id in asked}
    found, rank = [], {rule_id: place for place, rule_id in enumerate(first)}
    for opportunity, rule_id, times in sorted(met, key=lambda row: (row[0], rank[row[1]])):
        question = (opportunity, asked.get(rule_id))
        if rule_id in asked and question in taken:
            continue
        taken.add(question)
        found.append((opportunity, rule_id, times))

    # an event earns once
    owner: dict[object, str] = {}
    for rule_id in (*sorted(on), *first):
        for activity in activities.get(rule_id, ()):
            owner.setdefault(activity, rule_id)
    days: Counter[tuple] = Counter()
    for opportunity, activity, as_of, day, keeps, events in rows(warehouse, OFF_EVENTS, scorecard_id):
        if (rule_id := owner.get(activity)) in plain:
            days[opportunity, rule_id, (as_of - day).days, keeps] += events
    earned: dict[tuple[str, str], float] = defaultdict(float)
    for (opportunity, rule_id, age, keeps), events in sorted(days.items()):
        one = plain[rule_id]
        earned[opportunity, rule_id] += min(events, one.max_per_day or events) * one.left(age) * keeps
    return found + [(*key, times) for key, times in earned.items() if times], first


def _with_order(warehouse: Warehouse, card: Card, names: set[str], first: list[str]) -> Card:
    """Return the card with the order of rules that had 0 points, and the behaviours of which two rules ask for one."""
    places = {rule.rule_id: number for number, rule in enumerate(card.rules)}
    asked: dict[str, list[str]] = defaultdict(list)
    for rule_id, attribute in rows(warehouse, BEHAVIOUR_RULES):
        if rule_id in places:
            asked[attribute].append(rule_id)
    pairs = {
        tuple(sorted((places[one], places[other])))
        for ids in asked.values()
        for one, other in combinations(ids, 2)
        if names & {one, other}
    }
    order = {places[rule_id]: place for place, rule_id in enumerate(first)}
    return replace(card, order=order, overlaps=card.overlaps | pairs)


def rows(warehouse: Warehouse, query: str, *values: object) -> list[tuple]:
    """Return what a query finds, in which {intermediate} and {seeds} stand for schemas."""
    names = {name: warehouse.quoted(warehouse.schema(name)) for name in ("intermediate", "seeds")}
    return list(warehouse.rows(query.format(**names), values))


def _card(
    warehouse: Warehouse,
    scorecard_id: str,
    more: list[Rule],
    is_champion: bool,
    fit_max: Decimal | None,
    interest_max: Decimal | None,
    has_bant_points: bool,
    has_bant_gate: bool,
    handoff_at_least: Decimal,
) -> Card:
    # not every warehouse orders text as this one does
    rules = sorted(
        [*(Rule(*row) for row in rows(warehouse, RULES, scorecard_id)), *more], key=lambda rule: rule.rule_id
    )
    places = {rule.rule_id: number for number, rule in enumerate(rules)}
    pairs = [tuple(sorted(pair)) for pair in rows(warehouse, OVERLAPS)]
    ((edge,),) = rows(warehouse, EDGE)
    ((cut_date,),) = rows(warehouse, CUT_DATE)
    too_good = next((limit for (limit,) in rows(warehouse, TOO_GOOD) if limit is not None), 1.0)
    return Card(
        scorecard_id,
        is_champion,
        None if fit_max is None else float(fit_max),
        None if interest_max is None else float(interest_max),
        has_bant_points,
        has_bant_gate,
        float(handoff_at_least),
        dict(rows(warehouse, LIMITS)),
        rules,
        int(edge) if edge and edge >= 1 else LARGEST_POINTS,
        cut_date,
        frozenset((places[one], places[other]) for one, other in pairs if one in places and other in places),
        frozenset(name for (name,) in rows(warehouse, ADDED_UP)),
        too_good,
        tuple(rows(warehouse, BANDS)),
    )


def _opportunities(rows: list[tuple], hits: list[tuple], rule_ids: list[str]) -> Opportunities:
    rows = sorted(rows)
    place = {row[0]: number for number, row in enumerate(rows)}
    column = {name: number for number, name in enumerate(rule_ids)}
    met = sorted((place[opportunity], column[rule], times) for opportunity, rule, times in hits)
    matrix = sparse.csr_array(
        (
            np.array([times for *_, times in met], dtype=float),
            (
                np.array([row for row, *_ in met], dtype=np.int32),
                np.array([rule for _, rule, _ in met], dtype=np.int32),
            ),
        ),
        shape=(len(rows), len(rule_ids)),
    )
    _, contacts, opened_on, is_won, score, champion_score = zip(*rows, strict=True) if rows else ((),) * 6
    return Opportunities(
        matrix,
        np.array(is_won, dtype=bool),
        np.array(opened_on, dtype="datetime64[D]"),
        np.unique(np.array(contacts, dtype=str), return_inverse=True)[1],
        np.array(score, dtype=float),
        np.array(champion_score, dtype=float),  # None becomes nan
    )
