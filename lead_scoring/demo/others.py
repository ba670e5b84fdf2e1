"""What the others did: newsletter readers, students, job seekers, fair visitors, strangers, crawlers."""

import numpy as np
import pandas as pd

from .behaviour import TEXTS, events, machines, pick
from .clock import AS_OF_END, DAY, FIRST_DAY, HOUR, WINDOW_DAYS, seconds
from .words import WORDS

STRANGERS_PER_LEAD = 0.35
CRAWLERS = 18
# Of the newsletters sent: opened, clicked, left.
OPENED, CLICKED, LEFT = 0.13, 0.018, 0.0006
COLUMNS = ["at", "event_type", "contact_id", "anonymous_id", *TEXTS]


def owned(batch, contact_ids, anonymous_id=""):
    """Events of contacts without an episode: the batch with ids instead of numbers."""
    return batch.assign(contact_id=contact_ids, anonymous_id=anonymous_id)[COLUMNS]


def newsletters(records, rng):
    """One mail on the 10th of each month to whoever was there, with the machines that read it first."""
    readers = records[(records["email"] != "") & (records["kind"] != "list")]
    created = readers["created_at"].to_numpy()
    months = np.arange("2024-10", "2026-04", dtype="datetime64[M]")
    sent = np.array([seconds(f"{month}-10") + 7 * HOUR for month in months])
    who = np.flatnonzero((created[:, None] < sent[None, :]).ravel())
    at, reader = sent[who % len(sent)], who // len(sent)
    contact_ids = readers["contact_id"].to_numpy()[reader]
    chance = rng.random(len(at))
    soon = np.floor(at + 600 + rng.exponential(9 * HOUR, len(at)))
    batches = []
    for event_type, rows in (
        ("email_open", chance < OPENED),
        ("email_click", chance < CLICKED),
        ("unsubscribe", chance > 1 - LEFT),
    ):
        agents = pick(WORDS["user_agents"]["mail_clients"], rows.sum(), rng)
        campaign = [f"newsletter-{month}" for month in months[(who % len(sent))[rows]]]
        # a click comes after its opening
        late = 40.0 if event_type == "email_click" else 0.0
        mails = events(soon[rows] + late, event_type, channel="email", campaign=campaign, user_agent=agents)
        batches.append(owned(mails, contact_ids[rows]))
    by_machine = machines(at, np.arange(len(at)), rng, opens=0.05, scans=0.004)
    batches.append(owned(by_machine, contact_ids[by_machine["episode"]]))
    return pd.concat(batches)


def arrivals(records, rng):
    """How the people without a lead came to us: a form, a stand at a fair."""
    by_form = records[(records["record"] < 0) & records["by_form"]]
    form = events(by_form["created_at"], "form_submit", asset="newsletter", channel="web")
    visited = records[records["kind"] == "fair"]
    fairs = {seconds(day): name for day, name in (fair.split("|") for fair in WORDS["assets"]["fairs"])}
    midnight = np.floor(visited["created_at"] / DAY) * DAY
    stand = events(
        visited["created_at"], "fair_visit", asset=midnight.map(fairs).fillna(""), channel="offline"
    )
    return pd.concat(
        [
            owned(form, by_form["contact_id"].to_numpy(), _browser(by_form)),
            owned(stand, visited["contact_id"].to_numpy()),
        ]
    )


def visits(records, rng):
    """Web visits of subscribers, students and job seekers, and the browsers that they are known by."""
    batches, known = [], []
    for kind, share, topic, files in (
        ("subscriber", 0.4, "study", "downloads"),
        ("student", 1.0, "study", "study_downloads"),
        ("candidate", 1.0, "careers", None),
    ):
        people = records[records["kind"] == kind]
        people = people[rng.random(len(people)) < share]
        visitor = np.repeat(np.arange(len(people)), rng.integers(2, 9, len(people)))
        # some looked around before they told us who they are
        since = people["created_at"].to_numpy()[visitor] + rng.uniform(-10, 60, len(visitor)) * DAY
        pages = events(
            since, "page_view", channel="web", page_path=pick(WORDS["pages"][topic], len(since), rng)
        )
        pages["user_agent"] = pick(WORDS["user_agents"]["browsers"], len(people) or 1, rng)[visitor]
        batches.append(owned(pages, "", _browser(people)[visitor]))
        known.append(
            pd.DataFrame(
                {
                    "anonymous_id": _browser(people),
                    "contact_id": people["contact_id"].to_numpy(),
                    "identified_at": people["created_at"].to_numpy(),
                }
            )
        )
        if files:
            at = people["created_at"].to_numpy() + rng.uniform(0.1, 30, len(people)) * DAY
            file = events(at, "download", channel="web", asset=pick(WORDS["assets"][files], len(people), rng))
            batches.append(owned(file, people["contact_id"].to_numpy(), _browser(people)))
    return pd.concat(batches), pd.concat(known)


def _browser(people):
    """The browser of a person without a lead, one each."""
    return ("W" + people["person_id"].str.slice(4)).to_numpy(dtype=object)


def strangers(leads, rng):
    """Visitors that nobody ever identified, and crawlers."""
    count = round(STRANGERS_PER_LEAD * leads)
    visitor = np.repeat(np.arange(count), rng.integers(1, 5, count))
    first = FIRST_DAY + rng.uniform(0, WINDOW_DAYS, count) * DAY
    at = np.floor(first[visitor] + rng.exponential(2 * HOUR, len(visitor)))
    page = pick(WORDS["pages"]["general"] + WORDS["pages"]["careers"], len(at), rng)
    pages = events(at, "page_view", channel=pick(["web", "web", "paid"], len(at), rng), page_path=page)
    pages["user_agent"] = pick(WORDS["user_agents"]["browsers"], count, rng)[visitor]
    people = owned(pages, "", np.char.mod("X%06d", visitor).astype(object))
    robot = np.repeat(np.arange(CRAWLERS), rng.integers(15, 60, CRAWLERS))
    at = np.floor(rng.uniform(FIRST_DAY, AS_OF_END, len(robot)))
    page = pick(WORDS["pages"]["general"] + WORDS["pages"]["study"], len(robot), rng)
    pages = events(at, "page_view", channel="web", page_path=page)
    pages["user_agent"] = pick(WORDS["user_agents"]["crawlers"], CRAWLERS, rng)[robot]
    return pd.concat([people, owned(pages, "", np.char.mod("R%06d", robot).astype(object))])
