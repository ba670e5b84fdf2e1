"""The recipe of docs/speed_to_lead.md on loopback: a form is posted, and the seller is told."""

import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from engine import PROJECT, dbt, write_csv

pytestmark = pytest.mark.long
EXAMPLE = PROJECT / "examples" / "speed_to_lead" / "form_server.py"


def served(handler: type[BaseHTTPRequestHandler]) -> HTTPServer:
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_a_form_that_is_posted_reaches_the_seller(tmp_path: Path) -> None:
    told: list[dict] = []

    class Seller(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    raw, database = tmp_path / "raw", tmp_path / "warehouse.duckdb"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    write_csv(
        raw / "contacts" / "crm.csv",
        ("contact_id", "created_at"),
        [{"contact_id": "old", "created_at": "2026-01-01"}],
    )
    write_csv(
        raw / "events" / "web.csv",
        ("event_id", "event_type", "contact_id", "occurred_at", "loaded_at"),
        [
            {
                "event_id": "1",
                "event_type": "page_view",
                "contact_id": "old",
                "occurred_at": "2026-01-02",
                "loaded_at": "2026-01-02",
            }
        ],
    )
    write_csv(
        raw / "sales_reps.csv",
        ("rep_id", "rep_name", "weekly_capacity", "active"),
        [{"rep_id": "R1", "rep_name": "Ana", "weekly_capacity": "5", "active": "yes"}],
    )
    built = dbt(
        *("build", "--exclude-resource-type", "unit_test"),
        database=database,
        raw=raw,
        as_of=today,
        target=tmp_path / "target",
    )
    assert built.returncode == 0, built.stdout[-4000:]

    spec = importlib.util.spec_from_file_location("form_server", EXAMPLE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    forms, seller = served(example.receiver(raw)), served(Seller)
    form = {"contact_id": "new", "form": "demo-request", "full_name": "Eva", "email": "eva@firm.example"}
    posted = time.monotonic()
    # a program that calls itself one is no buyer (seed machine_traffic)
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    url = f"http://127.0.0.1:{forms.server_port}"
    with urlopen(Request(url, json.dumps(form).encode(), browser, method="POST")) as answer:
        assert answer.status == 204
    address = f"json://127.0.0.1:{seller.server_port}/"
    pulsed = subprocess.run(
        [sys.executable, "-m", "lead_scoring", "pulse", "--raw", str(raw), "--database", str(database)],
        cwd=PROJECT,
        env=os.environ
        | {
            "LEAD_SCORING_NOTIFY_SALES": address,
            "LEAD_SCORING_NOTIFY_CRM": address,
            "LEAD_SCORING_NOTIFY_MARKETING": address,
            "LEAD_SCORING_AS_OF": today,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    forms.shutdown()
    seller.shutdown()
    print(f"{time.monotonic() - posted:.1f} s from the form to the message")
    assert pulsed.returncode == 0, pulsed.stdout + pulsed.stderr
    assert "1 handed over, 1 on the call list" in pulsed.stdout
    assert any("Eva" in json.dumps(message) for message in told), told
