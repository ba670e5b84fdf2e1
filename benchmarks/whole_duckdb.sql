-- Scores and ledger of the champion scorecard by hand, for DuckDB alone: rules are joined, points are exact, nothing is checked or published.
-- Variables: raw (folder of raw tables), policy (folder of seeds), as_of, until (the day after). Leaves the tables scores and ledger.

-- the policy: rules by strength, their alternatives, what an event of each age counts in billionths
create macro plain(text) as strip_accents(lower(trim(text)));

create macro seed(name) as table
select * from read_csv(getvariable('policy') || '/' || name || '.csv', all_varchar = true, header = true);

create temp table interest_rules as
select
    row_number() over (order by abs(cast(points as decimal(9, 3))) desc, rule_id)::integer as strength,
    rule_id, event_type, property, pattern, criterion,
    cast(points as decimal(7, 3)) as points,
    cast(max_points as decimal(18, 3)) as max_points,
    cast(max_per_day as integer) as max_per_day,
    coalesce(decay, 'none') as decay,
    cast(decay_days as double) as decay_days
from seed('interest_rules')
where cast(points as decimal(9, 3)) <> 0;

create temp table alternatives as
select strength, event_type, property, plain(unnest(string_split(coalesce(pattern, '%'), '|'))) as pattern
from interest_rules;

create temp table machines as
select event_type, plain(unnest(string_split(pattern, '|'))) as pattern
from read_csv(getvariable('policy') || '/../reference/machine_traffic.csv', all_varchar = true, header = true);

create temp table weights as
select
    strength * 8192 + age as weight_key,
    cast(round(1000000000 * case decay
        when 'none' then 1::double
        when 'half_life' then power(0.5::double, age / decay_days)
        when 'linear' then greatest(0::double, 1 - age / decay_days)
        else cast(age < decay_days as integer)
    end) as bigint) as billionths
from interest_rules cross join range(0, 8000) as ages(age);

create temp table profile_rules as
select 'fit' as subscore, rule_id, criterion, attribute, pattern, at_least, below, cast(points as decimal(18, 3)) as points, null as verdict
from seed('fit_rules')
union all
select 'bant', rule_id, criterion, attribute, pattern, at_least, below, cast(points as decimal(18, 3)), verdict
from seed('bant_rules');

create temp table criteria as
select criterion, subscore, cast(max_points as decimal(18, 3)) as max_points from seed('criteria');

create temp table bands as
select band, cast(at_least as integer) as at_least, lead(cast(at_least as integer)) over (order by cast(at_least as integer)) as below
from seed('score_bands');

create temp table card as
select
    scorecard_id,
    cast(fit_max as decimal(18, 3)) as fit_max,
    cast(interest_max as decimal(18, 3)) as interest_max,
    cast(bant_at_least as decimal(18, 3)) as bant_at_least
from seed('scorecards')
where status = 'champion';

-- leads, and whose visitors are whose
create temp table contacts as select * from read_parquet(getvariable('raw') || '/contacts.parquet');

create temp table merges as
select * from read_parquet(getvariable('raw') || '/contact_merges.parquet') where merged_at < getvariable('until');

create temp table leads as
select row_number() over ()::integer as lead, contact_id, account_id
from contacts
where created_at < getvariable('until') and contact_id not in (select merged_contact_id from merges);

create temp table owners as
select contacts.contact_id, leads.lead
from contacts
left join merges on contacts.contact_id = merges.merged_contact_id
join leads on leads.contact_id = coalesce(merges.contact_id, contacts.contact_id);

create temp table visitors as
select hash('c', contact_id) as visitor, lead from owners
union all
select hash('a', identities.anonymous_id), owners.lead
from read_parquet(getvariable('raw') || '/identities.parquet') as identities
join owners using (contact_id)
where identities.identified_at < getvariable('until');

-- each distinct activity and client meets the patterns once
create view events as select * from read_parquet(getvariable('raw') || '/events.parquet');

create temp table activities as
with known as (
    select
        hash(event_type, page_path, asset) as activity,
        any_value(event_type) as event_type,
        any_value(plain(page_path)) as page_path,
        any_value(plain(asset)) as asset
    from events
    where occurred_at < getvariable('until') and event_type in (select event_type from interest_rules)
    group by activity
)
select known.activity, min(alternatives.strength) as strength
from known
join alternatives
    on known.event_type = alternatives.event_type
    and (
        alternatives.property is null
        or case alternatives.property when 'page_path' then known.page_path else known.asset end like alternatives.pattern
    )
group by known.activity;

create temp table machine_clients as
with known as (
    select hash(event_type, user_agent) as client, any_value(event_type) as event_type, any_value(plain(user_agent)) as user_agent
    from events
    where occurred_at < getvariable('until')
    group by client
)
select distinct known.client
from known
join machines
    on (machines.event_type is null or machines.event_type = known.event_type) and coalesce(known.user_agent, '') like machines.pattern;

-- first deliveries: only what stands more than once is put in order
create temp table repeated as
select hash(event_id) as event_number from events group by event_number having count(*) > 1;

create view slim as
select
    *,
    hash(event_id) as event_number,
    hash(event_type, page_path, asset) as activity,
    hash(event_type, user_agent) as client,
    case when contact_id is not null then hash('c', contact_id) else hash('a', anonymous_id) end as visitor
from events;

create temp table firsts as
select activity, client, visitor, occurred_at
from slim
where event_number in (select event_number from repeated)
qualify row_number() over (
    partition by event_id
    order by loaded_at nulls last, occurred_at, contact_id desc nulls last, anonymous_id desc nulls last, event_type,
        page_path nulls last, asset nulls last, channel nulls last, campaign nulls last, user_agent nulls last
) = 1;

create temp table days as
with counted as (
    select activity, client, visitor, occurred_at from firsts
    union all
    select activity, client, visitor, occurred_at from slim where event_number not in (select event_number from repeated)
)
select
    -- one number for lead, rule and age
    cast(visitors.lead as bigint) * 64 * 8192 + activities.strength * 8192 + (getvariable('as_of') - counted.occurred_at::date) as day_key,
    count(*)::integer as events
from counted
join activities using (activity)
anti join machine_clients on counted.client = machine_clients.client
join visitors using (visitor)
where counted.occurred_at < getvariable('until')
group by day_key;

create temp table interest as
with summed as (
    select
        days.day_key // (64 * 8192) as lead,
        (days.day_key // 8192) % 64 as strength,
        sum(days.events)::integer as events,
        min(days.day_key % 8192) as least_age,
        sum(least(days.events, coalesce(interest_rules.max_per_day, days.events)) * weights.billionths)::bigint as billionths
    from days
    join interest_rules on (days.day_key // 8192) % 64 = interest_rules.strength
    join weights on days.day_key % (64 * 8192) = weights.weight_key
    where weights.billionths > 0
    group by 1, 2
), earned as (
    select
        summed.*, interest_rules.criterion, interest_rules.rule_id, interest_rules.max_points,
        cast(round(
            interest_rules.points * cast(summed.billionths as decimal(20, 3)) * cast(0.000000001 as decimal(10, 9)), 3
        ) as decimal(18, 3)) as points
    from summed
    join interest_rules using (strength)
)
select
    lead, criterion, rule_id, events, getvariable('as_of') - least_age::integer as last_event_date,
    case when points > max_points then max_points when points < -max_points then -max_points else points end as points
from earned;

-- attributes: each distinct value meets the rules once, the strongest of a criterion counts
create temp table attributes as
with stated as (
    select
        owners.lead, told.attribute,
        arg_max(
            told.value, (case told.origin when 'declared' then 3 when 'enriched' then 2 else 1 end, told.known_from, told.value)
        ) as value
    from read_parquet(getvariable('raw') || '/contact_attributes.parquet') as told
    join owners using (contact_id)
    where told.known_from < getvariable('until') and told.value is not null
    group by all
), profiles as (
    select leads.lead, contacts.job_title, contacts.country, contacts.city, accounts.employee_count
    from leads
    join contacts using (contact_id)
    left join read_parquet(getvariable('raw') || '/accounts.parquet') as accounts
        on leads.account_id = accounts.account_id and accounts.created_at < getvariable('until')
), offer as (
    select min(cast(price_at_least as decimal(18, 3))) as price from seed('offers')
), told as (
    select lead, 'job_title' as attribute, job_title as value from profiles
    union all select lead, 'country', country from profiles
    union all select lead, 'city', city from profiles
    union all select lead, 'employee_count', employee_count::varchar from profiles
    union all select lead, attribute, value from stated
    union all
    select stated.lead, 'budget_covers_offer', case when cast(stated.value as decimal(18, 3)) >= offer.price then 'yes' else 'no' end
    from stated cross join offer
    where stated.attribute = 'budget_max' and offer.price is not null
)
select * from told where value is not null and attribute in (select attribute from profile_rules);

create macro number(text) as try_cast(text as decimal(38, 3));

create temp table profile_hits as
with asked as (
    select distinct * exclude (pattern), plain(unnest(string_split(coalesce(pattern, '%'), '|'))) as pattern from profile_rules
), met as (
    select distinct known.attribute, known.value, asked.rule_id, asked.subscore, asked.criterion, asked.points, asked.verdict
    from (select distinct attribute, value from attributes) as known
    join asked
        on known.attribute = asked.attribute
        and plain(known.value) like asked.pattern
        and (asked.at_least is null or number(known.value) >= number(asked.at_least))
        and (asked.below is null or number(known.value) < number(asked.below))
), ordered as (
    select *, dense_rank() over (order by rule_id) as place from met
)
select
    lead, subscore, criterion,
    arg_max(rule_id, (abs(points), -place)) as rule_id,
    arg_max(points, (abs(points), -place)) as points,
    bool_or(verdict = 'veto') as has_veto,
    bool_or(verdict = 'negative') as has_negative,
    bool_or(verdict = 'positive') as has_positive
from attributes
join ordered using (attribute, value)
group by lead, subscore, criterion;

-- limits, scores, ledger
create temp table entries as
select lead, 'interest' as subscore, criterion, rule_id, events, last_event_date, points from interest
union all
select lead, subscore, criterion, rule_id, null, null, points from profile_hits;

create temp table limits as
select
    summed.lead, summed.subscore, summed.criterion,
    case when summed.points > 0 then criteria.max_points else -criteria.max_points end - summed.points as points
from (select lead, subscore, criterion, sum(points) as points from entries group by all) as summed
join criteria using (subscore, criterion)
where abs(summed.points) > criteria.max_points;

create table scores as
with summed as (
    select
        leads.lead, leads.contact_id,
        coalesce(sum(points) filter (subscore = 'fit'), 0)::decimal(18, 3) as fit_points,
        coalesce(sum(points) filter (subscore = 'bant'), 0)::decimal(18, 3) as bant_points,
        coalesce(sum(points) filter (subscore = 'interest'), 0)::decimal(18, 3) as interest_points
    from leads
    left join (select lead, subscore, points from entries union all select lead, subscore, points from limits) using (lead)
    group by all
), verdicts as (
    select lead, bool_or(has_veto) as has_veto, bool_or(has_negative) as has_negative, count(*) filter (has_positive) as letters
    from profile_hits
    where subscore = 'bant'
    group by lead
), totals as (
    select
        summed.*, card.scorecard_id,
        least(card.fit_max, fit_points + bant_points) as fit_total,
        least(card.interest_max, interest_points) as interest_total,
        case
            when has_veto then 'veto'
            when has_negative then 'negative'
            when bant_points < card.bant_at_least then 'unproven'
            when letters >= 4 then 'positive'
            else 'acceptable'
        end as bant_verdict
    from summed
    cross join card
    left join verdicts using (lead)
), rounded as (
    select *, cast(round(fit_total + interest_total, 0) as integer) as rounded, least(greatest(rounded, 0), 100) as score from totals
)
select rounded.*, bands.band
from rounded
join bands on score >= bands.at_least and (bands.below is null or score < bands.below);

create table ledger as
select scores.scorecard_id, scores.contact_id, told.* exclude (lead)
from (
    select lead, 'rule' as entry, subscore, criterion, rule_id, events, last_event_date, points from entries
    union all
    select lead, 'criterion_limit', subscore, criterion, null, null, null, points from limits
    union all
    select lead, 'subscore_limit', 'fit', null, null, null, null, fit_total - fit_points - bant_points
    from scores where fit_total <> fit_points + bant_points
    union all
    select lead, 'subscore_limit', 'interest', null, null, null, null, interest_total - interest_points
    from scores where interest_total <> interest_points
    union all
    select lead, 'rounding', null, null, null, null, null, rounded - fit_total - interest_total
    from scores where rounded <> fit_total + interest_total
    union all
    select lead, 'scale_limit', null, null, null, null, null, score - rounded from scores where score <> rounded
) as told
join scores using (lead);
