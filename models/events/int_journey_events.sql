-- One row per journey step that tells an event: an event of a typical lead, dated back from the as-of date.
-- depends_on: {{ ref('int_policy_problems') }}
with

journeys as (

    select * from {{ policy_seed('journeys') }}
    where kind = 'event'

),

-- property=value, several separated by `;`; a bare value is the page where it starts with a slash, else the asset
properties as (

    select
        journey_id,
        step,
        name as event_type,
        days_before,
        case
            when value like '/%' then ';page_path=' || value || ';'
            when value not like '%=%' then ';asset=' || value || ';'
            else ';' || value || ';'
        end as pairs
    from journeys

),

events as (

    select
        journey_id,
        step,
        event_type,
        days_before,
        {{ value_in_pairs('pairs', 'page_path') }} as page_path,
        {{ value_in_pairs('pairs', 'asset') }} as asset,
        {{ value_in_pairs('pairs', 'channel') }} as channel,
        {{ value_in_pairs('pairs', 'campaign') }} as campaign,
        {{ value_in_pairs('pairs', 'quantity') }} as quantity,
        {{ value_in_pairs('pairs', 'user_agent') }} as user_agent
    from properties

)

select
    journey_id,
    step,
    {{ contact_visitor(journey_lead('journey_id')) }} as visitor_id,
    cast({{ days_after(as_of(), '-coalesce(' ~ safe_number('days_before') ~ ', 0)') }} as date) as activity_date,
    {{ activity_number() }} as activity_id,
    {{ hash_of(['event_type', 'user_agent']) }} as client_id,
    event_type,
    page_path,
    asset,
    channel,
    campaign,
    quantity,
    user_agent
from events
