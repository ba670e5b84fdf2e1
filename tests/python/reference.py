"""The arithmetic of lead scoring once more, in plain Python, to check the SQL against.

Written from the project's contract alone, never from its SQL: slow, literal and exact (`Decimal` throughout).
It covers who is scored, fit, BANT, interest, behaviours, what starts interest again or lets it fade, the
score, what blocks a lead, the ledger and the accounting of events. Of the derived attributes it knows
`email_domain`, `email_kind` and those that count days; those that need seeds of the project's own (`persona`,
`buying_role`, `seniority`, `budget_covers_offer`) it never knows.
Where the contract leaves room, a comment that starts with "Reading:" says what was chosen.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, str]  # one line of a CSV: trimmed text, "" = unknown
Instant = tuple[datetime, Decimal]  # UTC to the second, and the fraction of that second
Record = dict[str, Any]  # one line of a result

ZERO, BLANK = Decimal(0), ""
KNOWS = "knows_"
THOUSANDTH, NINE_PLACES = Decimal("0.001"), Decimal("0.000000001")
ORIGINS = {"declared": 3, "enriched": 2, "inferred": 1}  # Reading: any other origin comes after these
# the type of an attribute where the case brings no seed attribute_types
TYPES = {
    "age": "whole",
    "children": "whole",
    "employee_count": "whole",
    "annual_income": "number",
    "annual_revenue": "number",
    "budget_max": "number",
    "expected_saving": "number",
    "decision_date": "date",
}
YES = set(
    [
        "true",
        "t",
        "yes",
        "y",
        "1",
        "si",
        "sí",
        "s",
        "verdadero",
        "verdadeiro",
        "sim",
        "vrai",
        "oui",
        "wahr",
        "ja",
    ]
)
NO = {"false", "f", "no", "n", "0", "falso", "não", "nao", "faux", "non", "falsch", "nein"}
NOT_DESCRIBING = {
    "contact_id",
    "account_id",
    "owner_id",
    "created_at",
    "updated_at",
    "deleted_at",
    "do_not_score",
}
CATEGORIES = {"budget", "authority", "need", "timeline"}
TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?: ?(?:Z|z|UTC|([+-])(\d\d)(?::?(\d\d))?))?)?",
    re.ASCII,
)
SINCE_1970 = re.compile(r"\d{10}|\d{13}|\d{16}", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# The accents of Spanish, Portuguese and French: grave, acute, circumflex, tilde, diaeresis, cedilla.
ACCENTS = set("\u0300\u0301\u0302\u0303\u0308\u0327")


@dataclass
class Result:
    """What a case comes to: rows of `lead_scores` and `lead_score_reasons`, and the accounting of events.

    Points are `Decimal`, days `date`, `score` and `score_rank` `int`, `is_sales_ready` `bool`; what does not
    apply is None. `events` holds the counts rejected, duplicate, later, not_identified and accepted.
    """

    lead_scores: list[Record] = field(default_factory=list)
    reasons: list[Record] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)


def read(folder: Path, name: str) -> list[Row]:
    """The rows of `<folder>/<name>.csv` (none if there is no file); a column that is not there is blank."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    return [defaultdict(str, {k: (cell or BLANK).strip() for k, cell in row.items() if k}) for row in rows]


def number(text: str) -> Decimal | None:
    """The number that a text says, unrounded; None if it says none."""
    return Decimal(text) if NUMBER.fullmatch(text) else None


def instant(text: str) -> Instant | None:
    """The UTC instant that a text says; None if it cannot be read."""
    if SINCE_1970.fullmatch(text):
        moment = datetime(1970, 1, 1) + timedelta(microseconds=int(text.ljust(16, "0")))
        return moment.replace(microsecond=0), Decimal(moment.microsecond).scaleb(-6)
    found = TIME.fullmatch(text)
    if not found:
        return None
    *parts, fraction, sign, hours, minutes = found.groups(default=BLANK)
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        moment = datetime(year, month, day, hour, minute, second)
        if sign:
            if int(hours) > 23 or int(minutes or 0) > 59:
                return None
            offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
            moment = moment - offset if sign == "+" else moment + offset
    except (ValueError, OverflowError):
        return None
    return moment, Decimal("0." + (fraction[:6] or "0"))


def is_whole(text: str) -> bool:
    """Whether a text says a whole number; three digits behind a point may be thousands and say none."""
    value = number(text)
    if value is None or re.search(r"\.\d{3}(?!\d)", text):
        return False
    _, digits, exponent = value.as_tuple()
    return int(exponent) >= 0 or not any(digits[int(exponent) :])


def flag(text: str, blank: bool, otherwise: bool) -> bool:
    """The flag that a text says; `otherwise` where it is another word."""
    word = text.lower()
    return blank if not word else True if word in YES else False if word in NO else otherwise


def is_of_type(text: str, kind: str) -> bool:
    """Whether a text is a value of a type of attribute_types."""
    readings = {"number": number, "whole": lambda cell: is_whole(cell) or None, "date": instant}
    return kind not in readings or readings[kind](text) is not None


def utc_day(text: str) -> date:
    """The UTC day of a time that can be read; raises ValueError if it cannot."""
    moment = instant(text)
    if moment is None:
        raise ValueError(f"not a time: {text}")
    return moment[0].date()


def known(moment: Instant | None, as_of: date) -> bool:
    """Whether a moment lies before the end of the as-of day (UTC)."""
    return moment is not None and moment[0].date() <= as_of


def half_up(value: Decimal, unit: Decimal) -> Decimal:
    """A value rounded to a unit, half away from zero."""
    return value.quantize(unit, rounding=ROUND_HALF_UP)


def limited(value: Decimal, limit: Decimal | None) -> Decimal:
    """A value limited in absolute value; no limit if None."""
    return value if limit is None else max(-limit, min(limit, value))


def plain(text: str) -> str:
    """A text as matching sees it: no case, no surrounding spaces, no accents."""
    parts = unicodedata.normalize("NFD", text.strip().lower())
    return unicodedata.normalize("NFC", BLANK.join(c for c in parts if c not in ACCENTS))


@cache
def expressions(pattern: str) -> list[re.Pattern[str]]:
    """The alternatives of a `like` pattern as regular expressions over plain text."""
    wild = {"%": ".*", "_": "."}
    alternatives = [plain(part) for part in pattern.split("|")]
    texts = [BLANK.join(wild.get(c, re.escape(c)) for c in part) for part in alternatives if part]
    return [re.compile(text, re.DOTALL) for text in texts]


def matches(text: str, pattern: str) -> bool:
    """Whether a known text matches a pattern; a blank pattern sets no condition."""
    return text != BLANK and (not pattern or any(e.fullmatch(plain(text)) for e in expressions(pattern)))


def within(value: Decimal | None, rule: Row) -> bool:
    """Whether a number lies in a rule's range; an unknown one lies in no range but the one without edges."""
    low, high = number(rule["at_least"]), number(rule["below"])
    if low is None and high is None:
        return True
    return value is not None and (low is None or low <= value) and (high is None or value < high)


def is_excluded(text: str, pattern: str) -> bool:
    """Whether a text matches what a rule excludes; a blank pattern excludes nothing."""
    return pattern != BLANK and matches(text, pattern)


def value_matches(text: str, rule: Row) -> bool:
    """Whether an attribute's text fulfils a rule's pattern and range, and is not one that it excludes."""
    return (
        matches(text, rule["pattern"])
        and not is_excluded(text, rule["excludes"])
        and within(number(text), rule)
    )


def on_line(rule: Row, points: Decimal, text: str) -> Decimal:
    """The points that a lead gets whose attribute says `text`: on a line those of its place."""
    end, value = number(rule["points_to"]), number(text)
    if end is None or value is None:
        return points
    low, high, written = Decimal(rule["at_least"]), Decimal(rule["below"]), Decimal(rule["points"])
    # an override scales the end alike; of a rule that is off without it the end is 0
    scaled = points * end / written if written else ZERO
    return half_up(points + (scaled - points) * (value - low) / (high - low), THOUSANDTH)


def answer(values: dict[str, str], attribute: str, policy: Policy) -> str:
    """What is known of an attribute, or, of `knows_<attribute>`, whether anything is."""
    if not attribute.startswith(KNOWS):
        return values.get(attribute, BLANK)
    subject = attribute.removeprefix(KNOWS)
    return "yes" if subject in values or subject in policy.conditions else "no"


def shows(event: Row, rule: Row) -> bool:
    """Whether the property of an event that a rule looks at matches it, and is not one that it excludes."""
    if not rule["property"]:
        return True
    text = event[rule["property"]]
    return matches(text, rule["pattern"]) and not is_excluded(text, rule["excludes"])


@cache
def fade(decay: str, days: str, age: int) -> Decimal:
    """f(age): the share of its points that an event keeps, rounded to nine places."""
    span = Decimal(days or 0)
    share = Decimal(1)
    if decay == "half_life":
        share = Decimal("0.5") ** (Decimal(age) / span)
    elif decay == "linear":
        share = max(ZERO, 1 - Decimal(age) / span)
    elif decay == "window":
        share = Decimal(1) if age < span else ZERO
    return half_up(share, NINE_PLACES)


def newest(rows: list[Row], key: str, other: str, at: str, as_of: date | None) -> dict[str, str]:
    """Per `key` the `other` id of the newest row known (None = of all rows); of a tie the largest id."""
    best: dict[str, tuple[Instant, str]] = {}
    for row in rows:
        moment = instant(row[at])
        if row[key] and row[other] and moment and (as_of is None or known(moment, as_of)):
            best[row[key]] = max(best.get(row[key], (moment, BLANK)), (moment, row[other]))
    return {this: that for this, (_, that) in best.items()}


def without_cycles(links: dict[str, str]) -> dict[str, str]:
    """Merges less those that never end. Reading: what leads into a cycle stays itself: it has no survivor."""
    ends: dict[str, bool] = {}  # whether the path of an id has an end
    for start in links:
        path = [start]
        while path[-1] in links and path[-1] not in ends:
            ends[path[-1]] = False  # until its end is found: who comes by again goes round in circles
            path.append(links[path[-1]])
        has_end = ends.get(path[-1], True)
        ends.update(dict.fromkeys(path[:-1], has_end))
    return {start: to for start, to in links.items() if ends[start]}


def chain(links: dict[str, str], start: str) -> list[str]:
    """A contact and all that it was merged into, the end of its path at the end."""
    path = [start]
    while path[-1] in links:
        path.append(links[path[-1]])
    return path


def last_of(path: list[str], there: Collection[str]) -> str:
    """The last id of a path that has a row in `contacts`; the first id if none has."""
    return next((contact for contact in reversed(path) if contact in there), path[0])


STATUSES = {
    "opportunity_status": ("open", "won", "lost"),
    "email_status": ("ok", "bounced", "complained", "unsubscribed"),
}


class Policy:
    """The seeds: `rules[subscore]`, criteria by name, bands from the top, machine rules, free domains."""

    def __init__(self, seeds: Path) -> None:
        self.criteria = {row["criterion"]: row for row in read(seeds, "criteria")}
        self.rules = {part: read(seeds, f"{part}_rules") for part in ("fit", "bant", "interest", "behaviour")}
        self.behaviours = read(seeds, "behaviours")
        self.resets = read(seeds, "interest_resets")
        self.fades = read(seeds, "idle_fade")
        passive = Path(__file__).parents[2] / "seeds" / "reference"
        self.passive = {row["event_type"] for row in read(passive, "passive_event_types")}
        self.overrides = {
            (r["scorecard_id"], r["rule_id"]): number(r["points"]) for r in read(seeds, "weight_overrides")
        }
        # Reading: an attribute named like a condition is what the condition says, nothing else.
        self.conditions: dict[str, list[Row]] = defaultdict(list)
        for row in read(seeds, "conditions"):
            self.conditions[row["condition"]].append(row)
        self.gates, self.grades = read(seeds, "gates"), read(seeds, "grades")
        self.scorecards = [row for row in read(seeds, "scorecards") if row["status"] != "retired"]
        bands = [(Decimal(row["at_least"]), row["band"]) for row in read(seeds, "score_bands")]
        self.bands = sorted(bands, reverse=True)
        self.machines = read(seeds, "machine_traffic")
        self.types = self._types(read(seeds, "attribute_types"))
        self.free = {row["domain"].lower() for row in read(seeds, "free_email_domains")}
        self.words = {(field, word): word for field, words in STATUSES.items() for word in words}
        self.words |= {(r["field"], plain(r["word"])): r["meaning"] for r in read(seeds, "status_words")}

    def meaning(self, field: str, text: str) -> str:
        """What a status says; blank and a word that nobody knows say what the first word of the field says."""
        return self.words.get((field, plain(text)), STATUSES[field][0])

    def _types(self, rows: list[Row]) -> dict[str, str]:
        """The type of each attribute that has one. Reading: a number where only numbers are compared with it."""
        columns = ("age", "children", "employee_count", "annual_income", "annual_revenue")
        types = {row["attribute"]: row["value_type"] for row in rows} or dict(TYPES)
        types = {name: TYPES[name] for name in columns} | types
        conditions = [row for rows in self.conditions.values() for row in rows]
        rules = [*self.rules["fit"], *self.rules["bant"], *conditions]
        ranged = {rule["attribute"] for rule in rules if rule["at_least"] or rule["below"]}
        return (
            dict.fromkeys(
                ranged - {rule["attribute"] for rule in rules if rule["pattern"] or rule["excludes"]},
                "number",
            )
            | types
        )

    def grade(self, axis: str, total: Decimal) -> str:
        """The grade of a total: the one with the largest edge that it reaches; a blank edge is below everything."""
        found = [(number(row["at_least"]), row["grade"]) for row in self.grades if row["axis"] == axis]
        reached = [(edge, grade) for edge, grade in found if edge is None or edge <= total]
        return max(reached, key=lambda one: (one[0] is not None, one[0] or ZERO))[1] if reached else BLANK

    def weights(self, card: str, part: str) -> dict[str, tuple[Row, Decimal]]:
        """The rules of a subscore that are on for a scorecard, with their points, by rule id."""
        found = {}
        for rule in self.rules[part]:
            points = self.overrides.get((card, rule["rule_id"]), number(rule["points"]))
            if points:
                found[rule["rule_id"]] = (rule, points)
        return found

    def keeps(self, card: str, idle_days: int | None) -> Decimal | None:
        """The part of its interest that a lead keeps after so many days of silence; None = all of it."""
        own = [row for row in self.fades if row["scorecard_id"] == card]
        rows = own or [row for row in self.fades if not row["scorecard_id"]]
        reached = [
            (number(row["idle_days_at_least"]), number(row["keeps"]))
            for row in rows
            if idle_days is not None and number(row["idle_days_at_least"]) <= idle_days
        ]
        return max(reached)[1] if reached else None

    def is_machine(self, event: Row) -> bool:
        """Whether an event matches a rule for machine traffic."""
        return any(
            m["event_type"] in (BLANK, event["event_type"]) and matches(event["user_agent"], m["pattern"])
            for m in self.machines
        )


@dataclass
class Lead:
    """A contact to score: its row, known attributes and events [(day, row, is a machine's)]."""

    row: Row
    attributes: dict[str, str]
    events: list[tuple[date, Row, bool]]
    has_opportunity: bool
    is_customer: bool
    reset: date | None = None
    colleagues: list[Lead] = field(default_factory=list)

    def counting(self) -> list[tuple[date, Row]]:
        """The events of people that came after the reset day."""
        return [(day, row) for day, row in self.active() if self.reset is None or day > self.reset]

    def active(self) -> list[tuple[date, Row]]:
        """The events of people."""
        return [(day, row) for day, row, is_machine in self.events if not is_machine]

    def number(self, behaviour: Row, as_of: date, passive: set[str]) -> Decimal | None:
        """The number that a behaviour comes to; None if it is unknown."""
        types = {text.strip() for text in behaviour["event_type"].split("|")} - {BLANK}
        within_days, measure = number(behaviour["within_days"]), behaviour["measure"]
        found = []
        for lead in self.colleagues if behaviour["scope"] == "account" else [self]:
            for day, event in lead.active() if measure == "days_since_last" else lead.counting():
                name = event["event_type"]
                is_meant = name in types if types else name not in passive
                is_recent = within_days is None or (as_of - day).days < within_days
                if is_meant and is_recent and shows(event, behaviour):
                    found.append((day, event, lead.row["contact_id"]))
        if measure == "days_since_last":
            return Decimal((as_of - max(day for day, _, _ in found)).days) if found else None
        if measure == "quantity":
            return sum((number(event["quantity"]) or ZERO for _, event, _ in found), ZERO)
        of = {
            "events": range(len(found)),
            "days": {day for day, _, _ in found},
            "distinct": {event[behaviour["property"]] for _, event, _ in found if behaviour["property"]},
            "contacts": {contact for _, _, contact in found},
        }
        return Decimal(len(of[measure]))


class Facts:
    """The raw tables as they were known at the end of a day."""

    def __init__(self, raw: Path, policy: Policy, as_of: date) -> None:
        self.raw, self.policy, self.as_of = raw, policy, as_of
        self.contacts = self._contacts()
        merges = read(raw, "contact_merges")
        ids = ("merged_contact_id", "contact_id", "merged_at")
        self.merged = without_cycles(newest(merges, *ids, as_of))
        self.owners = newest(read(raw, "identities"), "anonymous_id", "contact_id", "identified_at", as_of)
        # Reading: "whatever the as of date" holds for the request and for the merge that spreads it. It
        # spreads to what the id was merged into, not back; and it holds though its own time is unreadable.
        later = without_cycles(newest(merges, *ids, None))
        self.erased = {
            gone
            for row in read(raw, "erasures")
            for links in (self.merged, later)
            for gone in chain(links, row["contact_id"])
        }
        self.objected = {
            self.survivor(contact)
            for contact, row in self.contacts.items()
            if flag(row["do_not_score"], blank=False, otherwise=True) and contact not in self.erased
        }
        self.accounting: Counter[str] = Counter()
        self.events = self._events()

    def survivor(self, contact: str) -> str:
        """The contact that a contact is by now: the last of its path that `contacts` has."""
        return last_of(chain(self.merged, contact), self.contacts)

    def _contacts(self) -> dict[str, Row]:
        """The newest row of each contact. Reading: rows without a usable `created_at` are no rows at all."""
        found: dict[str, Row] = {}

        def order(row: Row) -> tuple[Instant, str, str]:
            return instant(row["updated_at"]) or (datetime.min, ZERO), row["account_id"], row["owner_id"]

        for row in read(self.raw, "contacts"):
            if row["contact_id"] and instant(row["created_at"]):
                found[row["contact_id"]] = max(found.get(row["contact_id"], row), row, key=order)
        return found

    def _events(self) -> dict[str, list[tuple[date, Row, bool]]]:
        """The accepted events by the contact that owns them; counts every row delivered."""
        kept: dict[str, Row] = {}

        def order(row: Row) -> tuple:
            # Reading: an unknown `loaded_at` comes last; of a full tie the largest ids win (negated: `min`).
            loaded = instant(row["loaded_at"]) or (datetime.max, ZERO)
            ids = row["contact_id"], row["anonymous_id"]
            return loaded, instant(row["occurred_at"]), [[-ord(c) for c in i] + [1] for i in ids]

        for row in read(self.raw, "events"):
            owner = row["contact_id"] or row["anonymous_id"]
            if not (row["event_id"] and row["event_type"] and instant(row["occurred_at"]) and owner):
                self.accounting["rejected"] += 1
                continue
            self.accounting["duplicate"] += row["event_id"] in kept
            kept[row["event_id"]] = min(kept.get(row["event_id"], row), row, key=order)
        events = defaultdict(list)
        for row in kept.values():
            owner = self.survivor(row["contact_id"] or self.owners.get(row["anonymous_id"], BLANK))
            day = utc_day(row["occurred_at"])
            # Reading: a person who must be forgotten is nobody any more.
            is_owned = owner in self.contacts and owner not in self.erased
            state = "accepted" if is_owned else "not_identified"
            state = "later" if day > self.as_of else state
            self.accounting[state] += 1
            if state == "accepted":
                events[owner].append((day, row, self.policy.is_machine(row)))
        return events

    def _declared(self) -> dict[str, dict[str, str]]:
        """Per survivor the value of each attribute in `contact_attributes`."""
        best: dict[tuple[str, str], tuple] = {}
        for row in read(self.raw, "contact_attributes"):
            moment = instant(row["known_from"])
            if row["contact_id"] and row["attribute"] and row["value"] and known(moment, self.as_of):
                key = self.survivor(row["contact_id"]), row["attribute"]
                rank = ORIGINS.get(row["origin"], 0), moment, row["value"]
                best[key] = max(best.get(key, rank), rank)
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for (contact, attribute), (_, _, value) in best.items():
            found[contact][attribute] = value
        return found

    def _attributes(self, row: Row, account: Row, declared: dict[str, str]) -> dict[str, str]:
        """What is known of a contact: columns, what overrides them, and what is derived from both."""
        values = {name: text for part in (account, row) for name, text in part.items() if text} | declared
        values = {
            name: text
            for name, text in values.items()
            if name not in NOT_DESCRIBING
            and name not in self.policy.conditions
            and not name.startswith(KNOWS)
        }
        # Reading: a value that is not the number or date it should be still overrides, and is then unknown.
        for name in self.policy.types.keys() & values.keys():
            if not is_of_type(values[name], self.policy.types[name]):
                del values[name]
        if "email_status" in values:
            values["email_status"] = self.policy.meaning("email_status", values["email_status"])
        domain = values.get("email", BLANK).rpartition("@")
        if domain[1] and domain[2].strip():
            values["email_domain"] = domain[2].strip().lower()
            values["email_kind"] = "free" if values["email_domain"] in self.policy.free else "business"
        if "decision_date" in values:
            values["days_to_decision"] = str((utc_day(values["decision_date"]) - self.as_of).days)
        # Reading: a row that states a derived attribute outright beats what would be derived.
        for name in [name for name in values if self.policy.types.get(name) == "date"]:
            values.setdefault(f"days_to_{name}", str((utc_day(values[name]) - self.as_of).days))
        values.setdefault("days_since_created", str((self.as_of - utc_day(row["created_at"])).days))
        return values

    def _lasts(self, row: Row, start: str, end: str) -> bool:
        """Whether something has started and not ended by the end of the as-of day."""
        return known(instant(row[start]), self.as_of) and not known(instant(row[end]), self.as_of)

    def _is_open(self, row: Row) -> bool:
        """Whether an opportunity has been opened and has not been won or lost by the end of the as-of day."""
        result = self.policy.meaning("opportunity_status", row["status"])
        has_ended = result != "open" and known(instant(row["closed_at"]), self.as_of)
        return known(instant(row["opened_at"]), self.as_of) and not has_ended

    def _with_opportunity(self) -> tuple[set[str], set[str]]:
        """Contacts and accounts with an opportunity that is open at the end of the day.

        Reading: one of an account is of the contacts whose own row names the account; one of a contact that
        was merged away is the survivor's.
        """
        people = defaultdict(set)
        for row in read(self.raw, "opportunity_contacts"):
            if row["contact_id"]:
                people[row["opportunity_id"]].add(row["contact_id"])
        listed = set(people)
        counting: dict[str, Row] = {}

        def order(row: Row) -> tuple:
            return instant(row["opened_at"]), row["contact_id"], row["account_id"]

        for row in read(self.raw, "opportunities"):
            name = row["opportunity_id"]
            # Reading: a row that leads to nobody is no row at all.
            is_somebodys = row["contact_id"] or row["account_id"] or name in listed
            if name and instant(row["opened_at"]) and is_somebodys:
                counting[name] = max(counting.get(name, row), row, key=order)
                people[name].add(row["contact_id"])
        contacts, accounts = set(), set()
        self.ended: list[tuple[date, str, set[str], str]] = []
        for name, row in counting.items():
            # Reading: of a deal whose people must all be forgotten nothing is left.
            named = {self.survivor(contact) for contact in people[name] - {BLANK}}
            account = row["account_id"] if not named else BLANK
            if self._is_open(row):
                contacts |= named
                accounts |= {account}
            elif known(instant(row["opened_at"]), self.as_of):
                day = max(utc_day(row["opened_at"]), utc_day(row["closed_at"]))
                result = self.policy.meaning("opportunity_status", row["status"])
                self.ended.append((day, result, named, account))
        return contacts, accounts - {BLANK}

    def _reset(self, lead: Lead, touches: list[Row]) -> date | None:
        """The latest day on which the interest of a lead started again; None if it never did."""
        contact, account = lead.row["contact_id"], lead.row["account_id"]
        days = []
        for reset in self.policy.resets:
            pattern = reset["pattern"] or "%"
            if reset["fact"] == "event":
                days += [day for day, event in lead.active() if matches(event["event_type"], pattern)]
            elif reset["fact"] == "touch":
                days += [
                    utc_day(row["touched_at"])
                    for row in touches
                    if self.survivor(row["contact_id"]) == contact
                    and known(instant(row["touched_at"]), self.as_of)
                    and (not reset["pattern"] or matches(row["outcome"], pattern))
                ]
            else:
                days += [
                    day
                    for day, result, named, of_account in self.ended
                    if matches(result, pattern)
                    and (contact in named or (of_account and of_account == account))
                ]
        return max((day for day in days if day <= self.as_of), default=None)

    def leads(self) -> list[Lead]:
        """Every contact that may be scored (populations come later)."""
        # Reading: an account without usable `created_at`, a customer without `became_customer_at` is no row.
        companies, clients = read(self.raw, "accounts"), read(self.raw, "customers")
        # Reading: an account without a creation date is always known.
        always = (datetime.min, ZERO)
        accounts = {
            r["account_id"]: r for r in companies if known(instant(r["created_at"]) or always, self.as_of)
        }
        customers = {r["account_id"] for r in clients if self._lasts(r, "became_customer_at", "churned_at")}
        customers.discard(BLANK)
        accounts.pop(BLANK, None)
        declared = self._declared()
        busy_contacts, busy_accounts = self._with_opportunity()
        found = []
        for contact, row in self.contacts.items():
            # Reading: on the day of `deleted_at` a contact is no longer scored.
            is_gone = self.survivor(contact) != contact or contact in self.erased
            if contact in self.objected or is_gone or not self._lasts(row, "created_at", "deleted_at"):
                continue
            account = row["account_id"]
            attributes = self._attributes(row, accounts.get(account, {}), declared.get(contact, {}))
            is_busy = contact in busy_contacts or account in busy_accounts
            found.append(Lead(row, attributes, self.events.get(contact, []), is_busy, account in customers))
        touches = [row for row in read(self.raw, "sales_touches") if row["touch_id"] and row["contact_id"]]
        for lead in found:
            lead.reset = self._reset(lead, touches)
            account = lead.row["account_id"]
            lead.colleagues = [
                one for one in found if one is lead or (account and one.row["account_id"] == account)
            ]
        for lead in found:
            for behaviour in self.policy.behaviours:
                value = lead.number(behaviour, self.as_of, self.policy.passive)
                lead.attributes.pop(behaviour["behaviour"], None)
                if value is not None:
                    lead.attributes[behaviour["behaviour"]] = f"{value:f}"
            said = {
                name: all(
                    value_matches(answer(lead.attributes, row["attribute"], self.policy), row) for row in rows
                )
                for name, rows in self.policy.conditions.items()
            }
            lead.attributes |= {name: "yes" if holds else "no" for name, holds in said.items()}
        return found


class Ledger:
    """The reasons of one score, and sums that write a reason for each limit that bites."""

    def __init__(self, policy: Policy, card: str, contact: str) -> None:
        self.policy = policy
        self.key: Record = {"scorecard_id": card, "contact_id": contact}
        self.rows: list[Record] = []

    def add(
        self,
        entry: str,
        points: Decimal,
        part: str = BLANK,
        criterion: str = BLANK,
        rule: str = BLANK,
        events: int | None = None,
    ) -> None:
        """Write one row; an entry other than a rule's only if it is not zero."""
        if points or entry == "rule":
            self.rows.append(
                self.key
                | {
                    "entry": entry,
                    "subscore": part,
                    "criterion": criterion,
                    "rule_id": rule,
                    "events": events,
                    "points": points,
                }
            )

    def by_criterion(self, part: str, sums: dict[str, Decimal]) -> Decimal:
        """Σ over the criteria of a subscore, each within its own limit."""
        total = ZERO
        for criterion, points in sums.items():
            within = limited(points, number(self.policy.criteria[criterion]["max_points"]))
            self.add("criterion_limit", within - points, part, criterion)
            total += within
        return total


def strongest(candidates: list[tuple[Row, Decimal]]) -> tuple[Row, Decimal]:
    """Of the rules that match: the largest |points|, then the smallest rule id."""
    return min(candidates, key=lambda c: (-abs(c[1]), c[0]["rule_id"]))


def profile(ledger: Ledger, part: str, card: str, lead: Lead) -> tuple[Decimal, list[Row]]:
    """Fit or BANT points of a lead and all the rules that match."""
    by_criterion = defaultdict(list)
    for rule, points in ledger.policy.weights(card, part).values():
        text = answer(lead.attributes, rule["attribute"], ledger.policy)
        if value_matches(text, rule):
            by_criterion[rule["criterion"]].append((rule, on_line(rule, points, text)))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for criterion, candidates in by_criterion.items():
        is_sum = ledger.policy.criteria[criterion]["combine"] == "sum"
        for rule, points in candidates if is_sum else [strongest(candidates)]:
            ledger.add("rule", points, part, criterion, rule["rule_id"])
            sums[criterion] += points
    return ledger.by_criterion(part, sums), [rule for found in by_criterion.values() for rule, _ in found]


def behaviour_points(policy: Policy, card: str, lead: Lead) -> list[tuple[Row, Decimal]]:
    """Of the rules on each behaviour or condition the strongest that matches, whatever its criterion."""
    found = defaultdict(list)
    for rule, points in policy.weights(card, "behaviour").values():
        text = answer(lead.attributes, rule["attribute"], policy)
        if value_matches(text, rule):
            found[rule["attribute"]].append((rule, on_line(rule, points, text)))
    return [strongest(candidates) for candidates in found.values()]


def interest(ledger: Ledger, card: str, lead: Lead, as_of: date) -> Decimal:
    """Interest points of a lead."""
    weights = ledger.policy.weights(card, "interest")
    days: dict[str, Counter[date]] = defaultdict(Counter)
    for day, event in lead.counting():
        candidates = [
            (rule, points)
            for rule, points in weights.values()
            if rule["event_type"] == event["event_type"]
            and shows(event, rule)
            and within(number(event["quantity"]), rule)
        ]
        if candidates:
            days[strongest(candidates)[0]["rule_id"]][day] += 1
    earned_by: dict[str, list[tuple[Row, Decimal, int | None]]] = defaultdict(list)
    for rule, points in behaviour_points(ledger.policy, card, lead):
        earned_by[rule["criterion"]].append((rule, points, None))
    for rule_id, counts in days.items():
        rule, points = weights[rule_id]
        per_day, weight, events = number(rule["max_per_day"]), ZERO, 0
        for day, count in counts.items():
            share = fade(rule["decay"] or "none", rule["decay_days"], (as_of - day).days)
            weight += (count if per_day is None else min(Decimal(count), per_day)) * share
            events += count if share else 0
        earned = limited(half_up(points * weight, THOUSANDTH), number(rule["max_points"]))
        if events:
            earned_by[rule["criterion"]].append((rule, earned, events))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for criterion, rules in earned_by.items():
        if ledger.policy.criteria[criterion]["combine"] == "strongest":
            rules = [min(rules, key=lambda found: (-abs(found[1]), found[0]["rule_id"]))]
        for rule, points, events in rules:
            ledger.add("rule", points, "interest", criterion, rule["rule_id"], events)
            sums[criterion] += points
    total = ledger.by_criterion("interest", sums)
    last = max((day for day, _ in lead.active()), default=None)
    keeps = ledger.policy.keeps(card, None if last is None else (as_of - last).days)
    if total <= 0 or keeps is None:
        return total
    kept = half_up(total * keeps, THOUSANDTH)
    ledger.add("idle_fade", kept - total, "interest")
    return kept


def verdict(rules: list[Row], points: Decimal, at_least: Decimal, policy: Policy) -> str:
    """The BANT verdict of all the BANT rules that match."""
    said = {rule["verdict"] for rule in rules}
    positive = {policy.criteria[r["criterion"]]["category"] for r in rules if r["verdict"] == "positive"}
    if "veto" in said or "negative" in said:
        return "veto" if "veto" in said else "negative"
    if points < at_least:
        return "unproven"
    return "positive" if positive >= CATEGORIES else "acceptable"


def score_lead(policy: Policy, card: Row, lead: Lead, as_of: date) -> tuple[Record, Ledger]:
    """The row of `lead_scores` of one lead (less rank and percentile) and its ledger."""
    card_id, contact, mode = card["scorecard_id"], lead.row["contact_id"], card["bant_mode"]
    ledger = Ledger(policy, card_id, contact)
    fit, _ = profile(ledger, "fit", card_id, lead)
    bant_ledger = ledger if mode in ("points", "points_and_gate") else Ledger(policy, card_id, contact)
    bant, bant_rules = profile(bant_ledger, "bant", card_id, lead)
    earned = interest(ledger, card_id, lead, as_of)
    with_bant = fit + bant if bant_ledger is ledger else fit
    fit_max, interest_max = number(card["fit_max"]), number(card["interest_max"])
    fit_total = with_bant if fit_max is None else min(fit_max, with_bant)
    interest_total = earned if interest_max is None else min(interest_max, earned)
    ledger.add("subscore_limit", fit_total - with_bant, "fit")
    ledger.add("subscore_limit", interest_total - earned, "interest")
    # First rounded, then limited to the scale: the ledger shows the order.
    exact = fit_total + interest_total
    rounded = half_up(exact, Decimal(1))
    score = max(ZERO, min(Decimal(100), rounded))
    ledger.add("rounding", rounded - exact)
    ledger.add("scale_limit", score - rounded)
    said = verdict(bant_rules, bant, number(card["bant_at_least"]) or ZERO, policy)
    gates = {
        effect: [
            matches(answer(lead.attributes, row["attribute"], policy), row["pattern"])
            for row in policy.gates
            if row["scorecard_id"] in (BLANK, card_id) and row["effect"] == effect
        ]
        for effect in ("ready", "hold")
    }
    lines = {"score": (score, "handoff_at_least"), "fit": (fit_total, "fit_at_least")}
    lines |= {"interest": (interest_total, "interest_at_least")}
    reasons_not_to = {
        name: not any(gates["ready"]) and bool(card[line]) and total < Decimal(card[line])
        for name, (total, line) in lines.items()
    }
    reasons_not_to |= {
        "veto": said == "veto" and mode != "off",
        "bant": mode in ("gate", "points_and_gate") and said not in ("positive", "acceptable"),
        "hold": not all(gates["hold"]),
        "suppressed": lead.attributes.get("email_status") == "complained",
        "open_opportunity": lead.has_opportunity,
        "customer": lead.is_customer,
    }
    blocked = next((name for name, holds in reasons_not_to.items() if holds), BLANK)
    return {
        "scorecard_id": card_id,
        "contact_id": contact,
        "account_id": lead.row["account_id"] or None,
        "as_of_date": as_of,
        "fit_points": fit,
        "bant_points": bant,
        "interest_points": earned,
        "fit_total": fit_total,
        "interest_total": interest_total,
        "score": int(score),
        "grade": policy.grade("fit", fit_total) + policy.grade("interest", interest_total),
        "band": next(band for edge, band in policy.bands if edge <= score),
        "bant_verdict": said,
        "is_sales_ready": not blocked,
        "blocked_by": blocked,
        "last_activity_date": max((day for day, _ in lead.active()), default=None),
    }, ledger


def score(raw: Path, seeds: Path, as_of: date) -> Result:
    """Score a folder of raw CSVs under a folder of seed CSVs, as known at the end of a UTC day.

    Raises KeyError, StopIteration or ArithmeticError if the policy is not valid; raw data never raises.
    """
    result = Result()
    with localcontext() as context:
        context.prec = 60
        policy = Policy(seeds)
        facts = Facts(raw, policy, as_of)
        leads = facts.leads()
        for card in policy.scorecards:
            attribute, pattern = card["population_attribute"], card["population_pattern"]
            excludes = card["population_excludes"]
            rows: list[Record] = []
            for lead in leads:
                text = answer(lead.attributes, attribute, policy)
                if attribute and (not matches(text, pattern) or is_excluded(text, excludes)):
                    continue
                row, ledger = score_lead(policy, card, lead, as_of)
                rows.append(row)
                result.reasons += ledger.rows
            rows.sort(key=lambda r: (-r["score"], -r["interest_total"], -r["fit_total"], r["contact_id"]))
            for rank, row in enumerate(rows, start=1):
                lower = sum(other["score"] < row["score"] for other in rows)
                row |= {"score_rank": rank, "score_percentile": Decimal(lower) / len(rows)}
            result.lead_scores += rows
        result.events = facts.accounting
    return result
