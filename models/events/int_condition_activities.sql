-- One row per purpose, condition, pattern of it and activity that meets it, in the data or in a typical lead's journey.
-- a view, so that a new day does not write the matches of all days
{{ config(materialized='view') }}

with

patterns as (select * from {{ ref('int_activity_patterns') }}),

matches as (select * from {{ ref('int_pattern_activities') }})

select
    patterns.purpose,
    patterns.condition_id,
    patterns.pattern_id,
    matches.activity_id
from matches
inner join patterns
    on matches.pattern_id = patterns.pattern_id
