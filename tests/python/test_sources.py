"""examples/sources: tables of CRMs, marketing tools and web trackers become raw tables, and the project scores them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import duckdb
import pytest
from engine import PROJECT, raw_columns

EXAMPLE = PROJECT / "examples" / "sources"
AS_OF = "2026-03-31"

# Salesforce's ids in their two forms
ANA, ANA_AS_LEAD, ANA_MERGED_LEAD = "003D000000ccCCcIAM", "00QD000000aaAAaMAM", "00QD000000bbBBbMAM"


def build_mapping(
    folder: Path,
    data: Path | None = None,
    target: str = "duckdb",
    environment: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, list[dict]]:
    """Build the mapping of the example's data, or of other data, in a scratch folder, and return its raw tables."""
    raw = folder / "of a" / "fresh clone"
    built = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "build", "--target", target),
            *("--project-dir", str(EXAMPLE), "--profiles-dir", str(EXAMPLE)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
            *("--vars", json.dumps({"sources_files": str(data)} if data else {})),
        ],
        cwd=PROJECT,
        env=os.environ
        | {"SOURCES_DB": str(folder / "mapping.duckdb"), "SOURCES_RAW": str(raw)}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout
    return {path.stem: rows(f"from '{path}'") for path in sorted(raw.glob("*.parquet"))}


def rows(query: str, connection=duckdb) -> list[dict]:
    found = connection.sql(query)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict]]:
    """Return the raw tables that the mapping makes of the example's data, of all sources."""
    return build_mapping(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def scored(mapped, engine) -> duckdb.DuckDBPyConnection:
    """Return the warehouse in which the mapped tables were scored."""
    texts = {
        table: [{key: "" if value is None else str(value) for key, value in row.items()} for row in found]
        for table, found in mapped.items()
    }
    return engine.run(texts, AS_OF)


def told(found: list[dict], *columns: str, **wanted: object) -> set:
    """Return the values of some columns, of the rows that have what is wanted."""
    chosen = [row for row in found if all(row[key] == value for key, value in wanted.items())]
    return {
        tuple(row[column] for column in columns) if len(columns) > 1 else row[columns[0]] for row in chosen
    }


def of(found: list[dict], column: str, *starts: str) -> list[dict]:
    """Return the rows whose id begins in one of these ways: of one source."""
    return [row for row in found if str(row[column] or "").startswith(starts)]


def test_what_both_examples_need_is_the_same_in_both():
    """Each is a project that people copy alone, so each has its own copy of what reads and writes files."""
    one, other = (PROJECT / "examples" / name / "macros" for name in ("sources", "hubspot"))
    assert (one / "files.sql").read_text() == (other / "files.sql").read_text()
    start, end = "{#- The columns of a relation that are there", "{%- endmacro %}"
    found = [
        (text := path.read_text())[
            text.index(start) : text.rindex(end, 0, text.find("{#- The rows of several"))
        ]
        for path in (one / "delivered.sql", other / "hubspot.sql")
    ]
    assert found[0] == found[1]


def test_it_writes_raw_tables_and_columns_that_the_project_knows(mapped):
    declared = raw_columns()
    assert set(declared) - set(mapped) == {"erasures"}
    for table, found in mapped.items():
        assert found and set(found[0]) <= set(declared[table]), table


def test_nothing_is_set_aside_and_no_id_repeats(mapped, scored):
    # nobody agreed to be known there: an event of GA4 without a browser
    assert told(rows("from marts.rejected_rows", scored), "source_table", "reason") == {
        ("events", "no_contact_or_anonymous_id")
    }
    assert len(rows("from marts.rejected_rows", scored)) == 1
    for table, key in (("contacts", "contact_id"), ("accounts", "account_id"), ("sales_touches", "touch_id")):
        ids = [row[key] for row in mapped[table]]
        assert len(ids) == len(set(ids)), table


def test_salesforce_ids_have_18_characters_and_meet(mapped):
    ids = {value for found in mapped.values() for row in found for value in map(str, row.values())}
    ids = {one for one in ids if one.startswith(("001D", "003D", "005D", "006D", "00QD"))}
    assert len(ids) > 15 and {len(one) for one in ids} == {18}
    # each stands there in one way of writing
    assert len({one[:15] for one in ids}) == len(ids)
    # 15 characters in the contact's own row, in a role, in an opportunity and in a task
    assert told(mapped["contacts"], "account_id", contact_id=ANA) == {"001D000000IqhSLIAZ"}
    assert told(mapped["opportunities"], "account_id") >= {"001D000000IqhSLIAZ", "001D000000IqhTTIAZ"}


def test_salesforce_leads_become_their_contacts(mapped, scored):
    assert told(
        of(mapped["contact_merges"], "merged_contact_id", "00"),
        "merged_contact_id",
        "contact_id",
        "merged_at",
    ) == {
        (ANA_AS_LEAD, ANA, "2026-02-20"),
        (ANA_MERGED_LEAD, ANA_AS_LEAD, "2026-02-01 08:00:00 UTC"),
        ("003D000000hhHHhIAM", "003D000000ggGGgIAM", "2026-03-07 15:00:00 UTC"),
    }
    ledger = told(
        rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored),
        *("rule_id", "events"),
        contact_id=ANA,
    )
    # of the lead, of the lead that was merged into it, of the contact
    assert ledger >= {("webinar_attended", 1), ("fair_visited", 1), ("meeting_held", 1)}
    scores = of(rows("from marts.lead_scores where scorecard_id = 'b2b'", scored), "contact_id", "00")
    assert {row["contact_id"] for row in scores} == {
        *(ANA, "003D000000ggGGgIAM", "003D000000iiIIiIAM"),
        # a converted lead without a contact stays a lead; a colleague is nobody's lead
        *("00QD000000ddDDdMAM", "00QD000000ffFFfMAM"),
    }


def test_salesforce_opportunities_close_when_their_stage_says_so(mapped):
    assert told(
        of(mapped["opportunities"], "opportunity_id", "00"), "opportunity_id", "status", "closed_at"
    ) == {
        ("006D000000o1O1oIAE", "won", "2026-02-12 16:00:00"),
        ("006D000000o2O2oIAE", "open", None),
        ("006D000000o3O3oIAE", "lost", "2026-03-15 00:00:00"),
    }
    assert told(mapped["customers"], "account_id", "became_customer_at") == {
        ("001D000000IqhTTIAZ", "2026-02-12 16:00:00")
    }
    assert told(mapped["opportunity_contacts"], "opportunity_id", "contact_id", "role") == {
        ("006D000000o1O1oIAE", "003D000000ggGGgIAM", "Decision Maker"),
        ("006D000000o1O1oIAE", "003D000000iiIIiIAM", None),
        ("006D000000o2O2oIAE", ANA, "Economic Buyer"),
    }


def test_salesforce_history_and_touches(mapped, scored):
    known = of(mapped["contact_attributes"], "contact_id", "00")
    assert told(known, "contact_id", "attribute", "value", "known_from") == {
        (ANA_AS_LEAD, "job_title", "Finance Manager", "2026-01-10 09:00:00 UTC"),
        (ANA_AS_LEAD, "budget_max", "20000", "2026-02-10 09:00:00 UTC"),
        (ANA, "job_title", "Chief Financial Officer", "2026-03-01 08:00:00 UTC"),
        ("00QD000000ddDDdMAM", "employee_count", "350", "2026-02-01 09:00:00 UTC"),
        ("00QD000000ddDDdMAM", "industry", "manufacturing", "2026-02-01 09:00:00 UTC"),
    }
    reasons = rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored)
    # what was known of the lead is known of the contact
    assert {"budget_ample", "seniority_c_level"} <= told(reasons, "rule_id", contact_id=ANA)
    assert told(of(mapped["sales_touches"], "contact_id", "00"), "contact_id", "outcome") == {
        ("003D000000ggGGgIAM", "connected"),
        ("00QD000000ddDDdMAM", "attempted"),
        (ANA, "connected"),
        ("00QD000000ddDDdMAM", "disqualified"),
    }
    assert told(mapped["sales_reps"], "rep_name", "active") == {
        ("Sara Vidal", "true"),
        ("Leo Marsh", "false"),
    }


def test_segments_many_rows_of_a_user_are_one_contact_with_a_history(mapped):
    users = of(mapped["contacts"], "contact_id", "segment-u")
    assert told(users, "contact_id", "full_name", "email", "created_at") == {
        ("segment-u1", "Ivy Chen-Ott", "ivy@epsilon.example", "2026-02-10 09:00:00.123"),
        ("segment-u2", "Max Ade", "max@zeta.example", "2026-02-15 09:00:00"),
        ("segment-u3", "Ana R.", "ana.ruiz@acme-logistics.example", "2026-03-01 09:00:00"),
    }
    assert told(
        mapped["contact_attributes"], "attribute", "value", "known_from", contact_id="segment-u1"
    ) == {
        ("job_title", "Analyst", "2026-02-10 09:00:00.123"),
        ("job_title", "Chief Financial Officer", "2026-03-10 09:00:00"),
        ("country", "Germany", "2026-02-10 09:00:00.123"),
        ("employee_count", "300", "2026-02-20 09:00:00"),
    }
    # in two browsers; one that nobody identified in is nobody's
    assert told(mapped["identities"], "anonymous_id", contact_id="segment-u1") == {"segment-a1", "segment-a2"}
    assert "segment-a9" not in told(mapped["identities"], "anonymous_id")


def test_segment_events_count_for_who_is_known_later(mapped, scored):
    assert told(
        of(mapped["events"], "event_id", "segment-"), "event_id", "event_type", "page_path", "asset"
    ) == {
        ("segment-p1", "page_view", "/pricing", None),
        ("segment-p2", "page_view", "/customers/acme", None),
        ("segment-p3", "page_view", "/pricing", None),
        ("segment-p4", "page_view", "/roi-calculator", None),
        ("segment-t1", "form_submit", "/demo", "demo-request"),
        ("segment-t2", "trial_started", None, None),
        ("segment-t3", "form_submit", "/blog", "newsletter"),
        ("segment-t4", "report_exported", None, None),
    }
    reasons = rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored)
    # p1 was seen a day before anybody knew who sat there; t1 was delivered twice
    assert told(reasons, "rule_id", "events", contact_id="segment-u1") >= {
        *(("page_pricing", 1), ("page_customers", 1), ("form_demo_request", 1), ("seniority_c_level", None)),
    }
    # the newsletter came with an address alone, the trial with a user of that address
    assert told(reasons, "rule_id", "events", contact_id="segment-u2") >= {
        ("trial_started", 1),
        ("form_newsletter", 1),
    }


def test_a_user_of_segment_is_the_contact_of_the_crm_who_has_the_address(mapped, scored):
    assert ("segment-u3", ANA, "2026-03-01 09:00:00") in told(
        mapped["contact_merges"], "merged_contact_id", "contact_id", "merged_at"
    )
    reasons = rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored)
    assert ("page_roi_calculator", 1) in told(reasons, "rule_id", "events", contact_id=ANA)


def test_marketos_merge_lists_are_texts(mapped, scored):
    merges = of(mapped["contact_merges"], "merged_contact_id", "marketo-")
    assert told(merges, "merged_contact_id", "contact_id", "merged_at") == {
        # 13 is in no table any more but in the list
        ("marketo-12", "marketo-11", "2026-03-02 10:00:00"),
        ("marketo-13", "marketo-11", "2026-03-02 10:00:00"),
        # an id of Salesforce with 15 characters; the other one has the address alone
        ("marketo-14", ANA, "2026-02-20 10:00:00"),
        ("marketo-15", "003D000000ggGGgIAM", "2026-01-21 09:00:00"),
    }
    assert told(mapped["contacts"], "deleted_at", contact_id="marketo-16") == {"2026-03-19 12:00:00"}
    reasons = rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored)
    ledger = told(reasons, "rule_id", "events", contact_id="marketo-11")
    assert ledger >= {
        ("page_pricing", 1),
        ("email_clicked", 2),
        ("page_security", 1),
        ("form_demo_request", 1),
    }
    assert ("page_integrations", 1) in told(reasons, "rule_id", "events", contact_id=ANA)


def test_marketos_addresses_are_paths(mapped):
    assert told(
        of(mapped["events"], "event_id", "marketo-"), "event_id", "event_type", "page_path", "asset"
    ) == {
        ("marketo-931", "email_open", None, "spring-newsletter"),
        ("marketo-932", "email_click", "/pricing", "spring-newsletter"),
        ("marketo-933", "email_click", "/", "winter-newsletter"),
        ("marketo-934", "page_view", "/security", None),
        ("marketo-935", "page_view", "/pricing", None),
        ("marketo-936", "page_view", "/integrations", None),
        ("marketo-937", "form_submit", "/demo", "demo-request"),
        ("marketo-938", "unsubscribe", None, None),
    }


def test_marketos_score_is_an_attribute_with_a_history(mapped, scored):
    scores = told(
        mapped["contact_attributes"], "contact_id", "value", "known_from", attribute="marketo_score"
    )
    assert scores == {
        ("marketo-11", "20", "2026-02-10 10:00:00"),
        ("marketo-11", "55", "2026-03-25 10:00:00"),
        # of these the history is not there
        ("marketo-14", "40", "2026-03-20 09:00:00"),
        ("marketo-15", "20", "2026-03-20 09:00:00"),
    }
    known = of(mapped["contact_attributes"], "contact_id", "marketo-")
    assert told(known, "contact_id", "value", attribute="email_status") == {
        ("marketo-15", "unsubscribed"),
        ("marketo-16", "bounced"),
    }
    reasons = rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored)
    assert "seniority_c_level" in told(reasons, "rule_id", contact_id="marketo-11")


def test_ga4_counts_microseconds_and_knows_its_own_events_twice(mapped, scored):
    events = of(mapped["events"], "event_id", "ga4-")
    assert sorted(
        (row["occurred_at"], row["event_type"], row["page_path"] or "", row["asset"] or "") for row in events
    ) == [
        ("1774861200000123", "page_view", "/pricing", ""),
        # in the day's table and in that of the running day
        ("1774861500000123", "page_view", "/security", ""),
        ("1774861500000123", "page_view", "/security", ""),
        ("1774861560000123", "download", "/security", "comparison-matrix.pdf"),
        ("1774864800000123", "page_view", "/", ""),
        ("1774944000000123", "form_submit", "/demo", "demo-request"),
    ]
    assert len(told(events, "event_id")) == 5
    # the site told the id of Salesforce in 15 characters
    carl = "003D000000iiIIiIAM"
    assert told(mapped["identities"], "contact_id", "identified_at", anonymous_id="ga4-555.1") == {
        (carl, "1774861500000123")
    }
    reasons = rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored)
    # the prices were looked at before he signed in
    assert told(reasons, "rule_id", "events", contact_id=carl) >= {
        *(("page_pricing", 1), ("page_security", 1), ("download_comparison", 1), ("form_demo_request", 1))
    }
    assert told(
        rows("from marts.lead_score_reasons where rule_id = 'form_demo_request'", scored),
        *("contact_id", "last_event_date"),
        scorecard_id="b2b",
    ) >= {(carl, date(2026, 3, 31))}


def test_pardots_score_and_grade_are_attributes_with_a_history(mapped):
    known = of(mapped["contact_attributes"], "contact_id", "pardot-")
    assert told(known, "attribute", "value", "known_from", contact_id="pardot-21") == {
        ("pardot_score", "10", "2026-01-15 09:00:00"),
        ("pardot_score", "85", "2026-02-10 04:00:00"),
        ("pardot_score", "120", "2026-03-01 00:00:00"),
        ("pardot_grade", "C", "2026-01-15 09:00:00"),
        ("pardot_grade", "B+", "2026-03-01 00:00:00"),
        ("job_title", "Buyer", "2026-01-15 09:00:00"),
        ("job_title", "Head of Purchasing", "2026-03-01 00:00:00"),
        ("employee_count", "220", "2026-01-15 09:00:00"),
        ("industry", "Manufacturing", "2026-01-15 09:00:00"),
    }
    # without history mode: since the row was last changed
    assert told(known, "attribute", "value", "known_from", contact_id="pardot-22") == {
        ("pardot_score", "30", "2026-03-20 10:00:00"),
        ("pardot_grade", "B", "2026-03-20 10:00:00"),
        ("email_status", "bounced", "2026-03-19 09:00:00"),
    }
    # several versions are one prospect
    assert len(of(mapped["contacts"], "contact_id", "pardot-")) == 3


def test_pardots_browsers_become_prospects_and_prospects_leads(mapped, scored):
    events = of(mapped["events"], "event_id", "pardot-")
    assert told(events, "event_id", "event_type", "page_path", "asset") == {
        ("pardot-801", "page_view", "/pricing", None),
        ("pardot-802", "form_submit", None, "newsletter"),
        ("pardot-803", "email_open", None, "spring-newsletter"),
        ("pardot-804", "email_click", "/customers", None),
        ("pardot-806", "webinar_attended", None, "month-end"),
        ("pardot-807", "form_submit", None, "demo-request"),
        ("pardot-808", "download", None, "comparison-sheet"),
        ("pardot-809", "page_view", "/security", None),
        ("pardot-811", "page_view", "/security", None),
    }
    reasons = rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored)
    assert told(reasons, "rule_id", "events", contact_id="pardot-21") >= {
        *(("page_pricing", 1), ("form_newsletter", 1), ("email_clicked", 1), ("webinar_attended", 1)),
        *(("form_demo_request", 1), ("download_comparison", 1)),
    }
    # under another address, with Salesforce's id of the lead in 15 characters
    assert ("page_security", 1) in told(reasons, "rule_id", "events", contact_id="00QD000000ddDDdMAM")
    assert not of(mapped["opportunities"], "opportunity_id", "pardot-")


def test_snowplow_pings_are_no_actions_and_two_cookies_one_browser(mapped, scored):
    events = of(mapped["events"], "event_id", "snowplow-")
    assert told(events, "event_id", "event_type", "occurred_at", "page_path", "asset") == {
        ("snowplow-e1", "page_view", "2026-03-20 09:00:00.25", "/pricing", None),
        ("snowplow-e3", "form_submit", "2026-03-22 09:00:00", "/demo", None),
        ("snowplow-e4", "video_watched", "2026-03-23 09:00:00", "/blog", "product-demo"),
        ("snowplow-e5", "page_view", "2026-03-23 10:00:00", "/integrations", None),
    }
    assert len(events) == 5  # e3 was delivered twice
    bea = "003D000000ggGGgIAM"
    assert told(
        of(mapped["identities"], "anonymous_id", "snowplow-"), "anonymous_id", "identified_at", contact_id=bea
    ) == {
        ("snowplow-d1", "2026-03-22 09:00:00"),
        ("snowplow-n1", "2026-03-22 09:00:00"),
        ("snowplow-d2", "2026-03-23 10:00:00"),
        ("snowplow-n2", "2026-03-23 10:00:00"),
    }
    reasons = rows("from marts.lead_score_reasons where scorecard_id = 'b2b' and entry = 'rule'", scored)
    ledger = told(reasons, "rule_id", "events", contact_id=bea)
    assert ledger >= {("page_pricing", 1), ("form_other", 1), ("video_demo", 1), ("call_connected", 1)}
    # e5 is a machine's
    assert "page_integrations" not in {rule for rule, _ in ledger}


def test_every_event_is_accounted_for(mapped, scored):
    counted = rows("select outcome, event_rows from marts.event_accounting where event_rows > 0", scored)
    assert {row["outcome"]: row["event_rows"] for row in counted} == {
        "accepted": len(told(mapped["events"], "event_id")) - 3,
        "duplicate": 3,
        # browsers whom nobody knows: a8 of Segment, 502 of Pardot
        "not_identified": 2,
        "rejected": 1,
    }


@pytest.mark.long
def test_sources_that_are_not_there_add_nothing(tmp_path):
    """Without Salesforce Pardot tells the opportunities; columns that a connector lacks are null."""
    data = tmp_path / "data"
    shutil.copytree(EXAMPLE / "data" / "pardot", data / "pardot")
    (data / "pardot" / "visitor.csv").unlink()
    found = (data / "pardot" / "prospect.csv").read_text(encoding="utf-8").splitlines()
    kept = [0, 1, 2, 6, *range(22, len(found[0].split(",")))]
    lines = [",".join(line.split(",")[place] for place in kept) for line in found[:1] + found[4:]]
    (data / "pardot" / "prospect.csv").write_text("\n".join(lines), encoding="utf-8")
    mapped = build_mapping(tmp_path, data)
    assert told(mapped["contacts"], "contact_id", "email", "full_name") == {
        ("pardot-22", "tom@other.example", None),
        ("pardot-23", "pia@kappa.example", None),
    }
    assert told(mapped["opportunities"], "opportunity_id", "status", "closed_at") == {
        ("pardot-91", "won", "2026-02-12 16:00:00")
    }
    assert not any(mapped[table] for table in ("accounts", "customers", "contact_merges", "sales_reps"))


@pytest.mark.postgres
def test_postgres_makes_the_same_raw_tables_but_for_ga4(mapped, postgres, tmp_path):
    from lead_scoring.load_raw import load

    environment = postgres.database("sources")
    connection = postgres.connect("sources")
    for folder in sorted((EXAMPLE / "data").iterdir()):
        if folder.name != "ga4":
            load(connection, folder, "atomic" if folder.name == "snowplow" else folder.name)
    build_mapping(tmp_path, target="postgres", environment=environment)
    for table, found in mapped.items():
        columns = list(found[0])
        with connection.cursor() as cursor:
            cursor.execute(f"select {', '.join(columns)} from raw.{table}")
            there = sorted(tuple(value or "" for value in row) for row in cursor.fetchall())
        assert there == sorted(
            tuple(row[column] or "" for column in columns)
            for row in found
            if not any(str(value).startswith("ga4-") for value in row.values())
        ), table
