-- One row per criterion: the subscore it adds to and the limit of its points (null = none).
-- depends_on: {{ ref('int_policy_problems') }}
with

criteria as (select * from {{ policy_seed('criteria') }})

select
    criterion,
    subscore,
    category,
    {{ safe_decimal('max_points') }} as max_points
from criteria
