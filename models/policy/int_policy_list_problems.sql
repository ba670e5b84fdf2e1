-- One row per policy seed, line, column and check that compares the rows of a seed with each other and does not hold.
with

lines as (select * from {{ ref('int_policy_lines') }}),

-- a file that could not be read is told once, not row by row
unreadable_seeds as (

    select distinct seed_name
    from {{ ref('int_policy_header_problems') }}
    where check_name <> 'stray_column'

),

compared as (

    select
        *,
        count(*) over (partition by seed_name, scorecard_id, rule_id) as overrides,
        count(*) over (partition by seed_name, group_id, item_id) as items,
        count(*) over (partition by seed_name, axis, at_least) as edges,
        count(*) over (partition by seed_name, axis, grade) as grades,
        count(*) over (partition by seed_name, item_id, attribute, pattern, excludes, at_least_text, below_text) as copies,
        count(case when at_least_text is null then 1 end) over (partition by seed_name, axis) as lowest_grades,
        min(line_number) over (partition by seed_name, axis) as first_line_of_axis,
        count(*) over (partition by seed_name, scorecard_id, idle_days_at_least) as fades,
        count(*) over (partition by seed_name, field, {{ plain_text('word') }}) as words,
        min(time_zone) over (partition by seed_name, {{ plain_text('territory') }}) as first_zone,
        max(time_zone) over (partition by seed_name, {{ plain_text('territory') }}) as last_zone,
        max({{ padded_time('closes') }}) over (
            partition by seed_name, {{ plain_text('territory') }}, weekday
            order by {{ padded_time('opens') }}, {{ padded_time('closes') }}, line_number
            rows between unbounded preceding and 1 preceding
        ) as closed_before,
        count(*) over (partition by seed_name, {{ plain_text('territory') }}, day) as holidays,
        min(expected_band) over (partition by seed_name, group_id) as first_band,
        max(expected_band) over (partition by seed_name, group_id) as last_band
    from lines

),

totals as (

    select
        count(case when seed_name = 'scorecards' and status = 'champion' then 1 end) as champions,
        count(case when seed_name = 'score_bands' and at_least = 0 then 1 end) as bands_at_zero
    from lines

)

select
    seed_name,
    line_number,
    row_key,
    'rule_id' as column_name,
    rule_id as value,
    'repeated_override' as check_name,
    scorecard_id as argument
from compared
where seed_name = 'weight_overrides' and scorecard_id is not null and rule_id is not null and overrides > 1

union all

select seed_name, line_number, row_key, case seed_name when 'personas' then 'condition' else 'step' end, item_id, 'repeated_item', group_id
from compared
where group_id is not null and item_id is not null and items > 1

union all

select seed_name, line_number, row_key, 'word', word, 'repeated_word', field
from compared
where field is not null and word is not null and words > 1

union all

select seed_name, line_number, row_key, 'idle_days_at_least', idle_days_at_least, 'repeated_fade', null
from compared
where idle_days_at_least is not null and fades > 1

union all

select seed_name, line_number, row_key, 'expected_band', expected_band, 'two_expected_bands', group_id
from compared
where first_band <> last_band

union all

select seed_name, line_number, row_key, 'at_least', at_least_text, 'same_edge', null
from compared
where seed_name = 'score_bands' and at_least is not null and edges > 1

union all

{{ select_working_time_problems('compared') }}

union all

select 'scorecards', 0, null, 'status', cast(champions as {{ type_text() }}), 'one_champion', null
from totals
where champions <> 1 and 'scorecards' not in (select seed_name from unreadable_seeds)

union all

select 'score_bands', 0, null, 'at_least', null, 'no_band_at_zero', null
from totals
where bands_at_zero = 0 and 'score_bands' not in (select seed_name from unreadable_seeds)

union all

{{ select_grade_problems('compared') }}

union all

select seed_name, line_number, row_key, 'condition', item_id, 'repeated_condition', attribute
from compared
where seed_name = 'conditions' and item_id is not null and copies > 1
