-- One row per lead scored today by the champion that is not on the call list: the one segment it is in, what is missing, what to do.
-- depends_on: {{ ref('published_runs') }}
with

publication as (select * from {{ ref('int_publication') }}),

leads as (select * from {{ ref('int_nurture_leads') }})

select
    cast(leads.contact_id as {{ dbt.type_string() }}) as contact_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(leads.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(leads.segment as {{ dbt.type_string() }}) as segment,
    cast(leads.segment_label as {{ dbt.type_string() }}) as segment_label,
    cast(leads.score as integer) as score,
    cast(leads.band as {{ dbt.type_string() }}) as band,
    cast(leads.missing as {{ dbt.type_string() }}) as missing,
    cast(leads.possible_points as {{ type_decimal(18, 3) }}) as possible_points,
    cast(leads.next_step as {{ dbt.type_string() }}) as next_step,
    cast(leads.waiting_since as date) as waiting_since,
    cast(leads.waits_until as date) as waits_until
from leads
cross join publication
