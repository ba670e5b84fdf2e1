-- One row per threshold from 0 to 100: what a hand-off at this score would bring sales to do, and to win (champion).
with

publication as (select * from {{ ref('int_publication') }}),

curve as (select * from {{ ref('int_capacity_curve') }})

select
    cast(curve.threshold as integer) as threshold,
    cast(publication.as_of_date as date) as as_of_date,
    cast(curve.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(curve.is_handoff_threshold as boolean) as is_handoff_threshold,
    cast(curve.leads as bigint) as leads,
    cast(curve.leads_per_week as numeric(18, 3)) as leads_per_week,
    cast(curve.weekly_capacity as numeric(18, 3)) as weekly_capacity,
    cast(curve.load as numeric(18, 6)) as load,
    cast(curve.mature_leads as bigint) as mature_leads,
    cast(curve.won_leads as bigint) as won_leads,
    cast(curve.win_rate as numeric(9, 6)) as win_rate,
    cast(curve.expected_wins_per_week as numeric(18, 3)) as expected_wins_per_week
from curve
cross join publication
