-- One row per criterion: the subscore it adds to and the limit of its points (null = none), and whether only the strongest rule counts.
-- depends_on: {{ ref('int_policy_problems') }}
with

criteria as (select * from {{ policy_seed('criteria') }})

select
    criterion,
    subscore,
    category,
    {{ safe_decimal('max_points') }} as max_points,
    -- of the rules that match the strongest alone, or all of them
    coalesce(combine, case subscore when 'interest' then 'sum' else 'strongest' end) = 'strongest' as counts_strongest
from criteria
