"""Raw tables as life delivers them: what is readable is read, the rest told with a reason, no row is lost."""

import random
import re
import shutil
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from engine import PROJECT, dbt, raw_columns

from lead_scoring.call_list import render
from lead_scoring.summary import met_nobody
from lead_scoring.warehouse.duckdb_file import DuckDBWarehouse

AS_OF = "2026-03-31"
# a folder that is named like a column makes no column
FOLDER = 'country=XX/it\'s "raw", [1] *{a} #2 ñ'
OUTCOMES = ("rejected", "duplicate", "later_than_as_of", "not_identified", "accepted")

# A policy with round numbers, so that a score says how many events and facts it was made of.
POLICY = {
    "scorecards": """\
scorecard_id,name,status,population_attribute,population_pattern,fit_max,interest_max,handoff_at_least,\
handoff_top_share,bant_mode,bant_at_least,sales_cycle_days,recycle_after_days,why
main,Main,champion,,,,,51,,off,,90,90,Test
""",
    "criteria": """\
criterion,subscore,category,max_points,owner_team,description
web,interest,online,,marketing,Visits
form,interest,online,,marketing,Forms
revenue,fit,firmographic,,sales,Revenue is known
income,fit,demographic,,sales,Income reaches an edge
credit,fit,demographic,,sales,An attribute of one's own
""",
    "fit_rules": """\
rule_id,label,criterion,attribute,pattern,at_least,below,tier,points,why
revenue_known,Revenue known,revenue,annual_revenue,,0,,critical,10,Test
income_high,High income,income,annual_income,,50000,,critical,10,Test
credit_known,Credit known,credit,training_credit,,,,influence,3,Test
credit_high,High credit,credit,training_credit,,1000,,critical,10,Test
""",
    "bant_rules": "rule_id,label,criterion,attribute,pattern,at_least,below,tier,points,verdict,why\n",
    "interest_rules": """\
rule_id,label,criterion,event_type,property,pattern,tier,points,max_points,max_per_day,decay,decay_days,why
page,Visited,web,page_view,,,influence,1,,,none,,Test
form_once,Sent a form,form,form_submit,,,influence,3,,1,none,,Test
""",
    "importance_tiers": "tier,at_least,at_most\ncritical,10,15\ninfluence,1,4\n",
    "score_bands": """\
band,at_least,temperature,lifecycle_stage,respond_within_hours,next_step
cold,0,cold,lead,,Wait
hot,51,hot,sql,2,Call
""",
    "weight_overrides": "scorecard_id,rule_id,points,why\n",
    "claims": "claim_id,said_by,said_on,rule_id,attribute,pattern,says,why\n",
    "machine_traffic": "rule_id,event_type,pattern,why\nrobot,,%bot%,Robots buy nothing.\n",
    "journeys": "journey_id,expected_band,step,kind,name,value,days_before\n",
}


# ---------------------------------------------------------------------------------------------------------
# whole builds on folders of files


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of all builds. Their raw folders share one name, so that dbt parses once."""
    return tmp_path_factory.mktemp("receiving")


def run_dbt(workshop: Path, files: dict[str, bytes], *arguments: str) -> SimpleNamespace:
    """Run dbt on a raw folder with just these files; the result knows its output as one line of words."""
    folder = workshop / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    database = workshop / "warehouse.duckdb"
    database.unlink(missing_ok=True)
    run = dbt(*arguments, database=database, raw=folder, as_of=AS_OF, target=workshop / "target")
    said = re.sub(r"\s+", " ", run.stdout + run.stderr)
    return SimpleNamespace(returncode=run.returncode, said=said, folder=folder, database=database)


def built(workshop: Path, files: dict[str, bytes]):
    """Build everything on these files and return a function: query → rows, as of the end of the build."""
    read = ("--select", "+event_accounting", "+rejected_rows", "+lead_scores")
    run = run_dbt(workshop, files, "build", *read, "--exclude-resource-type", "unit_test")
    assert run.returncode == 0, run.said[-3000:]
    staged = {name: f"staging.stg_{name}" for name in staged_tables()}
    wanted = list(staged.values()) + ["marts.event_accounting", "marts.rejected_rows", "marts.lead_scores"]
    snapshot = duckdb.connect(":memory:")
    snapshot.execute(f"attach '{run.database}' as warehouse (read_only)")
    for schema in ("staging", "marts"):
        snapshot.execute(f"create schema {schema}")
    for name in wanted:  # the staging views read the files, which the next build replaces
        snapshot.execute(f"create table {name} as from warehouse.{name}")
    snapshot.execute("detach warehouse")

    def rows(query: str) -> list[tuple]:
        return snapshot.execute(query).fetchall()

    return rows


def staged_tables() -> set[str]:
    """Return the raw tables that have a model of their own."""
    return {name for name in raw_columns() if (PROJECT / f"models/staging/stg_{name}.sql").exists()}


def accounting(rows) -> dict[str, int]:
    return dict(rows("select outcome, event_rows from marts.event_accounting"))


def text(*lines: str, end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode()


CONTACTS = text("contact_id,created_at", "C1,2026-01-01")
EVENTS = text("event_id,event_type,occurred_at,contact_id", "E1,page_view,2026-03-01,C1")


@pytest.fixture(scope="module")
def bare(workshop):
    """Build on the two tables and the columns that are required, and nothing else."""
    return built(
        workshop,
        {
            "contacts.csv": CONTACTS,
            "events.csv": text("event_id,event_type,occurred_at", "E1,page_view,2026-03-01"),
            "notes.csv": b"whatever else\nlies in the folder\n",
        },
    )


def test_contacts_and_events_are_enough(bare):
    assert bare("select distinct contact_id from marts.lead_scores") == [("C1",)]
    assert accounting(bare) == dict.fromkeys(OUTCOMES, 0) | {"rejected": 1}
    assert bare("select source_table, row_id, reason from marts.rejected_rows") == [
        ("events", "E1", "no_contact_or_anonymous_id")
    ]


def test_the_folder_may_have_any_name(bare):
    assert set("' \"[*{#") < set(FOLDER)
    assert bare("select event_id from staging.stg_events") == [("E1",)]


def test_an_absent_table_is_empty(bare):
    for name in staged_tables() - {"contacts", "events"}:
        assert bare(f"select count(*) from staging.stg_{name}") == [(0,)], name


def test_a_missing_optional_column_is_unknown(bare):
    assert bare("select loaded_at, contact_id, page_path, user_agent from staging.stg_events") == [
        (None,) * 4
    ]
    assert bare("select email, age, updated_at, is_do_not_score from staging.stg_contacts") == [
        (None, None, None, False)
    ]


@pytest.fixture(scope="module")
def hostile(workshop):
    """Build on CSV files that each have a way of their own of being difficult."""
    contacts = text(
        '"Contact_ID", CREATED_AT ,"full_name",Email,age,not ours,annual_income,country',
        'C1,2026-01-01,"Pérez, ""la jefa""\r\nAna", a@x.example ,35,?,1e5,ES',
        "C2,2026-03-31T23:30:00-02:00,Bob,,n/a,?,\"10.000,50\",' '",
        'C3,2026-01-01,,"",+40,?,NaN,\u00a0',
        end="\r\n",
    )
    events = text(
        "",
        "",
        "event_id,event_type,occurred_at,contact_id,page_path,",
        "SHORT,page_view,2026-03-01",
        "E1,page_view,2026-03-01,C1,/pricing,surplus",
        "E2,page_view,2026-03-01,C1,/pricing,surplus,more,,and more",
        "",
        "E3,page_view,2026-03-01,C1,/pricing,,,,,",
        "   ",
        ",,,,",
        'E4,page_view,2026-03-01,C1,"/a,b ""c""\nd"',
        '#E5,page_view,2026-03-01,C1,/5" pipe',
        "E6,page_view,2026-03-01,C1",
    )
    return built(
        workshop,
        {
            "contacts.csv": b"\xef\xbb\xbf" + contacts,
            "events.csv": events,
            # Windows-1252, and a line that is UTF-8 all the same
            "accounts.csv": "account_id,account_name,industry\nA1,Peña,Café \x80\n".encode("latin-1")
            + 'A2,Ñandú,"più, ""sì"""\n'.encode(),
            "contact_attributes.csv": text(
                "contact_id,attribute,value,known_from",
                "C1,need,x,2026-01-01",
                "C2,need,y,2026-01-01",
                end="\r\r\n",
            ),
            "identities.csv": text(
                "anonymous_id,contact_id,identified_at", "V1,C1,2026-01-01", "V2,C2,2026-01-02", end="\r"
            ),
            "contact_merges.csv": b"merged_contact_id,contact_id,merged_at",
            # an index column without a name before the others
            "opportunities.csv": text(
                ",opportunity_id,contact_id,opened_at,amount",
                "0,O1,C1,2026-01-01,1000.5",
                "1,O2,C1,2026-01-02,1.000,5",
            ),
            # nothing closes the quote
            "sales_touches.csv": text(
                "touch_id,contact_id,touched_at,outcome,reason",
                'T1,C1,2026-01-01,rejected,"too small',
                'T2,C1,2026-01-02,rejected,"no budget, no need"',
                'T3,C1,2026-01-03,rejected,said "no" twice',
                'T4,C1,2026-01-04,rejected,"on two',
                'T5,C1,2026-01-05,rejected,"two\nlines"',
                "T6,C1,2026-01-06,connected,",
            ),
            "sales_reps.csv": text("rep_id,REP_ID,weekly_capacity,active", "R1,no,5,", "R2,no,many,No"),
            "customers.csv": text(
                ",".join(f"x{number}" for number in range(400)) + ",account_id,revenue",
                "," * 400 + "A1,12",
            ),
            "erasures.csv": b"\xef\xbb\xbfcontact_id\r\nC9",
        },
    )


def test_quotes_commas_and_line_breaks_stay_in_their_cell(hostile):
    assert hostile("select contact_id, full_name, email from staging.stg_contacts order by 1") == [
        ("C1", 'Pérez, "la jefa"\r\nAna', "a@x.example"),
        ("C2", "Bob", None),
        ("C3", None, None),
    ]
    assert hostile("select page_path from staging.stg_events where event_id = 'E4'") == [('/a,b "c"\nd',)]
    assert hostile("select page_path from staging.stg_events where event_id = '#E5'") == [('/5" pipe',)]


def test_a_byte_order_mark_and_headers_in_any_case_do_not_matter(hostile):
    created = hostile("select contact_id, cast(created_at as varchar) from staging.stg_contacts order by 1")
    assert created == [
        ("C1", "2026-01-01 00:00:00"),
        ("C2", "2026-04-01 01:30:00"),
        ("C3", "2026-01-01 00:00:00"),
    ]
    assert hostile("select contact_id from staging.stg_erasures") == [("C9",)]


def test_text_is_trimmed_and_blank_text_is_unknown(hostile):
    assert hostile("select country from staging.stg_contacts order by contact_id") == [
        ("ES",),
        ("' '",),
        (None,),
    ]


def test_a_number_that_is_none_is_unknown_and_told(hostile):
    assert hostile(
        "select contact_id, age, annual_income, unreadable_columns from staging.stg_contacts order by 1"
    ) == [
        ("C1", "35", "1e5", "annual_income:1e5|"),
        ("C2", "n/a", "10.000,50", "age:n/a|annual_income:10.000,50|"),
        ("C3", "+40", "NaN", "age:+40|annual_income:NaN|"),
    ]
    assert hostile("select rep_id, weekly_capacity, is_active from staging.stg_sales_reps order by 1") == [
        ("R1", 5, True),
        ("R2", None, False),
    ]


def test_no_text_is_told_of_a_line_whose_cells_may_have_moved(hostile):
    told = hostile(
        "select reason, value from marts.rejected_rows where source_table = 'events' order by 1, 2"
    )
    assert [row for row in told if row[0] == "unreadable_surplus_cells"] == [
        ("unreadable_surplus_cells", None)
    ] * 2


def test_a_short_line_is_padded_and_what_is_beyond_the_header_is_told(hostile):
    assert hostile(
        "select event_id, contact_id, rejected_because, unreadable_columns from staging.stg_events"
        " where event_id is not null order by 1"
    ) == [
        ("#E5", "C1", None, None),
        ("E1", "C1", None, "surplus_cells:|"),
        ("E2", "C1", None, "surplus_cells:|"),
        ("E3", "C1", None, None),
        ("E4", "C1", None, None),
        ("E6", "C1", None, None),
        ("SHORT", None, "no_contact_or_anonymous_id", None),
    ]


def test_an_empty_line_is_no_row_and_a_line_of_blanks_is_one(hostile):
    assert hostile("select count(*) from staging.stg_events where event_id is null") == [(2,)]
    assert accounting(hostile) == dict.fromkeys(OUTCOMES, 0) | {"rejected": 3, "accepted": 6}


def test_a_file_that_is_not_utf8_is_read_line_by_line(hostile):
    assert hostile("select account_id, account_name, industry from staging.stg_accounts order by 1") == [
        ("A1", "Peña", "Café €"),
        ("A2", "Ñandú", 'più, "sì"'),
    ]


def test_the_end_of_a_line_may_be_any(hostile):
    assert hostile("select contact_id, value from staging.stg_contact_attributes order by 1") == [
        ("C1", "x"),
        ("C2", "y"),
    ]
    assert hostile("select anonymous_id, contact_id from staging.stg_identities order by 1") == [
        ("V1", "C1"),
        ("V2", "C2"),
    ]


def test_a_header_alone_is_an_empty_table(hostile):
    assert hostile("select count(*) from staging.stg_contact_merges") == [(0,)]


def test_a_column_without_a_name_does_not_move_the_others(hostile):
    assert hostile(
        "select opportunity_id, amount, unreadable_columns from staging.stg_opportunities order by 1"
    ) == [
        ("O1", 1000.5, None),
        ("O2", 1, "surplus_cells:|"),
    ]


def test_a_quote_that_nothing_closes_swallows_no_row(hostile):
    assert hostile("select touch_id, reason, outcome from staging.stg_sales_touches order by 1") == [
        ("T1", '"too small', "rejected"),
        ("T2", "no budget, no need", "rejected"),
        ("T3", 'said "no" twice', "rejected"),
        ("T4", '"on two', "rejected"),
        ("T5", "two\nlines", "rejected"),
        ("T6", None, "connected"),
    ]


def test_a_file_may_have_hundreds_of_columns(hostile):
    assert hostile("select account_id, revenue, unreadable_columns from staging.stg_customers") == [
        ("A1", 12, None)
    ]


def parquet(folder: Path, query: str) -> bytes:
    """Return a Parquet file with the rows of a query, written in a session far from UTC."""
    path = folder / "written.parquet"
    with duckdb.connect(":memory:") as connection:
        connection.execute("set TimeZone = 'America/New_York'")
        connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    return path.read_bytes()


@pytest.fixture(scope="module")
def typed(workshop, tmp_path_factory):
    """Build on Parquet files with types, one of them beside a CSV file of the same table."""
    folder = tmp_path_factory.mktemp("parquet")
    return built(
        workshop,
        {
            "contacts.csv": text("contact_id,created_at,age", "C1,2026-01-01,35"),
            "contacts.parquet": parquet(
                folder,
                """
                select
                    7 as "Contact_ID",
                    timestamptz '2026-03-31 20:30:00-05' as " created_at",
                    35.0::double as age,
                    12345.67::decimal(12, 2) as annual_income,
                    'nan'::double as children,
                    timestamp_ns '2026-03-31 23:59:59.999999999' as updated_at,
                    date '2027-01-01' as deleted_at,
                    true as do_not_score,
                    'Peña'::varchar as full_name,
                    encode('Málaga') as city
                union all
                select 8, timestamptz 'infinity', 1e-5, 0, 3, null, null, false, ' ', null
                union all
                select null, timestamptz '2026-01-01 00:00:00+00', null, null, null, null,
                    null, null, null, null
                """,
            ),
            "events.parquet": parquet(
                folder,
                """
                select
                    'E' || id as event_id,
                    'page_view' as event_type,
                    timestamp '2026-03-31 23:59:59.999999' + to_microseconds(id) as occurred_at,
                    7.0::double as contact_id
                from range(3) as ids (id)
                """,
            ),
            "accounts.parquet": parquet(
                folder,
                "select 'A1' as account_id, 250::smallint as employee_count, 1.5e20 as annual_revenue,"
                " date '2026-01-01' as created_at",
            ),
            "sales_reps.parquet": parquet(
                folder,
                "select 'R1' as rep_id, false as active, 5.5::float as weekly_capacity union all"
                " select 'R2', null, null",
            ),
            "erasures.parquet": parquet(folder, "select 'C9' as contact_id where false"),
        },
    )


def test_csv_and_parquet_of_one_table_are_the_rows_of_both(typed):
    assert typed("select contact_id from staging.stg_contacts order by 1 nulls last") == [
        ("7",),
        ("8",),
        ("C1",),
        (None,),
    ]


def test_typed_columns_are_read_as_what_they_say(typed):
    columns = "age, annual_income, children, full_name, city, is_do_not_score"
    assert typed(f"select {columns} from staging.stg_contacts where contact_id = '7'") == [
        ("35", "12345.67", None, "Peña", "Málaga", True)
    ]
    assert typed(f"select {columns} from staging.stg_contacts where contact_id = '8'") == [
        ("1e-05", "0", "3", None, None, False)
    ]
    assert typed("select employee_count, annual_revenue from staging.stg_accounts") == [
        ("250", "150000000000000000000")
    ]
    assert typed("select rep_id, is_active, weekly_capacity from staging.stg_sales_reps order by 1") == [
        ("R1", False, None),
        ("R2", True, None),
    ]


def test_an_id_held_as_a_floating_number_is_the_id(typed):
    assert typed("select distinct contact_id from staging.stg_events") == [("7",)]


def test_the_name_of_a_folder_is_no_column(typed):
    assert typed("select distinct country from staging.stg_contacts") == [(None,)]


def test_a_time_with_a_zone_is_utc_and_no_time_is_rounded_up(typed):
    times = "cast(created_at as varchar), cast(updated_at as varchar), cast(deleted_at as varchar)"
    assert typed(f"select {times} from staging.stg_contacts where contact_id = '7'") == [
        ("2026-04-01 01:30:00", "2026-03-31 23:59:59.999999", "2027-01-01 00:00:00")
    ]
    assert accounting(typed) == dict.fromkeys(OUTCOMES, 0) | {"accepted": 1, "later_than_as_of": 2}


def test_what_parquet_cannot_say_is_told_too(typed):
    assert typed("select source_table, row_id, reason, value from marts.rejected_rows order by 3") == [
        ("contacts", None, "no_contact_id", None),
        ("contacts", "8", "unreadable_created_at", "infinity"),
        ("sales_reps", "R1", "unreadable_weekly_capacity", "5.5"),
    ]


GOOD_ONES = [f"C{number}" for number in range(40)]


@pytest.fixture(scope="module")
def garbage(workshop):
    """Build on noise below each header."""
    dice = random.Random(7)
    anything = [*range(1, 256), *b',",",",\n']
    no_quotes = [byte for byte in anything if byte != ord('"')]
    files = {}
    for name, columns in raw_columns().items():
        noise = bytes(dice.choices(no_quotes if name == "events" else anything, k=8000))
        files[f"{name}.csv"] = text(",".join(columns)) + noise + b"\n"
    letters = dice.choices("aé,'|%_\\;\x00\u2028\U0001f600 12e-:TZ+\n", k=8000)
    # a first load of nothing but garbage stops before it is scored
    people = [f"{name},2026-01-01" for name in GOOD_ONES]
    files["contacts.csv"] = text("contact_id,created_at", *people, "".join(letters))
    done = [f"E {name},page_view,2026-03-01,,{name}," for name in GOOD_ONES]
    files["events.csv"] += text(*done, *done)
    rows = built(workshop, files)
    return SimpleNamespace(rows=rows, files=files)


@pytest.mark.long
def test_a_file_of_garbage_builds_and_every_row_is_accounted_for(garbage):
    for name in ("contacts", "events"):
        _, *lines = [line for line in re.split(rb"[\r\n]+", garbage.files[f"{name}.csv"]) if line]
        assert garbage.rows(f"select count(*) from staging.stg_{name}") == [(len(lines),)]
    outcomes = accounting(garbage.rows)
    assert sum(outcomes.values()) == len(lines)
    assert outcomes["accepted"] == outcomes["duplicate"] == len(GOOD_ONES)
    scored = garbage.rows("select distinct contact_id from marts.lead_scores")
    assert {contact for (contact,) in scored} == set(GOOD_ONES)


@pytest.mark.long
def test_every_line_of_garbage_has_a_reason(garbage):
    for name in staged_tables():
        unusable = garbage.rows(f"select count(*) from staging.stg_{name} where rejected_because is not null")
        reasons = f"select distinct rejected_because from staging.stg_{name}"
        told = garbage.rows(
            f"select count(*) from marts.rejected_rows where source_table = '{name}' and reason in ({reasons})"
        )
        assert unusable[0][0] <= told[0][0], name
        assert garbage.rows(f"select count(*) > 0 from staging.stg_{name}") == [(True,)], name


def failed(workshop: Path, files: dict[str, bytes]) -> SimpleNamespace:
    run = run_dbt(workshop, files, "build", "--select", "path:models/staging")
    assert run.returncode != 0
    return run


@pytest.fixture(scope="module")
def without_contacts(workshop, tmp_path_factory):
    """Build without contacts, with events and other tables that lack a required column."""
    folder = tmp_path_factory.mktemp("wrong")
    return failed(
        workshop,
        {
            "events.csv": EVENTS.replace(b"event_id", b"Event\x1b[2J").replace(b",", b";"),
            "accounts.csv": b"",
            "identities.csv": text("visitor,contact_id,identified_at", "V1,C1,2026-01-01"),
            "erasures.parquet": parquet(folder, "select 'C1' as contact, 'now' as requested_at"),
        },
    )


@pytest.fixture(scope="module")
def without_events(workshop):
    """Build without events, with contacts that lack a required column."""
    return failed(workshop, {"contacts.csv": text("contact_id,created,Age")})


@pytest.fixture(scope="module")
def unreadable(workshop):
    """Build for the first time on contacts whose dates are written day first."""
    contacts = text("contact_id,created_at", "C1,05/01/2026", "C2,13/01/2026")
    return failed(workshop, {"contacts.csv": contacts, "events.csv": EVENTS})


def test_a_first_load_of_which_nothing_can_be_read_stops_in_words(unreadable):
    assert (
        'All 2 rows of contacts were set aside: created_at cannot be read, for example "05/01/2026" and "13/01/2026".'
        " Nothing was scored. Deliver times as 2026-01-31, 2026-01-31 09:12:00 or 2026-01-31T09:12:00+01:00"
    ) in unreadable.said
    with duckdb.connect(str(unreadable.database), read_only=True) as connection:
        told = connection.execute(
            "select row_id, rejected_because, unreadable_columns from staging.stg_contacts order by 1"
        ).fetchall()
    assert told == [
        ("C1", "unreadable_created_at", "created_at:05/01/2026|"),
        ("C2", "unreadable_created_at", "created_at:13/01/2026|"),
    ]


def test_a_first_load_that_is_lost_for_several_reasons_stops_too(workshop):
    lost = ("C1,", "C2,05/01/2026", "C3,1/5/2026 9:12 AM", ",2026-01-01")
    run = failed(workshop, {"contacts.csv": text("contact_id,created_at", *lost), "events.csv": EVENTS})
    assert (
        "All 4 rows of contacts were set aside, 2 of them because created_at cannot be read, for example"
        ' "05/01/2026" and "1/5/2026 9:12 AM". Nothing was scored.'
    ) in run.said


def test_a_first_load_of_few_events_none_of_which_can_be_read_stops(workshop):
    events = text("event_id,event_type,occurred_at,contact_id", "E1,page_view,30/03/2026,C1")
    files = {"contacts.csv": CONTACTS, "events.csv": events}
    run = run_dbt(workshop, files, "run", "--select", "+int_rejected_events")
    assert run.returncode != 0
    assert "The only row of events was set aside: occurred_at cannot be read" in run.said


@pytest.fixture(scope="module")
def nameless(workshop):
    """Build for the first time on events whose owners stand in a column of another name."""
    events = [f"E{number},page_view,2026-03-30,C1" for number in range(12)]
    files = {
        "contacts.csv": text("contact_id,created_at", "C1,2026-01-05"),
        "events.csv": text("event_id,event_type,occurred_at,person", *events),
    }
    run = run_dbt(workshop, files, "run", "--select", "+int_rejected_events")
    assert run.returncode != 0
    return run


def test_a_first_load_in_which_nothing_has_an_owner_stops_in_words(nameless):
    assert (
        "All 12 rows of events were set aside: contact_id and anonymous_id are missing or empty, for example in row"
        ' "E0" and "E9". Nothing was scored. Fill it in where the rows come from. A column of another name is not read:'
    ) in nameless.said


def test_a_missing_required_table_is_named_with_where_it_was_looked_for(without_contacts, without_events):
    for run, name in ((without_contacts, "contacts"), (without_events, "events")):
        assert f"The raw table '{name}' is missing." in run.said
        assert f"{run.folder}/{name}.csv and {run.folder}/{name}.parquet" in run.said


def test_a_missing_required_column_is_named_with_the_file_and_what_it_has(without_contacts, without_events):
    folder = without_contacts.folder
    for run, name, column, file, has in (
        (
            without_contacts,
            "events",
            "event_id",
            "events.csv",
            "event?[2j, event_type, occurred_at, contact_id",
        ),
        (without_contacts, "accounts", "account_id", "accounts.csv", "nothing"),
        (
            without_contacts,
            "identities",
            "anonymous_id",
            "identities.csv",
            "visitor, contact_id, identified_at",
        ),
        (without_contacts, "erasures", "contact_id", "erasures.parquet", "contact, requested_at"),
        (without_events, "contacts", "created_at", "contacts.csv", "contact_id, created, age"),
    ):
        sentence = (
            f"The raw table '{name}' has no column '{column}', which it needs. "
            f"It was looked for in {folder}/{file}, which has: {has}."
        )
        assert sentence in run.said, sentence


# ---------------------------------------------------------------------------------------------------------
# rows, on the compiled SQL in one process


@pytest.fixture(scope="module")
def score(engine, tmp_path_factory):
    """Return a function: raw tables and as-of date → what is published under the policy above."""
    seeds = tmp_path_factory.mktemp("policy")
    for name, content in POLICY.items():
        (seeds / f"{name}.csv").write_text(content, encoding="utf-8")

    def published(as_of: str = AS_OF, **tables: list[dict[str, str]]) -> SimpleNamespace:
        filled = {"contacts": [], "events": []} | tables
        with engine.run(filled, as_of, seeds) as connection:

            def rows(query: str) -> list[tuple]:
                return connection.execute(query).fetchall()

            connection.execute("create view earned as from marts.lead_score_reasons")
            return SimpleNamespace(
                scores=dict(rows("select contact_id, score from marts.lead_scores")),
                outcomes=dict(rows("select outcome, event_rows from marts.event_accounting")),
                rejected=sorted(
                    rows("select source_table, coalesce(row_id, ''), reason from marts.rejected_rows")
                ),
                values=dict(
                    rows(
                        "select concat_ws(' ', source_table, coalesce(row_id, ''), reason), value"
                        " from marts.rejected_rows"
                    )
                ),
                thousands=rows(
                    "select seed_name, column_name, value from marts.policy_warnings"
                    " where warning = 'thousands_in_data' order by 1, 2"
                ),
                unused=rows(
                    "select warning, value, regexp_extract(sentence, '([0-9]+)[^0-9]*$', 1)::int"
                    " from marts.policy_warnings"
                    " where warning in ('unknown_event_type', 'page_path_is_address', 'country_of_nobody') order by all"
                ),
                matched=dict(rows("select outcome, matched_rows from marts.event_accounting")),
                capacity=dict(rows("select rep_id, remark from marts.handoff_capacity where rep_id <> ''")),
                met_nobody=met_nobody(DuckDBWarehouse(connection)),
                call_list=""
                if rows("from marts.lead_scores")
                else render(DuckDBWarehouse(connection), top=10),
                events=dict(rows("select contact_id, sum(events) from earned where events > 0 group by 1")),
                last_days=dict(rows("select contact_id, last_activity_date from marts.lead_scores")),
                machines=rows(
                    "select event_type, machine_rule_id, why, events from marts.machine_activity order by all"
                ),
                reasons=dict(
                    rows("select contact_id || ' ' || rule_id, points from earned where rule_id <> ''")
                ),
            )

    return published


def contact(contact_id: str, **columns: str) -> dict[str, str]:
    return {"contact_id": contact_id, "created_at": "2026-01-01"} | columns


def event(event_id: str, occurred_at: str = "2026-03-01", **columns: str) -> dict[str, str]:
    return {"event_id": event_id, "event_type": "page_view", "occurred_at": occurred_at} | columns


def test_every_delivered_event_row_has_one_outcome(score):
    delivered = [
        # rejected, in this order: no id, no type, no time, nobody's
        event("", contact_id="C1"),
        event("R2", contact_id="C1", event_type=" "),
        event("R3", "2026-02-30", contact_id="C1"),
        event("R4"),
        event("R5", "", contact_id="", anonymous_id=""),
        # duplicates: of what counts, of what is later, of what is not identified
        event("E1", contact_id="C1", loaded_at="2026-03-02"),
        event("E1", contact_id="C1", loaded_at="2026-03-03"),
        event(" E1 ", contact_id="C1", loaded_at="soon"),
        event("L1", "2026-04-01", contact_id="C1"),
        event("L1", "2026-04-01", contact_id="C1"),
        event("L2", "2026-04-01", contact_id="NOBODY"),
        event("N1", anonymous_id="V9"),
        event("N1", anonymous_id="V9"),
        event("N2", contact_id="NOBODY"),
        # a filled contact id decides alone
        event("N3", contact_id="NOBODY", anonymous_id="V1"),
        event("E2", anonymous_id="V1"),
        event("E3", contact_id="C1", anonymous_id="V9"),
        # ids are compared exactly
        event("N4", contact_id="c1"),
        event("e1", contact_id="C1"),
        # accepted, though not scored
        event("E4", contact_id="GONE"),
        event("E5", contact_id="SILENT"),
        event("E6", contact_id="C1", user_agent="Googlebot"),
    ]
    result = score(
        contacts=[
            contact("C1"),
            contact("GONE", deleted_at="2026-02-01"),
            contact("SILENT", do_not_score="true"),
        ],
        events=delivered,
        identities=[{"anonymous_id": "V1", "contact_id": "C1", "identified_at": "2026-03-10"}],
    )
    assert result.outcomes == {
        "rejected": 5,
        "duplicate": 4,
        "later_than_as_of": 2,
        "not_identified": 4,
        "accepted": 7,
    }
    assert sum(result.outcomes.values()) == len(delivered)
    assert result.scores == {"C1": 4}


def test_the_first_delivery_of_an_event_counts(score):
    result = score(
        contacts=[contact("C1"), contact("C2"), contact("C3")],
        events=[
            event("E1", contact_id="C1", loaded_at="2026-03-05"),
            event("E1", contact_id="C2", loaded_at="2026-03-04T23:00:00-02:00"),
            event("E1", contact_id="C3", loaded_at="2026-03-05T00:30:00"),
            event("E2", "2026-03-03", contact_id="C1"),
            event("E2", "2026-03-02", contact_id="C2"),
            event("E3", contact_id="C1", loaded_at=""),
            event("E3", contact_id="C2", loaded_at="2026-03-05"),
        ],
    )
    assert result.scores == {"C1": 1, "C2": 2, "C3": 0}
    assert result.outcomes["duplicate"] == 4


def test_every_row_and_cell_that_cannot_be_used_has_its_reason(score):
    result = score(
        contacts=[
            contact("C1", age="n/a", annual_income="10.000,50", children="NaN", updated_at="31.03.2026"),
            contact(
                "C2", age="1e400", annual_income="1e5", children="+2.0", updated_at="2026-03-31 9:05 +02"
            ),
            contact("C3", created_at="2026-1-5"),
            contact(" ", age="n/a"),
        ],
        accounts=[
            {"account_id": "A1", "employee_count": "about 50", "annual_revenue": "1,000", "created_at": "?"},
            {"account_name": "nameless"},
        ],
        contact_attributes=[
            {"contact_id": "C1", "attribute": "need", "value": "x", "known_from": "soon"},
            {"contact_id": "C1", "attribute": "", "value": "x", "known_from": "2026-01-01"},
            {"contact_id": "", "attribute": "need", "value": "x", "known_from": "2026-01-01"},
            {"contact_id": "C1", "attribute": "age", "value": "old", "known_from": "2026-01-01"},
            {"contact_id": "C1", "attribute": "age", "value": "", "known_from": "2026-01-01"},
            {"contact_id": "C1", "attribute": "decision_date", "value": "in May", "known_from": "2026-01-01"},
        ],
        identities=[
            {"anonymous_id": "V1", "contact_id": "C1", "identified_at": ""},
            {"anonymous_id": "V2", "contact_id": "", "identified_at": "2026-01-01"},
            {"anonymous_id": "", "contact_id": "C1", "identified_at": "2026-01-01"},
        ],
        contact_merges=[
            {"merged_contact_id": "C8", "contact_id": "C1", "merged_at": "2026-13-01"},
            {"merged_contact_id": "C8", "contact_id": "", "merged_at": "2026-01-01"},
            {"merged_contact_id": "", "contact_id": "C1", "merged_at": "2026-01-01"},
        ],
        events=[
            event("E1", contact_id="C1", loaded_at="24:00:00"),
            event("E2", "2026-03-01 24:00:00", contact_id="C1"),
            event("E3", event_type="", contact_id="C1"),
            event("E4"),
            event("", "never"),
        ],
        opportunities=[
            {
                "opportunity_id": "O1",
                "contact_id": "C1",
                "opened_at": "2026-01-01",
                "amount": "1e400",
                "closed_at": "-",
            },
            {"opportunity_id": "O2", "contact_id": "C1", "opened_at": "-"},
            {"opportunity_id": "O3", "opened_at": "2026-01-01"},
            {"contact_id": "C1", "opened_at": "2026-01-01"},
        ],
        sales_touches=[
            {"touch_id": "T1", "contact_id": "C1", "touched_at": "-"},
            {"touch_id": "T2", "contact_id": "", "touched_at": "2026-01-01"},
            {"touch_id": "", "contact_id": "C1", "touched_at": "2026-01-01"},
        ],
        sales_reps=[{"rep_id": "R1", "weekly_capacity": "many"}, {"rep_name": "Nobody"}],
        customers=[
            {
                "account_id": "A1",
                "became_customer_at": "x",
                "renewed_at": "x",
                "churned_at": "x",
                "revenue": "€5",
            },
            {"revenue": "5"},
        ],
        erasures=[{"contact_id": "C7", "requested_at": "x"}, {"requested_at": "2026-01-01"}],
    )
    assert result.rejected == sorted(
        [
            ("contacts", "C1", "unreadable_age"),
            ("contacts", "C1", "unreadable_annual_income"),
            ("contacts", "C1", "unreadable_children"),
            ("contacts", "C1", "unreadable_updated_at"),
            ("contacts", "C3", "unreadable_created_at"),
            ("contacts", "", "no_contact_id"),
            ("accounts", "A1", "unreadable_employee_count"),
            ("accounts", "A1", "unreadable_annual_revenue"),
            ("accounts", "A1", "unreadable_created_at"),
            ("accounts", "", "no_account_id"),
            ("contact_attributes", "C1", "unreadable_known_from"),
            ("contact_attributes", "C1", "no_attribute"),
            ("contact_attributes", "", "no_contact_id"),
            ("contact_attributes", "C1", "unreadable_age"),
            ("contact_attributes", "C1", "unreadable_decision_date"),
            ("identities", "V1", "no_identified_at"),
            ("identities", "V2", "no_contact_id"),
            ("identities", "", "no_anonymous_id"),
            ("contact_merges", "C8", "unreadable_merged_at"),
            ("contact_merges", "C8", "no_contact_id"),
            ("contact_merges", "", "no_merged_contact_id"),
            ("events", "E1", "unreadable_loaded_at"),
            ("events", "E2", "unreadable_occurred_at"),
            ("events", "E3", "no_event_type"),
            ("events", "E4", "no_contact_or_anonymous_id"),
            ("events", "", "no_event_id"),
            ("opportunities", "O1", "unreadable_amount"),
            ("opportunities", "O1", "unreadable_closed_at"),
            ("opportunities", "O2", "unreadable_opened_at"),
            ("opportunities", "O3", "no_contact_or_account_id"),
            ("opportunities", "", "no_opportunity_id"),
            ("sales_touches", "T1", "unreadable_touched_at"),
            ("sales_touches", "T2", "no_contact_id"),
            ("sales_touches", "", "no_touch_id"),
            ("sales_reps", "R1", "unreadable_weekly_capacity"),
            ("sales_reps", "", "no_rep_id"),
            ("customers", "A1", "unreadable_became_customer_at"),
            ("customers", "A1", "unreadable_renewed_at"),
            ("customers", "A1", "unreadable_churned_at"),
            ("customers", "A1", "unreadable_revenue"),
            ("customers", "", "no_account_id"),
            # nobody is named who must be forgotten
            ("erasures", "", "unreadable_requested_at"),
            ("erasures", "", "no_contact_id"),
            ("erasures", "", "unknown_contact"),
        ]
    )


def test_the_text_that_could_not_be_used_is_told(score):
    long = "very " * 40
    result = score(
        contacts=[
            contact("C1", created_at="05/01/2026"),
            contact("C2", created_at=""),
            contact("C3", age="a|b: c\nd", updated_at=long, children="see ana@x.example"),
            contact("C4", annual_income="1,5"),
        ],
        contact_attributes=[
            {"contact_id": "C3", "attribute": "budget_max", "value": "20 k", "known_from": "2026-01-01"},
            {"contact_id": "C3", "attribute": "decision_date", "value": "C4", "known_from": "2026-01-01"},
        ],
        events=[event("E1", "30/03/2026", contact_id="C3", loaded_at="?"), event("E2", "", contact_id="C3")],
        erasures=[{"contact_id": "C4", "requested_at": "2026-01-01"}],
    )
    assert result.values == {
        # a cell that is filled in is told apart from one that is empty
        "contacts C1 unreadable_created_at": "05/01/2026",
        "contacts C2 no_created_at": None,
        "contacts C3 unreadable_age": "a|b: c\nd",
        "contacts C3 unreadable_updated_at": long[:100],
        # an address is told nowhere, nor what a person to be forgotten had, nor their id as a value
        "contacts C3 unreadable_children": None,
        "contacts  unreadable_annual_income": None,
        "contact_attributes C3 unreadable_budget_max": "20 k",
        "contact_attributes C3 unreadable_decision_date": None,
        # a row is set aside once, for one reason
        "events E1 unreadable_occurred_at": "30/03/2026",
        "events E2 no_occurred_at": None,
    }


def test_a_head_count_that_may_be_thousands_is_unreadable(score):
    result = score(
        contacts=[
            contact("C1", account_id="A1", age="25.0", children="1.5"),
            contact("C2", account_id="A1", age="25.5"),
        ],
        accounts=[
            {"account_id": "A1", "employee_count": "1.500"},
            {"account_id": "A2", "employee_count": "1500"},
        ],
        sales_reps=[
            {"rep_id": "R1", "weekly_capacity": "about 2", "active": "sí"},
            {"rep_id": "R2", "weekly_capacity": "1.500", "active": ""},
            {"rep_id": "R3", "weekly_capacity": "2.0", "active": "VERDADERO"},
            {"rep_id": "R4", "active": "true"},
            {"rep_id": "R5", "weekly_capacity": "9", "active": "FALSO"},
            {"rep_id": "R6", "weekly_capacity": "9", "active": "on leave"},
        ],
    )
    assert result.values == {
        "accounts A1 unreadable_employee_count": "1.500",
        "contacts C1 unreadable_children": "1.5",
        "contacts C2 unreadable_age": "25.5",
        "sales_reps R1 unreadable_weekly_capacity": "about 2",
        "sales_reps R2 unreadable_weekly_capacity": "1.500",
        "sales_reps R6 unreadable_active": "on leave",
    }
    # who has left gets no leads; a limit that cannot be read is not one that nobody set
    assert result.capacity.keys() == {"R1", "R2", "R3", "R4"}
    assert result.capacity["R1"].startswith("The weekly capacity cannot be read")
    assert result.capacity["R2"].startswith("The weekly capacity cannot be read")
    assert result.capacity["R4"].startswith("No weekly limit is set")


def test_an_unreadable_value_wins_over_older_ones_and_is_then_unknown(score):
    def credit(contact_id: str, value: str, known_from: str) -> dict[str, str]:
        return {
            "contact_id": contact_id,
            "attribute": "training_credit",
            "value": value,
            "known_from": known_from,
        }

    result = score(
        contacts=[contact("C1"), contact("C2"), contact("C3")],
        contact_attributes=[
            credit("C1", "3500", "2026-01-01"),
            credit("C2", "3500", "2026-01-01"),
            credit("C2", "3,500", "2026-02-01"),
            credit("C3", "3500 EUR", "2026-01-01"),
            credit("C3", "50", "2026-02-01"),
        ],
    )
    assert result.scores == {"C1": 10, "C2": 0, "C3": 3}
    assert result.values == {
        "contact_attributes C2 unreadable_training_credit": "3,500",
        "contact_attributes C3 unreadable_training_credit": "3500 EUR",
    }


def test_a_column_of_numbers_that_look_like_thousands_is_told_once(score):
    def known(attribute: str, *values: str) -> list[dict[str, str]]:
        return [
            {"contact_id": "C1", "attribute": attribute, "value": value, "known_from": "2026-01-01"}
            for value in values
        ]

    result = score(
        contacts=[contact("C1", annual_income="12.500"), contact("C2", annual_income="30.000")],
        accounts=[
            {"account_id": f"A{value}", "annual_revenue": value, "employee_count": "1.500"}
            for value in ("12.500", "3.250", "480.000", "900", "n/a")
        ],
        contact_attributes=[
            *known("budget_max", "20.000", "18.500", "30.000"),
            *known("expected_saving", "20.000", "18.500", "30.000", "18.5"),
            *known("training_credit", "20.000", "18.500", "1.000.000", "30.000"),
            *known("need", "20.000", "18.500", "30.000"),
        ],
        opportunities=[
            {"opportunity_id": f"O{value}", "contact_id": "C1", "opened_at": "2026-01-01", "amount": value}
            for value in ("1.500", "2.500", "3.500")
        ],
    )
    assert result.thousands == [
        ("accounts", "annual_revenue", "12.500"),
        ("contact_attributes", "budget_max", "18.500"),
        ("contact_attributes", "training_credit", "18.500"),
        ("opportunities", "amount", "1.500"),
    ]


def test_an_objection_in_any_words_protects(score):
    words = {
        "FALSO": True,
        "não": True,
        "NEIN": True,
        "": True,
        "sí": False,
        "VERDADERO": False,
        "asked us by phone": False,
    }
    result = score(contacts=[contact(f"C{word}", do_not_score=word) for word in words])
    assert result.scores == {f"C{word}": 0 for word, is_scored in words.items() if is_scored}
    assert result.values == {
        "contacts Casked us by phone unreadable_do_not_score": "asked us by phone",
    }


def test_event_types_that_nothing_names_and_paths_that_are_addresses_are_told(score):
    result = score(
        contacts=[contact("C1")],
        events=[
            event("E1", contact_id="C1", event_type="Page_View"),
            event("E2", contact_id="C1", event_type="Page_View"),
            event("E3", contact_id="C1", event_type="Call_Answered"),
            event("E4", contact_id="C1"),
            event("E5", contact_id="C1", event_type="email_open"),
            # of nobody, and of later
            event("E6", contact_id="C9", event_type="Page_View"),
            event("E7", "2026-04-01", contact_id="C1", event_type="Later"),
            event("E8", contact_id="C1", page_path="https://x.example/pricing"),
            event("E9", contact_id="C1", page_path="WWW.x.example"),
            event("E10", contact_id="C1", page_path="/www.x.example"),
            event("E11", contact_id="C1", page_path="//x.example/pricing"),
            event("E12", contact_id="C1", page_path="Shop.x.example:8080/pricing"),
            event("E13", contact_id="C1", page_path="index.html"),
            event("E14", contact_id="C1", page_path="docs/v1.2/pricing"),
        ],
    )
    assert result.unused == [
        ("page_path_is_address", "//x.example/pricing", 4),
        ("unknown_event_type", "Call_Answered", 1),
        ("unknown_event_type", "Page_View", 2),
    ]
    assert (result.outcomes["accepted"], result.matched["accepted"]) == (12, 8)


@pytest.mark.parametrize(
    ("sellers", "told"),
    [
        ([("R1", "ES", "5")], [("country_of_nobody", "España", 2)]),
        ([("R1", "ES", "")], [("country_of_nobody", "España", 2)]),
        ([("R1", "ES", "1")], []),  # nobody has room
        ([("R1", "ES", "5"), ("R2", "", "0")], []),  # a seller of every country is full
        # the one of España who waits is told by R1's places; the one of ES is of nobody
        ([("R1", "España", "1"), ("R2", "MX", "5")], [("country_of_nobody", "ES", 1)]),
    ],
)
def test_a_country_that_no_territory_names_is_told_while_sellers_have_room(score, sellers, told):
    result = score(
        contacts=[contact("C1", country="ES")] + [contact(f"C{n}", country="España") for n in (2, 3)],
        events=[
            event(f"E{n}", "2026-03-30", contact_id=f"C{n}", event_type="form_submit", asset="demo-request")
            for n in (1, 2, 3)
        ],
        sales_reps=[
            {"rep_id": rep, "territory": territory, "weekly_capacity": capacity, "active": "true"}
            for rep, territory, capacity in sellers
        ],
    )
    assert result.unused == told


def test_a_list_of_a_feed_that_met_nobody_says_so_first(score):
    result = score(contacts=[contact("C1", do_not_score="true")], events=[event("E1", contact_id="c1")])
    assert result.met_nobody.startswith("1 of 1 events belong to nobody who is known")


def test_a_list_without_leads_says_what_keeps_them_from_being_scored(score):
    result = score(contacts=[contact("C1", do_not_score="x"), contact("C2", do_not_score="X")])
    assert "2 of 2 contacts are left out because of do_not_score." in result.call_list
    result = score(contacts=[contact("C1", do_not_score="1"), contact("C2", deleted_at="2026-02-01")])
    assert "1 of 2 contacts are left out because of do_not_score; 1 of 2 contacts" in result.call_list
    result = score(contacts=[contact("C1", created_at="2026-04-01")])
    assert "no contact of the raw tables can be scored yet." in result.call_list


def test_a_time_before_the_year_one_is_no_time(score):
    deal = {"opportunity_id": "O1", "contact_id": "C1", "opened_at": "2026-03-01", "status": "won"}
    result = score(
        contacts=[contact("C1")], opportunities=[deal | {"closed_at": "0001-01-01T00:00:00+01:00"}]
    )
    assert result.values == {"opportunities O1 unreadable_closed_at": "0001-01-01T00:00:00+01:00"}


def test_a_number_is_compared_as_what_it_says(score):
    incomes = {
        "50000": 10,
        "5e4": 10,
        "+50000.00": 10,
        "1e400": 10,
        "49999.99999999999999999": 0,
        "-1e400": 0,
    }
    result = score(contacts=[contact(income, annual_income=income) for income in incomes])
    assert result.scores == incomes
    assert result.rejected == []


def test_a_number_that_is_none_is_never_misread(score):
    incomes = ["60.000,50", "60,000", "60 000", "60k", "€60000", "NaN", "inf", "n/a", "6e", "６０００0"]
    result = score(contacts=[contact(income, annual_income=income) for income in incomes])
    assert result.scores == dict.fromkeys(incomes, 0)
    assert result.rejected == sorted(("contacts", income, "unreadable_annual_income") for income in incomes)


def test_an_unreadable_fact_is_unknown_and_not_zero(score):
    result = score(
        contacts=[
            contact("C1", account_id="A1"),
            contact("C2", account_id="A2"),
            contact("C3", account_id="A3"),
        ],
        accounts=[
            {"account_id": "A1", "annual_revenue": "0"},
            {"account_id": "A2", "annual_revenue": "none"},
            {"account_id": "A3", "annual_revenue": ""},
        ],
    )
    assert result.scores == {"C1": 10, "C2": 0, "C3": 0}
    assert result.rejected == [("accounts", "A2", "unreadable_annual_revenue")]


def visits(**columns: str) -> list[dict[str, str]]:
    return [event(f"E{day}", f"2026-03-0{day}", **columns) for day in (1, 2, 3)]


def test_an_anonymous_past_is_credited_from_the_day_it_is_known(score):
    tables = {
        "contacts": [contact("C1")],
        "events": visits(anonymous_id="V1"),
        "identities": [{"anonymous_id": "V1", "contact_id": "C1", "identified_at": "2026-03-10T23:59:59Z"}],
    }
    before, after = score("2026-03-09", **tables), score("2026-03-10", **tables)
    assert (before.scores, before.events, before.last_days) == ({"C1": 0}, {}, {"C1": None})
    assert before.outcomes["not_identified"] == 3
    assert (after.scores, after.events) == ({"C1": 3}, {"C1": 3})
    assert str(after.last_days["C1"]) == "2026-03-03"
    assert after.outcomes["accepted"] == 3


def test_the_newest_identity_known_owns_all_events_of_the_visitor(score):
    tables = {
        "contacts": [contact("C1"), contact("C2")],
        "events": visits(anonymous_id="V1"),
        "identities": [
            {"anonymous_id": "V1", "contact_id": "C2", "identified_at": "2026-03-20"},
            {"anonymous_id": "V1", "contact_id": "C1", "identified_at": "2026-03-10"},
            {"anonymous_id": "V1", "contact_id": "C1", "identified_at": "2026-03-10"},
        ],
    }
    assert score("2026-03-19", **tables).scores == {"C1": 3, "C2": 0}
    assert score("2026-03-20", **tables).scores == {"C1": 0, "C2": 3}


def test_merging_moves_events_and_never_doubles_them(score):
    tables = {
        "contacts": [
            contact("C1", annual_income="60000"),
            contact("C2", annual_income="60000", updated_at="2026-02-01"),
        ],
        "events": [
            *visits(contact_id="C1"),
            # the same events under the other name, a form of each on one day, a visitor of the one that goes
            *visits(contact_id="C2"),
            event("F1", "2026-03-05", contact_id="C1", event_type="form_submit"),
            event("F2", "2026-03-05", contact_id="C2", event_type="form_submit"),
            event("A1", "2026-03-06", anonymous_id="V1"),
        ],
        "identities": [
            {"anonymous_id": "V1", "contact_id": "C1", "identified_at": "2026-03-06"},
            {"anonymous_id": "V1", "contact_id": "C2", "identified_at": "2026-03-01"},
        ],
        "contact_merges": [
            {"merged_contact_id": "C1", "contact_id": "C2", "merged_at": "2026-03-20"},
            {"merged_contact_id": "C1", "contact_id": "C2", "merged_at": "2026-03-20"},
            {"merged_contact_id": "C1", "contact_id": "C2", "merged_at": "2026-03-25"},
        ],
    }
    apart, together = score("2026-03-19", **tables), score("2026-03-20", **tables)
    assert sum(apart.events.values()) == together.events["C2"] == 6
    assert apart.reasons == {
        "C1 income_high": 10,
        "C1 form_once": 3,
        "C1 page": 1,
        "C2 income_high": 10,
        "C2 form_once": 3,
        "C2 page": 3,
    }
    assert together.reasons == {"C2 income_high": 10, "C2 form_once": 3, "C2 page": 4}
    assert together.scores == {"C2": 17}
    assert apart.outcomes == together.outcomes
    assert apart.outcomes["duplicate"] == 3


def test_a_chain_of_merges_leads_to_its_end_and_a_cycle_merges_nobody(score):
    names = ["C1", "C2", "C3", "X", "Y"]
    tables = {
        "contacts": [contact(name) for name in names],
        "events": [event(f"E{name}", contact_id=name) for name in names],
        "contact_merges": [
            {"merged_contact_id": "C2", "contact_id": "C3", "merged_at": "2026-03-10"},
            {"merged_contact_id": "C1", "contact_id": "C2", "merged_at": "2026-03-20"},
            {"merged_contact_id": "X", "contact_id": "Y", "merged_at": "2026-03-10"},
            {"merged_contact_id": "Y", "contact_id": "X", "merged_at": "2026-03-20"},
        ],
    }
    assert score("2026-03-09", **tables).scores == dict.fromkeys(names, 1)
    assert score("2026-03-10", **tables).scores == {"C1": 1, "C3": 2, "Y": 2}
    assert score("2026-03-20", **tables).scores == {"C3": 3, "X": 1, "Y": 1}


def test_machine_traffic_earns_nothing_and_is_told_with_its_reason(score):
    result = score(
        contacts=[contact("C1")],
        events=[
            event("E1", "2026-03-01", contact_id="C1", user_agent="Mozilla/5.0"),
            event("E2", "2026-03-02", contact_id="C1", user_agent="GoogleBot/2.1"),
            event("E3", "2026-03-03", contact_id="C1", user_agent="ROBÓT"),
            event("E4", "2026-03-04", contact_id="C1", user_agent="a bot", event_type="never_heard_of"),
            event("E5", "2026-03-05", anonymous_id="V9", user_agent="a bot"),
            event("E6", "2026-04-01", contact_id="C1", user_agent="a bot"),
        ],
    )
    assert result.scores == {"C1": 1}
    assert result.events == {"C1": 1}
    assert str(result.last_days["C1"]) == "2026-03-01"
    assert result.machines == [
        ("never_heard_of", "robot", "Robots buy nothing.", 1),
        ("page_view", "robot", "Robots buy nothing.", 3),
    ]
    assert result.outcomes["accepted"] == 4


def test_the_last_second_of_the_day_counts_and_the_next_does_not(score):
    moments = {
        "2026-03-31T23:59:59Z": True,
        "2026-03-31 23:59:59.9999999": True,
        "2026-04-01T01:59:59+02:00": True,
        "2026-03-31T19:59:59.999-04:00": True,
        "2026-04-01": False,
        "2026-04-01T00:00:00Z": False,
        "2026-03-31T20:00:00-04:00": False,
        "2026-04-01T02:00:00+02:00": False,
    }
    result = score(
        contacts=[
            *(contact(f"known before {moment}") for moment in moments),
            *(contact(f"new at {moment}", created_at=moment) for moment in moments),
        ],
        events=[
            *(event(f"E{moment}", moment, contact_id=f"known before {moment}") for moment in moments),
            *(event(f"A{moment}", anonymous_id=f"V{moment}") for moment in moments),
        ],
        identities=[
            {"anonymous_id": f"V{moment}", "contact_id": f"known before {moment}", "identified_at": moment}
            for moment in moments
        ],
    )
    assert result.scores == {
        **{f"known before {moment}": 2 if is_known else 0 for moment, is_known in moments.items()},
        **{f"new at {moment}": 0 for moment, is_known in moments.items() if is_known},
    }
    assert result.outcomes == dict.fromkeys(OUTCOMES, 0) | {
        "accepted": 8,
        "later_than_as_of": 4,
        "not_identified": 4,
    }


def test_no_row_order_and_no_second_delivery_changes_anything(score):
    tables = {
        "contacts": [
            contact("C1", email="a@x.example"),
            contact("C2", email="b@x.example", updated_at="2026-02-01"),
        ],
        "events": visits(contact_id="C1") + visits(anonymous_id="V1") + [event("F", contact_id="C2")],
        "identities": [{"anonymous_id": "V1", "contact_id": "C2", "identified_at": "2026-03-01"}],
    }
    once = score(**tables)
    backwards = score(**{name: rows[::-1] for name, rows in tables.items()})
    twice = score(**{name: rows * 2 for name, rows in tables.items()})
    assert vars(once) == vars(backwards)
    assert Counter(twice.outcomes) - Counter(once.outcomes) == Counter(duplicate=len(tables["events"]))
    assert twice.scores == once.scores
    assert twice.reasons == once.reasons
