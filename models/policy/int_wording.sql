-- One row per phrase: the words for people in the language that the var `language` chooses.
with

wording as (

    select * from {{ ref('wording') }}
    where phrase is not null

)

-- a phrase that stands twice is a problem told in words, and these are the words
select
    phrase,
    max({{ localised('text') }}) as phrase_text
from wording
group by phrase
