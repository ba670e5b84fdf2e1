"""The records of the CRM: one per contact id. A person may have several: duplicates, merged later."""

import numpy as np
import pandas as pd

from .clock import AS_OF_END, DAY, EXPORTED_AT, FIRST_DAY, HOUR, seconds, stream, time_of_day
from .words import WORDS

OTHERS_SINCE_DAYS = 420  # the oldest of the other people came so long before the first lead
SOURCES = {
    "inbound_marketing": ("web", "google-ads", "webinar", "content"),
    "sdr_outbound": ("outbound",),
    "partner_referral": ("partner",),
}
OTHER_SOURCES = {
    "subscriber": "newsletter",
    "fair": "fair",
    "student": "content",
    "candidate": "web",
    "list": "bought-list",
}


def build_records(people, episodes, seed):
    """One row per CRM record that exists when the files are written, in the order of creation.

    `record`: its number in episodes (-1: not a lead) · `contact_id` · `created_at` · `lead_source` · the
    person.
    """
    rng = stream(seed, "records")
    first = episodes[episodes["is_new"]].sort_values(["record", "known_at"]).drop_duplicates("record")
    leads = first[["record", "person_id", "known_at", "by_form"]].rename(columns={"known_at": "created_at"})
    leads["lead_source"] = [str(rng.choice(SOURCES[source])) for source in first["lead_source"]]
    others = people.loc[people["kind"] != "lead", ["person_id", "kind", "in_america"]]
    others = pd.DataFrame(
        {
            "record": -1,
            "person_id": others["person_id"].to_numpy(),
            "created_at": _others_created(others, rng),
            "by_form": others["kind"].isin(["subscriber", "student"]).to_numpy(),
            "lead_source": others["kind"].map(OTHER_SOURCES).to_numpy(),
        }
    )
    records = pd.concat([leads, others], ignore_index=True)
    records = records[records["created_at"] <= EXPORTED_AT].sort_values(["created_at", "person_id"])
    records = records.merge(people, on="person_id", how="left", validate="many_to_one")
    records.insert(0, "contact_id", [f"C{number:05d}" for number in range(1, len(records) + 1)])
    return records


def _others_created(others, rng):
    """When the people without a lead came: any day, visitors of a fair on its day."""
    earliest = FIRST_DAY - OTHERS_SINCE_DAYS * DAY
    day = earliest + rng.integers(0, int((AS_OF_END - earliest) / DAY) - 1, len(others)) * DAY
    fairs = np.array([seconds(fair.split("|")[0]) for fair in WORDS["assets"]["fairs"]])
    day = np.where(others["kind"] == "fair", fairs[rng.integers(0, len(fairs), len(others))], day)
    return day + time_of_day(rng, others["in_america"].to_numpy())


def contact_of(episodes, records):
    """The contact id of each episode; empty where the record was not made before the files were written."""
    named = records[records["record"] >= 0].set_index("record")["contact_id"]
    return named.reindex(episodes["record"]).fillna("").to_numpy()


def build_merges(episodes, records, seed):
    """Pairs of records that are one person: (merged, survivor, time). With a chain of two and a cycle."""
    rng = stream(seed, "merges")
    known = records[records["record"] >= 0]
    rows = []
    for _, group in known.groupby("person_id", sort=True):
        ids, created = group["contact_id"].tolist(), group["created_at"].tolist()
        # usually the later record goes into the earlier one, sometimes the other way round
        for older, newer, since in zip(ids, ids[1:], created[1:], strict=False):
            merged_at = since + rng.integers(1, 40) * DAY + rng.integers(8, 18) * HOUR
            if merged_at < AS_OF_END:
                keeps_older = len(ids) > 2 or rng.random() < 0.75
                rows.append((newer, older, merged_at) if keeps_older else (older, newer, merged_at))
    # two clerks merged the same pair of old addresses in opposite directions: a cycle merges nobody
    pair = records.loc[(records["kind"] == "list"), "contact_id"].tolist()[:2]
    at = AS_OF_END - 40 * DAY
    if len(pair) == 2:
        rows += [(pair[0], pair[1], at), (pair[1], pair[0], at + 3 * HOUR)]
    return pd.DataFrame(rows, columns=["merged_contact_id", "contact_id", "merged_at"])
