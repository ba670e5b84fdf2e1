-- One row per contact scored today by the champion with an open question worth a word: what is not known yet, in words.
with

questions as (select * from {{ ref('int_open_questions') }}),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

phrases as (

    select
        max(case when phrase = 'missing_separator' then phrase_text end) || ' ' as letter_separator,
        max(case when phrase = 'reason_separator' then phrase_text end) || ' ' as separator,
        max(case when phrase = 'missing_attribute' then phrase_text end) as unanswered,
        max(case when phrase = 'missing_more' then phrase_text end) as half_answered,
        max(case when phrase = 'reason_plain' then phrase_text end) as with_points,
        max(case when phrase = 'ask_attribute' then phrase_text end) as way_to_ask
    from wording

),

-- the questions are few, the leads that leave them open are many: words are looked up once per question
worded as (

    select
        questions.subscore,
        questions.question,
        questions.is_unanswered,
        questions.subscore = 'bant' and questions.is_unanswered and specific.phrase_text is not null as is_letter,
        coalesce(specific.phrase_text, {{ filled_in(
            'case when questions.is_unanswered then phrases.unanswered else phrases.half_answered end',
            {'attribute': "coalesce(names.phrase_text, replace(questions.question, '_', ' '))"},
        ) }}) as sentence,
        coalesce(ways_to_ask.phrase_text, {{ filled_in(
            'phrases.way_to_ask', {'attribute': "coalesce(names.phrase_text, replace(questions.question, '_', ' '))"},
        ) }}) as way_to_ask
    from (select distinct subscore, question, is_unanswered from questions) as questions
    cross join phrases
    left join wording as specific
        on questions.subscore = 'bant'
        and specific.phrase = case when questions.is_unanswered then 'missing_' else 'missing_more_' end || questions.question
    left join wording as ways_to_ask
        on questions.subscore = 'bant'
        and ways_to_ask.phrase = 'ask_' || questions.question
    left join wording as names
        on names.phrase = 'attribute_' || questions.question

),

ranked as (

    select
        questions.*,
        worded.is_letter,
        worded.sentence,
        worded.way_to_ask,
        row_number() over (
            partition by questions.contact_id, worded.is_letter
            order by questions.points desc, questions.question asc
        ) as letter_number,
        row_number() over (
            partition by questions.contact_id
            order by questions.points desc, questions.subscore asc, questions.question asc
        ) as size_rank
    from questions
    inner join worded
        on questions.subscore = worded.subscore
        and questions.question = worded.question
        and questions.is_unanswered = worded.is_unanswered

),

told as (

    select
        ranked.*,
        ranked.points > 0 and coalesce(ranked.size_rank <= settings.missing_at_most, true) as is_told
    from ranked
    cross join settings

)

select
    told.scorecard_id,
    told.contact_id,
    told.as_of_date,
    coalesce({{ joined_texts(
        "case when told.is_letter then case when told.letter_number > 1 then phrases.letter_separator else '' end || told.sentence end",
        "''",
        'order by told.size_rank'
    ) }}, '') as missing,
    coalesce({{ joined_texts(
        "case when told.is_told then case when told.size_rank > 1 then phrases.separator else '' end
            || " ~ filled_in('phrases.with_points', {'points': signed_points('told.points'), 'label': 'told.sentence'}) ~ " end",
        "''",
        'order by told.size_rank'
    ) }}, '') as missing_with_points,
    max(case when told.size_rank = 1 and told.is_told then told.way_to_ask end) as first_question
from told
cross join phrases
where told.is_letter or told.is_told
group by 1, 2, 3
{{ and_untouched('missing_answers', ref('int_past_moments'), [
    'scorecard_id', 'contact_id', 'as_of_date', 'missing', 'missing_with_points', 'first_question'
]) }}
