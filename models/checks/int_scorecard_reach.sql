-- One row per scorecard in use: the highest score that its rules can give a lead.
with

scorecards as (select * from {{ ref('int_scorecards') }}),

maxima as (select * from {{ ref('int_scorecard_maxima') }}),

totals as (

    select
        scorecards.scorecard_id,
        scorecards.fit_max,
        scorecards.interest_max,
        coalesce(sum(case
            when maxima.subscore = 'fit' or (maxima.subscore = 'bant' and scorecards.has_bant_points) then maxima.max_points
        end), 0) as fit_points,
        -- null where some interest has no limit
        case
            when count(case when maxima.subscore = 'interest' and maxima.max_points is null then 1 end) = 0
                then coalesce(sum(case when maxima.subscore = 'interest' then maxima.max_points end), 0)
        end as interest_points
    from scorecards
    left join maxima
        on scorecards.scorecard_id = maxima.scorecard_id
    group by 1, 2, 3

)

select
    scorecard_id,
    cast({{ at_most(
        'round(' ~ at_most('fit_points', 'fit_max') ~ ' + ' ~ at_most('interest_points', 'interest_max') ~ ')', '100'
    ) }} as integer) as highest_score
from totals
