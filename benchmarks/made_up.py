"""Opportunities made up for `rules suggest`: six rules that matter, and things no rule asks, of which some matter."""

from datetime import date

import numpy as np
from scipy import sparse

from lead_scoring.rules import data
from lead_scoring.weights.data import Card, Opportunities, Rule

TIERS = [data.Tier("critical", 10, 15), data.Tier("important", 5, 9), data.Tier("influence", 1, 4)]
TIERS.append(data.Tier("negative", -100, -1))
POINTS = (9.0, 7.0, 5.0, 4.0, -5.0, 3.0)
EFFECTS = (0.9, 0.7, 0.5, 0.4, -0.5, 0.3)
# what adds to the log-odds of a win
PLANTED = {
    "nothing": lambda lead: 0,
    "threshold": lambda lead: 1.0 * (lead["age"] >= 52),
    "level": lambda lead: -1.2 * (lead["trade"] == "smith"),
    "combination": lambda lead: 1.6 * ((lead["trade"] == "baker") & (lead["income"] >= 60)),
    "visits": lambda lead: 1.1 * (lead["visits"] >= 3),
    # three things together, and the other way round where one of them is missing
    "personas": lambda lead: (
        (lead["trade"] == "baker")
        * np.where(
            lead["income"] >= 55,
            np.where(lead["age"] >= 40, 1.9, -1.3),
            np.where(lead["age"] >= 40, -1.3, 1.0),
        )
    ),
    "range": lambda lead: 1.0 * ((lead["age"] >= 35) & (lead["age"] < 50)),
    "three": lambda lead: (
        1.0 * (lead["age"] >= 52) - 1.0 * (lead["trade"] == "smith") + 0.8 * (lead["visits"] >= 3)
    ),
    # nothing that a rule says outright: a slope, a level each of twelve, segments of four things
    "slope": lambda lead: 0.03 * (lead["age"] - 48) + 0.5 * np.log(lead["income"] / 55),
    "towns": lambda lead: np.sin(3.0 * np.array([int(town[5:]) for town in lead["town"]])),
    "segments": lambda lead: np.where(
        lead["age"] < 35,
        np.where(lead["income"] >= 60, 1.2, np.where(lead["trade"] == "miller", -1.0, 0.0)),
        np.where(lead["visits"] >= 2, np.where(lead["children"] >= 2, 1.0, -0.4), -0.7),
    ),
}


def chances(planted: str, seed: int = 1, cases: int = 3000) -> np.ndarray:
    """Return the true chances of the opportunities that ``made_up`` gives: what nobody can know."""
    return _drawn(planted, seed, cases)[2]


def _drawn(
    planted: str, seed: int, cases: int
) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray, np.random.Generator]:
    """Return hits of the rules, leads, chances, and the generator as it was left."""
    random = np.random.default_rng(seed)
    hits = random.random((cases, 6)) < np.linspace(0.15, 0.5, 6)
    trades = np.array(["baker", "farmer", "miller", "smith"], dtype=object)
    lead = {
        "trade": trades[random.integers(4, size=cases)],
        "town": np.array([f"town {number}" for number in random.integers(12, size=cases)], dtype=object),
        "age": random.integers(18, 80, cases).astype(float),
        "income": np.round(random.lognormal(4, 0.5, cases), 1),
        "children": random.integers(0, 5, cases).astype(float),
        "visits": random.poisson(1.5, cases),
    }
    line = hits @ np.array(EFFECTS) + PLANTED[planted](lead) - 1.2
    return hits, lead, 1 / (1 + np.exp(-line)), random


def made_up(planted: str, seed: int = 1, cases: int = 3000) -> tuple[Card, Opportunities, data.Facts]:
    """Return a scorecard, past opportunities and what was known of their leads; ``planted``: what no rule asks for."""
    hits, lead, chance, random = _drawn(planted, seed, cases)
    # a rule that all meet keeps the score off 0
    card = a_card((*POINTS, 30.0))
    score = 30 + hits @ np.array(POINTS)
    days = np.datetime64("2024-01-01") + (np.arange(cases) * 600 // cases).astype("timedelta64[D]")
    hits = np.column_stack([hits, np.ones(cases)])
    is_won = random.random(cases) < chance
    past = Opportunities(sparse.csr_array(hits.astype(float)), is_won, days, np.arange(cases), score, score)
    return card, past, facts_of(lead, random)


def a_card(points: tuple[float, ...]) -> Card:
    """Return a scorecard of rules with these points, each in a criterion of its own; its cut is at 70 % of 600 days."""
    rules = [
        Rule(f"rule_{n:02d}", f"rule_{n:02d}", "fit", f"criterion_{n:02d}", one, None, None, None, None, None)
        for n, one in enumerate(points)
    ]
    bands = (("lower", 0.0), ("upper", 45.0))
    return Card("base", True, None, None, True, False, 51, {}, rules, 15, date(2025, 2, 23), bands=bands)


def facts_of(lead: dict[str, np.ndarray], random: np.random.Generator) -> data.Facts:
    """Return what is known of leads: nine of ten values, and visits spread over half a year."""
    attributes = []
    for name in sorted(set(lead) - {"visits"}):
        known = np.flatnonzero(random.random(len(lead[name])) < 0.9)
        values = lead[name][known]
        is_text = values.dtype == object
        numbers = np.full(len(values), np.nan) if is_text else values
        attributes.append(data.Attribute(name, known, values.astype(str).astype(object), numbers))
    places = np.repeat(np.arange(len(lead["visits"])), lead["visits"])
    ages = random.integers(0, 180, len(places))
    activities = [data.Activity("visit", "", "", places, ages, np.ones(len(places), dtype=int))]
    return data.Facts(attributes, activities, TIERS, free=np.ones(len(lead["visits"]), dtype=bool))
