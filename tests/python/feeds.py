"""A feed as it may arrive over months, and faults that it may have: what a day's raw tables hold."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

Rows = list[dict[str, str]]
Tables = dict[str, Rows]

DAYS_BEFORE = 64
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/149.0"
PAGES = ("/", "/pricing", "/product", "/blog/one", "/blog/two", "/integrations", "/contact", "/security")
# type → share of a day's events
TYPES = {"page_view": 0.55, "email_open": 0.2, "form_submit": 0.15, "download": 0.1}


class Feed:
    """Raw tables of a small company, as they have arrived by any day from ``first_day`` on, without faults."""

    def __init__(self, first_day: date, days: int, seed: int = 1) -> None:
        self.chance = Random(seed)
        self.contacts: Rows = []
        self.events: Rows = []
        start = first_day - timedelta(days=DAYS_BEFORE)
        for _ in range(300):
            self._meet(start - timedelta(days=self.chance.randrange(1, 400)))
        for number in range(DAYS_BEFORE + days):
            day = start + timedelta(days=number)
            for _ in range(self.chance.choice((2, 3, 4, 5))):
                self._meet(day)
            usual = 110 if day.weekday() >= 5 else 190
            for _ in range(int(usual * self.chance.uniform(0.75, 1.3))):
                self._happen(day)

    def _meet(self, day: date) -> None:
        chance = self.chance
        number = len(self.contacts) + 1
        self.contacts.append(
            {
                "contact_id": f"C{number:05}",
                "account_id": f"A{number % 90:03}" if chance.random() < 0.9 else "",
                "full_name": f"Person {number}",
                "email": f"person{number}@company{number % 90}.example" if chance.random() < 0.95 else "",
                "phone": "+34 600 000 000" if chance.random() < 0.6 else "",
                "job_title": chance.choice(("Director", "Analyst", "Head of Sales", "Student"))
                if chance.random() < 0.9
                else "",
                "country": chance.choice(("ES", "MX", "CO")),
                "lead_source": chance.choice(("web", "fair", "partner")),
                "created_at": f"{day} 10:00:00",
                "updated_at": f"{day} 10:00:00",
            }
        )

    def _happen(self, day: date) -> None:
        chance = self.chance
        kind = chance.choices(list(TYPES), list(TYPES.values()))[0]
        moment = datetime.combine(day, time(chance.randrange(24), chance.randrange(60)))
        delay = chance.choice((1, 2, 3)) if chance.random() < 0.03 else 0
        event = {
            "event_id": f"E{len(self.events):06}",
            "event_type": kind,
            "occurred_at": f"{moment}",
            # by the nightly load, a few days later where a telephone was off
            "loaded_at": f"{day + timedelta(days=delay)} 23:59:00",
            "contact_id": chance.choice(self.contacts)["contact_id"],
            "page_path": chance.choice(PAGES) if kind == "page_view" else "",
            "asset": f"{kind}-{chance.randrange(5)}" if kind in ("download", "form_submit") else "",
            "channel": "email" if kind == "email_open" else "web",
            "user_agent": "Googlebot/2.1" if chance.random() < 0.05 else AGENT,
        }
        self.events.append(event)
        if chance.random() < 0.02:  # a load that overlaps with the one before
            self.events.append(dict(event))

    def by(self, day: date) -> Tables:
        """Return the raw tables as they have arrived by the end of ``day``."""
        return {
            "contacts": [dict(row) for row in self.contacts if row["created_at"][:10] <= str(day)],
            "events": [dict(row) for row in self.events if row["loaded_at"][:10] <= str(day)],
        }


def of_day(tables: Tables, day: date) -> Rows:
    """Return the events that were loaded on a day."""
    return [row for row in tables["events"] if row["loaded_at"][:10] == str(day)]


def lose_a_load(tables: Tables, day: date) -> None:
    """Of yesterday's load one row in ten has arrived."""
    lost = {id(row) for row in of_day(tables, day - timedelta(days=1))[: -len(of_day(tables, day)) // 10]}
    tables["events"] = [row for row in tables["events"] if id(row) not in lost]


def stop(tables: Tables, day: date) -> None:
    """Nothing has been loaded for five days."""
    tables["events"] = [
        row for row in tables["events"] if row["loaded_at"][:10] < str(day - timedelta(days=4))
    ]


def blank_pages(tables: Tables, day: date) -> None:
    """The tracker has lost the page."""
    for row in of_day(tables, day):
        row["page_path"] = ""


def load_twice(tables: Tables, day: date) -> None:
    """The file of the day is loaded twice."""
    tables["events"] += [dict(row) for row in of_day(tables, day)]


def rename_a_type(tables: Tables, day: date) -> None:
    """Forms are sent under a name that nobody has agreed."""
    for row in of_day(tables, day):
        row["event_type"] = row["event_type"].replace("form_submit", "formSubmitted")


def come_late(tables: Tables, day: date) -> None:
    """What is loaded today happened three days ago."""
    for row in of_day(tables, day):
        row["occurred_at"] = f"{day - timedelta(days=3)}{row['occurred_at'][10:]}"


def fire_twice(tables: Tables, day: date) -> None:
    """A page tells the tracker everything twice, under another id."""
    tables["events"] += [
        row | {"event_id": row["event_id"] + "-2"}
        for row in of_day(tables, day)
        if row["event_type"] == "page_view"
    ]


def import_without_titles(tables: Tables, day: date) -> None:
    """Eighty contacts are imported without a job title."""
    tables["contacts"] += [
        tables["contacts"][0] | {"contact_id": f"I{number}", "job_title": "", "created_at": f"{day} 12:00:00"}
        for number in range(80)
    ]


def run_ahead(tables: Tables, day: date) -> None:
    """The clock of the source is ten hours ahead."""
    for row in of_day(tables, day):
        moment = datetime.fromisoformat(row["occurred_at"]) + timedelta(hours=10)
        row["occurred_at"] = f"{moment}"


def lose_contacts(tables: Tables, day: date) -> None:
    """The export of contacts broke off half-way."""
    del tables["contacts"][len(tables["contacts"]) // 2 :]


def lose_all_titles(tables: Tables, day: date) -> None:
    """The export of contacts has lost a column."""
    for row in tables["contacts"]:
        row["job_title"] = ""


def send_no_forms(tables: Tables, day: date) -> None:
    """The form has sent nothing since yesterday."""
    tables["events"] = [
        row
        for row in tables["events"]
        if row["event_type"] != "form_submit" or row["loaded_at"][:10] < str(day - timedelta(days=1))
    ]


def change_the_format(tables: Tables, day: date) -> None:
    """Times are written in another way."""
    for row in of_day(tables, day):
        row["occurred_at"] = f"{row['occurred_at'][8:10]}.{row['occurred_at'][5:7]}.{row['occurred_at'][:4]}"


def all_machines(tables: Tables, day: date) -> None:
    """A crawler has read the site for a week."""
    tables["events"] += [
        row | {"event_id": f"bot {row['event_id']}", "user_agent": "Googlebot/2.1"}
        for number in range(7)
        for row in of_day(tables, day - timedelta(days=number))
    ]


Fault = Callable[[Tables, date], None]
