-- One row per scorecard, grouping, value and number of days (0, and those after which one was won): the share of opportunities won by then.
with

publication as (select * from {{ ref('int_publication') }}),

cases as (

    select * from {{ ref('int_cases') }}
    where basis = 'opportunity'

),

case_groups as (

    select * from {{ ref('int_case_groups') }}
    where basis = 'opportunity' and {{ quoted_name('grouping') }} in ('all', 'band', 'fit_grade', 'interest_grade', 'grade')

),

scorecards as (select * from {{ ref('int_scorecards') }}),

-- what was lost stays among what is not won, up to today: left out from its end on, it would count as if it might still be won
watched as (

    select
        scorecard_id,
        case_id,
        coalesce(result = 'won', false) as is_won,
        case
            when result = 'won' then days_to_close
            else {{ time_between('started_on', as_of(), 'day') }}
        end as days
    from cases

),

grouped as (

    select
        watched.scorecard_id,
        case_groups.grouping as grouped_by,
        case_groups.value,
        watched.days,
        watched.is_won
    from watched
    inner join case_groups
        on watched.scorecard_id = case_groups.scorecard_id
        and watched.case_id = case_groups.case_id
    where watched.days >= 0

),

counts as (

    select scorecard_id, grouped_by, value, days, count(*) as cases, count(case when is_won then 1 end) as won from grouped
    group by 1, 2, 3, 4
    union all
    select scorecard_id, grouped_by, value, 0 as days, 0 as cases, 0 as won from grouped
    group by 1, 2, 3
    having min(days) > 0

),

risks as (

    select
        *,
        sum(cases) over (partition by scorecard_id, grouped_by, value order by days desc rows unbounded preceding) as at_risk,
        max(days) over (partition by scorecard_id, grouped_by, value) as watched_days
    from counts

),

-- E. L. Kaplan and P. Meier, JASA 53, 1958, with M. Greenwood's variance: shares that days leave open; null on a last day that leaves none
left_open as (

    select
        *,
        {{ logarithm(quotient('at_risk - won', 'at_risk')) }} as log_share,
        {{ quotient('won', 'cast(at_risk as ' ~ type_double() ~ ') * (at_risk - won)') }} as variance
    from risks
    where won > 0 or days = 0

),

sums as (

    select
        *,
        sum(won) over (
            partition by scorecard_id, grouped_by, value order by days asc rows between unbounded preceding and current row
        ) as won_so_far,
        log_share + coalesce(sum(log_share) over (
            partition by scorecard_id, grouped_by, value order by days asc rows between unbounded preceding and 1 preceding
        ), 0) as log_open,
        sum(variance) over (
            partition by scorecard_id, grouped_by, value order by days asc rows between unbounded preceding and current row
        ) as variance_so_far
    from left_open

)

select
    cast(sums.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(sums.grouped_by as {{ type_text() }}) as {{ quoted_name('grouping') }},
    cast(sums.value as {{ type_text() }}) as value,
    cast(sums.days as bigint) as days,
    cast(publication.as_of_date as date) as as_of_date,
    cast(sums.watched_days as bigint) as watched_days,
    cast(sums.at_risk as bigint) as at_risk,
    cast(sums.won_so_far as bigint) as won,
    {{ to_six_places('1 - coalesce(' ~ exponential('sums.log_open') ~ ', 0)') }} as won_share,
    {{ to_six_places(greenwood_bound('sums.log_open', 'sums.variance_so_far', '-')) }} as won_share_low,
    {{ to_six_places(greenwood_bound('sums.log_open', 'sums.variance_so_far', '+')) }} as won_share_high,
    cast(publication.policy_version as {{ type_text() }}) as policy_version,
    cast(coalesce(scorecards.is_champion, false) as boolean) as is_champion
from sums
cross join publication
left join scorecards
    on sums.scorecard_id = scorecards.scorecard_id
