-- One row per activity that meets a pattern of a rule: a number of the set of patterns that it meets. Few sets stand for all activities.
with

-- each pattern once, however many rules use it: a number that is XORed twice is gone
matches as (

    select * from {{ ref('int_condition_activities') }}
    where
        purpose = 'rule'
        and is_first_use

)

select
    activity_id,
    bit_xor(pattern_id) as signature
from matches
group by activity_id
