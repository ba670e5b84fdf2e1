-- One row per as-of date that was published up to that of this run: the moment of its first run, and the policy that it used.
with

published_runs as (

    {{ select_frozen('published_runs') }}

)

select
    as_of_date,
    policy_version,
    coalesce(run_at, {{ end_of('as_of_date') }}) as run_at
from published_runs
where as_of_date <= {{ as_of() }}
