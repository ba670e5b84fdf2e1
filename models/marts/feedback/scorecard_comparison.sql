-- One row per scorecard in use: how well it told later wins from losses, against the champion, and whom it would move today.
with

publication as (

    select * from {{ ref('int_publication') }}

),

comparison as (

    select * from {{ ref('int_scorecard_comparison') }}

)

select
    cast(comparison.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(comparison.is_champion as boolean) as is_champion,
    cast(comparison.cut_date as date) as cut_date,
    cast(comparison.leads as bigint) as leads,
    cast(comparison.won as bigint) as won,
    {{ to_six_places('comparison.auc') }} as auc,
    {{ to_six_places('comparison.auc_low') }} as auc_low,
    {{ to_six_places('comparison.auc_high') }} as auc_high,
    cast(comparison.lift_top_5 as numeric(18, 6)) as lift_top_5,
    cast(comparison.lift_top_10 as numeric(18, 6)) as lift_top_10,
    cast(comparison.lift_top_20 as numeric(18, 6)) as lift_top_20,
    cast(comparison.captured_top_5 as numeric(18, 6)) as captured_top_5,
    {{ to_six_places('comparison.auc_difference') }} as auc_difference,
    {{ to_six_places('comparison.auc_difference_low') }} as auc_difference_low,
    {{ to_six_places('comparison.auc_difference_high') }} as auc_difference_high,
    cast(comparison.against_champion as {{ dbt.type_string() }}) as against_champion,
    cast(comparison.moved_up as bigint) as moved_up,
    cast(comparison.moved_down as bigint) as moved_down,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version
from comparison
cross join publication
