-- One row per scorecard, scoring moment, criterion, entry and rule: the points rules give and what the criterion's limit takes away.
with

profile_hits as (

    select * from {{ ref('int_fit_bant_hits') }}
    where is_strongest

),

interest_hits as (select * from {{ ref('int_interest_hits') }}),

criteria as (select * from {{ ref('int_criteria') }}),

hits as (

    select
        scorecard_id, contact_id, as_of_date, subscore, criterion, rule_id,
        null as events, null as last_event_date, points
    from profile_hits
    union all
    select
        scorecard_id, contact_id, as_of_date, subscore, criterion, rule_id,
        events, last_event_date, points
    from interest_hits

),

interest_criteria as (

    select * from criteria
    where subscore = 'interest'

),

ranked as (

    select
        hits.*,
        row_number() over (
            partition by hits.scorecard_id, hits.contact_id, hits.as_of_date, hits.criterion
            order by abs(hits.points) desc, hits.rule_id
        ) as strength_rank
    from hits
    inner join interest_criteria
        on hits.criterion = interest_criteria.criterion
        and interest_criteria.counts_strongest

),

-- of fit and BANT the strongest is known already
rule_points as (

    select hits.*
    from hits
    left join interest_criteria
        on hits.criterion = interest_criteria.criterion
    where interest_criteria.criterion is null or not interest_criteria.counts_strongest
    union all
    select scorecard_id, contact_id, as_of_date, subscore, criterion, rule_id, events, last_event_date, points
    from ranked
    where strength_rank = 1

),

criterion_sums as (

    select
        rule_points.scorecard_id,
        rule_points.contact_id,
        rule_points.as_of_date,
        rule_points.subscore,
        rule_points.criterion,
        criteria.max_points,
        sum(rule_points.points) as points
    from rule_points
    inner join criteria
        on rule_points.criterion = criteria.criterion
    group by 1, 2, 3, 4, 5, 6

),

entries as (

    select
        scorecard_id,
        contact_id,
        as_of_date,
        'rule' as entry,
        subscore,
        criterion,
        rule_id,
        events,
        last_event_date,
        points
    from rule_points
    union all
    select
        scorecard_id,
        contact_id,
        as_of_date,
        'criterion_limit' as entry,
        subscore,
        criterion,
        null as rule_id,
        null as events,
        null as last_event_date,
        cast({{ limited('points', 'max_points') }} - points as {{ type_decimal(18, 3) }}) as points
    from criterion_sums
    where abs(points) > max_points

)

select
    *,
    {{ entry_key() }} as entry_key
from entries
