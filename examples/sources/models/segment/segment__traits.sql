-- One row per user, trait and call that told another value than the call before it; is_newest = the last that is known.
{%- set traits = ['email', 'full_name', 'phone', 'job_title', 'country', 'employee_count'] %}
with

identifies as (

    select * from {{ ref('segment__identifies') }}

),

-- a call tells some traits: what it does not tell has not changed
told as (

    {%- for trait in traits %}
    select
        contact_id,
        '{{ trait }}' as trait,
        {{ trait }} as value,
        min(identified_at) as known_from
    from identifies
    where {{ trait }} is not null
    group by contact_id, {{ trait }}, identified_at
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

changes as (

    select
        *,
        lag(value) over (partition by contact_id, trait order by known_from, value) as value_before,
        row_number() over (partition by contact_id, trait order by known_from desc, value desc) = 1 as is_newest
    from told

)

select
    contact_id,
    trait,
    value,
    known_from,
    is_newest
from changes
where
    value_before is null
    or value_before <> value
    or is_newest
