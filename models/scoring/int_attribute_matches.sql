-- One row per attribute, value and condition that the value meets.
with

attribute_values as (select * from {{ ref('int_attribute_values') }}),

stated as (select * from {{ ref('int_attribute_conditions') }}),

alternatives as (

    select
        *,
        'pattern' as part,
        {{ alternatives("coalesce(pattern, '%')") }} as alternative
    from stated{{ each_alternative("coalesce(pattern, '%')") }}
    union all
    select
        *,
        'excludes' as part,
        {{ alternatives('excludes') }} as alternative
    from stated{{ each_alternative('excludes') }}
    where excludes is not null

),

-- one row per condition and alternative of its pattern, or of what it excludes
conditions as (

    select distinct
        purpose,
        condition_id,
        group_id,
        rows_needed,
        attribute,
        part,
        {{ plain_text('alternative') }} as pattern,
        case when part = 'pattern' then at_least end as at_least,
        case when part = 'pattern' then below end as below
    from alternatives
    where {{ plain_text('alternative') }} <> ''

),

met as (

    select
        attribute_values.attribute,
        attribute_values.value,
        attribute_values.number_value,
        conditions.purpose,
        conditions.condition_id,
        conditions.group_id,
        conditions.rows_needed,
        conditions.part
    from attribute_values
    inner join conditions
        on {{ meets('attribute_values', 'conditions') }}

)

select
    attribute,
    value,
    number_value,
    purpose,
    condition_id,
    group_id,
    rows_needed
from met
group by 1, 2, 3, 4, 5, 6, 7
having count(case when part = 'excludes' then 1 end) = 0
