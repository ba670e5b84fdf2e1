-- One row per attribute and value of today's leads and of cases: what it is counted as, one spelling of a text or a quarter of the numbers.
with

attributes as (select * from {{ ref('int_lead_attributes') }}),

-- today's leads, and those of cases as known at their moments
looked_at as (

    select contact_id, as_of_date, true as is_today from {{ ref('int_scoring_moments') }}
    where is_today
    union all
    select distinct contact_id, as_of_date, false as is_today from {{ ref('int_cases') }}

),

seen as (

    select
        attributes.attribute,
        attributes.value,
        count(case when looked_at.is_today then 1 end) as leads
    from attributes
    inner join looked_at
        on attributes.contact_id = looked_at.contact_id
        and attributes.as_of_date = looked_at.as_of_date
    -- what names a person is no trait
    where attributes.attribute not in ({{ personal_attributes() }})
    group by attributes.attribute, attributes.value

),

attribute_values as (

    select
        seen.attribute,
        seen.value,
        seen.leads,
        attribute_values.plain_value,
        attribute_values.number_value,
        count(*) over (partition by seen.attribute) as values_of_attribute,
        count(attribute_values.number_value) over (partition by seen.attribute) as numbers_of_attribute
    from seen
    inner join {{ ref('int_attribute_values') }} as attribute_values
        on seen.attribute = attribute_values.attribute
        and seen.value = attribute_values.value

),

-- an attribute is a number where nearly all its values are; ten or fewer numbers are categories
numbers as (

    select
        attribute,
        value,
        number_value,
        leads,
        sum(leads) over (partition by attribute order by number_value, value rows unbounded preceding) - leads as leads_before
    from attribute_values
    where
        number_value is not null
        and numbers_of_attribute > 10
        and numbers_of_attribute >= 0.95 * values_of_attribute

),

-- how many of today's leads have a lower number: those before the first value of the same number
ranked as (

    select
        *,
        min(leads_before) over (partition by attribute, number_value) as lower_leads,
        sum(leads) over (partition by attribute) as all_leads
    from numbers

),

-- the share of leads below a number says its quarter: below a quarter of them the first, and so on; the largest number of today has fewer
-- than all leads below it, and a larger one of the past goes with the fourth quarter
quarters as (

    select
        attribute,
        value,
        number_value,
        cast({{ least_of('floor(' ~ quotient('4 * lower_leads', 'all_leads') ~ ')', 3) }} as integer) as quarter
    from ranked

),

-- a quarter is named by the smallest and the largest number that it holds
edges as (

    select
        attribute,
        value,
        first_value(value) over (
            partition by attribute, quarter order by number_value asc, value asc rows unbounded preceding
        ) as smallest,
        first_value(value) over (
            partition by attribute, quarter order by number_value desc, value asc rows unbounded preceding
        ) as largest
    from quarters

)

select
    attribute_values.attribute,
    attribute_values.value,
    case
        when edges.smallest = edges.largest then edges.smallest
        when edges.smallest is not null then edges.smallest || ' … ' || edges.largest
        else min(attribute_values.value) over (partition by attribute_values.attribute, attribute_values.plain_value)
    end as trait_value
from attribute_values
left join edges
    on attribute_values.attribute = edges.attribute
    and attribute_values.value = edges.value
