"""`weights suggest --write`: what it puts into the policy's files, and that a build scores it as it was judged."""

import csv
import shutil
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pytest
from engine import PROJECT, Engine, read_csv, write_csv
from test_weights import a_card, a_rule, some_opportunities

from lead_scoring import cli, policy, weights
from lead_scoring.warehouse import DuckDBWarehouse
from lead_scoring.weights import data, report, write
from lead_scoring.weights.card import Scorer

sys.path.insert(0, str(PROJECT / "benchmarks"))
import generate_policy  # noqa: E402

FILES = ("scorecards.csv", "weight_overrides.csv")
RULES = [
    ("role_decision_maker", 10, "critical"),
    ("size_200_2000", 6, "important"),
    ("role_influencer", 5, "important"),
    ("country_core", 2, "influence"),
    ("email_free", -2, "negative"),
]


def suggested(**settings) -> weights.Suggestion:
    rules = [a_rule(n, points, tier, rule_id=name) for n, (name, points, tier) in enumerate(RULES)]
    hits = np.random.default_rng(5).random((3000, 5)) < 0.3
    opportunities = some_opportunities(hits, hits @ [1.2, 0.9, 0, 0.5, -0.5] - 1, 5)
    return weights.decide(a_card(rules, scorecard_id="b2b"), opportunities, weights.Settings(**settings))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "seeds/policy", tmp_path / "policy"))


def test_other_rows_stay_byte_by_byte_and_the_policy_is_valid(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in FILES}
    found = write.write(suggested(), folder)
    for name in FILES:
        after = (folder / name).read_bytes()
        assert after.startswith(before[name]) and len(after) > len(before[name])
    others = [path for path in folder.rglob("*") if path.is_file() and path.name not in FILES]
    assert all(path.read_bytes() == (PROJECT / "seeds/policy" / path.name).read_bytes() for path in others)
    assert policy.check(folder).problems == []
    card = next(row for row in read_csv(folder / "scorecards.csv") if row["scorecard_id"] == "b2b_suggested")
    base = next(row for row in read_csv(folder / "scorecards.csv") if row["scorecard_id"] == "b2b")
    assert card["status"] == "challenger" and card["handoff_at_least"] == base["handoff_at_least"]
    rows = [
        row for row in read_csv(folder / "weight_overrides.csv") if row["scorecard_id"] == "b2b_suggested"
    ]
    assert len(rows) == len(found.overrides) and all(row["why"] for row in rows)
    # what the card does not know of is off, as it was
    assert {row["rule_id"]: row["points"] for row in rows}["page_pricing"] == "0"


def test_a_second_time_replaces_the_first_and_is_the_same(folder: Path) -> None:
    write.write(suggested(), folder)
    with (folder / "weight_overrides.csv").open("a") as file:
        file.write('behaviour_first,persona_family,5,"Written by hand,\nlater."\n')
    once = {name: (folder / name).read_bytes() for name in FILES}
    write.write(suggested(), folder)
    assert {name: (folder / name).read_bytes() for name in FILES} == once


def test_line_ends_and_a_missing_last_one_are_respected(folder: Path) -> None:
    for name in FILES:
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    before = {name: (folder / name).read_bytes() for name in FILES}
    for _ in range(2):
        write.write(suggested(), folder)
        for name in FILES:
            after = (folder / name).read_bytes()
            assert after.startswith(before[name] + b"\r\n") and after.endswith(b"\r\n")
            assert after.count(b"\n") == after.count(b"\r\n")
    assert policy.check(folder).problems == []


def test_columns_in_another_order_are_filled_by_name(folder: Path) -> None:
    rows = read_csv(folder / "weight_overrides.csv")
    with (folder / "weight_overrides.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["why", "points", "rule_id", "scorecard_id"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    write.write(suggested(), folder)
    assert policy.check(folder).problems == []
    assert read_csv(folder / "weight_overrides.csv")[-1]["scorecard_id"] == "b2b_suggested"


def test_a_promoted_card_is_not_overwritten(folder: Path) -> None:
    write.write(suggested(), folder)
    path = folder / "scorecards.csv"
    path.write_text(path.read_text().replace('suggested",challenger', 'suggested",retired'))
    assert write.write(suggested(), folder).challenger == "b2b_suggested_2"


def test_writes_nothing_where_a_tier_forbids_the_points(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in FILES}
    suggestion = suggested(signs="free")
    with pytest.raises(
        data.CannotSuggestError, match=r"Nothing was written: a tier forbids .*\(negative|tier forbids"
    ):
        write.write(suggestion, folder)
    assert {name: (folder / name).read_bytes() for name in FILES} == before


def test_writes_nothing_where_the_result_would_be_no_valid_policy(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in FILES}
    suggestion = suggested()
    broken = replace(suggestion, points=suggestion.points + np.where(suggestion.points >= 10, 0.12345, 0))
    assert not np.array_equal(broken.points, suggestion.points)
    with pytest.raises(data.CannotSuggestError, match="Nothing was written"):
        write.write(broken, folder)
    assert {name: (folder / name).read_bytes() for name in FILES} == before


def test_writes_nothing_into_a_policy_with_a_problem_or_another_one(folder: Path) -> None:
    (folder / "score_bands.csv").write_text("band,at_least\n")
    with pytest.raises(data.CannotSuggestError, match="Nothing was written: .*score_bands"):
        write.write(suggested(), folder)
    with pytest.raises(data.CannotSuggestError, match="is not the one that the database was built with"):
        write.rows(suggested(), PROJECT / "examples/uci_bank/policy")


def raw_tables(cases: int) -> dict[str, list[dict[str, object]]]:
    """Return leads of three trades and any age, some of whom read the prices; who reads them buys more often."""
    random = np.random.default_rng(8)
    tables: dict[str, list[dict[str, object]]] = {"contacts": [], "events": [], "opportunities": []}
    for number in range(cases):
        lead, trade = f"C{number:04}", ["farmer", "smith", "100%|baker"][random.integers(3)]
        age, reads = int(random.integers(18, 80)), random.random() < 0.4
        day = np.datetime64("2024-01-01") + int(number * 400 / cases)
        tables["contacts"].append(
            {"contact_id": lead, "job_title": trade, "age": age, "created_at": "2023-12-01"}
        )
        for visit in range(int(random.integers(1, 4)) if reads else 0):
            tables["events"].append(
                {
                    "event_id": f"{lead}-{visit}",
                    "event_type": "prices",
                    "contact_id": lead,
                    "occurred_at": str(day - 1 - visit),
                }
            )
        odds = np.exp(-1.2 + 1.3 * reads + 0.8 * (trade == "smith") - 0.9 * (age >= 60))
        status = "won" if random.random() < odds / (1 + odds) else "lost"
        tables["opportunities"].append(
            {
                "opportunity_id": f"O{number:04}",
                "contact_id": lead,
                "opened_at": str(day),
                "closed_at": str(day + 5),
                "status": status,
            }
        )
    return tables


DECAYS = {"seen": "none,", "heard": "half_life,9", "read": "linear,20", "asked": "window,12"}


def raw_of_many_kinds(leads: int) -> dict[str, list[dict[str, object]]]:
    """Return leads with events of four kinds at several ages, more than one a day, some before a lost deal."""
    random = np.random.default_rng(4)
    tables: dict[str, list[dict[str, object]]] = {"contacts": [], "events": [], "opportunities": []}
    for number in range(leads):
        lead, day = f"C{number:03}", np.datetime64("2024-06-01") + int(number)
        tables["contacts"].append({"contact_id": lead, "job_title": "smith", "created_at": "2024-01-01"})
        for event in range(int(random.integers(0, 9))):
            kind, age = list(DECAYS)[random.integers(4)], int(random.integers(0, 40))
            tables["events"].append(
                {
                    "event_id": f"{lead}-{event}",
                    "event_type": kind,
                    "contact_id": lead,
                    "occurred_at": str(day - 1 - age // 3 * 3),
                }
            )
        # the first one's end sets some back
        for opened, status in ((day - 30, "lost"), (day, "won" if number % 3 else "lost"))[number % 2 == 0 :]:
            tables["opportunities"].append(
                {
                    "opportunity_id": f"O{number:03}-{status}-{opened}",
                    "contact_id": lead,
                    "opened_at": str(opened),
                    "closed_at": str(opened + 20),
                    "status": status,
                }
            )
    return tables


def test_rules_at_0_points_have_what_they_would_have_were_they_on(engine: Engine, tmp_path: Path) -> None:
    """Events under every decay, some a day, after a reset and in silence; behaviours of which the strongest counts."""
    tables = raw_of_many_kinds(200)
    needed = ("int_resolved_opportunities", "int_resolved_rules", "int_fit_bant_hits", "int_rule_activities")
    engine = engine.with_tables((*needed, "int_scorecard_rules", "int_cut_date", "int_lead_events"))
    engine.write_raw(tables)
    folder = tmp_path / "policy"
    generate_policy.write_policy(engine.raw, folder)
    rules_of = {
        "interest_rules": [
            f"off_{kind},{kind},events,{kind},,,,0,,2,{decay},test" for kind, decay in DECAYS.items()
        ],
        # everything that a wider rule asks for goes to those that ask for less, or are on
        "behaviour_rules": [
            "off_often,Often,events,acts,,4,,,0,test",
            "off_some,Some,events,acts,,1,,,0,test",
            "on_much,Much,events,acts,,7,,influence,1,test",
        ],
        "behaviours": ["acts,Acts,contact,,,,,events,,test"],
        "criteria": ["events,interest,online,,marketing,test"],
        "interest_resets": ["lost,Lost,opportunity,lost,test"],
        "idle_fade": [",5,0.5,test"],
    }
    for name, lines in rules_of.items():
        with (folder / f"{name}.csv").open("a") as seed:
            seed.write("".join(f"{line}\n" for line in lines))
    # the generated policy asks for the same events
    overrides = folder / "weight_overrides.csv"
    for path in (overrides, folder / "interest_rules.csv"):
        lines = path.read_text().splitlines(True)
        path.write_text("".join(line for line in lines if "event_" not in line or "rule_id" in line))
    assert policy.check(folder).problems == []
    as_of = generate_policy.last_day(engine.raw)
    warehouse = DuckDBWarehouse(engine.run(tables, as_of, folder))
    card, _ = data.read(warehouse, None)
    ids = [*(f"off_{kind}" for kind in DECAYS), "off_often", "off_some"]
    assert card.off == tuple(sorted(ids))
    card, off = data.read(warehouse, None, turn_on=True)
    found = hits_by_rule(card, off)
    places = {rule.rule_id: place for place, rule in enumerate(card.rules)}
    behaviours = {places[name] for name in ("off_often", "off_some", "on_much")}
    assert {pair for pair in card.overlaps if set(pair) <= behaviours} == set(
        combinations(sorted(behaviours), 2)
    )
    assert card.order[places["off_often"]] < card.order[places["off_some"]]

    # on, the narrower one being the stronger
    with overrides.open("a") as seed:
        for name, points in {**dict.fromkeys(ids[:4], 9), "off_often": 3, "off_some": 2}.items():
            seed.write(f"indicators,{name},{points},test\n")
        seed.write("indicators,on_much,4,test\n")
    card, on = data.read(DuckDBWarehouse(engine.run(tables, as_of, folder)), None)
    expected = hits_by_rule(card, on)
    for name in (*ids, "on_much"):
        assert expected[name].any(), name
        # points are rounded to three places
        assert found[name] == pytest.approx(expected[name], abs=0.0005), name


def hits_by_rule(card: data.Card, past: data.Opportunities) -> dict[str, np.ndarray]:
    return {rule.rule_id: past.hits[:, [place]].toarray()[:, 0] for place, rule in enumerate(card.rules)}


@pytest.mark.long
@pytest.mark.parametrize("off", ["", "job_title_smith", "event_prices"])
def test_a_build_scores_the_challenger_as_it_was_judged(engine: Engine, tmp_path: Path, off: str) -> None:
    tables = raw_tables(2000)
    needed = ("int_resolved_opportunities", "int_resolved_rules", "int_fit_bant_hits", "int_rule_activities")
    engine = engine.with_tables((*needed, "int_scorecard_rules", "int_cut_date", "int_lead_events"))
    engine.write_raw(tables)
    folder = tmp_path / "policy"
    assert generate_policy.write_policy(engine.raw, folder) >= 10
    assert policy.check(folder).problems == []
    assert "100__baker" in {row["pattern"] for row in read_csv(folder / "fit_rules.csv")}
    as_of = generate_policy.last_day(engine.raw)
    if off:
        # its points are those of an override
        overrides = read_csv(folder / "weight_overrides.csv")
        kept = [row for row in overrides if row["rule_id"] != off]
        write_csv(folder / "weight_overrides.csv", list(overrides[0]), kept)

    warehouse = DuckDBWarehouse(engine.run(tables, as_of, folder))
    card, opportunities = data.read(warehouse, None)
    assert card.off == ((off,) if off else ())
    if off:
        assert off not in {rule.rule_id for rule in card.rules}
        card, opportunities = data.read(warehouse, None, turn_on=True)
        assert card.off == ()
    assert np.array_equal(
        Scorer(card, opportunities.hits).score(np.array([rule.points for rule in card.rules])),
        opportunities.score,
    )
    suggestion = weights.decide(card, opportunities, weights.Settings())
    found = {
        rule.rule_id: points for rule, points in zip(card.rules, suggestion.points, strict=True) if points
    }
    assert found["event_prices"] > 0 and found["job_title_smith"] > 0
    expected = Scorer(card, opportunities.hits).score(suggestion.points)

    write.write(suggestion, folder)
    warehouse = DuckDBWarehouse(engine.run(tables, as_of, folder))
    _, challenger = data.read(warehouse, "indicators_suggested")
    assert np.array_equal(challenger.score, expected) and np.array_equal(
        challenger.is_won, opportunities.is_won
    )
    assert np.array_equal(challenger.champion_score, opportunities.score)


def test_the_command_says_what_is_missing(tmp_path: Path, capsys, monkeypatch) -> None:
    assert cli.main(["weights", "suggest", "--database", str(tmp_path / "none.duckdb")]) == 1
    assert "Build it first" in capsys.readouterr().err
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    assert cli.main(["weights", "suggest", "--database", str(tmp_path / "empty.duckdb")]) == 1
    assert "There is no table intermediate.int_cut_date" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["weights", "suggest", "--cut-date", "2025-13-01"])
    assert "is not a date" in capsys.readouterr().err

    suggestion = suggested()
    monkeypatch.setattr(data, "read", lambda *_: (None, None))
    monkeypatch.setattr(weights, "decide", lambda *_: suggestion)
    monkeypatch.delenv("LEAD_SCORING_POLICY", raising=False)
    assert cli.main(["weights", "suggest", "--database", str(tmp_path / "empty.duckdb")]) == 0
    said = capsys.readouterr().out
    assert report.as_text(suggestion) in said and "\nb2b_suggested,page_pricing,0," in said
