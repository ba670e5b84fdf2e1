"""Raw tables for tests of the report: a small company with outcomes, two sellers, and people with hostile names."""

from collections.abc import Mapping
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import duckdb
from engine import Engine

from lead_scoring.report import data, page
from lead_scoring.report.reader import Tables
from lead_scoring.warehouse import DuckDBWarehouse

AS_OF = "2026-03-31"
EVIL = '<script>document.title="owned"</script>'
# each would end, or open, something if it were taken for markup, script or a placeholder
HOSTILE = (
    EVIL,
    '</script><img src="x" onerror="document.title=1">',
    'O\'Neil & "Sons" <b>{leads}</b> {{ 7*7 }} \u2028 ${1}',
)


def company(people: int = 90) -> dict[str, list[dict[str, str]]]:
    """Return raw tables: every person asks for a demo or reads prices, and two of three had a deal that ended."""
    contacts, events, deals = [], [], []
    today = date.fromisoformat(AS_OF)
    for number in range(people):
        name = f"C{number:03}"
        contacts.append(
            {
                "contact_id": name,
                "account_id": f"A{number % 7}",
                "full_name": f"Person {number}" if number % 5 else HOSTILE[number % 3],
                "email": f"person{number}@firm{number % 7}.example",
                "job_title": ("CFO", "Finance director", "Student")[number % 3],
                "country": ("ES", "MX")[number % 2],
                "lead_source": ("web", "fair")[number % 5 == 0],
                "created_at": "2025-01-10",
            }
        )
        for place, days in enumerate((420, 200, 3)):
            events.append(
                {
                    "event_id": f"E{number}-{place}",
                    "event_type": "page_view" if place < 2 or number % 2 else "form_submit",
                    "page_path": "/pricing",
                    "asset": "demo-request",
                    "occurred_at": str(today - timedelta(days=days)),
                    "contact_id": name,
                    "user_agent": "GoogleImageProxy" if (number + place) % 9 == 0 else "Firefox",
                }
            )
        if number % 3:
            deals.append(
                {
                    "opportunity_id": f"O{number:03}",
                    "contact_id": name,
                    "opened_at": str(today - timedelta(days=195 + number)),
                    "closed_at": str(today - timedelta(days=165 + number)),
                    "status": "won" if number % 4 == 1 else "lost",
                    "amount": "1000",
                }
            )
    events.append({"event_id": "", "event_type": "page_view", "occurred_at": AS_OF, "contact_id": "C001"})
    return {
        "contacts": contacts,
        "accounts": [
            {"account_id": f"A{number}", "account_name": f"Firm {number} {EVIL}"} for number in range(7)
        ],
        "events": events,
        "opportunities": deals,
        "sales_reps": [
            {
                "rep_id": "R1",
                "rep_name": f"Ana {EVIL}",
                "territory": "ES",
                "weekly_capacity": "30",
                "active": "true",
            },
            {"rep_id": "R2", "rep_name": "Bob", "territory": "MX", "weekly_capacity": "8", "active": "true"},
        ],
    }


def second_day(connection: duckdb.DuckDBPyConnection) -> None:
    """Write what an earlier run would have left: everybody was shown ten points less, C002 was not there yet."""
    connection.execute(
        """
        insert into marts.published_runs by name
        select * replace (as_of_date - 1 as as_of_date) from marts.published_runs;
        insert into marts.published_scores by name
        select * replace (published_on - 1 as published_on, score - 10 as score)
        from marts.published_scores where contact_id <> 'C002';
        insert into marts.band_changes by name
        select contact_id, published_on as changed_on, published_on - 1 as compared_with, score - 10 as score_before,
            'mql' as band_before, score as score_after, band as band_after, 'New events: +10.0' as why
        from marts.published_scores where published_on = (select max(published_on) from marts.published_scores)
        order by contact_id limit 30
        """
    )


def found_in(connection: duckdb.DuckDBPyConnection) -> dict:
    """Return what the report shows of a warehouse."""
    return data.read(Tables(DuckDBWarehouse(connection)))


def report_of(
    engine: Engine, tables: Mapping[str, list], seeds: Path | None = None, language: str = "en"
) -> "Page":
    """Return the report of raw tables, parsed."""
    connection = engine.run(tables, AS_OF, seeds)
    return Page(page.render(found_in(connection), language))


class Page(HTMLParser):
    """A page as a browser would read it: its elements, its text, its scripts and the values of its tables."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.tags, self.text, self.scripts = html, [], "", []
        self.values: dict[str, list[list[str]]] = {}
        self._table = self._element = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self._element = tag
        if tag == "script":
            self.scripts.append("")
        if tag == "table":
            self._table = attributes.get("data-table")
        elif tag == "tr" and self._table:
            self.values.setdefault(self._table, []).append([])
        elif tag == "td" and self._table and "data-value" in attributes:
            self.values[self._table][-1].append(attributes["data-value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == self._element:
            self._element = None
        if tag == "table":
            self._table = None

    def handle_data(self, data: str) -> None:
        if self._element == "script":
            self.scripts[-1] += data
        elif self._element != "style":
            self.text += data

    def rows(self, table: str) -> list[list[str]]:
        """Return the exact values of a table's rows, without its head."""
        return [row for row in self.values.get(table, []) if row]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of a name."""
        return [attributes for name, attributes in self.tags if name == tag]
