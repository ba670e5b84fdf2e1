-- One row per challenger or rival score: its area under the ROC curve less the champion's, on the later opportunities that both scored.
with

opportunities as (

    select * from {{ ref('int_period_opportunities') }}
    where period = 'after'

),

scorecards as (select * from {{ ref('int_scorecards') }}),

pairs as (

    select
        challenged.scorecard_id,
        challenged.opportunity_id,
        challenged.is_won,
        challenged.score,
        champions.score as champion_score
    from opportunities as challenged
    inner join scorecards as champion
        on champion.is_champion
        and challenged.scorecard_id <> champion.scorecard_id
    inner join opportunities as champions
        on champion.scorecard_id = champions.scorecard_id
        and challenged.opportunity_id = champions.opportunity_id

),

differences as (

    select
        scorecard_id,
        is_won,
        {{ auc_part('score', 'scorecard_id') }}
        - {{ auc_part('champion_score', 'scorecard_id') }} as difference
    from pairs

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
