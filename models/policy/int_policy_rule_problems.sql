-- One row per policy seed, line, column and check that compares cells of a row, or rows of a seed, and does not hold.
with

lines as (

    select * from {{ ref('int_policy_lines') }}

),

rules as (

    select
        *,
        case seed_name when 'fit_rules' then 'fit' when 'bant_rules' then 'bant' else 'interest' end as file_subscore
    from lines
    where seed_name in ('fit_rules', 'bant_rules', 'interest_rules')

),

points_given as (

    select
        rules.seed_name,
        rules.line_number,
        rules.row_key,
        rules.tier,
        rules.points_text,
        rules.points
    from rules
    union all
    select
        overrides.seed_name,
        overrides.line_number,
        overrides.row_key,
        rules.tier,
        overrides.points_text,
        overrides.points
    from lines as overrides
    inner join rules
        on overrides.rule_id = rules.rule_id
    where overrides.seed_name = 'weight_overrides'

)

select
    points_given.seed_name,
    points_given.line_number,
    points_given.row_key,
    'points' as column_name,
    points_given.points_text as value,
    'points_outside_tier' as check_name,
    tiers.tier as argument
from points_given
inner join lines as tiers
    on points_given.tier = tiers.tier
    and tiers.seed_name = 'importance_tiers'
where
    points_given.points <> 0
    and (points_given.points < tiers.at_least or points_given.points > tiers.at_most)

union all

select seed_name, line_number, row_key, 'tier', points_text, 'points_without_tier', null
from rules
where points <> 0 and tier is null

union all

select rules.seed_name, rules.line_number, rules.row_key, 'criterion', rules.criterion, 'criterion_of_other_subscore', criteria.subscore
from rules
inner join lines as criteria
    on rules.criterion = criteria.criterion
    and criteria.seed_name = 'criteria'
where rules.file_subscore <> criteria.subscore

union all

select seed_name, line_number, row_key, 'below', cast(below as {{ dbt.type_string() }}), 'empty_range', null
from lines
where seed_name in ('fit_rules', 'bant_rules', 'personas') and at_least >= below

union all

select seed_name, line_number, row_key, 'decay_days', decay, 'decay_without_days', null
from lines
where decay <> 'none' and decay_days is null

union all

select seed_name, line_number, row_key, 'decay', cast(decay_days as {{ dbt.type_string() }}), 'days_without_decay', null
from lines
where coalesce(decay, 'none') = 'none' and decay_days is not null

union all

select seed_name, line_number, row_key, 'at_most', cast(at_most as {{ dbt.type_string() }}), 'empty_range', null
from lines
where seed_name = 'importance_tiers' and at_least > at_most

union all

select 'weight_overrides', max(line_number), max(row_key), 'rule_id', rule_id, 'unique', null
from lines
where seed_name = 'weight_overrides'
group by scorecard_id, rule_id
having count(*) > 1

union all

select 'scorecards', 0, 'status', 'status', cast(count(*) as {{ dbt.type_string() }}), 'one_champion', null
from lines
where seed_name = 'scorecards' and status = 'champion'
having count(*) <> 1

union all

select 'score_bands', 0, 'at_least', 'at_least', cast(min(at_least) as {{ dbt.type_string() }}), 'no_band_at_zero', null
from lines
where seed_name = 'score_bands'
having coalesce(min(abs(at_least)), 1) <> 0
