-- One row per scorecard and period: how well the score told what was won from what was lost.
with

publication as (

    select * from {{ ref('int_publication') }}

),

accuracy as (

    select * from {{ ref('int_score_accuracy') }}

)

select
    cast(accuracy.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(accuracy.period as {{ dbt.type_string() }}) as period,
    cast(publication.as_of_date as date) as as_of_date,
    cast(accuracy.leads as bigint) as leads,
    cast(accuracy.won as bigint) as won,
    {{ to_six_places('accuracy.auc') }} as auc,
    {{ to_six_places('accuracy.auc_low') }} as auc_low,
    {{ to_six_places('accuracy.auc_high') }} as auc_high,
    cast(accuracy.lift_top_5 as numeric(18, 6)) as lift_top_5,
    cast(accuracy.lift_top_10 as numeric(18, 6)) as lift_top_10,
    cast(accuracy.lift_top_20 as numeric(18, 6)) as lift_top_20,
    cast(accuracy.captured_top_5 as numeric(18, 6)) as captured_top_5,
    cast(accuracy.captured_top_10 as numeric(18, 6)) as captured_top_10,
    cast(accuracy.captured_top_20 as numeric(18, 6)) as captured_top_20,
    cast(accuracy.remark as {{ dbt.type_string() }}) as remark,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version
from accuracy
cross join publication
