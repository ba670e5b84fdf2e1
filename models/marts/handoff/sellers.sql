-- One row per seller: who is in the feed, was handed a lead or owns one; without a name.
with

publication as (select * from {{ ref('int_publication') }}),

sales_reps as (select * from {{ ref('int_sales_reps') }}),

named as (

    select rep_id from sales_reps
    {{ union_distinct() }}
    select rep_id from {{ ref('int_handoffs') }}
    where rep_id is not null
    {{ union_distinct() }}
    select owner_id as rep_id from {{ ref('leads') }}
    where owner_id is not null

)

select
    cast(named.rep_id as {{ type_text() }}) as rep_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(sales_reps.territory as {{ type_text() }}) as territory,
    {{ places_left('sales_reps.weekly_capacity', '0') }} as weekly_capacity,
    cast(coalesce(sales_reps.is_active, false) as boolean) as is_active
from named
cross join publication
left join sales_reps
    on named.rep_id = sales_reps.rep_id
