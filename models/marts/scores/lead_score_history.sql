-- One row per scorecard, contact and date: the score at each month end and on the as-of date, recomputed under the current policy.
{{ config(materialized='view') }}

with

scores as (

    select * from {{ released('lead_score_history') }}

)

select
    cast(scores.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(scores.contact_id as {{ type_text() }}) as contact_id,
    cast(scores.account_id as {{ type_text() }}) as account_id,
    cast(scores.as_of_date as date) as as_of_date,
    cast(scores.fit_points as {{ type_decimal(18, 3) }}) as fit_points,
    cast(scores.bant_points as {{ type_decimal(18, 3) }}) as bant_points,
    cast(scores.interest_points as {{ type_decimal(18, 3) }}) as interest_points,
    cast(scores.fit_total as {{ type_decimal(18, 3) }}) as fit_total,
    cast(scores.interest_total as {{ type_decimal(18, 3) }}) as interest_total,
    cast(scores.score as integer) as score,
    cast(scores.band as {{ type_text() }}) as band,
    cast(scores.grade as {{ type_text() }}) as grade,
    cast(scores.bant_verdict as {{ type_text() }}) as bant_verdict,
    cast(scores.is_sales_ready as boolean) as is_sales_ready,
    cast(scores.blocked_by as {{ type_text() }}) as blocked_by,
    cast(scores.score_percentile as {{ type_decimal(18, 6) }}) as score_percentile,
    cast(scores.known_share as {{ type_decimal(18, 6) }}) as known_share,
    cast(scores.last_activity_date as date) as last_activity_date,
    cast(scores.released_policy as {{ type_text() }}) as policy_version,
    cast(scores.is_champion as boolean) as is_champion
from scores
