-- One row per scorecard and scoring moment: subscores, totals, score and band, each a sum of int_criterion_points.
with

leads as (select * from {{ ref('int_scored_leads') }}),

criterion_points as (select * from {{ ref('int_criterion_points') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

score_bands as (select * from {{ ref('int_score_bands') }}),

idle_fades as (
    {{ select_idle_fades(policy_seed('idle_fade'), ref('int_scorecards')) }}

),

last_activity as (

    select
        contact_id, as_of_date,
        {{ time_between('max(last_activity_date)', 'as_of_date', 'day') }}
            as idle_days
    from {{ ref('int_lead_last_days') }}
    group by 1, 2

),

subscores as (

    select
        leads.scorecard_id, leads.contact_id, leads.as_of_date,
        {{ sum_of_points('criterion_points', 'fit') }} as fit_points,
        {{ sum_of_points('criterion_points', 'bant') }} as bant_points,
        {{ sum_of_points('criterion_points', 'interest') }} as earned_interest_points
    from leads
    left join criterion_points
        on leads.scorecard_id = criterion_points.scorecard_id
        and leads.contact_id = criterion_points.contact_id
        and leads.as_of_date = criterion_points.as_of_date
    group by 1, 2, 3

),

profiles as (

    select
        subscores.*,
        -- after silence only a part of the interest is left; what speaks against a lead stays whole
        case
            when subscores.earned_interest_points > 0 and idle_fades.keeps is not null
                then cast(round(subscores.earned_interest_points * idle_fades.keeps, 3) as {{ type_decimal(18, 3) }})
            else subscores.earned_interest_points
        end as interest_points,
        idle_fades.idle_days_at_least,
        idle_fades.keeps,
        scorecards.fit_max,
        scorecards.interest_max,
        subscores.fit_points + case when scorecards.has_bant_points then subscores.bant_points else 0 end as fit_with_bant_points
    from subscores
    inner join scorecards
        on subscores.scorecard_id = scorecards.scorecard_id
    left join last_activity
        on subscores.contact_id = last_activity.contact_id
        and subscores.as_of_date = last_activity.as_of_date
    left join idle_fades
        on subscores.scorecard_id = idle_fades.scorecard_id
        and last_activity.idle_days >= idle_fades.idle_days_at_least
        and last_activity.idle_days < idle_fades.idle_days_below

),

totals as (

    select
        *,
        case when fit_with_bant_points > fit_max then fit_max else fit_with_bant_points end as fit_total,
        case when interest_points > interest_max then interest_max else interest_points end as interest_total
    from profiles

),

scores as (

    select
        *,
        cast(round(fit_total + interest_total, 0) as integer) as rounded_total
    from totals

),

limited_scores as (

    select
        *,
        case when rounded_total < 0 then 0 when rounded_total > 100 then 100 else rounded_total end as score
    from scores

)

select
    limited_scores.scorecard_id,
    limited_scores.contact_id,
    limited_scores.as_of_date,
    limited_scores.fit_points,
    limited_scores.bant_points,
    limited_scores.earned_interest_points,
    limited_scores.idle_days_at_least,
    limited_scores.keeps,
    limited_scores.interest_points,
    limited_scores.fit_with_bant_points,
    limited_scores.fit_total,
    limited_scores.interest_total,
    limited_scores.rounded_total,
    limited_scores.score,
    score_bands.band
from limited_scores
inner join score_bands
    on limited_scores.score >= score_bands.at_least
    and (score_bands.below is null or limited_scores.score < score_bands.below)
