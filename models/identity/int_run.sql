-- One row: the as-of date of this run and the runs published before it.
{{ config(pre_hook='{{ refuse_earlier_as_of() }}') }}

with

published_days as (

    {{ published_days() }}

),

ranked as (

    select
        *,
        row_number() over (order by as_of_date desc, is_complete desc, policy_version desc) as newness
    from published_days
    where as_of_date < {{ as_of() }}

),

later_days as (

    select count(*) as days
    from published_days
    where as_of_date > {{ as_of() }}

)

select
    {{ as_of() }} as as_of_date,
    ranked.as_of_date as last_run_date,
    ranked.policy_version as last_policy_version,
    -- a run on purpose of an earlier date leaves the frozen tables as they are
    later_days.days = 0 as may_freeze
from later_days
left join ranked
    on ranked.newness = 1
