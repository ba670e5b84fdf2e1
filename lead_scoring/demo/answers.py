"""What people told us, and when: contact_attributes, one row per answer.

Budget, authority, need and the time of decision are drawn partly from leadforge's hidden traits (budget
readiness of the company, authority and awareness of the person), partly from chance; the role in the
purchase shifts authority. Buyers follow the same traits (see `buyers`); nothing is drawn from what became of
the deal.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from .clock import AS_OF_END, DAY, EXPORTED_AT, HOUR, stream
from .episodes import TALKED
from .words import WORDS

ANSWERED_SHARE = 0.8  # of the leads that a seller reached: they answered the four questions (each with 85 %)
PRICES = {
    "200-499": 32_000,
    "500-999": 55_000,
    "1000-1999": 85_000,
    "2000+": 140_000,
}  # usual yearly price by size
TRAIT_SHARE = 0.65  # of an answer: the rest is chance
CONSUMER_BUDGETS = (300, 600, 900, 1500, 2400)
AUTHORITIES = ("none", "influences", "champion", "decides", "signs")
AUTHORITY_EDGES = (0.3, 0.48, 0.58, 0.72)
ROLE_BONUS = {"economic_buyer": 0.12, "champion": 0.0, "technical_evaluator": -0.06, "end_user": -0.1}
GUESSES = {"individual_contributor": "none", "manager": "influences"}  # from the title; the others decide
BUYING_PROCESSES = {"tender": 0.25, "three quotes": 0.4, "direct": 0.35}
PROCESS_ON_ARRIVAL, PROCESS_IN_TALKS = 0.4, 0.7  # of the leads: so many tell how they buy
NEEDS = ("none", "exploring", "concrete problem", "urgent")
NEED_EDGES = (0.27, 0.5, 0.7)


class Lead(NamedTuple):
    """What a seller can learn about one episode. Times in seconds; talks in order of time."""

    contact_id: str
    known_at: float
    talks: list
    by_form: bool
    spanish: bool
    is_b2c: bool
    buyer_role: str
    seniority: str
    price: float
    budget_readiness: float
    awareness: float
    authority: float
    friction: float
    maturity: str
    employees: float


def contact_attributes(episodes, contact_ids, activities, accounts, records, seed):
    """Every answer known when the files were written; `known_from` in seconds."""
    rng = stream(seed, "answers")
    rows = []
    for lead in _leads(episodes, contact_ids, activities, accounts):
        rows += _on_arrival(lead, rng)
        if lead.talks and rng.random() < ANSWERED_SHARE:
            rows += _in_talks(lead, rng)
        rows += _psychographics(lead, rng)
    rows += _about_others(records, rng)
    table = pd.DataFrame(rows, columns=["contact_id", "attribute", "value", "known_from", "origin"])
    table = table[table["known_from"] < EXPORTED_AT]
    return table.sort_values(["known_from", "contact_id", "attribute"], kind="stable")


def _leads(episodes, contact_ids, activities, accounts):
    """One Lead per episode whose record exists."""
    talked = activities[activities["activity_outcome"].isin(TALKED)]
    talks = talked.sort_values("at").groupby("episode")["at"].apply(list).to_dict()
    company = accounts.set_index("account_id")[["employee_band", "maturity", "budget_readiness", "employees"]]
    company = company.to_dict("index")
    nobody = {"employee_band": "", "maturity": "low", "budget_readiness": 0.5, "employees": 0.0}
    for number, row in enumerate(episodes.itertuples()):
        if contact_ids[number]:
            employer = company.get(row.account_id, nobody)
            yield Lead(
                contact_ids[number],
                row.known_at,
                [at for at in talks.get(number, []) if at > row.known_at],
                bool(row.by_form),
                bool(row.spanish),
                bool(row.is_b2c),
                row.buyer_role,
                row.seniority,
                PRICES.get(employer["employee_band"], 32_000),
                employer["budget_readiness"],
                row.problem_awareness,
                row.contact_authority,
                row.friction,
                employer["maturity"],
                employer["employees"],
            )


def _on_arrival(lead, rng):
    """The form, and what a data vendor and a guess from the title say: often nothing."""
    rows = []
    if lead.is_b2c:
        rows.append((lead.contact_id, "business_model", "b2c", lead.known_at, "declared"))
    if lead.by_form and rng.random() < 0.3:
        rows.append((lead.contact_id, "need", _need(lead, rng), lead.known_at, "declared"))
    if rng.random() < 0.2:
        # asked in the form and left empty: says nothing
        asked = str(rng.choice(["budget_max", "authority", "need", "decision_date"]))
        rows.append((lead.contact_id, asked, str(rng.choice(["", "  "])), lead.known_at, "declared"))
    if rng.random() < 0.25:
        guess = GUESSES.get(lead.seniority, "decides")
        rows.append((lead.contact_id, "authority", guess, lead.known_at + 2 * HOUR, "inferred"))
    if not lead.is_b2c and rng.random() < 0.2:
        vendor = f"{lead.price * rng.uniform(0.3, 1.8):.2f}"
        when = lead.known_at + rng.integers(1, 60) * DAY
        rows.append((lead.contact_id, "budget_max", vendor, when, "enriched"))
    return rows


def _in_talks(lead, rng):
    """The four BANT questions in the first talk, and what had changed by a later one."""
    first, later = lead.talks[0], lead.talks[2:]
    answers = {
        "budget_max": _budget(lead, rng),
        "authority": _authority(lead, rng),
        "need": _need(lead, rng),
        "decision_date": _decision_date(lead, first, rng),
    }
    rows = [
        (lead.contact_id, attribute, value, first + 120, "declared")
        for attribute, value in answers.items()
        if rng.random() < 0.85
    ]
    if rng.random() < 0.35:
        deadline = str(rng.choice(WORDS["answers"]["deadlines"]))
        rows.append((lead.contact_id, "external_deadline", deadline, first + 120, "declared"))
    if rng.random() < 0.3 and not lead.is_b2c:
        saving = f"{lead.price * rng.uniform(0.5, 4):.0f}"
        rows.append((lead.contact_id, "expected_saving", saving, first + 120, "declared"))
    if later and rng.random() < 0.6:
        at = later[rng.integers(0, len(later))] + 300
        changed = {
            "budget_max": _budget(lead, rng),
            "need": _need(lead, rng),
            "decision_date": _decision_date(lead, at + 45 * DAY, rng),
        }
        for attribute, value in changed.items():
            if rng.random() < 0.45:
                rows.append((lead.contact_id, attribute, value, at, "declared"))
    return rows


def _told(trait, rng):
    """What people say (0…1): the hidden trait (0…1) and chance."""
    return TRAIT_SHARE * trait + (1 - TRAIT_SHARE) * rng.random()


def _budget(lead, rng):
    """The most they can spend a year, in the currency of the prices."""
    if lead.is_b2c:
        return str(rng.choice(CONSUMER_BUDGETS))
    budget = lead.price * (0.15 + 1.5 * _told(lead.budget_readiness, rng))
    if rng.random() < 0.03:
        return str(rng.choice(["n/a", "10.000,50", "15k", "unos 20.000 €", "por definir"]))
    return f"{budget // 500 * 500:.0f}" if rng.random() < 0.9 else f"{budget:.2f}"


def _authority(lead, rng):
    weight = _told(lead.authority, rng) + ROLE_BONUS[lead.buyer_role]
    answer = AUTHORITIES[int(np.searchsorted(AUTHORITY_EDGES, weight))]
    if lead.spanish and rng.random() < 0.6:
        answer = WORDS["answers"]["authority_in_spanish"][answer]
    return _spoken(answer, rng)


def _need(lead, rng):
    answer = NEEDS[int(np.searchsorted(NEED_EDGES, _told(lead.awareness, rng)))]
    if lead.spanish and rng.random() < 0.6:
        answer = WORDS["answers"]["need_in_spanish"][answer]
    return _spoken(answer, rng)


def _spoken(answer, rng):
    """As people type it: capitals, spaces around."""
    chance = rng.random()
    return answer.capitalize() if chance < 0.15 else f" {answer} " if chance < 0.2 else answer


def _decision_date(lead, said_at, rng):
    """When they mean to decide: the better they know their problem, the sooner; three weeks to a year."""
    if rng.random() < 0.03:
        return str(rng.choice(["Q3", "mediados de mayo", "31/12/2026", "soon"]))
    days = 20 + 340 * (1 - _told(lead.awareness, rng)) ** 2
    return str(np.datetime64(int(said_at + days * DAY), "s").astype("datetime64[D]"))


def _psychographics(lead, rng):
    """Interests, pains, goals, what they use today; each known for some."""
    words = WORDS["answers"]
    at = lead.talks[-1] + 200 if lead.talks else lead.known_at + DAY
    friction, awareness = _told(lead.friction, rng), _told(lead.awareness, rng)
    chances = (
        ("interests", 0.3, str(rng.choice(words["interests"])), "declared"),
        ("pain", 0.25, str(rng.choice(words["pains"])), "declared"),
        ("goal", 0.2, str(rng.choice(words["goals"])), "declared"),
        ("current_state", 0.35, str(rng.choice(WORDS["current_state"][lead.maturity])), "declared"),
        (
            "cost_of_inaction",
            0.2,
            ("low", "medium", "high")[int(np.searchsorted((0.4, 0.6), awareness))],
            "declared",
        ),
        (
            "ease_of_work",
            0.2,
            ("easy", "normal", "difficult")[int(np.searchsorted((0.4, 0.65), friction))],
            "inferred",
        ),
    )
    known = [
        (lead.contact_id, attribute, value, at, origin)
        for attribute, share, value, origin in chances
        if rng.random() < share and at < AS_OF_END
    ]
    if not lead.is_b2c and rng.random() < 0.04:
        # the person says another number than the company's record
        employees = f"{lead.employees * rng.uniform(0.8, 1.2):.0f}"
        known.append((lead.contact_id, "employee_count", employees, at, "declared"))
    return known


def how_they_buy(episodes, seed):
    """How each episode's company chooses a supplier, the same for all its people; empty for consumers."""
    company, number = np.unique(episodes["account_id"].to_numpy(dtype=str), return_inverse=True)
    drawn = stream(seed, "buying process").choice(
        list(BUYING_PROCESSES), len(company), p=list(BUYING_PROCESSES.values())
    )
    return np.where(company == "", "", drawn)[number]


def about_buying(episodes, contact_ids, activities, buying_process, seed):
    """Who told how the company buys, and when: on arrival or in the first talk. No rule of the policy asks."""
    rng = stream(seed, "about buying")
    chance = rng.random(len(episodes))
    first_talk = activities[activities["activity_outcome"].isin(TALKED)].groupby("episode")["at"].min()
    talked_at = first_talk.reindex(range(len(episodes))).to_numpy() + 150
    known_at = episodes["known_at"].to_numpy()
    in_talk = np.where(
        (rng.random(len(episodes)) < PROCESS_IN_TALKS) & (talked_at > known_at), talked_at, np.nan
    )
    table = pd.DataFrame(
        {
            "contact_id": contact_ids,
            "attribute": "buying_process",
            "value": buying_process,
            "known_from": np.where(chance < PROCESS_ON_ARRIVAL, known_at + 60, in_talk),
            "origin": "declared",
        }
    )
    is_told = (table["contact_id"] != "") & (table["value"] != "") & (table["known_from"] < EXPORTED_AT)
    return table[is_told]


def _about_others(records, rng):
    """Students say what they study for; a few people complained about a mail or changed jobs."""
    rows = []
    for record in records.itertuples():
        after = record.created_at + rng.integers(1, 80) * DAY + 7 * HOUR
        if record.kind == "student" and rng.random() < 0.6:
            interest = str(rng.choice(WORDS["answers"]["study_interests"]))
            rows.append((record.contact_id, "interests", interest, record.created_at, "declared"))
        if rng.random() < 0.006:
            rows.append((record.contact_id, "email_status", "complained", after, "enriched"))
        if record.kind == "lead" and rng.random() < 0.02:
            level = str(rng.choice(["director", "manager"]))
            titles = WORDS["titles"][record.role_function][level]
            rows.append((record.contact_id, "job_title", titles[1][0], after, "enriched"))
    return rows
