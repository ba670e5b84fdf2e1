-- One row per phrase: the words for people in the language that the var `language` chooses.
with

wording as (

    select * from {{ ref('wording') }}

)

select
    phrase,
    coalesce({{ 'text_es' if var('language') == 'es' else 'text' }}, text) as phrase_text
from wording
