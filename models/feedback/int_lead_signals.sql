-- One row per signal about leads and their scores: its value with an interval, and the number of cases behind it.
with

leads as (select * from {{ ref('int_champion_scores') }}),

contacts as (select * from {{ ref('int_contacts') }}),

settings as (select * from {{ ref('int_settings') }}),

lowest_bands as (

    select band as lowest_band
    from {{ ref('int_score_bands') }}
    where at_least <= 0

),

new_leads as (

    select
        leads.contact_id,
        leads.band = lowest_bands.lowest_band as is_unqualified
    from leads
    inner join contacts
        on leads.contact_id = contacts.contact_id
    cross join settings
    cross join lowest_bands
    where contacts.created_on > {{ days_after('leads.as_of_date', '-settings.new_lead_days') }}

),

band_sizes as (

    select
        band,
        count(*) as leads,
        sum(count(*)) over () as all_leads
    from leads
    group by 1

),

largest_band as (

    select
        max(all_leads) as cases,
        {{ quotient('max(leads)', 'max(all_leads)') }} as value
    from band_sizes

)

{{ select_counted_signal('too_few_leads', 'count(*)', 'leads') }}

union all

{{ select_share_signal('unqualified', 'new_leads', 'is_unqualified') }}

union all

{{ select_nurturing_signal('leads') }}

union all

select 'one_band' as signal, cases, value, value as value_low, value as value_high
from largest_band
