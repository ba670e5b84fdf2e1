-- One row per journey step that tells an attribute: an attribute row of a typical lead, dated back from the as-of date.
-- depends_on: {{ ref('int_policy_problems') }}
with

journeys as (

    select * from {{ ref('journeys') }}
    where kind = 'attribute'

),

attribute_types as (select * from {{ ref('attribute_types') }})

select
    {{ journey_lead('journeys.journey_id') }} as contact_id,
    journeys.name as attribute,
    -- a date of a journey is written as days from the as-of date, so that it never ages
    case
        when attribute_types.value_type = 'date' and {{ safe_number('journeys.value') }} is not null
            then cast({{ days_after(as_of(), safe_number('journeys.value')) }} as {{ dbt.type_string() }})
        else journeys.value
    end as value,
    cast({{ days_after(as_of(), '-coalesce(' ~ safe_number('journeys.days_before') ~ ', 0)') }} as timestamp) as known_from,
    'declared' as origin,
    {{ safe_number('journeys.step') }} as step
from journeys
left join attribute_types
    on journeys.name = attribute_types.attribute
where journeys.value is not null
