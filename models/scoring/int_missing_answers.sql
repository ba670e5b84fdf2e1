-- One row per scorecard and lead of today with a BANT letter that no answer speaks to: the open questions in words.
with

leads as (

    select * from {{ ref('int_lead_scores_today') }}

),

hits as (

    select distinct
        scorecard_id,
        contact_id,
        as_of_date,
        category
    from {{ ref('int_profile_hits') }}
    where subscore = 'bant'

),

letters as (

    select distinct
        scorecard_rules.scorecard_id,
        scorecard_rules.category,
        wording.phrase_text
    from {{ ref('int_scorecard_rules') }} as scorecard_rules
    inner join {{ ref('int_wording') }} as wording
        on wording.phrase = 'missing_' || scorecard_rules.category
    where scorecard_rules.subscore = 'bant'

),

open_questions as (

    select
        leads.scorecard_id,
        leads.contact_id,
        leads.as_of_date,
        letters.phrase_text,
        row_number() over (
            partition by leads.scorecard_id, leads.contact_id, leads.as_of_date
            order by letters.category
        ) as question_number
    from leads
    inner join letters
        on leads.scorecard_id = letters.scorecard_id
    left join hits
        on leads.scorecard_id = hits.scorecard_id
        and leads.contact_id = hits.contact_id
        and leads.as_of_date = hits.as_of_date
        and letters.category = hits.category
    where hits.category is null

),

separators as (

    select phrase_text || ' ' as separator
    from {{ ref('int_wording') }}
    where phrase = 'missing_separator'

)

select
    open_questions.scorecard_id,
    open_questions.contact_id,
    open_questions.as_of_date,
    {{ dbt.listagg(
        "case when open_questions.question_number > 1 then separators.separator else '' end || open_questions.phrase_text",
        "''",
        'order by open_questions.question_number'
    ) }} as missing
from open_questions
cross join separators
group by 1, 2, 3
