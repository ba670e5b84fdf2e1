-- One row per policy seed and line: the cells that are compared with others, side by side.
with

cells as (

    select * from {{ ref('int_policy_cells') }}
    where header_problem is null

),

lines as (

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
        max(case when column_name = 'attribute' then value end) as attribute,
        max(case when column_name = 'population_attribute' then value end) as population_attribute,
        max(case when column_name = 'event_type' then value end) as event_type,
        -- steps and conditions have a name only within their journey or persona
        max(case when column_name in ('journey_id', 'persona_id') then value end) as group_id,
        max(case when column_name in ('step', 'condition') then value end) as item_id,
        max(case when column_name = 'expected_band' then value end) as expected_band,
        max(case when column_name = 'field' then value end) as field,
        max(case when column_name = 'word' then value end) as word,
        max(case when column_name = 'meaning' then value end) as meaning,
        max(case when column_name = 'points' then value end) as points_text,
        max(case when column_name = 'pattern' then value end) as pattern,
        max(case when column_name = 'at_least' then value end) as at_least_text,
        max(case when column_name = 'at_most' then value end) as at_most_text,
        max(case when column_name = 'below' then value end) as below_text,
        max(case when column_name = 'territory' then value end) as territory,
        max(case when column_name = 'time_zone' then value end) as time_zone,
        max(case when column_name = 'weekday' then value end) as weekday,
        max(case when column_name = 'opens' then value end) as opens,
        max(case when column_name = 'closes' then value end) as closes,
        max(case when column_name = 'date' then value end) as day,
        max(case when column_name = 'decay_days' then value end) as decay_days,
        max(case when column_name = 'sales_cycle_days' then value end) as sales_cycle_days
    from cells
    group by 1, 2, 3

)

select
    *,
    {{ safe_decimal('points_text') }} as points,
    {{ compared_number('at_least_text') }} as at_least,
    {{ compared_number('at_most_text') }} as at_most,
    {{ compared_number('below_text') }} as below
from lines
