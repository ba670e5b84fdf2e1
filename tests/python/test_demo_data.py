"""The demo's raw tables: the same for the same seed, named as promised, messy, and free of the outcome."""

import duckdb
import numpy as np
import pytest

from lead_scoring import demo

LEADS = 300  # the smallest demo that promises every kind of mess

COLUMNS = {
    "contacts": "contact_id account_id full_name email phone job_title department country region city age"
    " annual_income children lead_source campaign email_status created_at updated_at deleted_at owner_id"
    " do_not_score",
    "accounts": "account_id account_name domain industry business_model company_type employee_count"
    " annual_revenue technologies created_at",
    "contact_attributes": "contact_id attribute value known_from origin",
    "identities": "anonymous_id contact_id identified_at",
    "contact_merges": "merged_contact_id contact_id merged_at",
    "events": "event_id event_type occurred_at loaded_at contact_id anonymous_id page_path asset channel"
    " campaign user_agent",
    "opportunities": "opportunity_id contact_id account_id opened_at closed_at status amount lost_reason",
    "sales_touches": "touch_id contact_id rep_id touched_at outcome reason rep_rating",
    "sales_reps": "rep_id rep_name territory weekly_capacity active",
    "customers": "account_id became_customer_at renewed_at churned_at revenue",
    "erasures": "contact_id requested_at",
}

VOCABULARY = {
    ("events", "event_type"): "page_view form_submit download landing_conversion webinar_registered"
    " webinar_attended webinar_completed video_watched email_open email_click email_reply unsubscribe"
    " social_like social_share review call_connected meeting_held demo_attended fair_visit event_attended"
    " trial_started",
    ("events", "channel"): "web email social phone offline partner paid",
    ("contact_attributes", "attribute"): "budget_max expected_saving authority need decision_date"
    " external_deadline pain goal interests current_state cost_of_inaction ease_of_work business_model"
    " job_title email_status employee_count buying_process",
    ("contact_attributes", "origin"): "declared enriched inferred",
    ("contacts", "email_status"): "ok bounced complained unsubscribed",
    ("contacts", "do_not_score"): "true false",
    ("accounts", "business_model"): "b2b b2c",
    ("opportunities", "status"): "open won lost",
    ("sales_touches", "outcome"): "attempted connected accepted rejected disqualified",
    ("sales_touches", "rep_rating"): "cold warm hot",
    ("sales_reps", "active"): "true false",
}

AS_OF_END = "timestamp '2026-03-31' + interval 1 day"
MACHINE = "%googleimageproxy%|%barracuda%|%mimecast%|%proofpoint%|%bot%"

# Each kind of mess that the demo promises, as a query that counts it.
MESS = {
    "Spanish titles": "from contacts where job_title ilike '%director%' or job_title ilike '%jef%'",
    "titles in capitals": "from contacts where job_title = upper(job_title) and job_title ilike '%director%'",
    "titles with spaces around": "from contacts where job_title <> trim(job_title) and trim(job_title) <> ''",
    "students": "from contacts where regexp_matches(lower(job_title), 'student|estudiante|becari|doctorand')",
    "line breaks": "from contacts where contains(full_name, chr(10)) or contains(job_title, chr(10))",
    "quotes and commas": "from contacts where contains(full_name, '\"') and contains(full_name, ',')",
    "untidy countries": "from contacts where country like ' __ '",
    "unknown countries": "from contacts where trim(country) = ''",
    "unknown titles": "from contacts where trim(job_title) = ''",
    "free mail": "from contacts where email like '%@gmail.com'",
    "business mail": "from contacts where email like '%.example'",
    "contacts in two states": "from (from contacts select contact_id group by 1"
    " having count(distinct updated_at) > 1 and trim(contact_id) <> '')",
    "contacts without id": "from contacts where trim(contact_id) = ''",
    "contacts with an unreadable creation": "from contacts where known_time(created_at) is null",
    "bounced": "from contacts where email_status = 'bounced'",
    "complained": "from contacts where email_status = 'complained'",
    "unsubscribed": "from contacts where email_status = 'unsubscribed'",
    "not to be scored": "from contacts where do_not_score = 'true'",
    "deleted": "from contacts where known_time(deleted_at) is not null",
    "owned": "from contacts where owner_id <> ''",
    "consumers": "from contacts where trim(account_id) = '' and age <> '' and annual_income <> ''"
    " and contact_id in (from contact_attributes select contact_id where value = 'b2c')",
    "consumer shops": "from accounts where business_model = 'b2c'",
    "numbers that are none": "from accounts where employee_count in ('n/a', '10.000,50')"
    " or annual_revenue = 'n/a'",
    "Spanish industries": "from accounts where industry in ('Logística', 'Salud', 'Servicios profesionales')",
    "several technologies": "from accounts where contains(technologies, '|')",
    "offset +02:00": "from events where occurred_at like '%+02:00'",
    "offset -05:00": "from events where occurred_at like '%-05:00'",
    "time in Z": "from events where occurred_at like '%Z'",
    "events twice": "from (from events select event_id where trim(event_id) <> '' group by 1"
    " having count(*) > 1)",
    "events late": "from events where known_time(loaded_at) > known_time(occurred_at) + interval 2 day",
    "events without id": "from events where trim(event_id) = ''",
    "events without type": "from events where trim(event_type) = ''",
    "events without time": "from events where known_time(occurred_at) is null",
    "events of nobody": "from events where contact_id = '' and anonymous_id = ''",
    "events of contacts that do not exist": "from events where contact_id <> ''"
    " and contact_id not in (from contacts select contact_id)",
    "events after the as-of date": f"from events where known_time(occurred_at) >= {AS_OF_END}",
    "machine opens": "from events where event_type = 'email_open' and is_machine(user_agent)",
    "scanner clicks": "from events where event_type = 'email_click' and is_machine(user_agent)",
    "crawlers": "from events where event_type = 'page_view' and is_machine(user_agent)",
    "anonymous visits before the form": "from events inner join identities using (anonymous_id)"
    " where events.contact_id = '' and known_time(occurred_at) < known_time(identified_at)",
    "visitors never identified": "from events where contact_id = ''"
    " and anonymous_id not in (from identities select anonymous_id)",
    "browsers of two people": "from (from identities select anonymous_id group by 1 having count(*) > 1)",
    "merges": "from contact_merges",
    "chains of merges": "from contact_merges as a inner join contact_merges as b"
    " on a.contact_id = b.merged_contact_id where a.merged_contact_id <> b.contact_id",
    "cycles of merges": "from contact_merges as a inner join contact_merges as b"
    " on a.contact_id = b.merged_contact_id and a.merged_contact_id = b.contact_id",
    "erased under a merged id": "from erasures inner join contact_merges"
    " on erasures.contact_id = contact_merges.merged_contact_id",
    "blank answers": "from contact_attributes where trim(value) = ''",
    "Spanish answers": "from contact_attributes where trim(lower(value)) in ('firma', 'urgente')",
    "answers that change": "from (from contact_attributes select contact_id where attribute = 'need'"
    " group by 1 having count(distinct trim(value)) > 1)",
    "a guess against a declaration": "from (from contact_attributes select contact_id, attribute"
    " group by 1, 2 having count(distinct origin) > 1)",
    "budgets that are no number": "from contact_attributes where attribute = 'budget_max'"
    " and trim(value) <> '' and try_cast(value as double) is null",
    "deals of a company only": "from opportunities where contact_id = '' and account_id <> ''",
    "deals without id": "from opportunities where trim(opportunity_id) = ''",
    "deals with an unreadable time": "from opportunities where known_time(opened_at) is null",
    "rejected by the seller": "from sales_touches where outcome = 'rejected' and reason <> ''",
    "seller with a territory": "from sales_reps where territory <> '' and weekly_capacity <> ''",
    "inactive seller": "from sales_reps where active = 'false'",
    "customers who left": "from customers where churned_at <> ''",
}


def read(folder):
    """A connection that sees each written file as a table of text, blank cells as empty text."""
    database = duckdb.connect()
    database.execute("set timezone = 'UTC'")
    database.execute("create macro known_time(t) as try_cast(t as timestamptz) at time zone 'UTC'")
    patterns = " or ".join(f"lower(agent) like '{pattern}'" for pattern in MACHINE.split("|"))
    database.execute(f"create macro is_machine(agent) as ({patterns})")
    for path in sorted(folder.iterdir()):
        source = f"read_csv('{path}', all_varchar = true, header = true)"
        if path.suffix == ".parquet":
            source = f"'{path}'"
        database.execute(f"create table {path.stem} as select coalesce(columns(*), '') from {source}")
    return database


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small demo on disk."""
    path = tmp_path_factory.mktemp("demo")
    demo.write_demo(path, leads=LEADS, seed=42)
    return path


@pytest.fixture(scope="module")
def raw(folder):
    """The small demo as tables."""
    return read(folder)


def rows(database, table):
    """All rows of a table."""
    return database.sql(f"from {table}").fetchall()


def test_same_seed_same_files(folder, tmp_path):
    """A second run writes the same bytes."""
    demo.write_demo(tmp_path, leads=LEADS, seed=42)
    files = sorted(path.name for path in folder.iterdir())
    assert files == sorted(path.name for path in tmp_path.iterdir())
    differing = [name for name in files if (folder / name).read_bytes() != (tmp_path / name).read_bytes()]
    assert differing == []


def test_only_the_tables_and_columns_of_the_contract(raw):
    """Nothing missing, nothing more; everything is text."""
    described = "select table_name, column_name from duckdb_columns() where data_type = 'VARCHAR'"
    found = raw.sql(f"{described} and not internal order by table_name, column_index").fetchall()
    assert found == [(table, column) for table in sorted(COLUMNS) for column in COLUMNS[table].split()]


@pytest.mark.parametrize("place", VOCABULARY, ids=".".join)
def test_only_the_words_that_rules_are_written_for(raw, place):
    """Every word of the vocabulary occurs, and no other."""
    table, column = place
    found = raw.sql(f"select distinct {column} from {table} where trim({column}) <> ''").fetchall()
    assert {word for (word,) in found} == set(VOCABULARY[place].split())


@pytest.mark.parametrize("kind", MESS)
def test_mess(raw, kind):
    """Each kind of mess is there."""
    assert raw.sql(f"select count(*) {MESS[kind]}").fetchone()[0] > 0


def test_most_rows_are_good(raw):
    """The mess is a minority: nearly every event has an id, a type, a readable time and an owner."""
    good = "trim(event_id) <> '' and event_type <> '' and known_time(occurred_at) is not null"
    share = f"select avg(({good} and contact_id || anonymous_id <> '')::integer) from events"
    assert raw.sql(share).fetchone()[0] > 0.98


def test_nothing_from_the_future(raw):
    """Deals end by the as-of date, or are open; the files were written in the morning after it."""
    times = (
        ("opportunities", "opened_at", AS_OF_END),
        ("opportunities", "closed_at", AS_OF_END),
        ("contact_merges", "merged_at", AS_OF_END),
        ("events", "occurred_at", f"{AS_OF_END} + interval 8 hour"),
        ("contact_attributes", "known_from", f"{AS_OF_END} + interval 8 hour"),
    )
    for table, column, end in times:
        late = raw.sql(f"select count(*) from {table} where known_time({column}) >= {end}").fetchone()[0]
        assert (table, column, late) == (table, column, 0)
    wrong = "select count(*) from opportunities where (status = 'open') <> (closed_at = '')"
    assert raw.sql(wrong).fetchone()[0] == 0
    last = (
        f"select max(known_time(occurred_at))::date from events where known_time(occurred_at) < {AS_OF_END}"
    )
    assert str(raw.sql(last).fetchone()[0]) == demo.DEMO_AS_OF


def test_deals_follow_the_contact(raw):
    """A deal is opened with a contact who is there, and ends after it began."""
    created = (
        "select contact_id, min(known_time(created_at)) as since from contacts"
        " where trim(contact_id) <> '' group by 1"
    )
    early = (
        f"from opportunities inner join ({created}) using (contact_id) where known_time(opened_at) < since"
    )
    assert raw.sql(f"select count(*) {early}").fetchone()[0] == 0
    backwards = "select count(*) from opportunities where known_time(closed_at) < known_time(opened_at)"
    assert raw.sql(backwards).fetchone()[0] == 0


def test_a_believable_funnel(raw):
    """Some deals are won, more are lost, a few are open."""
    won, lost, still_open = raw.sql(
        "select count(*) filter (status = 'won'), count(*) filter (status = 'lost'),"
        " count(*) filter (status = 'open') from opportunities"
    ).fetchone()
    assert 0.15 < won / (won + lost) < 0.4
    assert 0 < still_open < won + lost


def test_the_outcome_does_not_leak(raw, tmp_path, monkeypatch):
    """With every outcome turned round, only deals and customers change: nothing else was drawn from it."""
    truly = demo.buyers.decide

    def turned_round(episodes, *others):
        decided = truly(episodes, *others)
        return decided.assign(
            status=decided["status"].replace({"won": "lost", "lost": "won"}), bought_at=np.nan
        )

    monkeypatch.setattr(demo.buyers, "decide", turned_round)
    demo.write_demo(tmp_path, leads=LEADS, seed=42)
    other = read(tmp_path)
    changed = {table for table in COLUMNS if rows(raw, table) != rows(other, table)}
    assert changed == {"opportunities", "customers"}


def close_rate(raw, condition):
    """The share of the decided deals that were won, of the contacts (`contact_id`) that meet a condition."""
    decided = "from opportunities where status in ('won', 'lost')"
    return raw.sql(
        f"select avg((status = 'won')::integer) {decided} and contact_id in ({condition})"
    ).fetchone()[0]


def test_buyers_follow_what_they_do_and_who_they_are(raw):
    """Who asks, reads prices or compares buys more often than all; who reads white papers does not."""
    did = (
        "from (select event_id, event_type, page_path, asset, coalesce(nullif(events.contact_id, ''),"
        " identities.contact_id) as contact_id from events left join identities using (anonymous_id))"
        " select contact_id where"
    )
    said = "from contact_attributes select contact_id where attribute = 'buying_process' and value ="
    all_deals = close_rate(raw, "from contacts select contact_id")
    for condition in (
        f"{did} asset in ('demo-request', 'contact-sales')",
        f"{did} page_path like '/pricing%'",
        f"{did} asset like 'comparison%'",
        f"{said} 'direct'",
    ):
        assert close_rate(raw, condition) > all_deals, condition
    assert close_rate(raw, f"{did} asset like 'whitepaper%'") < all_deals - 0.05


def test_no_word_of_the_simulators_funnel(raw):
    """Neither stages nor flags of the simulator, which tell the outcome, stand in any cell."""
    for table in COLUMNS:
        told = "closed_won|closed_lost|negotiation|proposal_sent|demo_scheduled|is_sql|converted"
        cells = f"select count(*) from {table} where regexp_matches(concat_ws(' ', *columns(*)), '{told}')"
        assert (table, raw.sql(cells).fetchone()[0]) == (table, 0)
