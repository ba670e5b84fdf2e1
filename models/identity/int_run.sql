-- One row: the as-of date of this run and the runs published before it.
{{ config(pre_hook='{{ refuse_earlier_as_of() }}') }}

with

published_runs as (

    {{ as_frozen('published_runs') }}

),

last_runs as (

    select max(as_of_date) as last_run_date
    from published_runs
    where as_of_date < {{ as_of() }}

),

later_runs as (

    select count(*) as runs
    from published_runs
    where as_of_date > {{ as_of() }}

)

select
    {{ as_of() }} as as_of_date,
    last_runs.last_run_date,
    published_runs.policy_version as last_policy_version,
    -- a run on purpose of an earlier date leaves the frozen tables as they are
    later_runs.runs = 0 as may_freeze
from last_runs
cross join later_runs
left join published_runs
    on last_runs.last_run_date = published_runs.as_of_date
