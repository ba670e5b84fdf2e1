"""Places each simulated lead in the calendar and decides when we came to know the person.

An *episode* is one lead of the simulator: seventy days, at most, in which a person is interested.
"""

import numpy as np
import pandas as pd

from .clock import DAY, FIRST_DAY, HOUR, WINDOW_DAYS, stream, time_of_day
from .world import HORIZON_DAYS

EPISODE_STEP_DAYS = WINDOW_DAYS // 4  # a person's second episode starts so many days after the first
COLLEAGUES_WITHIN_DAYS = 30  # colleagues look around at about the same time
DUPLICATE_SHARE = 0.025  # of the people: their second episode made a second record in the CRM
FORM_DAYS, FORM_DAY_SHARES = (0, 1, 2, 3), (0.45, 0.25, 0.18, 0.12)
# Of the leads that sellers found themselves, so many are recognised on the web (a link in an e-mail).
RECOGNISED_SHARE = 0.8


def place(world, people, seed):
    """One row per episode, in the order of `world.leads`, with its times.

    `starts`: midnight of day 0 · `known_at`: from when we know who it is · `opened_at`, `closed_at`: of its deal
    (NaN: none) · `status` of the deal in the end · `record`: number of the CRM record (contact) it belongs to ·
    `is_new`: the episode brought us this record.
    """
    rng = stream(seed, "episodes")
    episodes = world.leads.merge(people, on="person_id", how="left", validate="many_to_one")
    turn = episodes.groupby("person_id").cumcount()
    episodes["starts"] = _start_times(episodes, turn, rng)
    _open_deals(episodes, world.activities, rng)
    episodes["by_form"] = episodes["lead_source"].to_numpy() == "inbound_marketing"
    episodes = _assign_records(episodes, turn, rng)
    form_day = np.where(episodes["by_form"], rng.choice(FORM_DAYS, len(episodes), p=FORM_DAY_SHARES), 0)
    hour = time_of_day(rng, episodes["in_america"].to_numpy())
    at = np.where(episodes["by_form"], hour, np.minimum(hour, 7 * HOUR))
    form_at = episodes["starts"] + form_day * DAY + at
    episodes["known_at"] = np.where(episodes["is_new"], form_at, episodes["starts"])
    return episodes


def _start_times(episodes, turn, rng):
    """Midnight of each episode's first day: per company, a bit apart per colleague, far apart for one person."""
    company = pd.factorize(episodes["account_id"].where(episodes["account_id"] != "", episodes["person_id"]))[0]
    person = pd.factorize(episodes["person_id"])[0]
    company_day = rng.integers(0, WINDOW_DAYS, company.max() + 1)[company]
    person_day = rng.integers(0, COLLEAGUES_WITHIN_DAYS, person.max() + 1)[person]
    day = (company_day + person_day + turn.to_numpy() * EPISODE_STEP_DAYS) % WINDOW_DAYS
    return FIRST_DAY + day * DAY


def _open_deals(episodes, activities, rng):
    """A seller writes down a deal at the first completed demo after the lead was qualified.

    Leads that end before that never get one (some of them buy without a seller). A deal that the simulator leaves
    open at its horizon is lost for want of a decision 20 to 60 days later.
    """
    demos = activities[activities["activity_outcome"] == "demo_completed"]
    qualified_day = episodes["qualified_day"].to_numpy()[demos["lead"]]
    first_demo = demos[demos["day"] >= qualified_day].groupby("lead")["day"].min()
    opened_day = first_demo.reindex(range(len(episodes))).to_numpy()
    undecided = HORIZON_DAYS + rng.integers(20, 61, len(episodes))
    ended_day = episodes["ended_day"].fillna(pd.Series(undecided)).to_numpy()
    america = episodes["in_america"].to_numpy()
    opened_at = episodes["starts"] + opened_day * DAY + time_of_day(rng, america)
    closed_at = episodes["starts"] + ended_day * DAY + time_of_day(rng, america)
    episodes["opened_at"] = opened_at
    episodes["closed_at"] = np.maximum(closed_at, opened_at + HOUR)
    episodes["bought_at"] = np.where(episodes["won"], closed_at, np.nan)
    status = np.where(episodes["won"], "won", np.where(episodes["ended_day"].isna(), "undecided", "lost"))
    episodes["status"] = status


def _assign_records(episodes, turn, rng):
    """Number the CRM records: one per person; for a few, each later episode made a duplicate record."""
    person = pd.factorize(episodes["person_id"])[0]
    people = person.max() + 1
    count = np.bincount(person)
    # people with three episodes first: they make the chains of merges
    returning = np.flatnonzero(count > 1)
    order = np.lexsort((rng.random(len(returning)), -count[returning]))
    chosen = returning[order][: max(6, round(DUPLICATE_SHARE * people))]
    is_duplicate = np.isin(person, chosen) & (turn.to_numpy() > 0)
    record = person.copy()
    record[is_duplicate] = people + np.arange(is_duplicate.sum())
    episodes["record"] = record
    first_start = episodes.groupby("record")["starts"].transform("min")
    episodes["is_new"] = episodes["starts"].to_numpy() == first_start
    # a record that was made by hand is not made by a form
    episodes["by_form"] = episodes["by_form"] & episodes["is_new"]
    return episodes
