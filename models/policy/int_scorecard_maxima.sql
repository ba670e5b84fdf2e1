-- One row per scorecard and criterion: the most points that its rules can give a lead there (null = no limit).
with

rules as (

    select * from {{ ref('int_scorecard_rules') }}
    where points > 0 and coalesce(verdict, 'positive') in ('positive', 'acceptable')

),

criteria as (select * from {{ ref('int_criteria') }}),

-- of rules that answer one question the strongest counts: of one behaviour, and of a criterion that does not add its rules up
questions as (

    select
        scorecard_id,
        criterion,
        case
            when counts_strongest then criterion
            when subscore = 'interest' and attribute is not null then attribute
            else rule_id
        end as question,
        -- events earn again and again, up to the rule's own limit
        case
            when count(case when attribute is null and max_points is null then 1 end) = 0
                then max(case when attribute is null then max_points else best_points end)
        end as points
    from rules
    group by 1, 2, 3

),

unlimited as (

    select
        scorecard_id,
        criterion,
        case when count(points) = count(*) then sum(points) end as points
    from questions
    group by 1, 2

)

select
    unlimited.scorecard_id,
    criteria.subscore,
    criteria.category,
    criteria.criterion,
    {{ at_most('unlimited.points', 'criteria.max_points') }} as max_points
from unlimited
inner join criteria
    on unlimited.criterion = criteria.criterion
