"""Rules and scorecards are measured as the libraries do, and recover what a simulation put in."""

from datetime import timedelta
from decimal import Decimal

import numpy
import pandas
import pytest
from engine import Engine
from scipy.stats import binom, norm
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from tables import AS_OF, rows_of

MODELS = (
    *("rule_performance", "scorecard_comparison", "score_accuracy", "gains_curve", "score_calibration"),
    "capacity_curve",
)
SETTINGS = [{"points_to_double_odds": 10, "stratum_points": 5, "wins_at_least": 20, "small_sample": 30}]
PUBLICATION = [{"as_of_date": AS_OF, "policy_version": "v"}]
POINTS_PER_LOG_ODDS = 10 / numpy.log(2)
CUT = AS_OF - timedelta(60)
# a table needs a row, and these are of nobody
NO_RIVALS = {
    "int_opportunity_scores": [
        {"scorecard_id": "", "opportunity_id": "", "contact_id": "", "as_of_date": AS_OF, "is_champion": True}
    ],
    "int_lead_attributes": [{"contact_id": "", "as_of_date": AS_OF, "attribute": "", "value": ""}],
    "int_attribute_values": [{"attribute": "", "value": "", "plain_value": "", "number_value": 0}],
    "attribute_types": [{"attribute": "", "rival": ""}],
}
GRADES = ["A+", "A", "B", "C"]
CHAIN = (
    "int_period_opportunities",
    "int_rule_strata",
    "int_rule_measures",
    "rule_performance",
)


@pytest.fixture(scope="module")
def evidence(project: Engine) -> Engine:
    return project.with_tables(MODELS)


def world(
    has: numpy.ndarray, points: numpy.ndarray, is_won: numpy.ndarray, scorecard: numpy.ndarray | None = None
) -> dict[str, pandas.DataFrame | list[dict]]:
    """Opportunities (rows) that have rules (columns) of some points, as the models read them."""
    scorecard = numpy.zeros(len(has), int) if scorecard is None else scorecard
    score = 50 + has @ points
    opportunities = pandas.DataFrame(
        {
            "scorecard_id": scorecard.astype(str),
            "opportunity_id": numpy.arange(len(has)).astype(str),
            "opened_on": CUT - timedelta(1),
            "score": score,
            "is_won": is_won,
        }
    )
    lead, rule = numpy.nonzero(has)
    resolved = opportunities.iloc[lead].drop(columns="opened_on").reset_index(drop=True)
    resolved["rule_id"] = rule.astype(str)
    resolved["subscore"] = "fit"
    resolved["points"] = points[rule]
    scorecards = sorted(set(scorecard.astype(str)))
    rules = [str(rule) for rule in range(len(points))]
    return {
        "int_resolved_opportunities": opportunities,
        "int_resolved_rules": resolved,
        "int_cut_date": [{"cut_date": CUT}],
        "int_scorecard_rules": [
            {
                "scorecard_id": name,
                "rule_id": rule,
                "label": rule,
                "subscore": "fit",
                "points": int(points[int(rule)]),
            }
            for name in scorecards
            for rule in rules
        ],
        "int_scorecards": [
            {"scorecard_id": name, "has_bant_points": True, "is_champion": name == "0"} for name in scorecards
        ],
        "int_settings": SETTINGS,
        "int_publication": PUBLICATION,
        "int_rules": [{"rule_id": rule, "tier": "widest"} for rule in rules],
        "importance_tiers": [{"tier": "widest", "at_least": "-15", "at_most": "15"}],
        "int_wording": [{"phrase": "evidence_beyond_tier", "phrase_text": "beyond"}],
        **NO_RIVALS,
    }


def strata_of(has: numpy.ndarray, points: numpy.ndarray, is_won: numpy.ndarray, rule: int) -> list:
    """The 2 × 2 tables of one rule, by strata of the score without it."""
    without = numpy.floor((50 + has @ points - has[:, rule] * points[rule]) / 5)
    tables = []
    for stratum in numpy.unique(without):
        rows = without == stratum
        cells = [
            [numpy.sum(rows & (has[:, rule] == one) & (is_won == won)) for won in (True, False)]
            for one in (True, False)
        ]
        tables.append(numpy.array(cells, dtype=float))
    return tables


@pytest.mark.parametrize("seed", range(5))
def test_odds_ratios_equal_statsmodels(evidence: Engine, seed: int) -> None:
    random = numpy.random.default_rng(seed)
    points = numpy.array([9, 4, 1, -6, 3])
    has = random.random((600, 5)) < random.uniform(0.1, 0.7, 5)
    is_won = random.random(600) < 1 / (1 + numpy.exp(1 - (has @ points) / POINTS_PER_LOG_ODDS))
    found = {
        row["rule_id"]: row
        for row in rows_of(
            evidence,
            CHAIN,
            {name: rows for name, rows in world(has, points, is_won).items()},
        )
    }
    for rule in range(5):
        tables = [
            cells
            for cells in strata_of(has, points, is_won, rule)
            if cells[0].sum() > 0 and cells[1].sum() > 0
        ]
        reference = StratifiedTable(tables)
        row = found[str(rule)]
        assert float(row["odds_ratio"]) == pytest.approx(reference.oddsratio_pooled, abs=1e-6)
        low, high = numpy.log(reference.oddsratio_pooled) + numpy.array([-1, 1]) * (
            1.959963984540054 * reference.logodds_pooled_se
        )
        assert float(row["log_odds_low"]) == pytest.approx(low, abs=1e-6)
        assert float(row["log_odds_high"]) == pytest.approx(high, abs=1e-6)
        assert row["leads_with"] == has[:, rule].sum()
        assert row["won_without"] == (is_won & ~has[:, rule]).sum()


def test_a_rule_that_always_wins_gets_half_an_opportunity(evidence: Engine) -> None:
    has = numpy.array([[True]] * 12 + [[False]] * 20)
    is_won = numpy.array([True] * 12 + [True] * 8 + [False] * 12)
    (row,) = rows_of(evidence, CHAIN, world(has, numpy.array([5]), is_won))
    reference = StratifiedTable([numpy.array([[12.5, 0.5], [8.5, 12.5]])])
    assert float(row["odds_ratio"]) == pytest.approx(reference.oddsratio_pooled, abs=1e-6)
    assert row["suggestion"] == "not_enough_evidence"
    assert row["suggested_points"] is None


def test_known_odds_are_recovered_and_covered(evidence: Engine) -> None:
    """200 worlds at once, each a scorecard of its own; independent rules, and the points do not know the truth."""
    random = numpy.random.default_rng(7)
    worlds, leads = 200, 800
    truth = numpy.array([0.9, 0.4, 0.0, -0.7])
    points = numpy.array([6, 6, 6, -6])
    has = random.random((worlds * leads, 4)) < numpy.array([0.3, 0.5, 0.4, 0.3])
    is_won = random.random(worlds * leads) < 1 / (1 + numpy.exp(0.8 - has @ truth))
    scorecard = numpy.repeat(numpy.arange(worlds), leads)
    rows = pandas.DataFrame(rows_of(evidence, CHAIN, world(has, points, is_won, scorecard)))
    for rule, log_odds in enumerate(truth):
        of_rule = rows[rows["rule_id"] == str(rule)]
        low, high = of_rule["log_odds_low"].astype(float), of_rule["log_odds_high"].astype(float)
        covered = ((low <= log_odds) & (log_odds <= high)).sum()
        # strata pool leads whose other rules differ a little, so the odds shrink by a hair: one part in a hundred
        least, most = binom.ppf([0.001, 0.999], worlds, 0.94)
        assert least <= covered <= max(most, 199), (rule, covered)
        assert of_rule["log_odds"].astype(float).mean() == pytest.approx(log_odds, abs=0.05)
    strong = rows[rows["rule_id"] == "0"]
    suggested = strong.loc[strong["suggestion"] != "not_enough_evidence", "suggested_points"].astype(float)
    # it stands out among the 800 rules of all worlds, so a few worlds that showed little of it are left out
    assert len(suggested) > 180
    assert suggested.mean() == pytest.approx(0.9 * POINTS_PER_LOG_ODDS, abs=0.7)
    silent = rows[rows["rule_id"] == "2"]["suggestion"].eq("not_enough_evidence").mean()
    assert silent >= 0.9


def noise(random: numpy.random.Generator, rules: int = 60, leads: int = 3000) -> tuple[numpy.ndarray, ...]:
    """Rules of one point that have nothing to do with who buys."""
    return random.random((leads, rules)) < 0.3, numpy.ones(rules, int), random.random(leads) < 0.3


def test_rules_stand_out_as_in_statsmodels(evidence: Engine) -> None:
    """A few rules that do something among many that do not, some of them measured twice: equal p-values."""
    random = numpy.random.default_rng(5)
    has, points, is_won = noise(random)
    is_won |= (has[:, 0] & (random.random(3000) < 0.3)) | (has[:, 1] & (random.random(3000) < 0.12))
    has[:, 2] = has[:, 1]
    rows = rows_of(evidence, CHAIN[:3], world(has, points, is_won))
    p_values = [2 * norm.sf(abs(row["log_odds"] / row["standard_error"])) for row in rows]
    assert [row["stands_out_p"] for row in rows] == pytest.approx(p_values, rel=1e-6)
    reference = multipletests(p_values, method="holm")[0]
    assert [row["stands_out"] for row in rows] == list(reference)
    assert 1 < sum(reference) < sum(p < 0.05 for p in p_values)


def test_noise_gives_no_advice(evidence: Engine) -> None:
    """Points are suggested in at most one set of twenty; an interval for each rule would suggest some in nearly all."""
    random = numpy.random.default_rng(2)
    advised = 0
    for _ in range(20):
        rows = rows_of(evidence, CHAIN, world(*noise(random)))
        advised += any(row["suggested_points"] is not None for row in rows)
    assert advised <= binom.ppf(0.99, 20, 0.05)


def test_right_points_are_kept(evidence: Engine) -> None:
    """Rules that stand out and have the points that they should have: none of sixty is told to change them."""
    random = numpy.random.default_rng(4)
    points = numpy.array([9] * 30 + [-9] * 30)
    has = random.random((30000, 60)) < 0.1
    is_won = random.random(30000) < 1 / (1 + numpy.exp(0.5 - (has @ points) / POINTS_PER_LOG_ODDS))
    rows = rows_of(evidence, CHAIN, world(has, points, is_won))
    assert {row["suggestion"] for row in rows} == {"keep"}
    beyond = [
        row for row in rows if not row["log_odds_low"] <= row["current_log_odds"] <= row["log_odds_high"]
    ]
    assert beyond


def test_nothing_is_learnt_from_what_was_opened_later(evidence: Engine) -> None:
    """From the day of the cut on the rule wins always; before it did nothing, and that is what it is worth."""
    random = numpy.random.default_rng(6)
    has = random.random((4000, 1)) < 0.5
    is_late = numpy.arange(4000) >= 2000
    is_won = numpy.where(is_late, has[:, 0], random.random(4000) < 0.3)
    tables = world(has, numpy.array([5]), is_won)
    tables["int_resolved_opportunities"].loc[is_late, "opened_on"] = CUT
    (row,) = rows_of(evidence, CHAIN, tables)
    (before,) = rows_of(evidence, CHAIN, world(has[:2000], numpy.array([5]), is_won[:2000]))
    assert row == before
    assert row["suggestion"] == "not_enough_evidence"


def test_a_companion_of_a_strong_rule_is_not_taken_for_one(evidence: Engine) -> None:
    """The second rule does nothing but comes with the first: given the other it is near nothing, as in a joint fit."""
    random = numpy.random.default_rng(3)
    first = random.random(20000) < 0.4
    second = random.random(20000) < numpy.where(first, 0.8, 0.2)
    has = numpy.column_stack([first, second])
    points = numpy.array([14, 3])
    is_won = random.random(20000) < 1 / (1 + numpy.exp(1.2 - 1.0 * first))
    found = {
        row["rule_id"]: float(row["log_odds"]) for row in rows_of(evidence, CHAIN, world(has, points, is_won))
    }
    joint = LogisticRegression(C=1e9).fit(has, is_won).coef_[0]
    crude = numpy.log(
        StratifiedTable(
            [numpy.array(strata_of(has[:, 1:], points[1:], is_won, 0)).sum(axis=0)]
        ).oddsratio_pooled
    )
    assert abs(crude) > 0.3
    assert found["0"] == pytest.approx(joint[0], abs=0.1)
    assert found["1"] == pytest.approx(joint[1], abs=0.1)


def opportunities(
    scores: dict[str, numpy.ndarray], is_won: numpy.ndarray, opened: numpy.ndarray
) -> pandas.DataFrame:
    return pandas.concat(
        pandas.DataFrame(
            {
                "scorecard_id": name,
                "opportunity_id": numpy.arange(len(is_won)).astype(str),
                "opened_on": [AS_OF - timedelta(int(day)) for day in opened],
                "score": values,
                "is_won": is_won,
            }
        )
        for name, values in scores.items()
    ).astype({"score": int})


def rivals_of(vendor: numpy.ndarray, grade: numpy.ndarray, random: numpy.random.Generator) -> dict:
    """Return the tables of two rival scores: the best of each opportunity's two contacts on the day before."""
    size = len(vendor)
    dates = [AS_OF, AS_OF - timedelta(1)]
    weaker = vendor - random.integers(1, 30, size)
    found: dict[str, list[dict]] = {name: [] for name in NO_RIVALS}
    for number in range(size):
        best, other = (f"C{number}{place}" for place in "ab")
        for contact in (best, other):
            for scorecard in ("main", "rival"):
                found["int_opportunity_scores"].append(
                    {
                        "scorecard_id": scorecard,
                        "opportunity_id": str(number),
                        "contact_id": contact,
                        "as_of_date": dates[0],
                        "is_champion": scorecard == "main",
                    }
                )
        known = [
            (best, dates[0], "vendor", str(vendor[number])),
            (other, dates[0], "vendor", str(weaker[number])),
            # not of the day before, not on the list, no rival
            (other, dates[1], "vendor", "999"),
            (best, dates[0], "grade", GRADES[grade[number]]),
            (other, dates[0], "grade", "C" if number % 2 else "unheard of"),
            (best, dates[0], "shoe_size", str(number)),
        ]
        for contact, as_of, attribute, value in known:
            found["int_lead_attributes"].append(
                {"contact_id": contact, "as_of_date": as_of, "attribute": attribute, "value": value}
            )
    for attribute, value in sorted(
        {(row["attribute"], row["value"]) for row in found["int_lead_attributes"]}
    ):
        number = None if attribute == "grade" else Decimal(value)
        found["int_attribute_values"].append(
            {"attribute": attribute, "value": value, "plain_value": value.lower(), "number_value": number}
        )
    found["attribute_types"] = [
        {"attribute": "vendor", "rival": "number"},
        {"attribute": "grade", "rival": "A+ | A|B |C"},
        {"attribute": "shoe_size", "rival": None},
    ]
    return found


def calls_of(
    evidence: Engine,
    tables: dict,
    models: tuple[str, ...] = ("int_cut_date", "int_period_opportunities", "capacity_curve"),
) -> dict[tuple[str, int], dict]:
    """The rows of capacity_curve by scorecard and threshold, of leads that nobody counts."""
    own = {
        "int_threshold_leads": [
            {"threshold": threshold, "leads": 0, "recent_leads": 0, "mature_leads": 0, "won_leads": 0}
            for threshold in range(101)
        ],
        "int_champion_history": [
            {"month_end_date": AS_OF, "previous_month_end_date": AS_OF - timedelta(28), "is_recent": True}
        ],
        "int_rep_capacity": [{"rep_id": "r", "weekly_capacity": 10}],
        "int_lead_opportunities": [{"opportunity_id": "o", "lead_id": "l"}],
    }
    rows = rows_of(evidence, models, tables | own)
    return {(row["scorecard_id"], row["threshold"]): row for row in rows}


@pytest.fixture(scope="module")
def judged(evidence: Engine) -> dict:
    random = numpy.random.default_rng(11)
    signal = random.normal(size=1500)
    is_won = random.random(1500) < 1 / (1 + numpy.exp(1 - signal))
    scores = {
        "main": numpy.clip(50 + 6 * signal + 12 * random.normal(size=1500), 0, 100).astype(int),
        "rival": numpy.clip(50 + 12 * signal + 8 * random.normal(size=1500), 0, 100).astype(int) // 5 * 5,
    }
    opened = random.integers(0, 300, 1500)
    rows = opportunities(scores, is_won, opened)
    scorecards = [
        {"scorecard_id": "main", "is_champion": True, "handoff_at_least": 51},
        {"scorecard_id": "rival", "is_champion": False, "handoff_at_least": 60},
    ]
    vendor = numpy.round(70 + 20 * signal + 15 * random.normal(size=1500), 2)
    grade = numpy.clip(2 - numpy.round(signal + random.normal(size=1500)), 0, 3).astype(int)
    scores |= {"vendor": vendor, "grade": -grade}
    tables = {
        "int_resolved_opportunities": rows,
        **rivals_of(vendor, grade, random),
        "int_scorecards": scorecards,
        "int_settings": SETTINGS,
        "int_publication": PUBLICATION,
        "int_wording": [{"phrase": "sample_small", "phrase_text": "Only {cases}."}],
    }
    (cut,) = rows_of(evidence, "int_cut_date", tables)
    models = [
        "int_cut_date",
        "int_period_opportunities",
        "gains_curve",
    ]
    days = numpy.array([(AS_OF - timedelta(int(day))).toordinal() for day in opened])
    return {
        "opened": days,
        "cut": cut["cut_date"].toordinal(),
        "after": days > cut["cut_date"].toordinal(),
        "before": days < cut["cut_date"].toordinal(),
        "scores": scores,
        "is_won": is_won,
        "accuracy": rows_of(evidence, [*models, "score_accuracy"], tables),
        "gains": rows_of(evidence, models, tables),
        "differences": {
            row["scorecard_id"]: row
            for row in rows_of(evidence, [*models[:2], "int_challenger_differences"], tables)
        },
        "calibration": rows_of(evidence, [*models[:3], "score_calibration"], tables),
        "calls": calls_of(evidence, tables),
    }


def test_the_cut_date_is_the_day_by_which_seven_in_ten_were_opened(judged: dict) -> None:
    opened = numpy.sort(judged["opened"])
    assert judged["cut"] == opened[int(numpy.ceil(0.7 * len(opened))) - 1]
    assert judged["before"].sum() + judged["after"].sum() == len(opened) - (opened == judged["cut"]).sum()


@pytest.mark.parametrize("name", ["main", "rival", "vendor", "grade"])
def test_areas_under_the_curve_equal_scikit_learn(judged: dict, name: str) -> None:
    row = next(r for r in judged["accuracy"] if (r["scorecard_id"], r["period"]) == (name, "after"))
    chosen = judged["after"]
    reference = roc_auc_score(judged["is_won"][chosen], judged["scores"][name][chosen])
    assert float(row["auc"]) == round(reference, 6)
    assert row["leads"] == chosen.sum()


def placements(scores: numpy.ndarray, is_won: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """DeLong's structural components, straight from the definition: all pairs."""
    won, lost = scores[is_won], scores[~is_won]
    wins = (won[:, None] > lost[None, :]) + 0.5 * (won[:, None] == lost[None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


@pytest.mark.parametrize("name", ["rival", "vendor", "grade"])
def test_the_difference_has_delongs_variance(judged: dict, name: str) -> None:
    chosen = judged["after"]
    is_won = judged["is_won"][chosen]
    parts = [placements(judged["scores"][name][chosen], is_won) for name in (name, "main")]
    variance = sum(
        numpy.var(one - other, ddof=1) / len(one) for one, other in zip(parts[0], parts[1], strict=True)
    )
    assert set(judged["differences"]) == {"rival", "vendor", "grade"}
    row = judged["differences"][name]
    assert row["auc_difference"] == pytest.approx(parts[0][0].mean() - parts[1][0].mean(), abs=1e-9)
    assert row["standard_error"] == pytest.approx(numpy.sqrt(variance), rel=1e-9)


def test_the_interval_of_an_area_is_delongs(judged: dict) -> None:
    chosen = judged["after"]
    of_won, of_lost = placements(judged["scores"]["main"][chosen], judged["is_won"][chosen])
    error = numpy.sqrt(numpy.var(of_won, ddof=1) / len(of_won) + numpy.var(of_lost, ddof=1) / len(of_lost))
    row = next(r for r in judged["accuracy"] if (r["scorecard_id"], r["period"]) == ("main", "after"))
    assert float(row["auc_low"]) == round(of_won.mean() - 1.959963984540054 * error, 6)


def chances_of_a_call(scores: numpy.ndarray, calls: int) -> numpy.ndarray:
    """Each one's chance to be among so many calls from the top, those that tie at the end in every order."""
    higher = (scores[None, :] > scores[:, None]).sum(axis=1)
    alike = (scores[None, :] == scores[:, None]).sum(axis=1)
    return numpy.clip((calls - higher) / alike, 0, 1)


@pytest.mark.parametrize("name", ["main", "rival", "vendor", "grade"])
def test_the_same_calls_down_two_lists(judged: dict, name: str) -> None:
    """Wins, and the variance of their difference opportunity by opportunity, at every threshold."""
    chosen = judged["after"]
    weeks = (judged["opened"].max() - judged["cut"]) / 7
    is_won, present = judged["is_won"][chosen], judged["scores"]["main"][chosen]
    scores = judged["scores"][name][chosen]
    assert {key[0] for key in judged["calls"]} == {"main", "rival", "vendor", "grade"}
    for threshold in range(101):
        row = judged["calls"][name, threshold]
        is_called = present >= threshold
        calls = is_called.sum()
        chances = chances_of_a_call(scores, calls)
        assert float(row["calls_per_week"]) == pytest.approx(calls / weeks, abs=0.00051)
        assert float(row["wins_per_week"]) == pytest.approx(chances @ is_won / weeks, abs=0.00051)
        assert row["is_handoff_threshold"] == (threshold == 51)
        if name == "main":
            assert row["is_champion"]
            assert row["more_wins_per_week"] is None
            assert row["more_wins_per_week_low"] is None
            continue
        more = ((chances - is_called) @ is_won) / weeks
        # the rate at the end: of each score of which one stands within a twentieth of all from the last call
        higher = (scores[None, :] > scores[:, None]).sum(axis=1)
        alike = (scores[None, :] == scores[:, None]).sum(axis=1)
        near = (higher - calls < len(scores) / 20) & (calls - higher - alike < len(scores) / 20)
        influence = (chances - is_called) * (is_won - is_won[near].mean())
        error = numpy.sqrt(len(scores) * numpy.var(influence, ddof=1)) / weeks
        assert float(row["more_wins_per_week"]) == pytest.approx(more, abs=0.00051)
        for side, bound in ((-1, "low"), (1, "high")):
            expected = more + side * 1.959963984540054 * error
            assert float(row[f"more_wins_per_week_{bound}"]) == pytest.approx(expected, abs=0.00051)
        assert row["leads_per_week"] is None
        assert not row["is_champion"]


def test_the_interval_of_the_same_calls_holds_the_truth(evidence: Engine) -> None:
    """Of 200 samples of 600, 95 % hold what 400,000 opportunities say; few calls and many, with scores that tie."""
    random = numpy.random.default_rng(3)

    def drawn(size: int) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
        signal = random.normal(size=size)
        is_won = random.random(size) < 1 / (1 + numpy.exp(2 - signal))
        present = numpy.clip(50 + 8 * signal + 14 * random.normal(size=size), 0, 100).astype(int)
        other = numpy.clip(50 + 12 * signal + 10 * random.normal(size=size), 0, 100).astype(int) // 5 * 5
        return is_won, present, other

    is_won, present, other = drawn(400_000)
    truth = {}
    for threshold in (50, 60, 75):
        share, size = (present >= threshold).mean(), len(other)
        values, kinds = numpy.unique(-other, return_inverse=True)
        alike = numpy.bincount(kinds)
        higher = numpy.cumsum(alike) - alike
        chances = numpy.clip((share * size - higher) / alike, 0, 1)[kinds]
        truth[threshold] = ((chances - (present >= threshold)) * is_won).mean() * 600
    samples = 200
    frames = []
    for sample in range(samples):
        is_won, present, other = drawn(600)
        names = [f"{sample} {number}" for number in range(600)]
        for card, scores in (("main", present), (f"rival {sample}", other)):
            frames.append(
                pandas.DataFrame(
                    {"scorecard_id": card, "opportunity_id": names, "score": scores, "is_won": is_won}
                )
            )
    tables = {
        "int_period_opportunities": pandas.concat(frames).assign(period="after", opened_on=AS_OF),
        "int_cut_date": [{"cut_date": AS_OF - timedelta(7)}],
        "int_scorecards": [{"scorecard_id": "main", "is_champion": True, "handoff_at_least": 51}],
        "int_publication": PUBLICATION,
    }
    rows = calls_of(evidence, tables, ("capacity_curve",))
    for threshold, more in truth.items():
        bounds = [
            (float(row["more_wins_per_week_low"]), float(row["more_wins_per_week_high"]))
            for (name, at_least), row in rows.items()
            if at_least == threshold and name != "main"
        ]
        assert len(bounds) == samples
        held = sum(low <= more <= high for low, high in bounds)
        # 95 % of 200, and as far from it as chance takes it once in a thousand times
        assert binom.ppf(0.0005, samples, 0.95) <= held <= binom.ppf(0.9995, samples, 0.95), (threshold, held)


@pytest.mark.parametrize("percent", [1, 5, 10, 37, 100])
def test_gains_are_the_mean_over_all_orders_of_ties(judged: dict, percent: int) -> None:
    chosen = judged["after"]
    scores, is_won = judged["scores"]["rival"][chosen], judged["is_won"][chosen]
    random = numpy.random.default_rng(0)
    cut = len(scores) * percent / 100
    captured = []
    for _ in range(4000):
        order = numpy.lexsort((random.random(len(scores)), -scores))
        wins = is_won[order]
        captured.append(wins[: int(cut)].sum() + (cut % 1) * (wins[int(cut)] if cut % 1 else 0))
    row = next(
        r
        for r in judged["gains"]
        if (r["scorecard_id"], r["period"], r["percent"]) == ("rival", "after", percent)
    )
    spread = numpy.std(captured) / numpy.sqrt(len(captured))
    assert float(row["won"]) == pytest.approx(numpy.mean(captured), abs=5 * spread + 1e-6)
    assert float(row["lift"]) == pytest.approx(float(row["captured_share"]) * 100 / percent, abs=1e-4)


def test_captured_shares_have_wilsons_interval_over_all_wins(judged: dict) -> None:
    rows = [row for row in judged["gains"] if (row["scorecard_id"], row["period"]) == ("main", "after")]
    wins = int(judged["is_won"][judged["after"]].sum())
    for row in rows:
        bounds = proportion_confint(float(row["captured_share"]) * wins, wins, method="wilson")
        found = float(row["captured_share_low"]), float(row["captured_share_high"])
        assert found == pytest.approx(bounds, abs=2e-6)


def test_a_calibration_from_few_cases_says_so(judged: dict) -> None:
    # a rival score has no scale from 0 to 100
    assert {row["scorecard_id"] for row in judged["calibration"]} == {"main", "rival"}
    assert {row["leads"] < 30 for row in judged["calibration"]} == {True, False}
    for row in judged["calibration"]:
        assert row["remark"] == (f"Only {row['leads']}." if row["leads"] < 30 else None)


@pytest.mark.parametrize("name", ["main", "rival"])
def test_calibration_is_isotonic_as_in_scikit_learn(judged: dict, name: str) -> None:
    scores, is_won = judged["scores"][name][judged["before"]], judged["is_won"][judged["before"]]
    reference = IsotonicRegression().fit(scores, is_won)
    rates = {row["score"]: row for row in judged["calibration"] if row["scorecard_id"] == name}
    assert sorted(rates) == list(range(101))
    for score in numpy.unique(scores):
        assert float(rates[score]["close_rate"]) == pytest.approx(reference.predict([score])[0], abs=1e-6)
    later = judged["scores"][name][judged["after"]]
    blocks = {(row["leads"], row["close_rate"]): row["later_leads"] for row in rates.values()}
    assert sum(blocks.values()) == len(later)
