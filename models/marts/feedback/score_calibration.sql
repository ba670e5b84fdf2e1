-- One row per scorecard and score from 0 to 100: the close rate to expect, fitted before the cut date, and what came of it after.
with

publication as (

    select * from {{ ref('int_publication') }}

),

calibration as (

    select * from {{ ref('int_score_calibration') }}

)

select
    cast(calibration.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(calibration.score as integer) as score,
    cast(publication.as_of_date as date) as as_of_date,
    cast(calibration.leads as bigint) as leads,
    cast(calibration.won as bigint) as won,
    cast(calibration.close_rate as numeric(18, 6)) as close_rate,
    cast(calibration.close_rate_low as numeric(18, 6)) as close_rate_low,
    cast(calibration.close_rate_high as numeric(18, 6)) as close_rate_high,
    cast(calibration.later_leads as bigint) as later_leads,
    cast(calibration.later_won as bigint) as later_won,
    cast(calibration.later_close_rate as numeric(18, 6)) as later_close_rate,
    cast(calibration.later_close_rate_low as numeric(18, 6)) as later_close_rate_low,
    cast(calibration.later_close_rate_high as numeric(18, 6)) as later_close_rate_high,
    cast(calibration.remark as {{ dbt.type_string() }}) as remark,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version
from calibration
cross join publication
