"""Makes clean tables as messy as real life. Each kind of mess has a small function and a share or a count."""

import numpy as np
import pandas as pd

from .clock import AS_OF_END, DAY, EXPORTED_AT, HOUR, as_text, stream
from .others import COLUMNS
from .words import without_accents

AFTER_AS_OF = 30  # events of the morning after the as-of date
DUPLICATE_SHARE = 0.015  # events that a loader delivers twice
LATE_SHARE = 0.02  # events that arrive two to twenty days late
MALFORMED = 15  # of each kind: no id, no type, unreadable time, owner unknown, contact that does not exist
OFFLINE_CHANNELS = ("phone", "offline")
UNREADABLE_TIMES = ("not a date", "31/12/2025", "2026-13-45", "", "yesterday")


def deliver(known, seed):
    """The events as the loader wrote them: ids, load times, late, twice, malformed; all of it text."""
    rng = stream(seed, "deliver")
    known = known.sort_values(["at", "event_type", "contact_id", "anonymous_id"], kind="stable")
    known = _cut(known, rng)
    at = np.floor(known["at"].to_numpy())
    loaded = _loaded_at(at, known["channel"].isin(OFFLINE_CHANNELS).to_numpy(), rng)
    table = known[COLUMNS[1:]].reset_index(drop=True)
    table.insert(0, "event_id", [f"E{number:07d}" for number in range(1, len(table) + 1)])
    table["at"], table["loaded"] = at, loaded
    table = pd.concat([table, _twice(table, rng)], ignore_index=True)
    table["occurred_at"] = as_text(table["at"], rng)
    table["loaded_at"] = as_text(table["loaded"], rng)
    table = pd.concat([table, _malformed(table, rng)], ignore_index=True)
    table = table.sort_values(["loaded", "event_id"], kind="stable")
    return table[["event_id", "event_type", "occurred_at", "loaded_at", *COLUMNS[2:]]]


def _cut(known, rng):
    """Nothing from the future, but for a few events of the morning on which the files were written."""
    at = known["at"].to_numpy()
    morning = rng.permutation(np.flatnonzero((at >= AS_OF_END) & (at < AS_OF_END + DAY)))[:AFTER_AS_OF]
    known = known.copy()
    known.iloc[morning, known.columns.get_loc("at")] = AS_OF_END + rng.integers(0, 7 * HOUR, len(morning))
    return known[(at < AS_OF_END) | np.isin(np.arange(len(at)), morning)]


def _loaded_at(at, is_offline, rng):
    """Web and mail after minutes, calls and fairs the next night, some days late; never after the export."""
    soon = at + 60 + np.floor(rng.exponential(600, len(at)))
    night = (np.floor(at / DAY) + 1) * DAY + 2 * HOUR + rng.integers(0, 900, len(at))
    usual = np.where(is_offline, np.maximum(night, at + 60), soon)
    late = at + rng.integers(2 * DAY, 20 * DAY, len(at))
    is_late = (rng.random(len(at)) < LATE_SHARE) & (late < EXPORTED_AT)
    return np.where(is_late, late, np.minimum(usual, np.maximum(at + 1, EXPORTED_AT)))


def _twice(table, rng):
    """A second delivery of some events, loaded later; one in ten with another time in it."""
    again = table[rng.random(len(table)) < DUPLICATE_SHARE].copy()
    later = again["loaded"] + rng.integers(0, 3 * DAY, len(again))
    again["loaded"] = later.where(later < EXPORTED_AT, again["loaded"] + 5)
    again["at"] = again["at"] + np.where(rng.random(len(again)) < 0.1, 3, 0)
    return again


def _malformed(table, rng):
    """Copies of good events, each broken in one way. Their ids are new, so that no good event is lost."""
    rows = table.sample(5 * MALFORMED, random_state=rng).reset_index(drop=True)
    rows["event_id"] = [f"E9{number:06d}" for number in range(len(rows))]
    kind = np.arange(len(rows)) % 5
    rows.loc[kind == 0, "event_id"] = np.where(np.arange((kind == 0).sum()) % 2, "", "  ")
    rows.loc[kind == 1, "event_type"] = ""
    broken = [UNREADABLE_TIMES[number % len(UNREADABLE_TIMES)] for number in range((kind == 2).sum())]
    rows.loc[kind == 2, "occurred_at"] = broken
    rows.loc[kind == 3, ["contact_id", "anonymous_id"]] = ""
    rows.loc[kind == 4, "contact_id"] = [f"C8{number:04d}" for number in range((kind == 4).sum())]
    return rows


def untidy_titles(titles, rng):
    """Job titles as people type them: case, spaces, no accents, unknown."""
    return [_untidy(title, chance) for title, chance in zip(titles, rng.random(len(titles)), strict=True)]


def _untidy(title, chance):
    for below, changed in (
        (0.08, title.lower()),
        (0.15, title.upper()),
        (0.21, f"  {title} "),
        (0.28, without_accents(title)),
        (0.30, title.replace(" ", "  ")),
        (0.37, ""),
    ):
        if chance < below:
            return changed
    return title


def spoil(values, bad, share, rng):
    """Replace a share of the values by bad ones, at least one of each bad one."""
    values = np.array(values, dtype=object)
    rows = rng.permutation(len(values))[: max(len(bad), round(share * len(values)))]
    values[rows] = [bad[number % len(bad)] for number in range(len(rows))]
    return values.tolist()


def sometimes(values, share, change, rng):
    """Put a changed text, with spaces around, in place of a share of the values."""
    hit = rng.random(len(values)) < share
    return [f" {change(value)} " if is_hit else value for value, is_hit in zip(values, hit, strict=True)]


def older_versions(contacts, share, rng):
    """Earlier states of some contacts, delivered as well: the newest `updated_at` counts."""
    old = contacts[rng.random(len(contacts)) < share].copy()
    lasted = old["updated_at"] - old["created_at"]
    old["updated_at"] = old["created_at"] + np.floor(lasted * rng.uniform(0, 0.8, len(old)))
    old["phone"] = ""
    old["job_title"] = np.where(rng.random(len(old)) < 0.5, "", old["job_title"].str.upper())
    old["owner_id"] = ""
    return pd.concat([contacts, old], ignore_index=True)
