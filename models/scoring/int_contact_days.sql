-- One row per contact and period with the same visitors, class of activities that scores tell apart, and day: what people, no machines, did.
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), on_schema_change='fail',
    pre_hook='{{ forget_changed_contacts(this) }}'
) }}

with

-- made from the very same by an earlier run
kept as (
    {{ select_kept_values('days_number', 'bigint') }}
),

periods as (

    select distinct periods.contact_id, periods.owned_from, periods.days_id, periods.days_number
    from {{ ref('int_scorable_moments') }} as moments
    inner join {{ ref('int_owned_periods') }} as periods
        on moments.days_id = periods.days_id
    left join (select distinct days_number from kept) as kept_periods
        on periods.days_number = kept_periods.days_number
    where kept_periods.days_number is null

),

visitors as (

    select owners.visitor_id, periods.days_id
    from periods
    inner join {{ ref('int_identity_map') }} as owners
        on periods.contact_id = owners.contact_id
        and owners.known_from <= periods.owned_from
        and periods.owned_from < owners.known_until

),

events as (

    select visitor_id, activity_date, occurred_at, activity_id, client_id from {{ ref('int_events') }}
    union all
    select visitor_id, activity_date, cast(activity_date as timestamp) as occurred_at, activity_id, client_id
    from {{ ref('int_journey_events') }}

),

classes as (
    {{ select_activity_classes(ref('int_activities'), ref('int_activity_signatures'), ref('int_condition_activities')) }}
),

numbered as (

    select *, {{ hash_of(['signature', 'kind_signature', 'is_passive', 'is_reset', 'shown_activity_id']) }} as class_id
    from classes

),

days as (

    select
        visitors.days_id,
        numbered.class_id,
        events.activity_date,
        count(*) as events,
        sum(numbered.quantity) as quantity,
        max(events.occurred_at) as last_activity_at
    from visitors
    inner join events
        on visitors.visitor_id = events.visitor_id
    inner join numbered
        on events.activity_id = numbered.activity_id
    left join {{ ref('int_machine_clients') }} as machine_clients
        on events.client_id = machine_clients.client_id
    where machine_clients.client_id is null
    group by 1, 2, 3

)

select
    days.*,
    periods.days_number,
    class_rows.signature,
    class_rows.kind_signature,
    class_rows.is_passive,
    class_rows.is_reset,
    class_rows.shown_activity_id
from days
inner join periods
    on days.days_id = periods.days_id
inner join (select distinct class_id, signature, kind_signature, is_passive, is_reset, shown_activity_id from numbered) as class_rows
    on days.class_id = class_rows.class_id
