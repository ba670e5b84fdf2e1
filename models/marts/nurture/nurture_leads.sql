-- One row per lead scored today by the champion that is not on the call list: the one segment it is in, what is missing, what to do.
-- depends_on: {{ ref('published_runs') }}
with

publication as (select * from {{ ref('int_publication') }}),

leads as (select * from {{ ref('int_nurture_leads') }})

select
    cast(leads.contact_id as {{ type_text() }}) as contact_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(leads.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(leads.segment as {{ type_text() }}) as segment,
    cast(leads.segment_label as {{ type_text() }}) as segment_label,
    cast(leads.score as integer) as score,
    cast(leads.band as {{ type_text() }}) as band,
    cast(leads.missing as {{ type_text() }}) as missing,
    cast(leads.possible_points as {{ type_decimal(18, 3) }}) as possible_points,
    cast(leads.next_step as {{ type_text() }}) as next_step,
    cast(leads.waiting_since as date) as waiting_since,
    cast(leads.waits_until as date) as waits_until
from leads
cross join publication
