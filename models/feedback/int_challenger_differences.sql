-- One row per challenger or rival score: its area under the ROC curve less the champion's, on the later opportunities that both scored.
with

opportunities as (

    select * from {{ ref('int_period_opportunities') }}
    where period = 'after'

),

scorecards as (select * from {{ ref('int_scorecards') }}),

champion as (

    select scorecard_id from scorecards
    where is_champion

),

pairs as (
    {{ select_challenged_opportunities('opportunities', 'scorecards') }}
),

differences as (

    select
        scorecard_id,
        is_won,
        {{ auc_part('score', 'scorecard_id') }}
        - {{ auc_part('champion_score', 'scorecard_id') }} as difference
    from pairs
    where scorecard_id not in (select champion.scorecard_id from champion)

)

select
    scorecard_id,
    count(case when is_won then 1 end) as won,
    count(case when not is_won then 1 end) as lost,
    avg(case when is_won then difference end) as auc_difference,
    {{ square_root(
        quotient('var_samp(case when is_won then difference end)', 'count(case when is_won then 1 end)')
        ~ ' + ' ~ quotient('var_samp(case when not is_won then difference end)', 'count(case when not is_won then 1 end)')
    ) }} as standard_error
from differences
group by 1
