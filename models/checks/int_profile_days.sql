-- One row per day of the profiles: the as-of date and the days before it that it is compared with.
with

numbers as (

    {{ dbt.generate_series(var('profile_days')) }}

)

select {{ days_after(as_of(), '1 - generated_number') }} as day
from numbers
