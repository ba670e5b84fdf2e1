-- One row per scorecard and criterion: the most points that its rules can give a lead there (null = no limit).
with

rules as (

    select * from {{ ref('int_scorecard_rules') }}
    where points > 0 and coalesce(verdict, 'positive') in ('positive', 'acceptable')

),

criteria as (select * from {{ ref('int_criteria') }}),

-- of fit and BANT the strongest rule counts, of interest all rules, each up to its own limit
unlimited as (

    select
        scorecard_id,
        criterion,
        case
            when max(subscore) <> 'interest' then max(best_points)
            when count(max_points) = count(*) then sum(max_points)
        end as points
    from rules
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
