-- One row per scorecard and rule that is on: what the outcomes say of it, and the points that they suggest.
with

publication as (

    select * from {{ ref('int_publication') }}

),

rules as (

    select * from {{ ref('int_rule_performance') }}

)

select
    cast(rules.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(rules.rule_id as {{ dbt.type_string() }}) as rule_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(rules.label as {{ dbt.type_string() }}) as label,
    cast(rules.subscore as {{ dbt.type_string() }}) as subscore,
    cast(rules.points as numeric(18, 3)) as points,
    cast(rules.leads_with as bigint) as leads_with,
    cast(rules.won_with as bigint) as won_with,
    cast(rules.leads_without as bigint) as leads_without,
    cast(rules.won_without as bigint) as won_without,
    cast(rules.odds_ratio as numeric(18, 6)) as odds_ratio,
    cast(rules.log_odds as numeric(18, 6)) as log_odds,
    cast(rules.log_odds_low as numeric(18, 6)) as log_odds_low,
    cast(rules.log_odds_high as numeric(18, 6)) as log_odds_high,
    cast(rules.current_log_odds as numeric(18, 6)) as current_log_odds,
    cast(rules.exact_points as numeric(18, 3)) as exact_points,
    cast(rules.suggested_points as numeric(18, 3)) as suggested_points,
    cast(rules.suggestion as {{ dbt.type_string() }}) as suggestion,
    cast(rules.remark as {{ dbt.type_string() }}) as remark,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version
from rules
cross join publication
