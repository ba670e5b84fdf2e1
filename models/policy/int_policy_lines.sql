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
        max(case when column_name = 'population_pattern' then value end) as population_pattern,
        max(case when column_name = 'event_type' then value end) as event_type,
        -- steps and conditions have a name only within their journey or persona
        max(case when column_name in ('journey_id', 'persona_id') then value end) as group_id,
        max(case when column_name in ('step', 'condition') then value end) as item_id,
        max(case when column_name = 'expected_band' then value end) as expected_band,
        max(case when column_name = 'kind' then value end) as kind,
        max(case when column_name = 'name' then value end) as name,
        max(case when column_name = 'label' then value end) as label,
        max(case when column_name = 'axis' then value end) as axis,
        max(case when column_name = 'grade' then value end) as grade,
        max(case when column_name = 'population_excludes' then value end) as population_excludes,
        max(case when column_name = 'value_type' then value end) as value_type,
        max(case when column_name = 'rival' then value end) as rival,
        max(case when column_name = 'field' then value end) as field,
        max(case when column_name = 'word' then value end) as word,
        max(case when column_name = 'meaning' then value end) as meaning,
        max(case when column_name = 'points' then value end) as points_text,
        max(case when column_name = 'points_to' then value end) as points_to_text,
        max(case when column_name = 'behaviour' then value end) as behaviour,
        max(case when column_name = 'measure' then value end) as measure,
        max(case when column_name = 'scope' then value end) as scope,
        max(case when column_name = 'combine' then value end) as combine,
        max(case when column_name = 'idle_days_at_least' then value end) as idle_days_at_least,
        max(case when column_name = 'property' then value end) as property,
        max(case when column_name = 'pattern' then value end) as pattern,
        max(case when column_name = 'excludes' then value end) as excludes,
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
    {{ safe_decimal('points_to_text') }} as points_to,
    {{ compared_number('at_least_text') }} as at_least,
    {{ compared_number('at_most_text') }} as at_most,
    {{ compared_number('below_text') }} as below
from lines
