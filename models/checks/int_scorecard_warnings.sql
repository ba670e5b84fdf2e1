-- One row per scorecard in use and warning about how its numbers add up.
with

scorecards as (select * from {{ ref('int_scorecards') }}),

maxima as (select * from {{ ref('int_scorecard_maxima') }}),

totals as (

    select
        scorecards.scorecard_id,
        scorecards.fit_max,
        scorecards.interest_max,
        scorecards.fit_at_least,
        scorecards.interest_at_least,
        coalesce(sum(case
            when maxima.subscore = 'fit' or (maxima.subscore = 'bant' and scorecards.has_bant_points) then maxima.max_points
        end), 0) as fit_points,
        -- null = no limit
        case
            when count(case when maxima.subscore = 'interest' and maxima.max_points is null then 1 end) = 0
                then coalesce(sum(case when maxima.subscore = 'interest' then maxima.max_points end), 0)
        end as interest_points
    from scorecards
    left join maxima
        on scorecards.scorecard_id = maxima.scorecard_id
    group by 1, 2, 3, 4, 5

),

-- the most fit and interest, and the highest score, that a scorecard's rules can give a lead
reaches as (

    select
        scorecard_id,
        fit_at_least,
        interest_at_least,
        {{ at_most('fit_points', 'fit_max') }} as most_fit,
        {{ at_most('interest_points', 'interest_max') }} as most_interest,
        cast({{ at_most(
            'round(' ~ at_most('fit_points', 'fit_max') ~ ' + ' ~ at_most('interest_points', 'interest_max') ~ ')', '100'
        ) }} as integer) as highest_score
    from totals

),

-- the letters that reach the gate's line on their own
letters as (

    select
        scorecards.scorecard_id,
        maxima.category,
        scorecards.bant_at_least
    from scorecards
    inner join maxima
        on scorecards.scorecard_id = maxima.scorecard_id
        and maxima.subscore = 'bant'
    where scorecards.has_bant_gate
    group by 1, 2, 3
    having sum(maxima.max_points) >= scorecards.bant_at_least

),

-- the last step of the staircase that has an end
timelines as (

    select scorecard_id, max(below) as longest
    from {{ ref('int_scorecard_rules') }}
    where attribute = 'days_to_decision'
    group by 1

)

select
    scorecard_id,
    'bant_at_least' as column_name,
    'one_letter_passes' as check_name,
    {{ joined_texts('category', "'|'", 'order by category') }} as argument
from letters
group by 1
union all
select
    scorecards.scorecard_id, 'handoff_at_least', 'maxima_below_handoff',
    cast(reaches.highest_score as {{ type_text() }})
from reaches
inner join scorecards
    on reaches.scorecard_id = scorecards.scorecard_id and reaches.highest_score < scorecards.handoff_at_least
union all
select
    scorecards.scorecard_id, 'sales_cycle_days', 'timeline_within',
    cast(cast(timelines.longest as {{ type_decimal(38, 0) }}) as {{ type_text() }})
from scorecards
inner join (
    select scorecard_id, min({{ safe_number('sales_cycle_days') }}) as sales_cycle_days
    from {{ ref('int_policy_lines') }}
    where seed_name = 'scorecards'
    group by 1
) as scorecard_lines
    on scorecards.scorecard_id = scorecard_lines.scorecard_id
inner join timelines
    on scorecards.scorecard_id = timelines.scorecard_id
cross join {{ policy_seed('policy_checks', alias='checks') }}
where
    scorecards.has_bant_veto
    and checks.check_name = 'timeline_within'
    and (
        timelines.longest > scorecard_lines.sales_cycle_days * {{ safe_number('checks.argument') }}
        or timelines.longest * {{ safe_number('checks.argument') }} < scorecard_lines.sales_cycle_days
    )
union all
select
    reaches.scorecard_id, lines.column_name, 'line_beyond_reach',
    {{ decimal_text("round(case lines.column_name when 'fit_at_least' then reaches.most_fit else reaches.most_interest end, 1)", 1) }}
from reaches
cross join {{ rows_of_texts(['fit_at_least', 'interest_at_least'], 'lines', 'column_name') }}
where
    (lines.column_name = 'fit_at_least' and reaches.most_fit < reaches.fit_at_least)
    or (lines.column_name = 'interest_at_least' and reaches.most_interest < reaches.interest_at_least)
