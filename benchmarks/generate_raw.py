"""Raw tables of any size for benchmarks: python benchmarks/generate_raw.py --events 10000000 --out data/bench_10m

One contact for 100 events, 24 months up to 2026-05-14, skewed towards few contacts, 29 % of the events anonymous
(half of their visitors are identified later), 1 % delivered twice, 1 % up to 30 days late, 4 % by machines. `--days 2`
writes only the events of the two days after them, as events.csv beside the first delivery: the middle of a month and a
quarter, since what is kept by month and by quarter costs little on its first day and most on its last. Every value is a
hash of the row's number: the same command writes the same rows. Peak memory is bounded by --memory.
"""

import argparse
from datetime import date, timedelta
from pathlib import Path

import duckdb

DAYS = 730
LAST_DAY = date(2026, 5, 14)

# u(k): an even number in [0, 1) of row i and stream k
MACROS = """
create macro u(i, k) as (hash(i * 1000 + k) >> 11)::double / 9007199254740992.0;
create macro pick(list, share) as list[1 + floor(share * len(list))::int];
create macro number(share, least, most) as (least + floor(share * (most - least + 1)))::bigint;
"""

EVENTS = """
select
    'e' || i as event_id,
    event_type,
    occurred_at,
    occurred_at + to_seconds(number(u(i, 1), 60, 7200))
        + to_days(case when u(i, 2) < 0.01 then number(u(i, 3), 1, 30)::int else 0 end)
        + to_days(copy::int * 2) as loaded_at,
    case when not is_anonymous then 'c' || visitor end as contact_id,
    case when is_anonymous then 'a' || visitor end as anonymous_id,
    case when event_type = 'page_view' then pick([
        '/', '/pricing', '/precios', '/product/tour', '/customers/story-' || number(u(i, 5), 1, 200),
        '/blog/post-' || number(u(i, 5), 1, 2000), '/docs/page-' || number(u(i, 5), 1, 500), '/integrations',
        '/security', '/product/item-' || number(pow(u(i, 5), 2), 1, {items}), '/careers', '/contact',
        '/about/' || number(u(i, 5), 1, 50)
    ], u(i, 6)) end as page_path,
    case
        when event_type in ('form_submit', 'download', 'video_watched') then pick([
            'demo-request', 'contact-sales', 'newsletter', 'trial-signup', 'comparison-a', 'whitepaper-7', 'ebook-3',
            'demo-long'
        ], u(i, 7)) || case when u(i, 8) < 0.5 then '' else '-' || number(u(i, 8), 1, 400) end
    end as asset,
    pick(['organic', 'paid', 'email', 'partner', 'direct'], u(i, 9)) as channel,
    case when u(i, 10) < 0.2 then 'campaign-' || number(u(i, 11), 1, 60) end as campaign,
    case
        when u(i, 12) < 0.04
            then pick(['Googlebot/2.1', 'AhrefsBot/7.0', 'Barracuda Sentinel', 'python-requests/2.31'], u(i, 13))
        else 'Mozilla/5.0 (' || pick(['Windows NT 10.0', 'Macintosh', 'iPhone', 'Linux'], u(i, 13))
            || ') Version/' || number(pow(u(i, 14), 3), 80, 480)
    end as user_agent
from (
    select
        i,
        copy,
        u(i, 20) < 0.29 as is_anonymous,
        case
            when u(i, 20) < 0.29 then number(pow(u(i, 21), 3), 0, {visitors} - 1)
            else number(pow(u(i, 21), 3), 0, {contacts} - 1)
        end as visitor,
        (timestamp '{first_day}' + to_seconds(
            floor((i - {from_event}) * {days} * 86400.0 / {events})::bigint
        ))::timestamp as occurred_at,
        pick([
            'page_view', 'page_view', 'page_view', 'page_view', 'page_view', 'page_view', 'page_view', 'page_view',
            'email_open', 'email_open', 'email_open', 'email_click', 'email_click', 'form_submit', 'download',
            'video_watched',
            'webinar_registered', 'webinar_attended', 'social_like', 'event_attended', 'call_connected', 'meeting_held',
            'unsubscribe', 'chat_started', 'search_performed'
        ], case when u(i, 22) < 0.7 then u(i, 23) * 0.32 else u(i, 23) end) as event_type
    from range({from_event}, {from_event} + {events}) as numbers (i)
    cross join range(case when u(i, 24) < 0.01 then 2 else 1 end) as copies (copy)
)
"""

TABLES = {
    "contacts": """
select
    'c' || i as contact_id,
    'acc' || (i // 8) as account_id,
    'Lead ' || i as full_name,
    'lead' || i || '@' || pick(['gmail.com', 'firma-' || (i // 8) || '.example'], 0.25 + 0.75 * u(i, 31)) as email,
    '+34 600 ' || i as phone,
    pick([
        'Director Financiero', 'CFO', 'Head of Operations', 'Jefe de Compras', 'Student', 'Consultant',
        'Dirección General', 'Engineer ' || number(u(i, 32), 1, 3000), null
    ], u(i, 33)) as job_title,
    pick(['Finance', 'Operaciones', 'IT', 'Marketing', null], u(i, 34)) as department,
    pick(['ES', 'MX', 'CO', 'BR', 'FR', 'US', 'DE', 'JP', null], u(i, 35)) as country,
    pick(['Madrid', 'Bogotá', 'Lima', 'Paris', 'Small Town ' || number(u(i, 36), 1, 900)], u(i, 37)) as city,
    case when u(i, 38) < 0.5 then number(u(i, 38) * 2, 18, 75) end as age,
    case when u(i, 39) < 0.3 then number(u(i, 39) * 3, 10000, 90000) end as annual_income,
    pick(['web', 'referral', 'fair', 'Partner', 'outbound'], u(i, 40)) as lead_source,
    pick(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'bounced', 'unsubscribed', 'complained'], u(i, 41)) as email_status,
    timestamp '{first_day}' + to_days(number(u(i, 42), -200, 700)::int) as created_at,
    timestamp '{first_day}' + to_days(number(u(i, 43), 0, 729)::int) as updated_at
from range({contacts}) as numbers (i)
""",
    "accounts": """
select
    'acc' || i as account_id,
    'Firma ' || i as account_name,
    pick(['Software', 'Logística', 'Retail', 'Education', 'Mining', null], u(i, 51)) as industry,
    pick(['b2b', 'b2b', 'b2c'], u(i, 52)) as business_model,
    pick(['SL', 'SA', 'startup', 'Ltda', null], u(i, 53)) as company_type,
    number(pow(u(i, 54), 4), 1, 20000) as employee_count,
    number(pow(u(i, 55), 4), 50000, 900000000) as annual_revenue,
    timestamp '{first_day}' - to_days(number(u(i, 56), 0, 900)::int) as created_at
from range({accounts}) as numbers (i)
""",
    "contact_attributes": """
select
    'c' || (i // 2) as contact_id,
    attribute,
    case attribute
        when 'budget_max' then number(pow(u(i, 62), 2), 500, 200000)::varchar
        when 'authority' then pick(['decides', 'influences', 'none'], u(i, 63))
        when 'need' then pick(['urgent', 'clear', 'vague', 'none'], u(i, 64))
        when 'decision_date' then (date '{first_day}' + number(u(i, 65), 0, 900)::int)::varchar
        else pick(['cost of travel', 'audit', 'speed', 'nothing'], u(i, 66))
    end as value,
    timestamp '{first_day}' + to_days(number(u(i, 67), 0, 729)::int) as known_from,
    pick(['declared', 'enriched', 'inferred'], u(i, 68)) as origin
from (
    select i, pick(['budget_max', 'authority', 'need', 'decision_date', 'pain'], u(i, 61)) as attribute
    from range({contacts} * 2) as numbers (i)
)
where u(i, 69) < 0.4
""",
    "identities": """
select
    'a' || i as anonymous_id,
    'c' || number(pow(u(i, 71), 3), 0, {contacts} - 1) as contact_id,
    timestamp '{first_day}' + to_seconds(number(u(i, 72), 0, 729 * 86400)) as identified_at
from range({visitors}) as numbers (i)
where u(i, 73) < 0.5
""",
    "contact_merges": """
select
    'c' || (i * 100 + 7) as merged_contact_id,
    'c' || (i * 100 + 8) as contact_id,
    timestamp '{first_day}' + to_days(number(u(i, 81), 0, 729)::int) as merged_at
from range({contacts} // 100 - 1) as numbers (i)
""",
    "opportunities": """
select
    'o' || i as opportunity_id,
    'c' || number(pow(u(i, 91), 2), 0, {contacts} - 1) as contact_id,
    opened_at,
    case when status <> 'open' then opened_at + to_days(number(u(i, 92), 5, 120)::int) end as closed_at,
    status,
    number(u(i, 93), 1000, 90000) as amount
from (
    select
        i,
        timestamp '{first_day}' + to_days(number(u(i, 94), 60, 725)::int) as opened_at,
        pick(['won', 'lost', 'lost', 'lost', 'open'], u(i, 95)) as status
    from range({opportunities}) as numbers (i)
)
""",
    "sales_reps": """
select
    'rep' || i as rep_id,
    'Seller ' || i as rep_name,
    pick(['ES', 'MX', 'CO', null], u(i, 101)) as territory,
    40 as weekly_capacity,
    true as active
from range(30) as numbers (i)
""",
    "customers": """
select
    'acc' || (i * 50) as account_id,
    timestamp '{first_day}' + to_days(number(u(i, 111), 0, 700)::int) as became_customer_at,
    number(u(i, 112), 1000, 90000) as revenue
from range({accounts} // 50) as numbers (i)
""",
}


def sizes(events: int) -> dict[str, object]:
    """What the texts of the queries are filled in with, for so many events."""
    contacts = max(events // 100, 100)
    return {
        "events": events,
        "from_event": 0,
        "days": DAYS,
        "first_day": LAST_DAY - timedelta(days=DAYS - 1),
        "contacts": contacts,
        "visitors": contacts * 2,
        "accounts": contacts // 8 + 1,
        "items": max(events // 25, 10),
        "opportunities": min(10_000, contacts),
    }


def write(events: int, out: Path, *, days: int, later: int = 0, memory: str = "4GB") -> None:
    """Writes the raw tables to the folder `out`, or only the events of so many `days` after them, the last of which has
    so many more `later`."""
    out.mkdir(parents=True, exist_ok=True)
    filled = sizes(events)
    with duckdb.connect() as connection:
        connection.execute(
            f"set memory_limit = '{memory}'; set threads = 2; set temp_directory = '{out}/.spill'"
        )
        connection.execute(MACROS)
        if days:
            each = events // DAYS
            arrived = [(events + number * each, each, number + 1) for number in range(days)]
            if later:
                arrived.append((events + days * each, later, days))
            queries = (
                EVENTS.format(
                    **filled
                    | {
                        "from_event": first,
                        "events": many,
                        "days": 1,
                        "first_day": LAST_DAY + timedelta(days=number),
                    }
                )
                for first, many, number in arrived
            )
            connection.execute(f"copy ({' union all '.join(queries)}) to '{out}/events.csv' (header)")
            return
        (out / "events.csv").unlink(missing_ok=True)
        for name, query in {**TABLES, "events": EVENTS}.items():
            connection.execute(
                f"copy ({query.format(**filled)}) to '{out}/{name}.parquet' (compression zstd)"
            )


def main() -> None:
    """Reads the command line and writes the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, required=True, help="number of different events")
    parser.add_argument("--out", type=Path, required=True, help="folder for the tables")
    parser.add_argument("--days", type=int, default=0, help="only the events of so many days, as events.csv")
    parser.add_argument("--memory", default="4GB", help="DuckDB's memory limit while writing")
    arguments = parser.parse_args()
    write(arguments.events, arguments.out, days=arguments.days, memory=arguments.memory)


if __name__ == "__main__":
    main()
