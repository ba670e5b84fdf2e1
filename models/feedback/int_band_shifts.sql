-- One row per challenger: of the leads of today that both score, how many are in a higher or lower band than the champion's.
with

scores as (

    select
        scores.scorecard_id,
        scores.contact_id,
        scorecards.is_champion,
        score_bands.at_least
    from {{ ref('int_lead_scores_today') }} as scores
    inner join {{ ref('int_scorecards') }} as scorecards
        on scores.scorecard_id = scorecards.scorecard_id
    inner join {{ ref('int_score_bands') }} as score_bands
        on scores.band = score_bands.band

)

select
    challengers.scorecard_id,
    count(case when challengers.at_least > champions.at_least then 1 end) as moved_up,
    count(case when challengers.at_least < champions.at_least then 1 end) as moved_down
from scores as challengers
inner join scores as champions
    on challengers.contact_id = champions.contact_id
    and champions.is_champion
where not challengers.is_champion
group by 1
