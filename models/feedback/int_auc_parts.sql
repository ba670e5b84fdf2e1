-- One row per scorecard, period and opportunity that is mature and resolved: its part in the area under the ROC curve.
with

opportunities as (

    select * from {{ ref('int_period_opportunities') }}

)

select
    scorecard_id,
    period,
    opportunity_id,
    is_won,
    {{ auc_part('score', 'scorecard_id, period') }} as part
from opportunities
