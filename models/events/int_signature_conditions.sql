-- One row per signature, and interest rule or behaviour that its activities meet: pattern, range of the quantity, nothing that it excludes.
with

signatures as (

    select
        signature,
        min(activity_id) as activity_id
    from {{ ref('int_activity_classes') }}
    where signature is not null
    group by signature

),

matches as (

    select * from {{ ref('int_condition_activities') }}
    where purpose in ('rule', 'behaviour')

)

-- one activity stands for all of its signature
select
    signatures.signature,
    matches.purpose,
    matches.condition_id
from signatures
inner join matches
    on signatures.activity_id = matches.activity_id
group by signatures.signature, matches.purpose, matches.condition_id
having {{ is_whole_condition_met('matches') }}
