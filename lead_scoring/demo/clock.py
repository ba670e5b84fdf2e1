"""Dates and random streams of the demo data. Times are seconds since 1970-01-01 UTC (float, NaN = none)."""

import zlib

import numpy as np

DEMO_AS_OF = "2026-03-31"
DAY = 86_400
HOUR = 3_600


def seconds(date):
    """Midnight UTC of a date `YYYY-MM-DD`, in seconds."""
    return float(np.datetime64(date, "s").astype("int64"))


LAST_DAY = seconds(DEMO_AS_OF)
AS_OF_END = LAST_DAY + DAY  # nothing from this second on is known at the as-of date
EXPORTED_AT = AS_OF_END + 8 * HOUR  # the raw files were written on the next morning
WINDOW_DAYS = 547  # leads arrive over eighteen months ...
FIRST_DAY = LAST_DAY - (WINDOW_DAYS - 1) * DAY  # ... from 2024-10-01 on

# How a source writes a time: hours from UTC, date and time joined by, text after it, share of the rows.
STYLES = (
    (0, " ", "", 0.70),
    (0, "T", "Z", 0.11),
    (2, "T", "+02:00", 0.10),
    (-5, " ", "-05:00", 0.06),
    (0, "T", ".250", 0.03),
)


def stream(seed, name):
    """An independent random generator for one step: changing a step leaves the others as they were."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def time_of_day(rng, in_america):
    """Seconds after midnight UTC in working hours: Europe about 13:00, America about 18:00, one per row."""
    hour = np.clip(rng.normal(np.where(in_america, 18.0, 12.5), 2.6), 0.2, 23.9)
    return np.floor(hour * HOUR + rng.uniform(0, 300, len(hour)))


def as_text(times, rng):
    """Times as a list of text, in the mixture of formats above; an unknown time is empty text."""
    times = np.asarray(times, dtype=float)
    style = rng.choice(len(STYLES), len(times), p=[share for *_, share in STYLES])
    text = np.full(len(times), "", dtype=object)
    for number, (hours, joined_by, suffix, _) in enumerate(STYLES):
        rows = np.flatnonzero((style == number) & ~np.isnan(times))
        stamps = (times[rows].astype("int64") + hours * HOUR).astype("datetime64[s]")
        text[rows] = [stamp.replace("T", joined_by) + suffix for stamp in np.datetime_as_string(stamps)]
    return text.tolist()


def as_dates(times):
    """Times as a list of `YYYY-MM-DD`; an unknown time is empty text."""
    days = np.asarray(times, dtype=float).astype("datetime64[s]").astype("datetime64[D]")
    return ["" if np.isnat(day) else str(day) for day in days]
