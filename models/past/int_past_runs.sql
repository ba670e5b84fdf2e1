-- One row per as-of date published up to this run's (its first whole run), and per pulse up to then: the moment and the policy.
with

published_runs as (

    {{ select_frozen('published_runs') }}

),

published_pulses as (

    {{ select_frozen('published_pulses') }}

)

select
    as_of_date,
    policy_version,
    coalesce(run_at, {{ end_of('as_of_date') }}) as run_at,
    false as is_pulse
from published_runs
where as_of_date <= {{ as_of() }}
union all
select
    as_of_date,
    policy_version,
    run_at,
    true as is_pulse
from published_pulses
where as_of_date <= {{ as_of() }}
