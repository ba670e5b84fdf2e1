"""examples/hubspot: HubSpot's tables become raw tables, and the project scores them."""

import csv
import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from engine import PROJECT, raw_columns

EXAMPLE = PROJECT / "examples" / "hubspot"
AS_OF = "2026-03-31"


def build_mapping(folder: Path, target: str, environment: dict[str, str], data: Path | None = None) -> None:
    built = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "build", "--target", target),
            *("--project-dir", str(EXAMPLE), "--profiles-dir", str(EXAMPLE)),
            *("--target-path", str(folder / target), "--log-path", str(folder / "logs")),
            *("--vars", json.dumps({"hubspot_files": str(data)} if data else {})),
        ],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict]]:
    """Return the raw tables that the mapping makes of the example's data."""
    return _mapped(tmp_path_factory.mktemp("hubspot"))


def _mapped(folder: Path, data: Path | None = None) -> dict[str, list[dict]]:
    """Build the mapping in a scratch folder, into one that is not there yet, and return its raw tables."""
    raw = folder / "of a" / "fresh clone"
    build_mapping(
        folder, "duckdb", {"HUBSPOT_DB": str(folder / "mapping.duckdb"), "HUBSPOT_RAW": str(raw)}, data
    )
    return {path.stem: _rows(f"from '{path}'") for path in sorted(raw.glob("*.parquet"))}


@pytest.fixture(scope="module")
def scored(mapped, engine) -> duckdb.DuckDBPyConnection:
    """Return the warehouse in which the mapped tables were scored."""
    texts = {
        table: [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
        for table, rows in mapped.items()
    }
    return engine.run(texts, AS_OF)


def _rows(query: str, connection=duckdb) -> list[dict]:
    found = connection.sql(query)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def _one(rows: list[dict], **wanted: str) -> SimpleNamespace:
    (row,) = (row for row in rows if all(row[key] == value for key, value in wanted.items()))
    return SimpleNamespace(**row)


def test_it_writes_raw_tables_and_columns_that_the_project_knows(mapped):
    declared = raw_columns()
    assert set(declared) - set(mapped) == {"erasures"}
    for table, rows in mapped.items():
        assert set(rows[0]) <= set(declared[table]), table


def test_contacts_keep_who_was_deleted_or_merged_away(mapped):
    contacts = mapped["contacts"]
    assert len(contacts) == 9
    ana = _one(contacts, contact_id="101")
    assert (ana.full_name, ana.email, ana.account_id, ana.owner_id) == (
        "Ana Ruiz",
        "ana.ruiz@acme-logistics.example",
        "9001",
        "501",
    )
    assert {row["contact_id"]: row["deleted_at"][:10] for row in contacts if row["deleted_at"]} == {
        "102": "2026-03-11",
        "104": "2026-03-05",
        "106": "2026-03-03",
    }
    assert [row["contact_id"] for row in contacts if row["do_not_score"]] == ["107"]


def test_merges_come_from_the_audit_table_and_from_the_property(mapped):
    merges = sorted(
        (row["merged_contact_id"], row["contact_id"], str(row["merged_at"]))
        for row in mapped["contact_merges"]
    )
    assert merges == [("102", "101", "2026-03-10 12:00:00"), ("106", "105", "2026-03-02 00:00:00")]


def test_an_address_is_somebodys_from_the_day_it_was_theirs(mapped):
    since = [str(row["identified_at"]) for row in mapped["identities"] if row["contact_id"] == "101"]
    assert sorted(since) == ["2026-01-10 09:00:00", "2026-02-01 08:00:00"]
    assert not any(
        "@" in row["anonymous_id"] for row in mapped["identities"] + mapped["events"] if row["anonymous_id"]
    )


def test_events_are_what_people_did(mapped):
    told = {
        row["event_id"]: (row["event_type"], row["contact_id"], row["page_path"], row["asset"])
        for row in mapped["events"]
    }
    assert told == {
        "email-m2": ("email_open", None, None, "spring-newsletter"),
        "email-m3": ("email_click", None, "/pricing", "spring-newsletter"),
        "email-m4": ("email_click", None, "/", "spring-newsletter"),
        "email-m5": ("email_click", None, "/blog/one", "spring-newsletter"),
        "email-m6": ("email_click", None, "/pricing", "spring-newsletter"),
        "email-m7": ("email_click", None, "/pricing", "spring-newsletter"),
        "email-m9": ("email_open", None, None, "spring-newsletter"),
        "form-c-1": ("form_submit", "101", "/demo", "demo-request"),
        "form-c-2": ("form_submit", "102", "/blog", "newsletter"),
        "form-c-3": ("form_submit", "106", "/guide", "cost-guide"),
        "meeting-e-1-101": ("meeting_held", "101", None, None),
        "meeting-e-1-103": ("meeting_held", "103", None, None),
        "call-e-4-105": ("call_connected", "105", None, None),
        "reply-e-5-101": ("email_reply", "101", None, None),
    }


def test_deals_belong_to_all_of_their_contacts(mapped):
    told = {
        row["opportunity_id"]: (
            row["contact_id"],
            row["account_id"],
            row["status"],
            row["closed_at"] and str(row["closed_at"])[:10],
        )
        for row in mapped["opportunities"]
    }
    assert told == {
        "d-1": ("109", "9003", "won", "2025-11-22"),
        "d-2": (None, "9001", "lost", "2026-03-02"),
        "d-3": ("105", "9002", "open", None),
    }
    assert sorted((row["opportunity_id"], row["contact_id"]) for row in mapped["opportunity_contacts"]) == [
        ("d-1", "109"),
        ("d-2", "101"),
        ("d-2", "103"),
        ("d-3", "105"),
    ]
    assert [(row["account_id"], str(row["became_customer_at"])[:10]) for row in mapped["customers"]] == [
        ("9003", "2025-11-22")
    ]


def test_every_event_is_accounted_for(scored):
    counted = _rows("select outcome, event_rows from marts.event_accounting where event_rows > 0", scored)
    # m3 was delivered twice, the recipient of m6 is nobody's
    assert {row["outcome"]: row["event_rows"] for row in counted} == {
        "accepted": 13,
        "duplicate": 1,
        "not_identified": 1,
    }
    assert not _rows("from marts.rejected_rows", scored)
    (machine,) = _rows("from marts.machine_activity", scored)
    assert (machine["machine_rule_id"], machine["events"]) == ("bot_by_name", 1)


def test_who_is_scored(scored):
    scores = _rows("from marts.lead_scores where scorecard_id = 'b2b'", scored)
    assert {row["contact_id"] for row in scores} == {"101", "103", "105", "108", "109"}


def test_history_becomes_attributes_with_their_origin(mapped):
    told = {
        (row["contact_id"], row["attribute"], row["value"], row["known_from"][:10], row["origin"])
        for row in mapped["contact_attributes"]
        if row["contact_id"] != "101"
    }
    assert told == {
        ("105", "job_title", "Directora de Operaciones", "2026-01-20", "enriched"),
        ("105", "hubspot_score", "42", "2026-03-01", "inferred"),
        ("108", "email_status", "unsubscribed", "2026-03-12", "declared"),
        ("108", "email_status", "complained", "2026-03-22", "declared"),
    }


def test_a_ledger_holds_what_was_known_and_what_merged_contacts_did(scored):
    ledger = {
        row["rule_id"]: (row["events"], row["points"])
        for row in _rows(
            "from marts.lead_score_reasons where scorecard_id = 'b2b' and contact_id = '101' and entry = 'rule'",
            scored,
        )
    }
    days_ago = {"demo": 1, "meeting": 6, "reply": 7, "clicks": (10, 39, 75), "newsletter": 44}
    halved = lambda points, days, half_life: round(Decimal(points * 0.5 ** (days / half_life)), 3)  # noqa: E731
    assert {rule: found for rule, found in ledger.items() if found[0]} == {
        "form_demo_request": (1, halved(15, days_ago["demo"], 30)),
        "meeting_held": (1, halved(12, days_ago["meeting"], 45)),
        "email_replied": (1, halved(8, days_ago["reply"], 30)),
        # of this address, of the merged contact's, of the former one
        "email_clicked": (3, round(Decimal(sum(3 * 0.5 ** (days / 21) for days in days_ago["clicks"])), 3)),
        "form_newsletter": (1, halved(2, days_ago["newsletter"], 60)),
    }
    # 20,000 was named by then and 5,000 was not; the title and the need are the newest known
    assert {
        rule: points
        for rule, (_, points) in ledger.items()
        if rule.startswith(("budget", "need", "timeline"))
    } == {
        "budget_ample": 8,
        "need_concrete": 7,
        "timeline_in_90_days": 8,
    }
    assert ledger["seniority_c_level"] == (None, 4)


def test_the_score_before_a_deal_knows_neither_the_later_title_nor_the_later_events(scored):
    (before,) = _rows(
        "from marts.opportunity_scores"
        " where scorecard_id = 'b2b' and opportunity_id = 'd-2' and contact_id = '101'",
        scored,
    )
    # on 19 January: one click, four days ago, to the address she had then
    assert before["interest_total"] == round(Decimal(3 * 0.5 ** (4 / 21)), 3)
    assert (before["status"], str(before["as_of_date"])) == ("lost", "2026-01-19")


def _without(file: Path, *columns: str) -> None:
    """Take columns out of a CSV file; without any named, all of its rows."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
        kept = [name for name in rows[0] if name not in columns]
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows if columns else [])


@pytest.mark.outside
def test_a_connector_that_lacks_columns_and_tables_gives_nulls_and_no_rows(tmp_path):
    data = Path(shutil.copytree(EXAMPLE / "data", tmp_path / "its data"))
    (data / "contact_merge_audit.csv").unlink()
    (data / "email_event_click.csv").unlink()
    _without(data / "contact_property_history.csv")
    _without(data / "deal_pipeline_stage.csv", "is_closed", "closed_won")
    _without(data / "deal.csv", "property_closed_lost_reason", "property_amount")
    _without(data / "contact.csv", "property_hs_calculated_merged_vids", "property_city")
    contacts = (data / "contact.csv").read_text(encoding="utf-8").splitlines()
    merged = {"101": "102", "105": "106;999"}
    (data / "contact.csv").write_text(
        "\n".join(
            [f"{contacts[0]},property_hs_merged_object_ids"]
            + [f"{line},{merged.get(line.split(',')[0], '')}" for line in contacts[1:]]
        ),
        encoding="utf-8",
    )
    mapped = _mapped(tmp_path, data)

    # ids without a day: the sync that no longer found the merged contact, else that of the contact it went into
    assert sorted(
        (row["merged_contact_id"], row["contact_id"], str(row["merged_at"])[:10])
        for row in mapped["contact_merges"]
    ) == [("102", "101", "2026-03-11"), ("106", "105", "2026-03-03"), ("999", "105", "2026-03-31")]
    # a stage whose chance is 0 or 1 is an end
    assert {row["opportunity_id"]: row["status"] for row in mapped["opportunities"]} == {
        "d-1": "won",
        "d-2": "lost",
        "d-3": "open",
    }
    assert {(row["amount"], row["lost_reason"]) for row in mapped["opportunities"]} == {(None, None)}
    assert {row["city"] for row in mapped["contacts"]} == {None}
    # complaints are the one attribute that no history tells
    assert {row["value"] for row in mapped["contact_attributes"]} <= {"complained"}
    keys = {"customers": "account_id", "contact_attributes": "contact_id", "identities": "contact_id"}
    assert not [table for table, key in keys.items() for row in mapped[table] if row[key] is None]


@pytest.mark.outside
def test_a_hubspot_without_deals_has_no_customers(tmp_path):
    data = Path(shutil.copytree(EXAMPLE / "data", tmp_path / "data"))
    _without(data / "deal.csv")
    mapped = _mapped(tmp_path, data)
    assert not any(mapped[table] for table in ("customers", "opportunities", "opportunity_contacts"))


@pytest.mark.postgres
def test_postgres_makes_the_same_raw_tables(mapped, postgres, tmp_path):
    from lead_scoring.load_raw import load

    environment = postgres.database("hubspot")
    connection = postgres.connect("hubspot")
    load(connection, EXAMPLE / "data", "hubspot")
    build_mapping(tmp_path, "postgres", environment)
    for table, rows in mapped.items():
        columns = list(rows[0])
        with connection.cursor() as cursor:
            cursor.execute("set datestyle = 'ISO'")
            cursor.execute(f"select {', '.join(columns)} from raw.{table}")
            found = [tuple(map(_text, row)) for row in cursor.fetchall()]
        assert sorted(found) == sorted(tuple(_text(row[column]) for column in columns) for row in rows), table


def _text(value: object) -> str:
    """Return a value as text; unknown and blank are the same to the project."""
    return "" if value is None else str(value)
