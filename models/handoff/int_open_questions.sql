-- One row per contact scored today by the champion and open question (BANT category or unknown fit attribute): what an answer could add.
with

leads as (select * from {{ ref('int_champion_scores') }}),

gains as (select * from {{ ref('int_answer_gains') }}),

hits as (

    select distinct
        leads.contact_id,
        profile_hits.category
    from leads
    inner join {{ ref('int_fit_bant_hits') }} as profile_hits
        on leads.scorecard_id = profile_hits.scorecard_id
        and leads.contact_id = profile_hits.contact_id
        and leads.as_of_date = profile_hits.as_of_date
    where profile_hits.subscore = 'bant'

),

letters as (

    select distinct
        scorecard_id,
        category
    from {{ ref('int_scorecard_rules') }}
    where subscore = 'bant'

),

-- attributes of one criterion are answers to the same question: the best one counts
letter_gains as (

    select
        contact_id,
        category,
        sum(points) as points
    from (
        select contact_id, category, criterion, max(points) as points
        from gains
        where subscore = 'bant'
        group by 1, 2, 3
    ) as criterion_gains
    group by 1, 2

),

attribute_gains as (

    select
        contact_id,
        attribute,
        sum(points) as points
    from gains
    where subscore = 'fit'
    group by 1, 2

),

questions as (

    select
        leads.contact_id,
        'bant' as subscore,
        letters.category as question,
        coalesce(letter_gains.points, 0) as points,
        hits.category is null as is_unanswered
    from leads
    inner join letters
        on leads.scorecard_id = letters.scorecard_id
    left join letter_gains
        on leads.contact_id = letter_gains.contact_id
        and letters.category = letter_gains.category
    left join hits
        on leads.contact_id = hits.contact_id
        and letters.category = hits.category
    where
        leads.has_bant
        and (hits.category is null or letter_gains.points is not null)
    union all
    select contact_id, 'fit', attribute, points, true
    from attribute_gains

)

select
    leads.scorecard_id,
    leads.contact_id,
    leads.as_of_date,
    questions.subscore,
    questions.question,
    questions.is_unanswered,
    cast(case
        when questions.subscore = 'fit' or leads.has_bant_points then {{ at_most('questions.points', 'leads.fit_room') }}
        else questions.points
    end as {{ type_decimal(18, 3) }}) as points
from leads
inner join questions
    on leads.contact_id = questions.contact_id
