"""The peer chdb of whole_peers.py: ClickHouse's SQL, one condition per rule, exact decimals."""

import csv
from pathlib import Path

from chdb import session
from peers import AS_OF, Rule

UNTIL = f"toDateTime64('{AS_OF} 00:00:00', 6, 'UTC') + interval 1 day"
ACTIVITY = "cityHash64(ifNull(event_type, ''), ifNull(page_path, '~'), ifNull(asset, '~'))"
CLIENT = "cityHash64(ifNull(event_type, ''), ifNull(user_agent, '~'))"
VISITOR = (
    "if(contact_id is not null, cityHash64('c', assumeNotNull(contact_id)),"
    " cityHash64('a', assumeNotNull(anonymous_id)))"
)
EVENT = "cityHash64(assumeNotNull(event_id))"
SHARES = {
    "half_life": "pow(0.5, age / {days})",
    "linear": "greatest(0, 1 - age / {days})",
    "window": "if(age < {days}, 1, 0)",
    "none": "1",
}


def rows_of(path: Path) -> list[Rule]:
    """Return the rows of a seed."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def literal(text: str | None) -> str:
    """Return a text in SQL; null where it is blank."""
    return "'" + text.replace("'", "''") + "'" if text else "null"


def likes(column: str, patterns: str) -> str:
    """Return the condition that a column is like one of the alternatives."""
    return "(" + " or ".join(f"{column} like {literal(part)}" for part in (patterns or "%").split("|")) + ")"


def share_of(rule: Rule) -> str:
    """Return f(age) of a rule."""
    return SHARES[rule["decay"] or "none"].format(days=rule["decay_days"] or 1)


def policy_sql(rules: list[Rule]) -> list[str]:
    """Return the statements that write the interest rules, and what an event of each age counts in billionths."""
    values = ", ".join(
        f"({place}, {literal(rule['rule_id'])}, {literal(rule['criterion'])}, {rule['points']},"
        f" {rule['max_points'] or 'null'}, {rule['max_per_day'] or 2**32 - 1})"
        for place, rule in enumerate(rules)
    )
    weights = [
        f"insert into weights select {place}, number as age,"
        f" toInt64(round(1000000000 * toFloat64({share_of(rule)}))) from numbers(8000)"
        for place, rule in enumerate(rules)
    ]
    return [
        "create table rules (place Int16, rule_id String, criterion String, points Decimal(18, 3),"
        " max_points Nullable(Decimal(18, 3)), max_per_day UInt32) engine = Memory",
        f"insert into rules values {values}",
        "create table weights (place Int16, age Int32, billionths Int64) engine = Memory",
        *weights,
    ]


def people_sql(raw: Path) -> list[str]:
    """Return the statements that write leads, and whose visitors are whose."""
    merges = f"(select * from {raw_table(raw, 'contact_merges')} where merged_at < {UNTIL})"
    return [
        f"""
create table leads engine = Memory as
select toUInt32(rowNumberInAllBlocks()) as lead, assumeNotNull(contact_id) as contact_id, account_id
from {raw_table(raw, "contacts")}
where created_at < {UNTIL} and contact_id not in (select merged_contact_id from {merges})""",
        f"""
create table owners engine = Memory as
select leads.lead as lead, assumeNotNull(named.contact_id) as contact_id
from (select contact_id from {raw_table(raw, "contacts")}) as named
left join (select merged_contact_id, contact_id as survivor from {merges}) as merged
    on named.contact_id = merged.merged_contact_id
join leads on leads.contact_id = ifNull(merged.survivor, named.contact_id)""",
        f"""
create table visitors engine = Memory as
select cityHash64('c', contact_id) as visitor, lead from owners
union all
select cityHash64('a', assumeNotNull(identities.anonymous_id)), owners.lead
from (select * from {raw_table(raw, "identities")} where identified_at < {UNTIL}) as identities
join owners on identities.contact_id = owners.contact_id""",
    ]


def interest_sql(raw: Path, rules: list[Rule], machines: list[Rule]) -> list[str]:
    """Return the statements that write interest points; patterns meet each distinct activity and client once."""
    events = raw_table(raw, "events")
    conditions = [
        f"type = {literal(rule['event_type'])}"
        + (
            f" and {rule['property']} is not null and {likes(rule['property'], rule['pattern'])}"
            if rule["property"]
            else ""
        )
        for rule in rules
    ]
    strongest = ", ".join(f"ifNull({condition}, 0), {place}" for place, condition in enumerate(conditions))
    is_machine = " or ".join(
        (f"type = {literal(rule['event_type'])} and " if rule["event_type"] else "")
        + likes("agent", rule["pattern"])
        for rule in machines
    )
    types = ", ".join(sorted({literal(rule["event_type"]) for rule in rules}))
    slim = f"{ACTIVITY} as activity, {CLIENT} as client, {VISITOR} as visitor, occurred_at as time"
    return [
        f"""
create table activities engine = Memory as
select activity, place from (
    select activity, multiIf({strongest}, -1) as place
    from (
        select activity, type, lower(trim(page)) as page_path, lower(trim(file)) as asset
        from (
            select {ACTIVITY} as activity, any(event_type) as type, any(page_path) as page, any(asset) as file
            from {events} where occurred_at < {UNTIL} and event_type in ({types}) group by activity
        )
    )
) where place >= 0""",
        f"""
create table machine_clients engine = Memory as
select client from (
    select client, type, ifNull(lower(trim(told)), '') as agent
    from (
        select {CLIENT} as client, any(event_type) as type, any(user_agent) as told
        from {events} where occurred_at < {UNTIL} group by client
    )
) where {is_machine}""",
        f"""
create table repeated engine = Memory as
select event from (select {EVENT} as event, count() as rows from {events} group by event having rows > 1)""",
        f"""
create table days engine = Memory as
select
    visitors.lead as lead, activities.place as place,
    toInt32(toDate('{AS_OF}') - toDate(events.time)) as age, toInt64(count()) as events
from (
    select {slim} from {events} where occurred_at < {UNTIL} and {EVENT} not in (select event from repeated)
    union all
    select {slim}
    from (
        select * from {events} where {EVENT} in (select event from repeated)
        order by loaded_at, occurred_at limit 1 by event_id
    )
    where occurred_at < {UNTIL}
) as events
inner join activities on events.activity = activities.activity
inner join visitors on events.visitor = visitors.visitor
where events.client not in (select client from machine_clients)
group by lead, place, age""",
        f"""
create table interest engine = Memory as
select
    summed.lead as lead, rules.rule_id as rule_id, rules.criterion as criterion, summed.events as events,
    toDate('{AS_OF}') - summed.least_age as last_event_date,
    toInt128(summed.billionths) * toInt128(rules.points * 1000) as raw,
    -- half away from zero
    toDecimal64(toDecimal128(intDiv(raw + if(raw > 0, 500000000, -500000000), 1000000000), 3) / 1000, 3) as rounded,
    multiIf(
        rounded > rules.max_points, rules.max_points, rounded < -rules.max_points, -rules.max_points, rounded
    ) as points
from (
    select
        lead, place, sum(days.events) as events, min(age) as least_age,
        sum(least(days.events, rules.max_per_day) * weights.billionths) as billionths
    from days
    join weights on days.place = weights.place and days.age = weights.age
    join rules on days.place = rules.place
    where weights.billionths > 0
    group by days.lead as lead, days.place as place
) as summed
join rules on summed.place = rules.place""",
    ]


def profile_sql(raw: Path, policy: Path) -> list[str]:
    """Return the statements that write the strongest rule of fit and BANT per lead and criterion."""
    rules = [
        {"verdict": ""} | rule | {"subscore": subscore}
        for subscore in ("fit", "bant")
        for rule in rows_of(policy / f"{subscore}_rules.csv")
    ]
    prices = [float(row["price_at_least"]) for row in rows_of(policy / "offers.csv") if row["price_at_least"]]
    covers = (
        f"union all select lead, 'budget_covers_offer', if(toFloat64(value) >= {min(prices)}, 'yes', 'no')"
        " from stated where attribute = 'budget_max'"
        if prices
        else ""
    )
    named = ", ".join(sorted({literal(rule["attribute"]) for rule in rules}))
    met = " union all ".join(
        f"select attribute, value, {literal(rule['rule_id'])} as rule_id, '{rule['subscore']}' as subscore,"
        f" {literal(rule['criterion'])} as criterion, toDecimal64({rule['points']}, 3) as points,"
        f" '{rule['verdict'] or ''}' as verdict from known where attribute = {literal(rule['attribute'])}"
        + (f" and {likes('plain_value', rule['pattern'])}" if rule["pattern"] else "")
        + (f" and toFloat64OrNull(value) >= {rule['at_least']}" if rule["at_least"] else "")
        + (f" and toFloat64OrNull(value) < {rule['below']}" if rule["below"] else "")
        for rule in rules
    )
    return [
        f"""
create table stated engine = Memory as
select
    owners.lead as lead, assumeNotNull(told.attribute) as attribute,
    argMax(assumeNotNull(told.value), tuple(
        multiIf(told.origin = 'declared', 3, told.origin = 'enriched', 2, 1), assumeNotNull(told.known_from),
        assumeNotNull(told.value)
    )) as value
from (
    select * from {raw_table(raw, "contact_attributes")} where known_from < {UNTIL} and value is not null
) as told
join owners on told.contact_id = owners.contact_id
group by lead, attribute""",
        f"""
create table attributes engine = Memory as
with profiles as (
    select
        leads.lead as lead, contacts.job_title as job_title, contacts.country as country, contacts.city as city,
        accounts.employee_count as employee_count
    from {raw_table(raw, "contacts")} as contacts
    join leads on contacts.contact_id = leads.contact_id
    left join (select * from {raw_table(raw, "accounts")} where created_at < {UNTIL}) as accounts
        on leads.account_id = accounts.account_id
)
select lead, attribute, assumeNotNull(value) as value
from (
    select lead, 'job_title' as attribute, job_title as value from profiles
    union all select lead, 'country', country from profiles
    union all select lead, 'city', city from profiles
    union all select lead, 'employee_count', toString(employee_count) from profiles
    union all select lead, attribute, value from stated
    {covers}
)
where value is not null and attribute in ({named})""",
        "create table known engine = Memory as"
        " select distinct attribute, value, lower(trim(value)) as plain_value from attributes",
        f"create table met engine = Memory as {met}",
        """
create table profile engine = Memory as
select
    attributes.lead as lead, met.subscore as subscore, met.criterion as criterion,
    argMin(met.rule_id, tuple(-abs(met.points), met.rule_id)) as rule_id,
    argMin(met.points, tuple(-abs(met.points), met.rule_id)) as points,
    max(met.verdict = 'veto') as has_veto, max(met.verdict = 'negative') as has_negative,
    max(met.verdict = 'positive') as has_positive
from attributes
join met on attributes.attribute = met.attribute and attributes.value = met.value
group by lead, subscore, criterion""",
    ]


def scores_sql(policy: Path, out: Path) -> list[str]:
    """Return the statements that write scores and ledger."""
    (card,) = (row for row in rows_of(policy / "scorecards.csv") if row["status"] == "champion")
    bands = sorted(
        ((int(row["at_least"]), row["band"]) for row in rows_of(policy / "score_bands.csv")), reverse=True
    )
    band = ", ".join(f"score >= {at_least}, {literal(name)}" for at_least, name in bands)
    criteria = ", ".join(
        f"({literal(row['criterion'])}, {literal(row['subscore'])}, {row['max_points'] or 'null'})"
        for row in rows_of(policy / "criteria.csv")
    )
    entry = "toNullable(lead) as lead, 'rule' as entry, subscore, toNullable(criterion) as criterion"
    none = "null as criterion, null as rule_id, null as events, null as last_event_date"
    return [
        """
create table entries engine = Memory as
select lead, 'interest' as subscore, criterion, rule_id, toNullable(events) as events,
    toNullable(last_event_date) as last_event_date, toDecimal64(assumeNotNull(points), 3) as points
from interest
union all
select lead, subscore, criterion, rule_id, null, null, points from profile""",
        f"""
create table limits engine = Memory as
select summed.lead as lead, summed.subscore as subscore, summed.criterion as criterion,
    toDecimal64(assumeNotNull(if(summed.points > 0, criteria.most, -criteria.most) - summed.points), 3) as points
from (select lead, subscore, criterion, sum(points) as points from entries group by lead, subscore, criterion) as summed
join values('criterion String, subscore String, most Nullable(Decimal(18, 3))', {criteria}) as criteria
    on summed.criterion = criteria.criterion and summed.subscore = criteria.subscore
where abs(summed.points) > criteria.most""",
        f"""
create table scores engine = Memory as
select
    totals.lead as lead, contact_id, fit_points, bant_points, interest_points,
    least(fit_points + bant_points, toDecimal64({card["fit_max"]}, 3)) as fit_total,
    least(interest_points, toDecimal64({card["interest_max"]}, 3)) as interest_total,
    toInt32(floor(fit_total + interest_total + toDecimal64(0.5, 3))) as rounded,
    least(greatest(rounded, 0), 100) as score, multiIf({band}, '') as band,
    multiIf(
        verdicts.has_veto = 1, 'veto', verdicts.has_negative = 1, 'negative',
        bant_points < {
            card["bant_at_least"] or 0
        }, 'unproven', verdicts.letters >= 4, 'positive', 'acceptable'
    ) as bant_verdict
from (
    select
        leads.lead as lead, any(leads.contact_id) as contact_id,
        {
            ", ".join(
                f"toDecimal64(sumIf(ifNull(told.points, 0), told.subscore = '{name}'), 3) as {name}_points"
                for name in ("fit", "bant", "interest")
            )
        }
    from leads
    left join (
        select lead, subscore, points from entries union all select lead, subscore, points from limits
    ) as told on leads.lead = told.lead
    group by lead
) as totals
left join (
    select lead, max(has_veto) as has_veto, max(has_negative) as has_negative, sum(has_positive) as letters
    from profile where subscore = 'bant' group by lead
) as verdicts on totals.lead = verdicts.lead""",
        f"""
create table ledger engine = Memory as
select {entry}, toNullable(rule_id) as rule_id, events, last_event_date, points from entries
union all
select lead, 'criterion_limit', subscore, criterion, null, null, null, points from limits
union all
select lead, 'subscore_limit', 'fit', {none}, fit_total - fit_points - bant_points
from scores where fit_total <> fit_points + bant_points
union all
select lead, 'subscore_limit', 'interest', {none}, interest_total - interest_points
from scores where interest_total <> interest_points
union all
select lead, 'rounding', null, {none}, toDecimal64(rounded, 3) - fit_total - interest_total
from scores where toDecimal64(rounded, 3) <> fit_total + interest_total
union all
select lead, 'scale_limit', null, {none}, toDecimal64(score - rounded, 3) from scores where score <> rounded""",
        f"""
select contact_id, fit_points, bant_points, interest_points, fit_total, interest_total, score, band, bant_verdict
from scores into outfile '{out}/scores.parquet' format Parquet""",
        f"""
select scores.contact_id as contact_id, entry, subscore, criterion, rule_id, events, last_event_date, points
from ledger join scores on ledger.lead = scores.lead into outfile '{out}/ledger.parquet' format Parquet""",
    ]


def raw_table(raw: Path, name: str) -> str:
    """Return a raw table in SQL."""
    return f"file('{raw}/{name}.parquet', Parquet)"


def write(raw: Path, policy: Path, out: Path) -> None:
    """Write scores and ledger."""
    rules = [rule for rule in rows_of(policy / "interest_rules.csv") if float(rule["points"])]
    rules.sort(key=lambda rule: (-abs(float(rule["points"])), rule["rule_id"]))
    machines = rows_of(policy.parent / "reference" / "machine_traffic.csv")
    server = session.Session(str(out / "clickhouse"))
    for statement in (
        "set max_threads = 2, join_use_nulls = 1, max_memory_usage = 4500000000",
        "create database bench engine = Atomic",
        "use bench",
        *policy_sql(rules),
        *people_sql(raw),
        *interest_sql(raw, rules, machines),
        *profile_sql(raw, policy),
        *scores_sql(policy, out),
    ):
        server.query(statement)
    server.close()
