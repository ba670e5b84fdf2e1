-- One row: as-of date and moment of this run, the runs published before it, and whether the ledger last shown can be compared with.
{{ config(pre_hook='{{ refuse_earlier_as_of() }}') }}

with

published_days as (

    {{ select_published_days() }}

),

ranked as (

    select
        *,
        row_number() over (order by as_of_date desc, is_complete desc, policy_version desc) as recency_rank
    from published_days
    where as_of_date < {{ as_of() }} and not is_pulse

),

counted_days as (

    select
        count(case when as_of_date > {{ as_of() }} then 1 end) as later_days,
        count(case when as_of_date = {{ as_of() }} and not is_pulse then 1 end) as same_days
    from published_days

),

shown_ledger as (

    {{ select_frozen('int_shown_ledger') }}

),

shown_days as (

    select distinct
        as_of_date,
        policy_version
    from shown_ledger

)

select
    {{ as_of() }} as as_of_date,
    ranked.as_of_date as last_run_date,
    ranked.policy_version as last_policy_version,
    -- an edit of the policy can be told from decay only by scoring the last run's date again
    shown_days.as_of_date is not null as is_ledger_kept,
    -- rows that an earlier run of the same date wrote stay
    counted_days.same_days > 0 as is_repeated,
    -- a deliberate run of an earlier date leaves the frozen tables as they are, a pulse all of them but the hand-offs
    counted_days.later_days = 0 as may_hand_over,
    counted_days.later_days = 0 and not {{ is_pulse() | lower }} as may_freeze,
    {{ is_pulse() | lower }} as is_pulse,
    -- when leads are given to sales: no hand-off of a past day is made later than that day
    case when cast({{ run_at() }} as date) = {{ as_of() }} then {{ run_at() }} else {{ end_of(as_of()) }} end as run_at
from counted_days
left join ranked
    on ranked.recency_rank = 1
left join shown_days
    on ranked.as_of_date = shown_days.as_of_date
    and shown_days.policy_version = {{ policy_version() }}
