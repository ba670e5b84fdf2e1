"""What `rules suggest` promises: it finds what is planted, nothing where nothing is, and a build scores it so."""

import re
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from engine import PROJECT, Engine, read_csv
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from test_weights import a_card, a_rule
from test_weights_write import raw_tables

from lead_scoring import policy, rules
from lead_scoring.report import missing_rules
from lead_scoring.report.reader import Tables
from lead_scoring.rules import data, report, write
from lead_scoring.rules.candidates import candidates
from lead_scoring.rules.search import Finder
from lead_scoring.warehouse import DuckDBWarehouse
from lead_scoring.weights import judge
from lead_scoring.weights.data import CannotSuggestError, Card, Opportunities

sys.path.insert(0, str(PROJECT / "benchmarks"))
import generate_policy  # noqa: E402

TIERS = [data.Tier("critical", 10, 15), data.Tier("important", 5, 9), data.Tier("influence", 1, 4)]
TIERS.append(data.Tier("negative", -100, -1))
RULED = {"criteria", "scorecards", "weight_overrides"}
WRITTEN = {
    "threshold": RULED | {"fit_rules"},
    "combination": RULED | {"fit_rules", "conditions"},
    "visits": RULED | {"behaviour_rules", "behaviours"},
}
PLANTED_WORDS = re.compile("baker|visit|found_age")
# what adds to the log-odds of a win, of leads made up here
PLANTED = {
    "nothing": lambda lead: 0,
    "threshold": lambda lead: 1.0 * (lead["age"] >= 52),
    "level": lambda lead: -1.2 * (lead["trade"] == "smith"),
    "combination": lambda lead: 1.6 * ((lead["trade"] == "baker") & (lead["income"] >= 60)),
    "visits": lambda lead: 1.1 * (lead["visits"] >= 3),
}


def made_up(planted: str, seed: int = 1, cases: int = 3000) -> tuple[Card, Opportunities, data.Facts]:
    """Return leads of six rules that matter, and of things that no rule asks, of which one may matter as well."""
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
    effects = np.array([0.9, 0.7, 0.5, 0.4, -0.5, 0.3])
    line = hits @ effects + PLANTED[planted](lead) - 1.2
    card = a_card([a_rule(n, points) for n, points in enumerate([9, 7, 5, 4, -5, 3])])
    base = 30 + hits @ np.array([9.0, 7, 5, 4, -5, 3])
    days = np.datetime64("2024-01-01") + (np.arange(cases) * 600 // cases).astype("timedelta64[D]")
    # a rule that all meet keeps the score off 0
    card = a_card([*card.rules, a_rule(6, 30)], bands=(("lower", 0.0), ("upper", 45.0)))
    hits = np.column_stack([hits, np.ones(cases)])
    is_won = random.random(cases) < 1 / (1 + np.exp(-line))
    past = Opportunities(sparse.csr_array(hits.astype(float)), is_won, days, np.arange(cases), base, base)
    return card, past, facts_of(lead, random)


def facts_of(lead: dict[str, np.ndarray], random: np.random.Generator) -> data.Facts:
    attributes = []
    for name in sorted(set(lead) - {"visits"}):
        known = np.flatnonzero(random.random(len(lead[name])) < 0.9)
        values = lead[name][known]
        is_text = values.dtype == object
        numbers = np.full(len(values), np.nan) if is_text else values
        attributes.append(data.Attribute(name, known, values.astype(str).astype(object), numbers))
    places = np.repeat(np.arange(len(lead["visits"])), lead["visits"])
    # a week apart, of the last half year
    ages = random.integers(0, 180, len(places))
    activities = [data.Activity("visit", "", "", places, ages, np.ones(len(places), dtype=int))]
    return data.Facts(attributes, activities, TIERS)


# what a rule must ask, whatever edge it found
ASKED = {
    "threshold": r"age (from (49|5\d) on|below (49|5\d))",
    "level": "trade is smith",
    "combination": r"(income from [56]\d(\.\d)? on and trade is baker|trade is baker and income .*)",
    "visits": r"visit [234] times or more",
}


@pytest.mark.parametrize("planted", ASKED)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_planted_is_found_and_nothing_else(planted: str, seed: int) -> None:
    suggestion = rules.decide(*made_up(planted, seed), rules.Settings())
    (rule,) = suggestion.rules
    assert re.fullmatch(ASKED[planted], rule.candidate.text)
    is_against = planted == "level" or "below" in rule.candidate.text
    assert rule.points <= -5 if is_against else rule.points >= 5
    assert any(tier.name == rule.tier and tier.at_least <= rule.points <= tier.at_most for tier in TIERS)
    assert suggestion.luck == 0.005
    assert suggestion.better[0] > 0.01
    assert suggestion.before_card.value > suggestion.before_present.value
    text = report.as_text(suggestion)
    assert rule.candidate.text in text
    # base with a present card whose bands are cut at 45
    later = suggestion.later.is_won[suggestion.later_score >= 45]
    assert re.search(rf"^upper +{100 * later.mean():.1f} % of {len(later)} \(", text, re.MULTILINE)
    assert len(re.findall(r"^\d+\.\d .* [+-]\d+\.\d\d \([+-]", text, re.MULTILINE)) in (3, 4)


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_found_where_nothing_is_missing(seed: int) -> None:
    with pytest.raises(CannotSuggestError, match="No missing rule: of 1.. candidates and 1,... pairs"):
        rules.decide(*made_up("nothing", seed, cases=2000), rules.Settings())


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_found_in_shuffled_outcomes(seed: int) -> None:
    card, past, facts = made_up("threshold", seed, cases=2000)
    shuffled = np.random.default_rng(seed).permutation(past.is_won)
    with pytest.raises(CannotSuggestError, match="Nothing is suggested"):
        rules.decide(card, replace(past, is_won=shuffled), facts, rules.Settings())


def test_what_a_present_rule_says_is_not_missing() -> None:
    """Under whatever points: that they are too few is what `weights suggest` tells."""
    card, past, facts = made_up("level")
    (trade,) = (attribute for attribute in facts.attributes if attribute.name == "trade")
    is_smith = np.zeros(len(past))
    is_smith[trade.places[trade.texts == "smith"]] = 1
    card = replace(card, rules=[*card.rules, a_rule(7, -1)])
    past = replace(past, hits=sparse.hstack([past.hits, sparse.csr_array(is_smith[:, None])], format="csr"))
    with pytest.raises(CannotSuggestError, match="No missing rule"):
        rules.decide(card, past, facts, rules.Settings())


def test_outcomes_after_the_cut_change_nothing_that_is_found() -> None:
    card, past, facts = made_up("threshold")
    first = rules.decide(card, past, facts, rules.Settings())
    is_later = past.opened_on > np.datetime64(first.cut)
    flipped = past.is_won.copy()
    flipped[np.flatnonzero(is_later)[::7]] ^= True
    again = rules.decide(card, replace(past, is_won=flipped), facts, rules.Settings())
    told = [
        [(rule.candidate, rule.points, rule.cases, rule.won) for rule in one.rules] for one in (first, again)
    ]
    assert told[0] == told[1]
    assert again.forward_card.value < first.forward_card.value
    with pytest.raises(CannotSuggestError, match="The later period contradicts the earlier"):
        rules.decide(card, replace(past, is_won=past.is_won ^ is_later), facts, rules.Settings())


def test_what_is_too_good_to_be_true_is_said() -> None:
    card, past, facts = made_up("threshold")
    said = "is too good to be true"
    assert said not in report.as_text(rules.decide(card, past, facts, rules.Settings()))
    # an attribute that somebody wrote down when the deal was won
    won = np.flatnonzero(past.is_won)
    leak = data.Attribute("signed", won, np.full(len(won), "yes", dtype=object), np.full(len(won), np.nan))
    leaking = replace(facts, attributes=[*facts.attributes, leak])
    told = report.as_text(rules.decide(replace(card, too_good=0.95), past, leaking, rules.Settings()))
    assert said in told and "nearly all opportunities with found_signed_is_known were won" in told


def test_too_few_outcomes_are_told() -> None:
    card, past, facts = made_up("threshold")
    few = replace(past, is_won=past.is_won & (np.arange(len(past)) < 100))
    with pytest.raises(CannotSuggestError, match="Too few outcomes: of the mature opportunities"):
        rules.decide(card, few, facts, rules.Settings())
    with pytest.raises(CannotSuggestError, match="No candidate"):
        rules.decide(card, past, data.Facts(tiers=TIERS), rules.Settings())


def test_the_gain_of_a_candidate_is_the_score_test_of_statsmodels() -> None:
    random = np.random.default_rng(3)
    present, hits = (
        (random.random((2000, 4)) < 0.4).astype(float),
        (random.random((2000, 3)) < 0.3).astype(float),
    )
    won = random.random(2000) < 1 / (1 + np.exp(1 - present[:, 0] - 0.4 * hits[:, 1]))
    finder = Finder(hits, present, won, np.arange(2000), np.array([], dtype=int), np.arange(3), (30, 5))
    fit = finder.fit([])
    reference = sm.GLM(won.astype(float), finder.base, family=sm.families.Binomial()).fit()
    rest = (won - fit.chance).astype(np.float32)
    gains = (hits.T @ rest) ** 2 / finder.variances(fit)
    for place in range(3):
        expected = reference.score_test(exog_extra=hits[:, [place]])[0]
        # but for its little ridge
        assert gains[place] == pytest.approx(float(np.squeeze(expected)), rel=0.03, abs=0.03)


def test_edges_are_taken_from_before_the_cut_alone() -> None:
    card, past, facts = made_up("threshold")
    learnt = np.arange(len(past)) < 2000
    later = [replace(one, numbers=np.where(learnt[one.places], one.numbers, 1e6)) for one in facts.attributes]
    first, again = (
        candidates(replace(facts, attributes=attributes), len(past), learnt, 0.4)
        for attributes in (facts.attributes, later)
    )
    assert first.found == again.found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "seeds/policy", tmp_path / "policy"))


def suggested(planted: str, seed: int = 1) -> rules.Suggestion:
    """Return a suggestion for the starter policy's champion."""
    card, past, facts = made_up(planted, seed)
    ids = ["role_decision_maker", "size_200_2000", "role_influencer", "country_core", "email_free"]
    ids += ["page_pricing", "form_demo_request"]
    named = [replace(rule, rule_id=name) for rule, name in zip(card.rules, ids, strict=True)]
    return rules.decide(replace(card, rules=named, scorecard_id="b2b"), past, facts, rules.Settings())


@pytest.mark.parametrize(
    "planted",
    ["combination", *(pytest.param(one, marks=pytest.mark.long) for one in ("threshold", "visits"))],
)
def test_what_is_written_is_a_valid_policy_and_replaces_itself(planted: str, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    suggestion = suggested(planted)
    found = write.write(suggestion, folder)
    once = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    # rows are added to the end; no other is touched
    assert all(once[name].startswith(content) for name, content in before.items())
    changed = {name.removesuffix(".csv") for name in once if once[name] != before[name]}
    assert changed == set(found.names) == WRITTEN[planted]
    assert policy.check(folder).problems == []
    (override,) = (row for row in found.overrides if row["rule_id"].startswith("found_"))
    assert override["points"] == str(suggestion.rules[0].points) and "won" in override["why"]
    # the champion's own overrides stay the challenger's
    base = [row for row in read_csv(folder / "weight_overrides.csv") if row["scorecard_id"] == "b2b"]
    assert len(found.overrides) == len(base) + 1
    write.write(suggestion, folder)
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == once
    # another suggestion leaves nothing of it
    write.write(suggested("level"), folder)
    assert not any(
        PLANTED_WORDS.search(path.read_text()[len(before[path.name]) :]) for path in folder.glob("*.csv")
    )


@pytest.mark.long
def test_what_a_promoted_card_uses_stays(folder: Path) -> None:
    write.write(suggested("combination"), folder)
    path = folder / "scorecards.csv"
    path.write_text(path.read_text().replace('missing rules",challenger', 'missing rules",retired'))
    once = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    assert write.write(suggested("combination"), folder).challenger == "b2b_rules_2"
    assert all(path.read_bytes().startswith(once[path.name]) for path in folder.glob("*.csv"))
    assert policy.check(folder).problems == []


@pytest.mark.long
def test_a_build_scores_the_challenger_as_it_was_judged(engine: Engine, tmp_path: Path) -> None:
    tables = raw_tables(2000)
    needed = ("int_resolved_opportunities", "int_resolved_rules", "int_fit_bant_hits", "int_rule_activities")
    needed += (
        "int_scorecard_rules",
        "int_cut_date",
        "int_lead_attributes",
        "int_lead_events",
        "int_lead_resets",
    )
    engine = engine.with_tables(needed)
    engine.write_raw(tables)
    folder = tmp_path / "policy"
    generate_policy.write_policy(engine.raw, folder)
    # the rules that ask for what matters are missing
    for path in folder.glob("*.csv"):
        lines = path.read_text().splitlines(keepends=True)
        path.write_text(
            "".join(line for line in lines if not re.search("job_title_smith|event_prices", line))
        )
    as_of = generate_policy.last_day(engine.raw)
    warehouse = DuckDBWarehouse(engine.run(tables, as_of, folder))
    suggestion = rules.decide(*data.read(warehouse, None), rules.Settings())
    asked = " / ".join(rule.candidate.text for rule in suggestion.rules)
    # the other trades have rules, whose weights say what a smith is worth
    assert "prices" in asked and "smith" not in asked

    # the report looks for them in the same warehouse
    shown = missing_rules.read(Tables(warehouse), suggestion.card.scorecard_id)
    assert [rule["points"] for rule in shown["rules"]] == [rule.points for rule in suggestion.rules[:5]]

    found = write.write(suggestion, folder)
    warehouse = DuckDBWarehouse(engine.run(tables, as_of, folder))
    _, challenger, _ = data.read(warehouse, found.challenger)
    before = challenger.where(challenger.opened_on < np.datetime64(suggestion.cut))
    assert np.array_equal(before.score, suggestion.score)
    assert np.array_equal(before.champion_score, suggestion.before.score)
    later = challenger.where(challenger.opened_on > np.datetime64(suggestion.cut))
    assert np.array_equal(later.score, suggestion.later_score)
    assert judge.auc(later.score, later.is_won) == suggestion.forward_card
    # what was found does not come back under its own name
    again = rules.decide(*data.read(warehouse, None), rules.Settings())
    assert [rule.candidate for rule in again.rules] == [rule.candidate for rule in suggestion.rules]


@pytest.mark.long
def test_ten_thousand_opportunities_and_five_hundred_candidates_take_less_than_a_minute() -> None:
    random = np.random.default_rng(2)
    card, past, facts = made_up("combination", cases=10_000)
    more = [
        data.Attribute(
            f"more {n:02}", np.arange(10_000), np.full(10_000, "", dtype=object), random.random(10_000)
        )
        for n in range(12)
    ]
    start = time.process_time()
    suggestion = rules.decide(
        card, past, replace(facts, attributes=facts.attributes + more), rules.Settings()
    )
    assert suggestion.looked_at[0] >= 500
    assert time.process_time() - start < 60


@pytest.mark.long
@pytest.mark.parametrize("planted", ["threshold", "combination"])
def test_two_thirds_of_what_gradient_boosting_finds(planted: str) -> None:
    """On opportunities after the cut: of what it has beside the present card, over several sets."""
    ours, theirs = [], []
    for seed in range(5):
        card, past, facts = made_up(planted, seed, cases=5000)
        suggestion = rules.decide(card, past, facts, rules.Settings())
        columns = [past.hits.toarray()]
        for attribute in facts.attributes:
            values = attribute.numbers
            if np.isnan(values).all():
                values = np.unique(attribute.texts.astype(str), return_inverse=True)[1].astype(float)
            column = np.full(len(past), np.nan)
            column[attribute.places] = values
            columns.append(column[:, None])
        everything = np.hstack(columns)
        is_before = past.opened_on < np.datetime64(suggestion.cut)
        is_later = past.opened_on > np.datetime64(suggestion.cut)
        boosting = HistGradientBoostingClassifier(
            learning_rate=0.05, max_leaf_nodes=8, max_iter=150, random_state=0
        )
        chance = boosting.fit(everything[is_before], past.is_won[is_before]).predict_proba(
            everything[is_later]
        )[:, 1]
        present = judge.auc(past.score[is_later], past.is_won[is_later]).value
        ours.append(suggestion.forward_card.value - present)
        theirs.append(judge.auc(chance, past.is_won[is_later]).value - present)
    assert np.mean(ours) >= 2 / 3 * np.mean(theirs)
