-- One row per scorecard, basis and band: cases by how they ended, and the close rate with its interval.
with

close_rates as (

    select * from {{ ref('int_close_rates') }}

)

select
    scorecard_id,
    basis,
    value as band,
    leads,
    won,
    lost,
    unresolved,
    immature,
    close_rate,
    close_rate_low,
    close_rate_high,
    remark
from close_rates
where
    grouping = 'band'
    and outcome = 'won'
