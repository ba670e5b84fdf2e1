-- One row per contact scored today by the champion, fit or BANT criterion and attribute unknown of it: points that an answer could add.
with

leads as (select * from {{ ref('int_champion_scores') }}),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

-- a persona follows from other answers, a behaviour from events: nobody can be asked for it
scorecard_rules as (

    select * from {{ ref('int_scorecard_rules') }}
    where
        subscore <> 'interest'
        and attribute <> 'persona'
        and attribute not in (select behaviours.behaviour from {{ ref('behaviours') }} as behaviours)
        and points > 0
        and coalesce(verdict, 'positive') in ('positive', 'acceptable')

),

criteria as (select * from {{ ref('int_criteria') }}),

-- per criterion and attribute that its rules look at, the rule for the best answer
ranked as (

    select
        scorecard_rules.*,
        criteria.max_points as criterion_max_points,
        row_number() over (
            partition by scorecard_rules.criterion, scorecard_rules.attribute
            order by scorecard_rules.best_points desc, scorecard_rules.rule_id asc
        ) as strength_rank
    from scorecard_rules
    inner join scorecards
        on scorecard_rules.scorecard_id = scorecards.scorecard_id
    inner join criteria
        on scorecard_rules.criterion = criteria.criterion
    where scorecard_rules.subscore <> 'bant' or scorecards.has_bant_veto

),

attributes as (select * from {{ ref('int_lead_attributes') }}),

hits as (

    select
        hits.scorecard_id,
        hits.contact_id,
        hits.as_of_date,
        hits.criterion,
        min(hits.rule_id) as rule_id,
        sum(hits.points) as points
    from {{ ref('int_fit_bant_hits') }} as hits
    where hits.is_strongest
    group by 1, 2, 3, 4

),

unknown_attributes as (

    select
        ranked.*,
        leads.contact_id,
        leads.as_of_date
    from leads
    inner join ranked
        on leads.scorecard_id = ranked.scorecard_id
    left join attributes
        on leads.contact_id = attributes.contact_id
        and leads.as_of_date = attributes.as_of_date
        and ranked.attribute = attributes.attribute
    where ranked.strength_rank = 1 and attributes.attribute is null

),

-- where only the strongest answer to a criterion counts, a new one adds the points by which it beats the present one
gains as (

    select
        unknown_attributes.scorecard_id,
        unknown_attributes.contact_id,
        unknown_attributes.as_of_date,
        unknown_attributes.subscore,
        unknown_attributes.category,
        unknown_attributes.criterion,
        unknown_attributes.attribute,
        unknown_attributes.rule_id,
        case
            when unknown_attributes.counts_strongest
                then {{ limited('unknown_attributes.best_points', 'unknown_attributes.criterion_max_points') }}
            else {{ limited('(unknown_attributes.best_points + coalesce(hits.points, 0))', 'unknown_attributes.criterion_max_points') }}
        end
        - coalesce({{ limited('hits.points', 'unknown_attributes.criterion_max_points') }}, 0) as points
    from unknown_attributes
    left join hits
        on unknown_attributes.scorecard_id = hits.scorecard_id
        and unknown_attributes.contact_id = hits.contact_id
        and unknown_attributes.as_of_date = hits.as_of_date
        and unknown_attributes.criterion = hits.criterion
    where
        hits.rule_id is null
        or not unknown_attributes.counts_strongest
        or unknown_attributes.best_points > abs(hits.points)
        or (unknown_attributes.best_points = abs(hits.points) and unknown_attributes.rule_id < hits.rule_id)

)

select *
from gains
where points > 0
