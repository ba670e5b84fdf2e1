"""A policy of any size for the raw tables of generate_raw.py, half of it about what people do, half about who they are.

One scorecard, no journeys; every rule has points, decay and limits take turns, one pattern in four has alternatives.
Behaviours, where there are any, have a rule each; ten windows, six selections of events and all measures take turns.
"""

import csv
from pathlib import Path

from generate_policy import BANDS, HEADERS, TIERS

CRITERIA = 20
WHY = "To be matched."
DECAYS = (
    ("half_life", 14),
    ("half_life", 30),
    ("half_life", 60),
    ("linear", 90),
    ("window", 30),
    ("none", ""),
)
EVENT_TYPES = (
    "email_click",
    "webinar_attended",
    "event_attended",
    "call_connected",
    "meeting_held",
    "chat_started",
)
PAGES = (
    "/pricing%|/precios%",
    "/product/tour%",
    "/customers/%",
    "/integrations%",
    "/security%",
    "/contact%",
    "/docs/%",
)
ASSETS = ("demo-%", "contact-sales%", "trial-%|comparison-%", "whitepaper-%|ebook-%")
TITLES = ("%direc%|%head of%", "%cfo%|%financ%", "%compras%", "%student%", "%consult%", "%engineer%")
COUNTRIES = ("es", "mx", "co", "br", "fr", "us|de", "jp")
WINDOWS = (1, 3, 7, 14, 30, 60, 90, 180, 365, 730)
# events that behaviours look at: type, property, pattern
SELECTIONS = (
    ("", "", ""),
    ("page_view", "page_path", "/pricing%|/precios%"),
    ("form_submit|download", "", ""),
    ("page_view", "page_path", "/product/%"),
    ("email_click|chat_started", "", ""),
    ("page_view", "page_path", "/blog/%|/docs/%"),
)
# what they measure: scope, measure
MEASURES = (
    ("contact", "events"),
    ("contact", "days"),
    ("account", "contacts"),
    ("contact", "distinct"),
    ("contact", "days_since_last"),
    ("account", "events"),
    ("contact", "quantity"),
)
BANT = (
    ("authority", "decides", "positive"),
    ("authority", "influences", "acceptable"),
    ("need", "urgent", "positive"),
    ("need", "clear", "acceptable"),
    ("need", "none", "veto"),
    ("budget_covers_offer", "yes", "positive"),
    ("budget_covers_offer", "no", "negative"),
)


def write_policy(folder: Path, rules: int, behaviours: int = 0) -> None:
    """Write the seeds of a policy with so many rules (at least 20; half of them interest rules) and behaviours."""
    rows: dict[str, list[tuple]] = {name: [] for name in HEADERS}
    rows["criteria"] = [
        *(
            (f"interest_{n}", "interest", "online", 25, "marketing", "One in twenty.")
            for n in range(CRITERIA)
        ),
        *((f"fit_{n}", "fit", "demographic", 12, "marketing", "One in twenty.") for n in range(CRITERIA)),
        *((name, "bant", category, "", "sales", "What was asked.") for name, category in _bant_criteria()),
    ]
    rows["interest_rules"] = [_interest_rule(number) for number in range(rules // 2)]
    rows["bant_rules"] = [
        (
            f"bant_{n}",
            f"{attribute} is {pattern}",
            attribute,
            attribute,
            pattern,
            "",
            "",
            "influence",
            3,
            verdict,
            WHY,
        )
        for n, (attribute, pattern, verdict) in enumerate(BANT)
    ]
    rows["fit_rules"] = [_fit_rule(number) for number in range(rules - rules // 2 - len(BANT))]
    rows["behaviours"] = [_behaviour(number) for number in range(behaviours)]
    rows["behaviour_rules"] = [
        (
            *(f"behaviour_{number}_seen", f"Behaviour {number}", f"interest_{number % CRITERIA}"),
            *(f"behaviour_{number}", "", 1 + number % 3, "", "influence", 1 + number % 4, WHY),
        )
        for number in range(behaviours)
    ]
    rows["importance_tiers"] = TIERS
    rows["score_bands"] = BANDS
    rows["scorecards"] = [
        ("scale", "Scale", "champion", "", "", 60, 45, 51, "", "points", 6, 120, 90, "Everybody is scored."),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for name, header in HEADERS.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows[name]])


def _bant_criteria() -> list[tuple[str, str]]:
    return [("authority", "authority"), ("need", "need"), ("budget_covers_offer", "budget")]


def _interest_rule(number: int) -> tuple:
    """Return the rule of that number: the general ones first, then one for a single page or asset each."""
    event_type, prop, pattern = "page_view", "page_path", f"/product/item-{number}%"
    if number < len(PAGES):
        pattern = PAGES[number]
    elif number < len(PAGES) + len(ASSETS):
        event_type, prop = ("form_submit", "download", "video_watched")[number % 3], "asset"
        pattern = ASSETS[number - len(PAGES)]
    elif number < len(PAGES) + len(ASSETS) + len(EVENT_TYPES):
        event_type, prop, pattern = EVENT_TYPES[number - len(PAGES) - len(ASSETS)], "", ""
    elif number % 3 == 0:
        pattern = f"/blog/post-{number}|/customers/story-{number % 200}"
    elif number % 3 == 1:
        event_type, prop, pattern = "form_submit", "asset", f"%-{number % 400}"
    decay, days = DECAYS[number % len(DECAYS)]
    points, tier = (5 + number % 4, "important") if number % 3 == 0 else (1 + number % 4, "influence")
    return (
        *(
            f"interest_{number}",
            f"Interest {number}",
            f"interest_{number % CRITERIA}",
            event_type,
            prop,
            pattern,
        ),
        *(tier, points, 15, 1 + number % 3 if number % 2 else "", decay, days, WHY),
    )


def _behaviour(number: int) -> tuple:
    """Return the behaviour of that number: its events, its measure and its window by turns."""
    event_type, prop, pattern = SELECTIONS[number % len(SELECTIONS)]
    scope, measure = MEASURES[number % len(MEASURES)]
    if measure == "distinct" and not prop:
        event_type, prop = "page_view", "page_path"
    window = WINDOWS[number % len(WINDOWS)]
    return (
        *(f"behaviour_{number}", f"Behaviour {number}", scope, event_type, prop, pattern),
        *("", measure, window, WHY),
    )


def _fit_rule(number: int) -> tuple:
    """Return the rule of that number: a title, a country, a range of sizes or a single title by turns."""
    attribute, pattern, at_least, below = "job_title", f"engineer {number}", "", ""
    if number % 4 == 1:
        attribute, pattern = "country", COUNTRIES[number // 4 % len(COUNTRIES)]
    elif number % 4 == 2:
        attribute, pattern, at_least, below = "employee_count", "", 20 * number, 20 * number + 400
    elif number % 4 == 3:
        attribute, pattern = "city", f"small town {number}"
    elif number // 4 < len(TITLES):
        pattern = TITLES[number // 4]
    return (
        *(f"fit_{number}", f"Fit {number}", f"fit_{number % CRITERIA}", attribute, pattern, at_least, below),
        *("influence", 1 + number % 4, WHY),
    )
