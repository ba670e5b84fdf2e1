-- One row per job title that the title list knows: its seniority and buying role.
-- depends_on: {{ ref('int_policy_problems') }}
with

attributes as (select * from {{ ref('int_known_attributes') }}),

title_roles as (select * from {{ policy_seed('title_roles') }}),

titles as (

    select distinct
        value as job_title,
        {{ plain_text('value') }} as plain_title
    from attributes
    where attribute = 'job_title'

),

alternatives as (

    select
        title_role_id,
        seniority,
        buying_role,
        {{ safe_number('priority') }} as priority,
        {{ alternatives('pattern') }} as pattern
    from title_roles

),

-- distinct, so that a pattern is made plain once and not once per title
patterns as (

    select distinct
        title_role_id,
        seniority,
        buying_role,
        priority,
        {{ plain_text('pattern') }} as pattern
    from alternatives
    where {{ plain_text('pattern') }} <> ''

),

ranked as (

    select
        titles.job_title,
        patterns.seniority,
        patterns.buying_role,
        row_number() over (partition by titles.job_title order by patterns.priority, patterns.title_role_id) as precedence_rank
    from titles
    inner join patterns
        on {{ is_like('titles.plain_title', 'patterns.pattern') }}

)

select
    job_title,
    seniority,
    buying_role
from ranked
where precedence_rank = 1
