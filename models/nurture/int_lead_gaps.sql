-- One row per contact scored today by the champion and gap (a BANT category, interest, data): the points that are missing there.
with

leads as (select * from {{ ref('int_champion_scores') }}),

maxima as (

    select * from {{ ref('int_scorecard_maxima') }}
    where subscore = 'bant'

),

criteria as (

    select * from {{ ref('int_criteria') }}
    where subscore = 'bant'

),

questions as (

    select * from {{ ref('int_open_questions') }}
    where subscore = 'fit'

),

settings as (select * from {{ ref('int_settings') }}),

most as (

    select
        scorecard_id,
        category,
        sum(max_points) as points
    from maxima
    where category in ('budget', 'authority', 'need', 'timeline')
    group by 1, 2

),

earned as (

    select
        leads.contact_id,
        criteria.category,
        sum(criterion_points.points) as points
    from leads
    inner join {{ ref('int_criterion_points') }} as criterion_points
        on leads.scorecard_id = criterion_points.scorecard_id
        and leads.contact_id = criterion_points.contact_id
        and leads.as_of_date = criterion_points.as_of_date
    inner join criteria
        on criterion_points.criterion = criteria.criterion
    group by 1, 2

),

letter_gaps as (

    select
        leads.contact_id,
        leads.fit_room,
        leads.has_bant_points,
        most.category as gap,
        most.points - {{ greatest_of('coalesce(earned.points, 0)', 0) }} as points
    from leads
    inner join most
        on leads.scorecard_id = most.scorecard_id
    left join earned
        on leads.contact_id = earned.contact_id
        and most.category = earned.category
    where leads.has_bant

)

select
    contact_id,
    gap,
    case when has_bant_points then {{ at_most('points', 'fit_room') }} else points end as points
from letter_gaps

union all

-- interest has no maximum worth reaching: the gap is counted up to the interest of an engaged lead
select
    leads.contact_id,
    'interest',
    {{ greatest_of(at_most('settings.engaged_at_least', 'leads.interest_max') ~ ' - leads.interest_total', 0) }}
from leads
cross join settings
where settings.engaged_at_least is not null

union all

-- one thing at a time, as with BANT: the unknown attribute worth most
select
    leads.contact_id,
    'data',
    coalesce(max(questions.points), 0)
from leads
left join questions
    on leads.contact_id = questions.contact_id
group by 1
