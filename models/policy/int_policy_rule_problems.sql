-- One row per policy seed, line, column and check that compares cells of a row, or a row with what it names, and does not hold.
with

lines as (select * from {{ ref('int_policy_lines') }}),

-- a repeated id is another check's problem: here each stands once
criteria as (

    select criterion, max(subscore) as subscore
    from lines
    where seed_name = 'criteria'
    group by 1

),

condition_names as (select distinct item_id as condition from lines where seed_name = 'conditions'),

rules as (

    select
        *,
        case seed_name
            when 'fit_rules' then 'fit'
            when 'bant_rules' then 'bant'
            when 'interest_rules' then 'interest'
            when 'behaviour_rules' then 'interest'
        end as file_subscore,
        case
            when seed_name = 'journeys' and kind = 'attribute' then name
            when seed_name = 'inferred_attributes' then attribute
        end as stated_name
    from lines

)

select
    rules.seed_name,
    rules.line_number,
    rules.row_key,
    'criterion' as column_name,
    rules.criterion as value,
    'criterion_of_other_subscore' as check_name,
    criteria.subscore as argument
from rules
inner join criteria
    on rules.criterion = criteria.criterion
where rules.file_subscore <> criteria.subscore and criteria.subscore in ('fit', 'bant', 'interest')

union all

select seed_name, line_number, row_key, 'below', below_text, 'empty_range', at_least_text
from lines
where seed_name in ('fit_rules', 'bant_rules', 'interest_rules', 'behaviour_rules', 'conditions', 'personas') and at_least >= below

union all

select seed_name, line_number, row_key, 'excludes', excludes, 'excludes_without_property', null
from lines
where seed_name in ('interest_rules', 'behaviours') and excludes is not null and property is null

union all

{{ select_behaviour_problems('lines') }}

union all

select seed_name, line_number, row_key, 'at_most', at_most_text, 'empty_tier', at_least_text
from lines
where seed_name = 'importance_tiers' and at_least > at_most

union all

select seed_name, line_number, row_key, 'decay_days', decay, 'decay_without_days', null
from lines
where decay <> 'none' and decay_days is null

union all

select seed_name, line_number, row_key, 'decay', decay_days, 'days_without_decay', null
from lines
where coalesce(decay, 'none') = 'none' and decay_days is not null

union all

select lines.seed_name, lines.line_number, lines.row_key, 'meaning', lines.meaning, 'unknown_meaning', meanings.words
from lines
inner join ({{ select_status_meanings() }}) as meanings
    on lines.field = meanings.field
where '|' || meanings.words || '|' not like '%|' || lines.meaning || '|%'

union all

-- personas come before conditions, and conditions do not build on each other
select
    lines.seed_name, lines.line_number, lines.row_key, 'attribute', lines.attribute,
    case lines.seed_name when 'personas' then 'persona_of_condition' else 'condition_of_condition' end, null
from lines
inner join condition_names
    on lines.attribute in (condition_names.condition, 'knows_' || condition_names.condition)
where lines.seed_name in ('conditions', 'personas')

union all

select seed_name, line_number, row_key, 'condition', item_id, 'condition_named_as_attribute', null
from lines
where
    seed_name = 'conditions'
    and (
        item_id in ('{{ lead_scoring.attributes_of_the_engine() | join("', '") }}')
        or item_id like {{ like_knows() }}
        or item_id like 'days~_to~_%' escape '~'
    )

union all

select seed_name, line_number, row_key, 'population_excludes', population_excludes, 'excludes_without_attribute', null
from lines
where population_excludes is not null and population_attribute is null

union all

select seed_name, line_number, row_key, 'label', label, 'value_without_range', null
from rules
where
    file_subscore is not null and label like '%{value}%'
    and ((at_least_text is null and below_text is null) or seed_name = 'interest_rules')

union all

-- what is put together nobody can state
select
    rules.seed_name, rules.line_number, rules.row_key,
    case rules.seed_name when 'journeys' then 'name' else 'attribute' end, rules.stated_name, 'stated_condition', null
from rules
left join condition_names
    on rules.stated_name = condition_names.condition
where condition_names.condition is not null or rules.stated_name like {{ like_knows() }}
