-- One row per scorecard and score that an opportunity had before the cut date: the close rate fitted so that it never falls as scores rise.
with

counts as (

    select * from {{ ref('int_score_counts') }}
    where period = 'before'

),

-- the pooled rate of every run of scores
runs_of_scores as (

    select
        lowest.scorecard_id,
        lowest.score as from_score,
        highest.score as to_score,
        {{ quotient(
            'lowest.higher_won + lowest.won - highest.higher_won', 'lowest.higher_leads + lowest.leads - highest.higher_leads'
        ) }} as rate
    from counts as lowest
    inner join counts as highest
        on lowest.scorecard_id = highest.scorecard_id
        and lowest.score <= highest.score

),

-- R. E. Barlow and others, Statistical Inference under Order Restrictions, 1972: the largest over all starts up to the score of the
-- smallest over all ends from it on
smallest as (

    select
        scorecard_id,
        from_score,
        to_score as score,
        min(rate) over (partition by scorecard_id, from_score order by to_score desc) as rate
    from runs_of_scores

)

select
    smallest.scorecard_id,
    smallest.score,
    max(smallest.rate) as close_rate,
    min(counts.leads) as leads,
    min(counts.won) as won
from smallest
inner join counts
    on smallest.scorecard_id = counts.scorecard_id
    and smallest.score = counts.score
group by 1, 2
