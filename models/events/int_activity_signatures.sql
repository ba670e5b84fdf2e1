-- One row per activity that meets a pattern of a rule or behaviour: a number of the set of patterns that it meets. Few sets stand for all.
with

-- each pattern once, however many conditions use it: a number that is XORed twice is gone
matches as (

    select * from {{ ref('int_condition_activities') }}
    where
        purpose in ('rule', 'behaviour')
        and is_first_use

)

select
    activity_id,
    {{ signature_of('pattern_id') }} as signature
from matches
group by activity_id
