-- One row per scorecard, period and percent of the opportunities (the best-scored first): the share of all wins among them.
with

publication as (

    select * from {{ ref('int_publication') }}

),

gains as (

    select * from {{ ref('int_gains_curve') }}

)

select
    cast(gains.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(gains.period as {{ dbt.type_string() }}) as period,
    cast(gains.percent as integer) as percent,
    cast(publication.as_of_date as date) as as_of_date,
    cast(gains.leads as numeric(18, 6)) as leads,
    cast(gains.won as numeric(18, 6)) as won,
    cast(gains.captured_share as numeric(18, 6)) as captured_share,
    cast(gains.captured_share_low as numeric(18, 6)) as captured_share_low,
    cast(gains.captured_share_high as numeric(18, 6)) as captured_share_high,
    cast(gains.lift as numeric(18, 6)) as lift,
    cast(gains.remark as {{ dbt.type_string() }}) as remark,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version
from gains
cross join publication
