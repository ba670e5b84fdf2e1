-- One row per period of days in which runs were published under one policy version, this run included.
with

published_runs as (

    {{ select_frozen('published_runs') }}

),

runs as (

    select
        as_of_date,
        policy_version
    from published_runs
    where as_of_date < {{ as_of() }}
    union all
    select
        {{ as_of() }} as as_of_date,
        {{ policy_version() }} as policy_version

),

changes as (

    select
        *,
        lag(policy_version) over (order by as_of_date) as previous_version
    from runs

)

select
    policy_version,
    as_of_date as known_from,
    coalesce(lead(as_of_date) over (order by as_of_date), {{ always_until() }}) as known_until
from changes
where
    previous_version is null
    or policy_version <> previous_version
