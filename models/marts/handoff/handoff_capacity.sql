-- One row per active seller, and one (blank) for all others: the leads of the last seven days, the places left, and the leads that wait.
with

publication as (select * from {{ ref('int_publication') }}),

runs as (select * from {{ ref('int_run') }}),

waiting_leads as (select * from {{ ref('int_waiting_leads') }}),

rep_capacity as (select * from {{ ref('int_rep_capacity') }}),

waits as (

    select
        rep_id,
        count(*) as waiting_leads,
        min(waiting_since) as waiting_since
    from ({{ select_seller_waits('waiting_leads', 'rep_capacity') }}) as seller_waits
    group by 1

),

sellers as (

    select
        rep_id,
        weekly_capacity,
        is_capacity_unreadable,
        count(*) over () as active_sellers
    from rep_capacity
    union all
    select
        '' as rep_id,
        null as weekly_capacity,
        false as is_capacity_unreadable,
        (select count(*) from rep_capacity) as active_sellers

),

recent_handoffs as (

    select
        coalesce(rep_capacity.rep_id, '') as rep_id,
        count(*) as handoffs
    from {{ ref('int_handoffs') }} as handoffs
    inner join runs
        on handoffs.handed_off_on > {{ days_after('runs.as_of_date', -7) }}
    left join rep_capacity
        on handoffs.rep_id = rep_capacity.rep_id
    group by 1

),

states as (

    select
        sellers.rep_id,
        runs.as_of_date,
        {{ places_left('sellers.weekly_capacity', '0') }} as weekly_capacity,
        coalesce(recent_handoffs.handoffs, 0) as handed_over,
        {{ places_left('sellers.weekly_capacity', 'coalesce(recent_handoffs.handoffs, 0)') }} as places_left,
        coalesce(waits.waiting_leads, 0) as waiting_leads,
        waits.waiting_since,
        case
            when sellers.active_sellers = 0 then 'capacity_unknown'
            when sellers.rep_id = '' and waits.rep_id is not null then 'capacity_no_seller'
            when sellers.rep_id = '' then 'capacity_other_sellers'
            when sellers.is_capacity_unreadable then 'capacity_unreadable'
            when sellers.weekly_capacity is null then 'capacity_unlimited'
            when waits.rep_id is not null then 'capacity_waiting'
            when floor(sellers.weekly_capacity) > coalesce(recent_handoffs.handoffs, 0) then 'capacity_left'
            else 'capacity_full'
        end as phrase
    from sellers
    cross join runs
    left join recent_handoffs
        on sellers.rep_id = recent_handoffs.rep_id
    left join waits
        on sellers.rep_id = waits.rep_id

),

aged as (

    select
        *,
        {{ time_between('waiting_since', 'as_of_date', 'day') }}
            as longest_wait_days
    from states

)

select
    cast(aged.rep_id as {{ type_text() }}) as rep_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(aged.weekly_capacity as bigint) as weekly_capacity,
    cast(aged.handed_over as bigint) as handed_over,
    cast(aged.places_left as bigint) as places_left,
    cast(aged.waiting_leads as bigint) as waiting_leads,
    cast(aged.longest_wait_days as bigint) as longest_wait_days,
    cast({{ filled_in(
        'wording.phrase_text',
        {
            'handed': 'aged.handed_over', 'capacity': 'aged.weekly_capacity', 'left': 'aged.places_left',
            'waiting': 'aged.waiting_leads', 'days': 'aged.longest_wait_days',
        }
    ) }} as {{ type_text() }}) as remark
from aged
cross join publication
left join {{ ref('int_wording') }} as wording
    on aged.phrase = wording.phrase
