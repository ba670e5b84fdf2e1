"""Places each simulated lead in the calendar and decides when we came to know the person.

An *episode* is one lead of the simulator: seventy days, at most, in which a person is interested.
"""

import numpy as np
import pandas as pd

from .clock import DAY, FIRST_DAY, HOUR, WINDOW_DAYS, stream, time_of_day
from .words import WORDS
from .world import HORIZON_DAYS

TALKED = ("connected", "meeting_set", "demo_completed")  # outcomes of a seller's activity that was a talk

UNDECIDED_AFTER_DAYS = 40  # a deal on which nothing happens for so long is closed within three weeks
EARLY_SHARE = 0.35  # of the deals: the seller writes them down after the first talk, whatever it was like
EPISODE_STEP_DAYS = WINDOW_DAYS // 4  # a person's second episode starts so many days after the first
COLLEAGUES_WITHIN_DAYS = 30  # colleagues look around at about the same time
DUPLICATE_SHARE = 0.025  # of the people: their second episode made a second record in the CRM
FORM_DAYS, FORM_DAY_SHARES = (0, 1, 2, 3), (0.45, 0.25, 0.18, 0.12)
# Of the leads that sellers found themselves, so many are recognised on the web (a link in an e-mail).
RECOGNISED_SHARE = 0.8


def place(world, people, seed):
    """One row per episode, in the order of `world.leads`, with its times.

    `starts`: midnight of day 0 · `known_at`: from when we know who it is · `opened_at`, `closed_at`: of its
    deal (NaN: none) · `is_decided`: somebody ended the deal, nobody else closed it for them · `bought_at`: when
    they bought without a seller (NaN: did not) · `rep_id`: the seller · `record`: number of the CRM record
    (contact) it belongs to · `is_new`: the episode brought us this record.
    """
    rng = stream(seed, "episodes")
    episodes = world.leads.merge(people, on="person_id", how="left", validate="many_to_one")
    turn = episodes.groupby("person_id").cumcount()
    episodes["starts"] = _start_times(episodes, turn, rng)
    episodes["rep_id"] = [
        _seller(*lead) for lead in zip(episodes["rep_id"], episodes["country"], strict=True)
    ]
    _open_deals(episodes, world.activities, rng)
    episodes["by_form"] = episodes["lead_source"].to_numpy() == "inbound_marketing"
    episodes = _assign_records(episodes, turn, rng)
    form_day = np.where(episodes["by_form"], rng.choice(FORM_DAYS, len(episodes), p=FORM_DAY_SHARES), 0)
    opened_day = np.floor((episodes["opened_at"] - episodes["starts"]) / DAY).to_numpy()
    form_day = np.fmin(form_day, np.maximum(opened_day - 1, 0))  # a deal is opened with somebody we know
    hour = time_of_day(rng, episodes["in_america"].to_numpy())
    at = np.where(episodes["by_form"], hour, np.minimum(hour, 7 * HOUR))
    form_at = episodes["starts"] + form_day * DAY + at
    episodes["known_at"] = np.where(episodes["is_new"], form_at, episodes["starts"])
    return episodes


def _start_times(episodes, turn, rng):
    """Midnight of each episode's first day: close together for colleagues, far apart for one person."""
    employer = episodes["account_id"].where(episodes["account_id"] != "", episodes["person_id"])
    company = pd.factorize(employer)[0]
    person = pd.factorize(episodes["person_id"])[0]
    company_day = rng.integers(0, WINDOW_DAYS, company.max() + 1)[company]
    person_day = rng.integers(0, COLLEAGUES_WITHIN_DAYS, person.max() + 1)[person]
    day = (company_day + person_day + turn.to_numpy() * EPISODE_STEP_DAYS) % WINDOW_DAYS
    return FIRST_DAY + day * DAY


def _seller(drawn, country):
    """The seller (R01 …) of a lead: of those of its country, or else of those of any, the one that was drawn."""
    number = int(drawn.removeprefix("rep_"))
    of_territory = [
        [name for name, row in WORDS["sellers"].items() if row[1] == place] for place in (country, "")
    ]
    candidates = of_territory[0] or of_territory[1]
    return candidates[number % len(candidates)]


def _open_deals(episodes, activities, rng):
    """A seller writes down a deal at the first completed demo after the lead was qualified, some after a talk.

    Leads that end before that never get one (some of them buy without a seller); nor do leads whose demo
    comes so late that the simulator would not show us forty days of the deal. A deal ends when the simulator
    says that somebody has decided; where nobody has within forty days, the seller closes it. How it ends is
    not decided here (see `buyers`).
    """
    demos = activities[activities["activity_outcome"] == "demo_completed"]
    talks = activities[activities["activity_outcome"].isin(TALKED)]
    qualified_day = episodes["qualified_day"].to_numpy()[demos["lead"]]
    first_demo = demos[demos["day"] >= qualified_day].groupby("lead")["day"].min()
    opened_day = first_demo.reindex(range(len(episodes))).to_numpy()
    opened_day = np.where(opened_day > HORIZON_DAYS - UNDECIDED_AFTER_DAYS, np.nan, opened_day)
    ended_day = episodes["ended_day"].to_numpy()
    without_seller = (
        episodes["won"].to_numpy() & np.isnan(opened_day) & (ended_day < HORIZON_DAYS - UNDECIDED_AFTER_DAYS)
    )
    first_talk = talks.groupby("lead")["day"].min().reindex(range(len(episodes))).to_numpy()
    is_early = rng.random(len(episodes)) < EARLY_SHARE
    opened_day = np.where(is_early, np.fmin(opened_day, np.maximum(first_talk, 1)), opened_day)
    closed_by_seller = opened_day + UNDECIDED_AFTER_DAYS + rng.integers(0, 21, len(episodes))
    is_decided = ended_day <= opened_day + UNDECIDED_AFTER_DAYS
    closed_day = np.where(is_decided, ended_day, closed_by_seller)
    starts, america = episodes["starts"].to_numpy(), episodes["in_america"].to_numpy()
    opened_at = starts + opened_day * DAY + time_of_day(rng, america)
    hour = time_of_day(rng, america)
    episodes["opened_at"] = opened_at
    episodes["closed_at"] = np.maximum(starts + closed_day * DAY + hour, opened_at + HOUR)
    episodes["is_decided"] = is_decided
    episodes["bought_at"] = np.where(without_seller, starts + ended_day * DAY + hour, np.nan)


def _assign_records(episodes, turn, rng):
    """Number the CRM records: one per person; for a few, each later episode made a duplicate record."""
    person = pd.factorize(episodes["person_id"])[0]
    people = person.max() + 1
    count = np.bincount(person)
    # two people with three episodes make chains of merges, the others have two episodes
    twice, thrice = rng.permutation(np.flatnonzero(count == 2)), rng.permutation(np.flatnonzero(count == 3))
    chosen = np.concatenate([thrice[:2], twice[: max(6, round(DUPLICATE_SHARE * people))]])
    is_duplicate = np.isin(person, chosen) & (turn.to_numpy() > 0)
    record = person.copy()
    record[is_duplicate] = people + np.arange(is_duplicate.sum())
    episodes["record"] = record
    first_start = episodes.groupby("record")["starts"].transform("min")
    episodes["is_new"] = episodes["starts"].to_numpy() == first_start
    # a record that was made by hand is not made by a form
    episodes["by_form"] = episodes["by_form"] & episodes["is_new"]
    return episodes
