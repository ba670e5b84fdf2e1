-- Whom this run hands over was not handed over within the champion's recycle_after_days, under whatever contact id of that day; no
-- seller of theirs has more leads in the last seven days than its weekly capacity; no promise ends before it starts; who is drawn had
-- a chance, and nobody else; nobody waits since a day to come. Returns what breaks one of these.
with

champions as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

runs as (select * from {{ ref('int_run') }}),

sales_reps as (select * from {{ ref('int_sales_reps') }}),

handoffs as (

    select
        handoffs.*,
        handoffs.handed_off_on > {{ days_after('runs.as_of_date', -7) }} as is_of_the_week,
        coalesce(owners.contact_id, handoffs.contact_id) as known_as
    from {{ ref('int_handoffs') }} as handoffs
    cross join runs
    left join {{ ref('int_identity_map') }} as owners
        on handoffs.contact_id = owners.source_contact_id
        and {{ known_on('owners', 'runs') }}

),

weeks as (

    select
        rep_id,
        max(case when is_new then handoff_id end) as handoff_id,
        count(*) as leads
    from handoffs
    where is_of_the_week
    group by 1

)

select
    'handed over twice' as broken,
    new_handoffs.handoff_id,
    handoffs.handoff_id as beside
from handoffs as new_handoffs
cross join champions
inner join handoffs
    on new_handoffs.known_as = handoffs.known_as
    and new_handoffs.handoff_id <> handoffs.handoff_id
where
    new_handoffs.is_new
    and {{ within_recycle_days('handoffs.handed_off_on', 'new_handoffs.handed_off_on', 'champions.recycle_after_days') }}
union all
select
    'beyond the capacity of the seller' as broken,
    weeks.handoff_id,
    weeks.rep_id as beside
from weeks
inner join sales_reps
    on weeks.rep_id = sales_reps.rep_id
where
    weeks.handoff_id is not null
    and (
        weeks.leads > floor(sales_reps.weekly_capacity)
        or not sales_reps.is_active
    )
union all
select
    'to be answered before it starts' as broken,
    handoff_id,
    rep_id as beside
from handoffs
where respond_by < handed_off_at
union all
select
    'drawn without a chance, or not drawn with one' as broken,
    contact_id,
    channel as beside
from {{ ref('int_handoff_candidates') }}
where
    (channel = 'exploration') <> (draw_chance is not null)
    or draw_chance <= 0
    or draw_chance > 1
union all
select
    'waits since a day to come' as broken,
    contact_id,
    rep_id as beside
from {{ ref('int_waiting_leads') }}
where waiting_since > as_of_date
