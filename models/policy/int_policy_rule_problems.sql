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

rules as (

    select
        *,
        case seed_name
            when 'fit_rules' then 'fit'
            when 'bant_rules' then 'bant'
            when 'interest_rules' then 'interest'
            when 'behaviour_rules' then 'interest'
        end as file_subscore
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

{{ select_rival_problems('lines') }}

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

{{ select_condition_problems('lines') }}

union all

{{ select_claim_problems('lines') }}

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
