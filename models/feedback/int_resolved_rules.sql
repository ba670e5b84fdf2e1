-- One row per scorecard, mature and resolved opportunity and rule: the points of its best-scored contact on the day before.
with

opportunities as (select * from {{ ref('int_resolved_opportunities') }}),

criterion_points as (

    select * from {{ ref('int_criterion_points') }}
    where entry = 'rule'

)

select
    opportunities.scorecard_id,
    opportunities.opportunity_id,
    criterion_points.rule_id,
    opportunities.is_won,
    opportunities.score,
    criterion_points.subscore,
    criterion_points.points
from opportunities
inner join criterion_points
    on opportunities.scorecard_id = criterion_points.scorecard_id
    and opportunities.contact_id = criterion_points.contact_id
    and opportunities.as_of_date = criterion_points.as_of_date
