-- One row per contact scored today by the champion and open question (BANT category or unknown fit attribute): what an answer could add.
with

publication as (select * from {{ ref('int_publication') }}),

questions as (select * from {{ ref('int_open_questions') }})

select
    cast(questions.contact_id as {{ type_text() }}) as contact_id,
    cast(questions.subscore as {{ type_text() }}) as subscore,
    cast(questions.question as {{ type_text() }}) as question,
    cast(publication.as_of_date as date) as as_of_date,
    cast(questions.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(questions.is_unanswered as boolean) as is_unanswered,
    cast(questions.points as {{ type_decimal(18, 3) }}) as points
from questions
cross join publication
