-- One row per activity that meets a pattern of a rule: a number of the set of patterns that it meets. Few sets stand for all activities.
with

matches as (select * from {{ ref('int_pattern_activities') }}),

rule_patterns as (

    select distinct pattern_id
    from {{ ref('int_activity_patterns') }}
    where purpose = 'rule'

)

select
    matches.activity_id,
    bit_xor(matches.pattern_id) as signature
from matches
inner join rule_patterns
    on matches.pattern_id = rule_patterns.pattern_id
group by matches.activity_id
