"""What people say about a lead is a few rows: each is scored on a lead that it fits and on one that it does not."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from engine import write_csv

AS_OF = "2026-03-31"
HEADERS = {
    "scorecards": "scorecard_id name status population_attribute population_pattern fit_max interest_max fit_at_least"
    " interest_at_least handoff_at_least handoff_top_share bant_mode bant_at_least sales_cycle_days"
    " recycle_after_days why",
    "criteria": "criterion subscore category max_points owner_team description",
    "fit_rules": "rule_id label criterion attribute pattern excludes at_least below tier points points_to why",
    "bant_rules": "rule_id label criterion attribute pattern at_least below tier points verdict why",
    "interest_rules": "rule_id label criterion event_type property pattern tier points max_points max_per_day decay"
    " decay_days why",
    "importance_tiers": "tier at_least at_most",
    "score_bands": "band at_least temperature lifecycle_stage respond_within_hours next_step",
    "weight_overrides": "scorecard_id rule_id points why",
    "claims": "claim_id said_by said_on rule_id attribute pattern says why",
    "journeys": "journey_id expected_band step kind name value days_before",
    "grades": "axis grade at_least why",
    "conditions": "condition label attribute pattern excludes at_least below why",
    "gates": "gate scorecard_id attribute pattern effect why",
    "attribute_types": "attribute value_type why",
}
TIERS = [
    ("critical", 10, 50),
    ("important", 5, 9),
    ("influence", 1, 4),
    ("by_hand", 1, 10),
    ("negative", -100, -1),
]


@dataclass(frozen=True)
class Said:
    """A sentence, the cells of its rules and conditions, and two leads: what is known of them and what they get."""

    sentence: str
    rules: list[str]  # attribute,pattern,excludes,at_least,below,points,points_to
    fits: dict[str, str]
    points: str
    fits_not: dict[str, str]
    points_not: str = "0"
    conditions: list[str] = field(default_factory=list)  # condition,attribute,pattern,excludes,at_least,below


SAID = [
    Said(
        "Heads of a department and above are worth 15, managers and team leads 10",
        ["job_title,%director%|%head of%|vp%,%assistant%,,,15,", "job_title,%manager%|%team lead%,,,,10,"],
        {"job_title": "VP Sales and Team Lead"},
        "15",
        {"job_title": "Assistant to the Director"},
    ),
    Said(
        "Whoever writes from a free mailbox loses ten",
        ["email_kind,free,,,,-10,"],
        {"email": "ana@gmail.com"},
        "-10",
        {"email": "ana@firm.example"},
    ),
    Said(
        "If the form came without a company name, take ten off",
        ["knows_company,no,,,,-10,"],
        {"company": ""},
        "-10",
        {"company": "Umbra"},
    ),
    Said(
        "Ten points for a telephone number, five for the problem described",
        ["knows_phone,yes,,,,10,"],
        {"phone": "+34 600 000 000"},
        "10",
        {"phone": " "},
    ),
    Said(
        "Anyone outside the countries that we sell to loses 20",
        ["country,,es|mx|pt|br,,,-20,"],
        {"country": "FR"},
        "-20",
        {"country": "es"},
    ),
    Said("… and who has no country is untouched", ["country,,es,,,-20,"], {"country": "AR"}, "-20", {}),
    Said(
        "The policy they have elsewhere runs out within 60 days",
        ["days_to_policy_end,,,0,61,9,"],
        {"policy_end": "2026-05-30"},
        "9",
        {"policy_end": "2026-03-30"},
    ),
    Said(
        "The sooner it runs out, the more: from 9 today down to nothing in 90 days",
        ["days_to_policy_end,,,0,90,9,0"],
        {"policy_end": "2026-04-10"},
        "8",
        {"policy_end": "2026-06-29"},
    ),
    Said(
        "Fifteen only if all three hold: CEO, decision maker, technology",
        ["{id}_all,yes,,,,15,"],
        {"job_title": "CEO", "role": "decision maker", "industry": "Technology"},
        "15",
        {"job_title": "CEO", "role": "decision maker"},
        conditions=[
            "{id}_all,job_title,ceo,,,",
            "{id}_all,role,decision maker,,,",
            "{id}_all,industry,tech%,,,",
        ],
    ),
    Said(
        "A director of a large company, but not an assistant to one; neither where the mailbox is a free one",
        ["{id}_head,yes,,,,8,"],
        {"job_title": "Directora", "seats": "51", "email": "d@firm.example"},
        "8",
        {"job_title": "Directora", "seats": "51", "email": "d@gmail.com"},
        conditions=[
            "{id}_head,job_title,%direc%,%asist%,,",
            "{id}_head,seats,,,51,",
            "{id}_head,email_kind,,free,,",
        ],
    ),
    Said(
        "Nobody asked for the need and with us for 30 days: minus five",
        ["{id}_unasked,yes,,,,-5,"],
        {"created_at": "2026-03-01"},
        "-5",
        {"created_at": "2026-03-02"},
        conditions=["{id}_unasked,knows_need,no,,,", "{id}_unasked,days_since_created,,,30,"],
    ),
    Said(
        "After a call the seller may add up to ten points by hand",
        ["seller_points,,,1,10,1,10", "seller_points,,,10,,10,"],
        {"seller_points": "7"},
        "7",
        {"seller_points": "0"},
    ),
    Said(
        "Status qualified adds 30; being on the list of last year's visitors adds 10",
        ["stage,qualified,,,,30,"],
        {"stage": "Qualified"},
        "30",
        {"stage": "unqualified"},
    ),
]


def _rule(number: int, place: int, cells: str) -> dict[str, object]:
    attribute, pattern, excludes, low, high, points, end = cells.replace("{id}", f"s{number}").split(",")
    tier = next(
        name
        for name, least, most in TIERS
        if least <= Decimal(points) <= most and Decimal(end or points) <= most
    )
    return {
        **{"rule_id": f"s{number}_{place}", "label": "said", "criterion": f"s{number}", "why": "said"},
        **{"attribute": attribute, "pattern": pattern, "excludes": excludes, "at_least": low, "below": high},
        **{"tier": tier, "points": points, "points_to": end},
    }


def _condition(number: int, cells: str) -> dict[str, object]:
    names = ("condition", "attribute", "pattern", "excludes", "at_least", "below")
    values = cells.replace("{id}", f"s{number}").split(",")
    return dict(zip(names, values, strict=True)) | {"label": "said", "why": "said"}


def _seeds(folder: Path, **rows: list[dict[str, object]]) -> Path:
    card = {"scorecard_id": "main", "name": "main", "status": "champion", "bant_mode": "off", "why": "said"}
    bands = [{"band": "cold", "at_least": 0}, {"band": "hot", "at_least": 50}]
    given = {
        "scorecards": [card | {"handoff_at_least": 20}],
        "importance_tiers": [dict(zip(("tier", "at_least", "at_most"), tier, strict=True)) for tier in TIERS],
        "score_bands": bands,
        "attribute_types": [
            {"attribute": "policy_end", "value_type": "date", "why": "said"},
            {"attribute": "seats", "value_type": "whole", "why": "said"},
            {"attribute": "seller_points", "value_type": "number", "why": "said"},
        ],
    } | rows
    for name, header in HEADERS.items():
        write_csv(folder / f"{name}.csv", header.split(), given.get(name, []))
    return folder


def _lead(name: str, known: dict[str, str]) -> tuple[dict[str, str], list[dict[str, str]]]:
    columns = ("email", "phone", "job_title", "country", "created_at")
    contact = {"contact_id": name, "created_at": "2025-01-01"}
    contact |= {column: known[column] for column in columns if column in known}
    facts = [
        {"contact_id": name, "attribute": attribute, "value": value, "known_from": "2025-06-01"}
        for attribute, value in known.items()
        if attribute not in columns
    ]
    return contact, facts


def _tables(leads: dict[str, dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    pairs = [_lead(name, known) for name, known in leads.items()]
    return {
        "contacts": [contact for contact, _ in pairs],
        "contact_attributes": [fact for _, facts in pairs for fact in facts],
    }


@pytest.fixture(scope="module")
def reasons(engine, tmp_path_factory) -> dict[tuple[str, str], Decimal]:
    """Return the points of each lead under each sentence, all of them scored in one run."""
    seeds = _seeds(
        tmp_path_factory.mktemp("said"),
        criteria=[
            {
                "criterion": f"s{number}",
                "subscore": "fit",
                "category": "said",
                "owner_team": "us",
                "description": "said",
            }
            for number in range(len(SAID))
        ],
        fit_rules=[
            _rule(number, place, cells)
            for number, said in enumerate(SAID)
            for place, cells in enumerate(said.rules)
        ],
        conditions=[
            _condition(number, cells) for number, said in enumerate(SAID) for cells in said.conditions
        ],
    )
    leads = {f"{number} fits": said.fits for number, said in enumerate(SAID)}
    leads |= {f"{number} fits not": said.fits_not for number, said in enumerate(SAID)}
    warehouse = engine.run(_tables(leads), AS_OF, seeds)
    assert warehouse.execute("select sentence from intermediate.int_policy_problems").fetchall() == []
    rows = warehouse.execute(
        "select contact_id, criterion, sum(points) from marts.lead_score_reasons where entry = 'rule' group by 1, 2"
    ).fetchall()
    return {(contact, criterion): points for contact, criterion, points in rows}


@pytest.mark.parametrize(
    ("number", "said"), enumerate(SAID), ids=lambda value: getattr(value, "sentence", "")
)
def test_what_is_said_is_what_is_scored(reasons, number, said):
    got = [reasons.get((f"{number} {which}", f"s{number}"), Decimal(0)) for which in ("fits", "fits not")]
    assert got == [Decimal(said.points), Decimal(said.points_not)]


def test_lines_gates_and_grades_say_who_is_ready(engine, tmp_path):
    """30 for who they are, consent or not at all, urgent ones whatever the points, and letters for it."""
    said = {"owner_team": "us", "description": "said", "category": "said"}
    card = {"scorecard_id": "main", "name": "main", "status": "champion", "bant_mode": "off", "why": "said"}
    seeds = _seeds(
        tmp_path / "seeds",
        scorecards=[card | {"handoff_at_least": 20, "fit_at_least": 30}],
        criteria=[{"criterion": "size", "subscore": "fit", **said}],
        fit_rules=[
            _rule(0, 1, "seats,,,50,,30,") | {"criterion": "size"},
            _rule(0, 2, "seats,,,20,50,20,") | {"criterion": "size"},
        ],
        conditions=[
            _condition(0, "trial_of_a_firm,trial,yes,,,"),
            _condition(0, "trial_of_a_firm,email_kind,business,,,"),
        ],
        gates=[
            {"gate": "consent", "attribute": "consent", "pattern": "yes", "effect": "hold", "why": "said"},
            {
                "gate": "trial",
                "attribute": "trial_of_a_firm",
                "pattern": "yes",
                "effect": "ready",
                "why": "said",
            },
        ],
        grades=[
            {"axis": "fit", "grade": "A", "at_least": 30, "why": "said"},
            {"axis": "fit", "grade": "B", "at_least": "", "why": "said"},
            {"axis": "interest", "grade": "1", "at_least": "", "why": "said"},
        ],
    )
    consent, trial = {"consent": "yes"}, {"trial": "yes", "email": "a@firm.example"}
    warehouse = engine.run(
        _tables(
            {
                "large": {"seats": "50"} | consent,
                "medium": {"seats": "49"} | consent,
                "small": {"seats": "19"} | consent,
                "unasked": {"seats": "50"},
                "trial": trial | consent,
                "trial unasked": trial,
                "trial of a person": trial | consent | {"email": "a@gmail.com"},
            }
        ),
        AS_OF,
        seeds,
    )
    found = warehouse.execute("select contact_id, blocked_by, grade from marts.lead_scores").fetchall()
    assert {contact: (blocked, grade) for contact, blocked, grade in found} == {
        "large": ("", "A1"),
        "medium": ("fit", "B1"),
        "small": ("score", "B1"),
        "unasked": ("hold", "A1"),
        "trial": ("", "B1"),
        "trial unasked": ("hold", "B1"),
        "trial of a person": ("score", "B1"),
    }
