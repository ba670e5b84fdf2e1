-- One row per attribute and value that a lead may have: what it is counted as, one spelling of a text or a quarter of the numbers.
with

attribute_values as (

    select
        attribute,
        value,
        plain_value,
        number_value,
        count(*) over (partition by attribute) as values_of_attribute,
        count(number_value) over (partition by attribute) as numbers_of_attribute
    from {{ ref('int_attribute_values') }}
    -- what names a person is no trait
    where attribute not in ({{ personal_attributes() }})

),

todays_attributes as (

    select attributes.*
    from {{ ref('int_lead_attributes') }} as attributes
    inner join {{ ref('int_scoring_moments') }} as moments
        on attributes.contact_id = moments.contact_id
        and attributes.as_of_date = moments.as_of_date
        and moments.is_today

),

-- an attribute is a number where nearly all its values are; ten or fewer numbers are categories
numbers as (

    select
        attribute,
        value,
        number_value
    from attribute_values
    where
        number_value is not null
        and numbers_of_attribute > 10
        and numbers_of_attribute >= 0.95 * values_of_attribute

),

counted_numbers as (

    select
        numbers.attribute,
        numbers.value,
        numbers.number_value,
        count(todays_attributes.contact_id) as leads
    from numbers
    left join todays_attributes
        on numbers.attribute = todays_attributes.attribute
        and numbers.value = todays_attributes.value
    group by numbers.attribute, numbers.value, numbers.number_value

),

-- how many of today's leads have a lower number: all up to the number, less those that have it
ranked as (

    select
        *,
        sum(leads) over (partition by attribute order by number_value)
        - sum(leads) over (partition by attribute, number_value) as lower_leads,
        sum(leads) over (partition by attribute) as all_leads
    from counted_numbers

),

-- the share of leads below a number says its quarter: below a quarter of them the first, and so on; the largest number of today has fewer
-- than all leads below it, and a larger one of the past goes with the fourth quarter
quarters as (

    select
        attribute,
        value,
        number_value,
        {{ least_of('floor(' ~ quotient('4 * lower_leads', 'all_leads') ~ ')', 3) }} as quarter
    from ranked

),

-- a quarter is named by the smallest and the largest number that it holds
edges as (

    select
        attribute,
        value,
        first_value(value) over (partition by attribute, quarter order by number_value asc, value asc) as smallest,
        first_value(value) over (partition by attribute, quarter order by number_value desc, value asc) as largest
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
