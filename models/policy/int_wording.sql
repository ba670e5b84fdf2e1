-- One row per phrase: the words for people in the language that the var `language` chooses.
with

wording as (

    select * from {{ policy_seed('wording') }}
    where phrase is not null

)

-- a phrase that stands twice is a problem, but one that must still be told in words: the larger text wins
select
    phrase,
    max({{ localised('text') }}) as phrase_text
from wording
group by phrase
