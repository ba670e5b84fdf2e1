-- One row per policy seed and line: the cells that are compared with others, side by side.
with

cells as (

    select * from {{ ref('int_policy_cells') }}

)

select
    seed_name,
    line_number,
    row_key,
    max(case when column_name = 'rule_id' then value end) as rule_id,
    max(case when column_name = 'scorecard_id' then value end) as scorecard_id,
    max(case when column_name = 'criterion' then value end) as criterion,
    max(case when column_name = 'subscore' then value end) as subscore,
    max(case when column_name = 'tier' then value end) as tier,
    max(case when column_name = 'status' then value end) as status,
    max(case when column_name = 'decay' then value end) as decay,
    max(case when column_name = 'points' then value end) as points_text,
    {{ safe_number("max(case when column_name = 'points' then value end)") }} as points,
    {{ safe_number("max(case when column_name = 'at_least' then value end)") }} as at_least,
    {{ safe_number("max(case when column_name = 'at_most' then value end)") }} as at_most,
    {{ safe_number("max(case when column_name = 'below' then value end)") }} as below,
    {{ safe_number("max(case when column_name = 'decay_days' then value end)") }} as decay_days
from cells
group by 1, 2, 3
