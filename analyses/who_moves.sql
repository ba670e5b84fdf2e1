-- Who changes band under a challenger, and by how many points?
-- dbt show --select who_moves --limit 50
select
    challenger.scorecard_id,
    challenger.contact_id,
    champion.score as champion_score,
    champion.band as champion_band,
    challenger.score as challenger_score,
    challenger.band as challenger_band,
    challenger.score - champion.score as moved
from {{ ref('lead_scores') }} as challenger
inner join {{ policy_seed('scorecards') }}
    on scorecards.status = 'champion'
inner join {{ ref('lead_scores') }} as champion
    on scorecards.scorecard_id = champion.scorecard_id
    and challenger.contact_id = champion.contact_id
where challenger.band <> champion.band
order by challenger.scorecard_id asc, abs(challenger.score - champion.score) desc, challenger.contact_id asc
