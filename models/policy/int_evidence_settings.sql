-- One row: how rules and scorecards are measured; what the seed settings leaves blank has a default.
with

settings as (

    select * from {{ ref('int_settings') }}

)

select
    coalesce(nullif(points_to_double_odds, 0), 10) as points_to_double_odds,
    coalesce(nullif(stratum_points, 0), 5) as stratum_points,
    coalesce(wins_at_least, 20) as wins_at_least
from settings
