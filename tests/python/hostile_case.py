"""A hostile random case with sellers and their touches, ties in rounding, and a contact whom tests make busy.

What an engine could do otherwise than DuckDB is in it: ids in an order that only code points give, accents, nulls.
"""

from datetime import timedelta
from pathlib import Path
from random import Random

from engine import copy_of_project, read_csv, write_csv
from random_case import write_case

CASE = 1
BUSY = "É-busy"


class HostileCase:
    """A copy of the project with the case's policy, and its raw tables."""

    def __init__(self, folder: Path, contacts: int) -> None:
        self.folder = folder
        self.project = copy_of_project(folder / "project")
        self.as_of = write_case(folder / "case", CASE, contacts=contacts)
        for seed in (folder / "case" / "seeds").glob("*.csv"):
            (old,) = (self.project / "seeds").rglob(seed.name)
            old.write_bytes(seed.read_bytes())
        self.raw = folder / "case" / "raw"
        self._add_sellers()
        self._add_ties()

    def _add_sellers(self) -> None:
        """Add sellers whose ids a language would order otherwise, and touches."""
        sellers = ["r_1", "rA", "rb", "RB", "ré", "r-1"]
        write_csv(
            self.raw / "sales_reps.csv",
            ["rep_id", "rep_name", "territory", "weekly_capacity", "active"],
            [
                {
                    "rep_id": rep,
                    "rep_name": f"Séller {rep}",
                    "territory": "es" * (place % 2),
                    "weekly_capacity": ["3", "3.0", "about 3", "1.500", "4e0", ""][place],
                    "active": ["", "sí", "VERDADERO", "true", "NON", "who knows"][place],
                }
                for place, rep in enumerate(sellers)
            ],
        )
        chance = Random(CASE)
        contacts = sorted({row["contact_id"] for row in read_csv(self.raw / "contacts.csv")} - {""})
        write_csv(
            self.raw / "sales_touches.csv",
            ["touch_id", "contact_id", "rep_id", "touched_at", "outcome", "reason", "rep_rating"],
            [
                {
                    "touch_id": f"{chance.choice('_-aAÉ')}{number}",
                    "contact_id": contact,
                    "rep_id": chance.choice(sellers),
                    "touched_at": f"{self.as_of - timedelta(days=chance.randint(-2, 90))} 08:30:0{number % 10}",
                    "outcome": chance.choice(
                        ["attempted", "connected", "accepted", "rejected", "disqualified"]
                    ),
                    "reason": chance.choice(["no_budget", "Ärger", ""]),
                    "rep_rating": chance.choice(["cold", "warm", "hot", ""]),
                }
                for number, contact in enumerate(chance.choices(contacts, k=120))
            ],
        )

    def _add_ties(self) -> None:
        """Let points and shares end in a five: half of half of … a point, and 0.5 points beside whole ones."""
        path = next((self.project / "seeds").rglob("interest_rules.csv"))
        rules = read_csv(path)
        rules[0] |= {
            "event_type": "Page_View",
            "property": "",
            "pattern": "",
            "excludes": "",
            "at_least": "",
            "below": "",
            "max_per_day": "",
            "max_points": "",
        }
        rules[0] |= {"decay": "half_life", "decay_days": "1"}
        write_csv(path, rules[0].keys(), rules)
        path = next((self.project / "seeds").rglob("fit_rules.csv"))
        rules = read_csv(path)
        rules[0] |= {"tier": "influence", "points": "2.5"}
        write_csv(path, rules[0].keys(), rules)
        # what the case has overridden it with may lie outside the tier
        path = next((self.project / "seeds").rglob("weight_overrides.csv"))
        overrides = read_csv(path)
        kept = [row for row in overrides if row["rule_id"] != rules[0]["rule_id"]]
        write_csv(path, overrides[0].keys(), kept)
        self.add(
            "contacts", [{"contact_id": BUSY, "created_at": "2020-01-01", "job_title": "DIRECTRICE GÉNÉRALE"}]
        )

    def add(self, table: str, rows: list[dict[str, str]]) -> None:
        """Deliver more rows of a raw table."""
        path = self.raw / f"{table}.csv"
        old = read_csv(path)
        columns = dict.fromkeys([*(old[0] if old else []), *rows[0]])
        write_csv(path, columns, [*old, *rows])
