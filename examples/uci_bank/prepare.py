"""Turn the published bank-additional-full.csv into the four raw tables of this example.

    python examples/uci_bank/prepare.py bank-additional-full.csv RAW

What is known only after the call (duration, campaign), the day of the week and the macro-economic columns are
left out. The file has no client number, year, day or date of an earlier call; each is made up by one rule:

- a row is a client, numbered in file order;
- the year starts at 2008 and grows by one where a month is smaller than the month before it;
- a month's rows are spread evenly over its days, weekends too, in file order: the day is not in the file;
- a client is known from the day before the call, and the call is decided the day after it;
- the last of `previous` calls was `pdays` days ago, the others a day apart before it; where pdays is 999 (not
  known) although there were calls, the last was UNKNOWN_DAYS ago.
"""

from __future__ import annotations

import argparse
import csv
from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ATTRIBUTES = ("marital", "education", "default", "housing", "loan")
COLUMNS = {"age", "job", "contact", "month", "pdays", "previous", "poutcome", "y", *ATTRIBUTES}
FIRST_YEAR = 2008
NOT_KNOWN = 999
UNKNOWN_DAYS = 120
DAY = timedelta(days=1)

HEADERS = {
    "contacts": "contact_id job_title country age lead_source email_status created_at updated_at",
    "contact_attributes": "contact_id attribute value known_from origin",
    "events": "event_id event_type occurred_at loaded_at contact_id",
    "opportunities": "opportunity_id contact_id opened_at closed_at status",
}

Row = dict[str, str]
Record = tuple[object, ...]


def read_rows(path: Path) -> list[Row]:
    """Read the published file; a file in another layout is refused."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file, delimiter=";")
        missing = COLUMNS - set(reader.fieldnames or [])
        if missing:
            raise SystemExit(f"{path} lacks the columns {', '.join(sorted(missing))}")
        return list(reader)


def opened_at(rows: list[Row]) -> Iterator[datetime]:
    """Yield the moment each row was called: year from the order, day spread over the month."""
    year, month_before = FIRST_YEAR, 0
    for name, group in groupby(rows, key=lambda row: row["month"]):
        count = len(list(group))
        month = MONTHS.index(name) + 1
        year += month < month_before
        month_before = month
        days = monthrange(year, month)[1]
        for place in range(count):
            yield datetime(year, month, 1 + place * days // count, 10)


def known(value: str) -> str:
    """Return a value, or empty text where the file says unknown."""
    return "" if value == "unknown" else value


def earlier_calls(index: int, row: Row, opened: datetime) -> Iterator[tuple[str, str, datetime]]:
    """Yield id, type and moment of the earlier campaign's calls and, where it succeeded, of the yes."""
    days = int(row["pdays"])
    last = opened - DAY * (UNKNOWN_DAYS if days == NOT_KNOWN else days)
    for call in range(int(row["previous"])):
        yield f"EV{index}_{call}", "campaign_call", last - DAY * call
    if row["poutcome"] == "success":
        yield f"EV{index}_s", "campaign_accepted", last


def tables(rows: list[Row]) -> dict[str, list[Record]]:
    """Return the records of each raw table, in the order of HEADERS."""
    contacts: list[Record] = []
    attributes: list[Record] = []
    events: list[Record] = []
    opportunities: list[Record] = []
    for index, (row, opened) in enumerate(zip(rows, opened_at(rows), strict=True)):
        client, created = f"B{index + 1:05}", opened - DAY
        channel = known(row["contact"])
        contacts.append((client, known(row["job"]), "PT", row["age"], channel, "ok", created, created))
        attributes += [
            (client, name, row[name], created, "declared") for name in ATTRIBUTES if known(row[name])
        ]
        events += [
            (key, kind, moment, moment, client) for key, kind, moment in earlier_calls(index, row, opened)
        ]
        status = "won" if row["y"] == "yes" else "lost"
        opportunities.append((f"O{client}", client, opened, opened + DAY, status))
    return {
        "contacts": contacts,
        "contact_attributes": attributes,
        "events": events,
        "opportunities": opportunities,
    }


def main() -> None:
    """Read the published file, write the tables."""
    parser = argparse.ArgumentParser(description="Turn bank-additional-full.csv into raw tables.")
    parser.add_argument("published", type=Path, help="bank-additional-full.csv")
    parser.add_argument("raw", type=Path, help="folder for the raw tables")
    arguments = parser.parse_args()
    rows = read_rows(arguments.published)
    arguments.raw.mkdir(parents=True, exist_ok=True)
    for table, records in tables(rows).items():
        with (arguments.raw / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADERS[table].split())
            writer.writerows(records)
        print(f"{len(records):7,} {table}")


if __name__ == "__main__":
    main()
