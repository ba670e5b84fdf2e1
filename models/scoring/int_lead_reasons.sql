-- One row per scorecard, contact and entry of today's ledger: what adds up to the score, with the words for it.
with

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

entries as (

    select ledger.*
    from {{ ref('int_lead_ledger') }} as ledger
    inner join moments
        on ledger.contact_id = moments.contact_id
        and ledger.as_of_date = moments.as_of_date

),

labels as (select * from {{ ref('int_entry_labels') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

number_labels as (
    {{ select_number_labels(ref('int_attribute_matches'), ref('int_rules'), policy_seed('behaviours'), ref('int_wording')) }}
),

-- rules whose reasons tell a number
numbered as (select distinct rule_id, attribute from number_labels),

fades as (
    {{ select_fade_labels('entries', ref('int_lead_totals'), ref('int_wording')) }}
),

told as (

    select
        entries.*,
        number_labels.label as told_label
    from entries
    inner join numbered
        on entries.rule_id = numbered.rule_id
    left join {{ ref('int_lead_attributes') }} as attributes
        on entries.contact_id = attributes.contact_id
        and entries.as_of_date = attributes.as_of_date
        and numbered.attribute = attributes.attribute
    left join number_labels
        on numbered.rule_id = number_labels.rule_id
        and attributes.value = number_labels.value
    union all
    select
        entries.*,
        fades.label as told_label
    from entries
    left join numbered
        on entries.rule_id = numbered.rule_id
    left join fades
        on entries.scorecard_id = fades.scorecard_id
        and entries.contact_id = fades.contact_id
        and entries.entry_key = fades.entry_key
    where numbered.rule_id is null

)

select
    told.scorecard_id,
    told.contact_id,
    told.entry_key,
    told.as_of_date,
    told.entry,
    told.subscore,
    told.criterion,
    told.rule_id,
    coalesce(told.told_label, labels.label) as label,
    told.events,
    told.last_event_date,
    told.points,
    scorecards.is_champion
from told
inner join scorecards
    on told.scorecard_id = scorecards.scorecard_id
left join labels
    on told.entry_key = labels.entry_key
