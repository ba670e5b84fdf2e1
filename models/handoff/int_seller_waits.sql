-- One row per active seller with leads that wait for it, alone or with others, and one (blank) for leads that no seller takes.
with

waiting_leads as (select * from {{ ref('int_waiting_leads') }}),

sellers as (select * from {{ ref('int_rep_capacity') }}),

possible_sellers as (

    select
        contact_id,
        waiting_since,
        rep_id
    from waiting_leads
    where rep_id is not null
    union all
    select
        waiting_leads.contact_id,
        waiting_leads.waiting_since,
        sellers.rep_id
    from waiting_leads
    inner join sellers
        on waiting_leads.country = sellers.country
    where waiting_leads.rep_id is null
    union all
    select
        waiting_leads.contact_id,
        waiting_leads.waiting_since,
        sellers.rep_id
    from waiting_leads
    cross join sellers
    where
        waiting_leads.rep_id is null
        and sellers.country is null

),

without_seller as (

    select
        waiting_leads.contact_id,
        waiting_leads.waiting_since,
        '' as rep_id
    from waiting_leads
    left join possible_sellers
        on waiting_leads.contact_id = possible_sellers.contact_id
    where possible_sellers.contact_id is null

),

waits as (

    select * from possible_sellers
    union all
    select * from without_seller

)

select
    rep_id,
    count(*) as waiting_leads,
    min(waiting_since) as waiting_since
from waits
group by 1
