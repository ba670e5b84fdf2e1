-- One row per activity, of the data or of a typical lead: a number of all that scores tell apart of it. Few classes stand for all.
with

activities as (select * from {{ ref('int_activities') }}),

matches as (select * from {{ ref('int_condition_activities') }}),

-- what behaviours ask besides of whoever meets a pattern: how much in all, how many different values of which property
asked as (

    select
        patterns.pattern_id,
        max(case when behaviours.measure = 'quantity' then 1 else 0 end) as is_summed,
        max(case when behaviours.measure = 'distinct' and behaviours.property = 'page_path' then 1 else 0 end) as shows_page_path,
        max(case when behaviours.measure = 'distinct' and behaviours.property = 'asset' then 1 else 0 end) as shows_asset,
        max(case when behaviours.measure = 'distinct' and behaviours.property = 'channel' then 1 else 0 end) as shows_channel,
        max(case when behaviours.measure = 'distinct' and behaviours.property = 'campaign' then 1 else 0 end) as shows_campaign
    from {{ ref('int_activity_patterns') }} as patterns
    inner join {{ policy_seed('behaviours') }}
        on patterns.condition_id = behaviours.behaviour
    where patterns.purpose = 'behaviour'
    group by patterns.pattern_id

),

-- each pattern once, however many conditions use it: a number that is XORed twice is gone
signatures as (

    select
        matches.activity_id,
        {{ signature_of('matches.pattern_id') }} as signature,
        max(asked.is_summed) as is_summed,
        max(asked.shows_page_path) as shows_page_path,
        max(asked.shows_asset) as shows_asset,
        max(asked.shows_channel) as shows_channel,
        max(asked.shows_campaign) as shows_campaign
    from matches
    left join asked
        on matches.pattern_id = asked.pattern_id
    where
        matches.purpose in ('rule', 'behaviour')
        and matches.is_first_use
    group by matches.activity_id

),

-- inferences and requests to buy that it means
meanings as (

    select
        activity_id,
        {{ signature_of('pattern_id') }} as meaning
    from (
        select distinct activity_id, pattern_id from matches
        where purpose in ('inference', 'request')
    ) as patterns
    group by activity_id

),

event_types as (

    select
        types.event_type,
        max(case when passive_event_types.event_type is not null then 1 else 0 end) = 1 as is_passive,
        max(case when resets.pattern is not null then 1 else 0 end) = 1 as is_reset
    from (select distinct event_type from activities) as types
    left join {{ policy_seed('passive_event_types') }}
        on types.event_type = passive_event_types.event_type
    left join ({{ select_reset_patterns() }}) as resets
        on resets.fact = 'event'
        and {{ is_like(plain_text('types.event_type'), 'resets.pattern') }}
    group by types.event_type

),

described as (

    select
        activities.activity_id,
        signatures.signature,
        coalesce(meanings.meaning, 0) as meaning,
        event_types.is_passive,
        event_types.is_reset,
        {{ number_of_shown_values('signatures', 'activities') }} as shown_number,
        case when signatures.is_summed = 1 then {{ summed_quantity('activities.quantity') }} end as quantity
    from activities
    inner join event_types
        on activities.event_type = event_types.event_type
    left join signatures
        on activities.activity_id = signatures.activity_id
    left join meanings
        on activities.activity_id = meanings.activity_id

)

select
    *,
    {{ hash_of(['signature', 'meaning', 'is_passive', 'is_reset', 'shown_number']) }} as class_id
from described
