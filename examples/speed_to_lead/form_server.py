"""A receiver of forms: what a web site posts becomes a raw file, which the next pulse reads.

    python examples/speed_to_lead/form_server.py RAW [--port 8765]

A form is JSON: contact_id, form (such as demo-request), and whatever columns of contacts it tells, email and job_title
for instance. Two files are written, RAW/contacts/form_<id>.csv and RAW/events/form_<id>.csv, each whole or not at all.
It listens on this machine alone: put it behind the web server that you have.
"""

import argparse
import csv
import json
import os
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

CONTACT = ("contact_id", "full_name", "email", "phone", "job_title", "country", "created_at", "updated_at")
EVENT = ("event_id", "event_type", "asset", "contact_id", "user_agent", "occurred_at", "loaded_at")
LONGEST = 100_000


def write(file: Path, columns: tuple[str, ...], row: dict[str, str]) -> None:
    """Write a file of one row; nobody ever reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    with new.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
    os.replace(new, file)


def receiver(raw: Path) -> type[BaseHTTPRequestHandler]:
    """Return what answers requests, for a folder of raw tables."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                length = int(self.headers["Content-Length"])
                form = json.loads(self.rfile.read(length)) if 0 < length <= LONGEST else None
                told = {name: str(value) for name, value in form.items()}
                told["contact_id"], told["form"]
            except (TypeError, ValueError, AttributeError, KeyError):
                self.send_error(400, "A form is a JSON object with contact_id and form")
                return
            now, name = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}", f"form_{uuid4().hex}"
            event = {
                "event_id": name,
                "event_type": "form_submit",
                "asset": told["form"],
                "contact_id": told["contact_id"],
                "user_agent": self.headers.get("User-Agent", ""),
                "occurred_at": now,
                "loaded_at": now,
            }
            write(raw / "contacts" / f"{name}.csv", CONTACT, {"created_at": now} | told | {"updated_at": now})
            write(raw / "events" / f"{name}.csv", EVENT, event)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep names out of a log."""

    return Receiver


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args()
    ThreadingHTTPServer(("127.0.0.1", options.port), receiver(options.raw)).serve_forever()
