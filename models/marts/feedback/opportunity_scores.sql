-- One row per scorecard, opportunity and contact: the score on the day before the opportunity was opened, and how it ended.
with

publication as (select * from {{ ref('int_publication') }}),

scores as (select * from {{ ref('int_opportunity_scores') }})

select
    cast(scores.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(scores.opportunity_id as {{ type_text() }}) as opportunity_id,
    cast(scores.contact_id as {{ type_text() }}) as contact_id,
    cast(scores.as_of_date as date) as as_of_date,
    cast(scores.score as integer) as score,
    cast(scores.band as {{ type_text() }}) as band,
    cast(scores.fit_total as {{ type_decimal(18, 3) }}) as fit_total,
    cast(scores.interest_total as {{ type_decimal(18, 3) }}) as interest_total,
    cast(scores.status as {{ type_text() }}) as status,
    cast(scores.closed_at as date) as closed_at,
    {{ to_decimal('scores.amount', 18, 2, kept=true) }} as amount,
    cast(scores.days_to_close as {{ type_decimal(18, 1) }}) as days_to_close,
    cast(scores.is_mature as boolean) as is_mature,
    cast(publication.as_of_date as date) as known_on,
    cast(publication.policy_version as {{ type_text() }}) as policy_version,
    cast(scores.is_champion as boolean) as is_champion
from scores
cross join publication
