-- One row: the date that parts what weights may learn from (before it) from what they are judged by (after it); null without outcomes.
with

opportunities as (

    select opportunities.*
    from {{ ref('int_resolved_opportunities') }} as opportunities
    inner join {{ ref('int_scorecards') }} as scorecards
        on opportunities.scorecard_id = scorecards.scorecard_id
        and scorecards.is_champion

),

days as (

    select
        opened_on,
        count(*) as opportunities
    from opportunities
    group by 1

),

shares as (

    select
        opened_on,
        opportunities,
        {{ quotient('sum(opportunities) over (order by opened_on rows unbounded preceding)', 'sum(opportunities) over ()') }} as share
    from days

)

select
    coalesce(sum(opportunities), 0) as opportunities,
    coalesce({{ day_setting('cut_date', var('cut_date'), true) }}, min(case when share >= 0.7 then opened_on end)) as cut_date
from shares
