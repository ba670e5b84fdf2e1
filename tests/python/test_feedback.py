"""Was the score right? Each statistic equals a published value, a library or a second calculation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy
import pytest
from engine import Engine
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson
from tables import AS_OF, rows_of

MODELS = (
    "touches_before_close",
    "int_failure_traits",
    "int_handoff_signals",
    "int_lead_signals",
    "int_outcome_signals",
    "int_drift_signals",
    "close_rates",
    "close_rates_by_band",
    "readiness_signals",
    "opportunity_scores",
    "time_to_close",
)
SETTINGS = {
    "small_sample": 30,
    "trait_cases_at_least": 20,
    "recent_days": 28,
    "drift_days": 31,
    "new_lead_days": 20,
}
PUBLICATION = {"as_of_date": AS_OF, "policy_version": "v"}
MONTH_END = date(2026, 2, 28)


@pytest.fixture(scope="module")
def feedback(project: Engine) -> Engine:
    return project.with_tables(MODELS)


def one_touch_each(won: int, lost: int) -> dict[str, list[dict]]:
    """Return deals, each of which had one touch before it was opened."""
    numbers = range(won + lost)
    return {
        "int_deal_stages": [
            {
                "opportunity_id": str(number),
                "result": "won" if number < won else "lost",
                "stage": "before_opening",
                "from_date": AS_OF - timedelta(10),
                "until_date": AS_OF,
            }
            for number in numbers
        ],
        "int_lead_opportunities": [{"opportunity_id": str(n), "lead_id": str(n)} for n in numbers],
        "int_deal_activity": [
            {
                "opportunity_id": "0",
                "stage": "after_opening",
                "events": 1,
                "activity_date": AS_OF,
                "activity_id": 1,
            }
        ],
        "int_activities": [
            {
                "activity_id": 1,
                "event_type": "page_view",
                "page_path": "/prices",
                "asset": "",
                "campaign": "",
            }
        ],
        "int_lead_touches": [
            {"lead_id": str(n), "touched_at": datetime.combine(AS_OF - timedelta(5), time())} for n in numbers
        ],
    }


def rate(engine: Engine, won: int, lost: int) -> dict:
    rows = rows_of(
        engine,
        "touches_before_close",
        one_touch_each(won, lost)
        | {
            "int_settings": [SETTINGS],
            "int_publication": [PUBLICATION],
            "int_wording": [{"phrase": "sample_small", "phrase_text": "Only {cases}."}],
        },
    )
    (row,) = [row for row in rows if row["measure"] == "sales_touches"]
    return row


# E. B. Wilson's interval as R. G. Newcombe, Statistics in Medicine 17 (1998), and others print it
@pytest.mark.parametrize(
    ("won", "cases", "low", "high"), [(0, 10, 0, 0.2775), (3, 7, 0.1582, 0.7495), (12, 120, 0.0581, 0.1667)]
)
def test_rates_carry_the_published_wilson_interval(
    feedback: Engine, won: int, cases: int, low: float, high: float
) -> None:
    row = rate(feedback, won, cases - won)
    assert float(row["win_rate_low"]) == pytest.approx(low, abs=5e-5)
    assert float(row["win_rate_high"]) == pytest.approx(high, abs=5e-5)


def ended(
    opportunities: Iterable[tuple[int, int | None, str | None]], band: str = "hot"
) -> dict[str, list[dict]]:
    """Return cases of a band: (days since it was opened, days to its end, won or lost or None)."""
    cases = [
        {
            "scorecard_id": "main",
            "basis": "opportunity",
            "case_id": f"{band} {number}",
            "contact_id": f"{band} {number}",
            "as_of_date": AS_OF - timedelta(age + 1),
            "started_on": AS_OF - timedelta(age),
            "band": band,
            "result": result,
            "is_mature": age >= 90,
            "days_to_close": days,
        }
        for number, (age, days, result) in enumerate(opportunities)
    ]
    groups = [
        {key: case[key] for key in ("scorecard_id", "basis", "case_id")} | {"grouping": "band", "value": band}
        for case in cases
    ]
    return {"int_cases": cases, "int_case_groups": groups}


def time_to_close(engine: Engine, tables: Mapping[str, list[dict]]) -> list[dict]:
    known = {
        "int_publication": [PUBLICATION],
        "int_scorecards": [{"scorecard_id": "main", "is_champion": True}],
    }
    return sorted(rows_of(engine, "time_to_close", tables | known), key=lambda row: row["days"])


@pytest.mark.parametrize("seed", range(4))
def test_time_to_close_is_kaplan_and_meiers_estimate_of_statsmodels(feedback: Engine, seed: int) -> None:
    dice = numpy.random.default_rng(seed)
    opportunities = []
    for age in dice.integers(0, 300, size=(8, 60, 300, 300)[seed]):
        days = int(dice.integers(1, 120))
        result = "won" if dice.random() < 0.4 else "lost"
        opportunities.append((int(age), days, result) if days <= age else (int(age), None, None))
    first, *rows = time_to_close(feedback, ended(opportunities))
    assert (first["days"], first["at_risk"], first["won"], first["won_share"]) == (
        0,
        len(opportunities),
        0,
        0,
    )
    assert {row["watched_days"] for row in rows} == {max(age for age, *_ in opportunities)}

    # what was lost is not won, up to today
    watched = [(days, 1) if result == "won" else (age, 0) for age, days, result in opportunities]
    times, wins = zip(*watched, strict=True)
    expected = SurvfuncRight(times, wins)
    assert [row["days"] for row in rows] == list(expected.surv_times)
    assert [row["at_risk"] for row in rows] == list(expected.n_risk)
    assert [row["won"] for row in rows] == list(numpy.cumsum(expected.n_events))
    for row, share, error in zip(rows, expected.surv_prob, expected.surv_prob_se, strict=True):
        assert float(row["won_share"]) == pytest.approx(1 - share, abs=1e-6)
        if share == 0:
            assert (row["won_share_low"], row["won_share_high"]) == (None, None)
            continue
        # the delta method on log(-log S)
        width = stats.norm.ppf(0.975) * error / (share * -numpy.log(share))
        for bound, sign in (("won_share_low", -1), ("won_share_high", 1)):
            assert float(row[bound]) == pytest.approx(1 - share ** numpy.exp(sign * width), abs=1e-6)


def test_young_opportunities_count_for_what_they_have_shown(feedback: Engine) -> None:
    # of two that were watched for 10 days one was won on the 5th; the third is only 3 days old
    rows = time_to_close(feedback, ended([(10, 5, "won"), (10, 6, "lost"), (3, None, None)]))
    told = [(row["days"], row["at_risk"], row["won"], float(row["won_share"])) for row in rows]
    assert told == [(0, 3, 0, 0), (5, 2, 1, 0.5)]
    # closed before it was opened: nobody knows how long it took
    [row] = time_to_close(feedback, ended([(10, None, "won"), (9, None, None)]))
    assert (row["days"], row["at_risk"], row["won"], row["watched_days"]) == (0, 1, 0, 9)
    # all that is left is won: the share is 1 and has no interval
    [row] = time_to_close(feedback, ended([(10, 0, "won")]))
    assert (float(row["won_share"]), row["won_share_low"], row["won_share_high"]) == (1, None, None)


@pytest.mark.parametrize(("won", "lost"), [(1, 0), (0, 1), (5, 25), (29, 0), (30, 0), (400, 1)])
def test_rates_equal_statsmodels_and_small_ones_say_so(feedback: Engine, won: int, lost: int) -> None:
    row = rate(feedback, won, lost)
    low, high = proportion_confint(won, won + lost, method="wilson")
    assert float(row["win_rate_low"]) == pytest.approx(low, abs=1e-6)
    assert float(row["win_rate_high"]) == pytest.approx(high, abs=1e-6)
    assert row["remark"] == (f"Only {won + lost}." if won + lost < 30 else None)


def traits(failed_with: int, failed: int, won_with: int, won: int) -> dict[str, list[dict]]:
    cases = [("lost", number, number < failed_with) for number in range(failed)]
    cases += [("won", failed + number, number < won_with) for number in range(won)]
    key = {"scorecard_id": "main", "basis": "opportunity"}

    def moment(number: int) -> dict:
        return {"contact_id": str(number), "as_of_date": "2026-01-01"}

    return {
        "int_failures": [
            key | {"case_id": str(n), "failure": result, "is_mature": True}
            for result, n, _ in cases
            if result == "lost"
        ],
        "int_cases": [
            key | moment(n) | {"case_id": str(n), "result": result, "is_mature": True}
            for result, n, _ in cases
        ],
        "int_scorecards": [{"scorecard_id": "main", "is_champion": True}],
        "int_lead_attributes": [
            moment(n) | {"attribute": "country", "value": "es"} for _, n, has in cases if has
        ],
        "int_trait_values": [{"attribute": "country", "value": "es", "trait_value": "ES"}],
        "int_criterion_points": [
            moment(0) | {"scorecard_id": "other", "entry": "rule", "rule_id": "of_a_challenger"}
        ],
    }


@pytest.mark.parametrize(
    ("counts", "contrast"),
    [((40, 100, 10, 100), "more"), ((10, 100, 40, 100), "less"), ((30, 100, 10, 100), "alike")],
)
def test_ratios_of_shares_equal_statsmodels(feedback: Engine, counts: tuple, contrast: str) -> None:
    failed_with, failed, won_with, won = counts
    (row,) = rows_of(feedback, "int_failure_traits", traits(*counts))
    reference = Table2x2(
        numpy.array([[failed_with, failed - failed_with], [won_with, won - won_with]], dtype=float)
    )
    low, high = reference.riskratio_confint()
    assert row["share_ratio"] == pytest.approx(reference.riskratio, rel=1e-9)
    assert (row["share_ratio_low"], row["share_ratio_high"]) == pytest.approx((low, high), rel=1e-9)
    assert row["contrast"] == contrast


def test_a_trait_that_no_winner_has_gets_half_a_case(feedback: Engine) -> None:
    (row,) = rows_of(feedback, "int_failure_traits", traits(6, 20, 0, 30))
    reference = Table2x2(numpy.array([[6.5, 14.5], [0.5, 30.5]]))
    assert row["share_ratio"] == pytest.approx(reference.riskratio, rel=1e-9)
    assert row["share_ratio_low"] == pytest.approx(reference.riskratio_confint()[0], rel=1e-9)


def new_leads(later: Mapping[str, int], earlier: Mapping[str, int]) -> dict[str, list[dict]]:
    scores = {"cold": 10, "mql": 30, "sql": 60, "hot": 80}
    return {
        "int_lead_score_history": [
            {
                "scorecard_id": "main",
                "contact_id": str(day),
                "as_of_date": day,
                "band": band,
                "score": scores[band],
            }
            for day, shares in ((AS_OF, later), (MONTH_END, earlier))
            for band, leads in shares.items()
            for _ in range(leads)
        ],
        "int_contacts": [{"contact_id": str(day), "created_on": day} for day in (AS_OF, MONTH_END)],
        "int_settings": [SETTINGS],
        "int_run": [{"as_of_date": AS_OF}],
        "int_scorecards": [{"scorecard_id": "main", "is_champion": True, "handoff_at_least": 51}],
        "int_score_bands": [{"band": band} for band in scores],
    }


def test_drift_is_the_stability_index_and_its_chance_part_chi_squared(feedback: Engine) -> None:
    later, earlier = (
        {"cold": 50, "mql": 30, "sql": 15, "hot": 5},
        {"cold": 90, "mql": 80, "sql": 20, "hot": 10},
    )
    rows = {row["signal"]: row for row in rows_of(feedback, "int_drift_signals", new_leads(later, earlier))}
    shares = [(later[band] + 0.5) / 102 for band in later], [(earlier[band] + 0.5) / 202 for band in later]
    index = sum((one - other) * numpy.log(one / other) for one, other in zip(*shares, strict=True))
    by_chance = stats.chi2.ppf(0.999, 3) * (1 / 100 + 1 / 200)
    assert rows["band_drift"]["value"] == pytest.approx(index, rel=1e-9)
    # with three degrees of freedom Wilson and Hilferty are 2 % too careful
    assert index - rows["band_drift"]["value_low"] == pytest.approx(by_chance, rel=0.025)
    reference = Table2x2(numpy.array([[20, 80], [30, 170]], dtype=float))
    assert rows["score_inflation"]["value"] == pytest.approx(reference.riskratio, rel=1e-9)


def test_over_capacity_has_the_interval_of_a_count(feedback: Engine) -> None:
    signal = {"signal": "none", "cases": 0, "value": 0.0, "value_low": 0.0, "value_high": 0.0}
    rows = rows_of(
        feedback,
        "readiness_signals",
        {
            "int_publication": [PUBLICATION],
            "int_settings": [SETTINGS],
            "int_handoff_signals": [signal],
            "int_lead_signals": [signal],
            "int_outcome_signals": [signal],
            "int_drift_signals": [signal],
            "int_scorecards": [{"scorecard_id": "main", "is_champion": True}],
            "score_accuracy": [
                {
                    "scorecard_id": "main",
                    "period": "all",
                    "leads": 0,
                    "won": 0,
                    "auc": 0.5,
                    "auc_low": 0.5,
                    "auc_high": 0.5,
                    "lift_top_10": 1,
                }
            ],
            "rule_performance": [
                {"scorecard_id": "main", "rule_id": "r", "label": "R", "leads_with": 0, "won_with": 0}
            ],
            "capacity_curve": [
                {
                    "is_champion": True,
                    "leads_per_week": 30.0,
                    "weekly_capacity": 10.0,
                    "is_handoff_threshold": True,
                },
                {
                    "is_champion": True,
                    "leads_per_week": 99.0,
                    "weekly_capacity": 10.0,
                    "is_handoff_threshold": False,
                },
                {
                    "is_champion": False,
                    "leads_per_week": 99.0,
                    "weekly_capacity": 10.0,
                    "is_handoff_threshold": True,
                },
            ],
            "int_champion_history": [
                {
                    "previous_month_end_date": AS_OF - timedelta(28),
                    "month_end_date": AS_OF,
                    "is_recent": True,
                }
            ],
            "speed_to_lead": [
                {
                    "handoff_id": "h",
                    "handed_off_on": AS_OF,
                    "as_of_date": AS_OF,
                    "first_touch_at": None,
                    "is_in_time": True,
                    **dict.fromkeys(
                        ("working_minutes_to_handoff", "working_minutes_to_touch", "working_minutes_waiting"),
                        1.0,
                    ),
                }
            ],
            "targets": [
                {
                    "signal": "over_capacity",
                    "priority": "1",
                    "at_least": "0",
                    "at_most": "1",
                    "cases_at_least": "1",
                    "must_be_sure": "no",
                    "shown_as": "number",
                    "owner_team": "sales",
                    **dict.fromkeys(("label", "when_good", "when_warning", "when_unknown"), "told"),
                }
            ],
        },
    )
    (row,) = rows
    low, high = confint_poisson(120, 4, method="score")
    assert row["cases"] == 120
    assert [float(row[name]) for name in ("value", "value_low", "value_high")] == [
        3,
        round(low / 10, 6),
        round(high / 10, 6),
    ]


def outcomes(random: numpy.random.Generator, rates: Mapping[str, float]) -> dict[str, list[dict]]:
    edges = {"cold": 0, "mql": 26, "sql": 51, "hot": 76}
    sizes = random.integers(15, 200, len(rates))
    return {
        "int_resolved_opportunities": [
            {
                "scorecard_id": "main",
                "band": band,
                "is_won": bool(is_won),
                "days_to_close": int(random.exponential(30)),
            }
            for (band, rate), size in zip(rates.items(), sizes, strict=True)
            for is_won in random.random(size) < rate
        ],
        "int_scorecards": [{"scorecard_id": "main", "is_champion": True, "sales_cycle_days": 60}],
        "int_score_bands": [{"band": band, "at_least": edge} for band, edge in edges.items()],
    }


def handoffs(random: numpy.random.Generator, weekly: Iterable[float]) -> dict[str, list[dict]]:
    """Hand-offs of the weeks before the as-of date, the last week first."""
    return {
        "int_handoff_progress": [
            {
                "handed_off_on": AS_OF - timedelta(int(7 * week + random.integers(7))),
                "is_in_time": bool(random.random() < 0.9),
                "state": "accepted",
            }
            for week, pace in enumerate(weekly)
            for _ in range(random.poisson(pace))
        ],
        "int_settings": [SETTINGS],
    }


def shares(random: numpy.random.Generator, probabilities: Iterable[float], leads: int) -> dict[str, int]:
    return dict(
        zip(("cold", "mql", "sql", "hot"), random.multinomial(leads, list(probabilities)), strict=True)
    )


LIMITS = {
    "bands_out_of_order": (None, 0),
    "slow_to_close": (None, 0.5),
    "not_followed_up": (None, 0.2),
    "handoff_famine": (0.5, None),
    "handoff_flood": (None, 2),
    "band_drift": (None, 0.1),
    "score_inflation": (None, 1.25),
}


def alarms(engine: Engine, repetitions: int, world) -> dict[str, float]:
    """Share of simulated worlds in which each sign lies beyond its target with its whole interval."""
    cried = defaultdict(int)
    for seed in range(repetitions):
        for model, tables in world(numpy.random.default_rng(seed)).items():
            for row in rows_of(engine, model, tables):
                at_least, at_most = LIMITS.get(row["signal"], (None, None))
                if row["value"] is not None:
                    cried[row["signal"]] += (at_most is not None and row["value_low"] > at_most) or (
                        at_least is not None and row["value_high"] < at_least
                    )
    return {signal: count / repetitions for signal, count in cried.items()}


def noise(random: numpy.random.Generator) -> dict[str, dict]:
    """Nothing drifts, every band closes alike, hand-offs come at one pace."""
    even = (0.4, 0.3, 0.2, 0.1)
    return {
        "int_outcome_signals": outcomes(random, dict.fromkeys(("cold", "mql", "sql", "hot"), 0.2)),
        "int_handoff_signals": handoffs(random, [8] * 9),
        "int_drift_signals": new_leads(shares(random, even, 150), shares(random, even, 150)),
    }


def trouble(random: numpy.random.Generator) -> dict[str, dict]:
    """The best band closes least, high scores double, and no leads arrive this week."""
    return {
        "int_outcome_signals": outcomes(random, {"cold": 0.5, "mql": 0.4, "sql": 0.2, "hot": 0.02}),
        "int_handoff_signals": handoffs(random, [1, *[20] * 8]),
        "int_drift_signals": new_leads(
            shares(random, (0.2, 0.1, 0.3, 0.4), 300), shares(random, (0.5, 0.25, 0.15, 0.1), 300)
        ),
    }


@pytest.mark.outside
def test_on_noise_the_signs_do_not_cry(feedback: Engine) -> None:
    for signal, share in alarms(feedback, 200, noise).items():
        assert share <= 0.02, (signal, share)


def test_in_trouble_they_do(feedback: Engine) -> None:
    shares_of_alarms = alarms(feedback, 30, trouble)
    for signal in ("bands_out_of_order", "handoff_famine", "band_drift", "score_inflation"):
        assert shares_of_alarms[signal] >= 0.8, (signal, shares_of_alarms)


@pytest.mark.parametrize("seed", range(1, 4))  # case 0 has no opportunities
def test_close_rates_equal_a_second_calculation(feedback: Engine, random_tables, seed: int) -> None:
    """On hostile random cases: what the table says is what the scores before the outcome say."""
    raw, seeds, as_of, _ = random_tables(seed)
    warehouse = feedback.run(raw, as_of, seeds)
    scores = warehouse.execute("""
        select scorecard_id, opportunity_id, contact_id, score, interest_total, fit_total, band, status, is_mature
        from marts.opportunity_scores
    """).fetchall()
    best: dict[tuple, tuple] = {}
    for scorecard, opportunity, contact, score, interest, fit, band, status, is_mature in scores:
        rank = (-score, -interest, -fit, contact)
        if (scorecard, opportunity) not in best or rank < best[scorecard, opportunity][0]:
            best[scorecard, opportunity] = (rank, band, status, is_mature)
    expected: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for (scorecard, _), (_, band, status, is_mature) in best.items():
        counts = expected[scorecard, band]
        counts[0] += 1
        place = 4 if not is_mature else {"won": 1, "lost": 2}.get(status, 3)
        counts[place] += 1
    found = warehouse.execute("""
        select scorecard_id, band, leads, won, lost, unresolved, immature, close_rate
        from marts.close_rates_by_band where basis = 'opportunity'
    """).fetchall()
    assert found
    assert {(row[0], row[1]): list(row[2:7]) for row in found} == dict(expected)
    for row in found:
        resolved = row[3] + row[4]
        assert row[7] == (round(Decimal(row[3]) / resolved, 6) if resolved else None)
