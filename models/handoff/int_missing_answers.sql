-- One row per contact scored today by the champion with an open question: what is not known yet, in words.
with

questions as (

    select * from {{ ref('int_open_questions') }}

),

settings as (

    select * from {{ ref('int_settings') }}

),

wording as (

    select * from {{ ref('int_wording') }}

),

separators as (

    select
        max(case when phrase = 'missing_separator' then phrase_text end) || ' ' as of_letters,
        max(case when phrase = 'reason_separator' then phrase_text end) || ' ' as of_points,
        max(case when phrase = 'missing_attribute' then phrase_text end) as missing_attribute,
        max(case when phrase = 'reason_plain' then phrase_text end) as with_points
    from wording

),

worded as (

    select
        questions.*,
        letters.phrase_text is not null and questions.is_unanswered as is_letter,
        coalesce(letters.phrase_text, {{ filled_in(
            'separators.missing_attribute',
            {'attribute': "coalesce(names.phrase_text, replace(questions.question, '_', ' '))"},
        ) }}) as sentence
    from questions
    cross join separators
    left join wording as letters
        on questions.subscore = 'bant'
        and letters.phrase = 'missing_' || questions.question
    left join wording as names
        on names.phrase = 'attribute_' || questions.question

),

ranked as (

    select
        *,
        row_number() over (partition by contact_id, is_letter order by question) as letter_number,
        row_number() over (partition by contact_id order by points desc, subscore, question) as size_rank
    from worded

)

select
    ranked.scorecard_id,
    ranked.contact_id,
    ranked.as_of_date,
    coalesce({{ dbt.listagg(
        "case when ranked.is_letter
            then case when ranked.letter_number > 1 then separators.of_letters else '' end || ranked.sentence end",
        "''",
        'order by ranked.letter_number'
    ) }}, '') as missing,
    coalesce({{ dbt.listagg(
        "case when ranked.points > 0 and ranked.size_rank <= coalesce(settings.missing_at_most, ranked.size_rank)
            then case when ranked.size_rank > 1 then separators.of_points else '' end
                || " ~ filled_in('separators.with_points', {'points': signed_points('ranked.points'), 'label': 'ranked.sentence'}) ~ " end",
        "''",
        'order by ranked.size_rank'
    ) }}, '') as missing_with_points
from ranked
cross join separators
cross join settings
group by 1, 2, 3
