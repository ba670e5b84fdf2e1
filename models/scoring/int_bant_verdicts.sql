-- One row per scorecard and scoring moment: the BANT verdict of all matching BANT rules, also those that are not the strongest.
with

totals as (select * from {{ ref('int_lead_totals') }}),

hits as (

    select * from {{ ref('int_profile_hits') }}
    where subscore = 'bant'

),

scorecards as (select * from {{ ref('int_scorecards') }}),

answers as (

    select
        scorecard_id,
        contact_id,
        as_of_date,
        max(case when verdict = 'veto' then 1 else 0 end) as vetoes,
        max(case when verdict = 'negative' then 1 else 0 end) as negatives,
        count(distinct case
            when verdict = 'positive' and category in ('budget', 'authority', 'need', 'timeline') then category
        end) as positive_letters
    from hits
    group by 1, 2, 3

)

select
    totals.scorecard_id,
    totals.contact_id,
    totals.as_of_date,
    case
        when answers.vetoes = 1 then 'veto'
        when answers.negatives = 1 then 'negative'
        when totals.bant_points < scorecards.bant_at_least then 'unproven'
        when answers.positive_letters = 4 then 'positive'
        else 'acceptable'
    end as bant_verdict
from totals
inner join scorecards
    on totals.scorecard_id = scorecards.scorecard_id
left join answers
    on totals.scorecard_id = answers.scorecard_id
    and totals.contact_id = answers.contact_id
    and totals.as_of_date = answers.as_of_date
