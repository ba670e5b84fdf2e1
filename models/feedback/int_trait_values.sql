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
    where attribute not in ('full_name', 'email', 'phone')

),

todays_attributes as (

    select attributes.*
    from {{ ref('int_lead_attributes') }} as attributes
    inner join {{ ref('int_scoring_moments') }} as moments
        on attributes.contact_id = moments.contact_id
        and attributes.as_of_date = moments.as_of_date
        and moments.is_today

),

-- a few numbers are categories
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

places as (

    select
        *,
        sum(leads) over (partition by attribute order by number_value) as leads_up_to,
        sum(leads) over (partition by attribute, number_value) as leads_with,
        sum(leads) over (partition by attribute) as all_leads
    from counted_numbers

),

quarters as (

    select
        attribute,
        value,
        number_value,
        -- nobody is above the largest of today, and whoever was then goes with the fourth quarter
        least(floor({{ quotient('4 * (leads_up_to - leads_with)', 'all_leads') }}), 3) as quarter
    from places

),

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
