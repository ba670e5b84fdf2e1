-- One row per interest rule and distinct activity of the data that it meets, whether or not a stronger rule does too.
-- a view, so that a new day does not write the matches of all days
{{ config(materialized='view') }}

with

matches as (select * from {{ ref('int_activity_matches') }}),

patterns as (

    select * from {{ ref('int_activity_patterns') }}
    where purpose = 'rule'

)

select
    patterns.condition_id as rule_id,
    matches.activity_id
from matches
inner join patterns
    on matches.pattern_id = patterns.pattern_id
group by patterns.condition_id, matches.activity_id
having {{ is_whole_condition_met('patterns') }}
