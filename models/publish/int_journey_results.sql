-- One row per journey: the band that the champion gives the typical lead, the band agreed, and the ledger.
{{ config(post_hook="{{ stop_on_sentences(this, 'A journey ends in a band that was not agreed; nothing was published.') }}") }}

with

journeys as (

    select
        journey_id,
        min(expected_band) as expected_band
    from {{ policy_seed('journeys') }}
    group by 1

),

champion as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

scores as (

    select * from {{ ref('int_lead_scores') }}

),

ledger as (

    select * from {{ ref('int_lead_ledger') }}

),

labels as (

    select * from {{ ref('int_entry_labels') }}

),

wording as (

    select * from {{ ref('int_wording') }}

),

ledgers as (

    select
        ledger.contact_id,
        {{ joined_texts(
            "labels.label || ' ' || " ~ exact_points('ledger.points'), "', '", 'order by abs(ledger.points) desc, ledger.entry_key asc'
        ) }} as entries
    from ledger
    inner join champion
        on ledger.scorecard_id = champion.scorecard_id
    inner join journeys
        on ledger.contact_id = {{ journey_lead('journeys.journey_id') }}
    inner join labels
        on ledger.entry_key = labels.entry_key
    group by 1

),

results as (

    select
        journeys.journey_id,
        journeys.expected_band,
        scores.band,
        scores.score,
        coalesce(ledgers.entries, '') as entries
    from journeys
    cross join champion
    left join scores
        on champion.scorecard_id = scores.scorecard_id
        and {{ journey_lead('journeys.journey_id') }} = scores.contact_id
    left join ledgers
        on {{ journey_lead('journeys.journey_id') }} = ledgers.contact_id

)

select
    results.journey_id,
    results.expected_band,
    results.band,
    results.score,
    results.entries,
    case
        when results.band is null or results.band <> results.expected_band
            then {{ filled_in(
                'wording.phrase_text',
                {
                    'expected': 'results.expected_band',
                    'band': 'results.band',
                    'score': 'results.score',
                    'ledger': 'results.entries',
                    'journey': 'results.journey_id',
                },
            ) }}
    end as sentence
from results
left join wording
    on wording.phrase = 'journey_in_wrong_band'
