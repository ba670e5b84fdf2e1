-- One row per band: scores from at_least up to, not including, below (null = no upper edge).
-- depends_on: {{ ref('int_policy_problems') }}
with

score_bands as (

    select
        band,
        {{ safe_decimal('at_least') }} as at_least,
        {{ safe_number('respond_within_hours') }} as respond_within_hours,
        next_step
    from {{ policy_seed('score_bands') }}

)

select
    band,
    at_least,
    lead(at_least) over (order by at_least) as below,
    respond_within_hours,
    next_step
from score_bands
