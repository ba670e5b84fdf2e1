-- One row per scoring moment and attribute: its value as known at that moment.
-- depends_on: {{ ref('int_policy_problems') }}
with

moments as (select * from {{ ref('int_scoring_moments') }}),

column_attributes as (select * from {{ ref('int_column_periods') }}),

journeys as (select * from {{ policy_seed('journeys') }}),

words as (
    {{ select_status_words(policy_seed('status_words'), 'email_status') }}

),

attribute_types as (select * from {{ policy_seed('attribute_types') }}),

-- attributes of the policy's typical leads, dated back from the as-of date
journey_attributes as (

    select
        {{ journey_lead('journeys.journey_id') }} as contact_id,
        journeys.name as attribute,
        -- a journey writes a date as days from the as-of date, so that it never ages
        case
            when attribute_types.value_type = 'date' and {{ safe_number('journeys.value') }} is not null
                then cast({{ days_after(as_of(), safe_number('journeys.value')) }} as {{ type_text() }})
            else journeys.value
        end as value,
        cast({{ days_after(as_of(), '-coalesce(' ~ safe_number('journeys.days_before') ~ ', 0)') }} as timestamp) as known_from,
        'declared' as origin
    from journeys
    left join attribute_types
        on journeys.name = attribute_types.attribute
    where journeys.kind = 'attribute' and journeys.value is not null

),

attribute_rows as (

    select contact_id, attribute, value, known_from, origin
    from {{ ref('stg_contact_attributes') }}
    where
        rejected_because is null
        and value is not null
        -- a behaviour is read from events alone
        and attribute not in (select behaviours.behaviour from {{ policy_seed('behaviours') }})
    union all
    select contact_id, attribute, value, known_from, origin
    from journey_attributes

),

owners as (select * from {{ ref('int_identity_map') }}),

candidates as (

    select
        moments.contact_id,
        moments.as_of_date,
        attribute_rows.attribute,
        attribute_rows.value,
        row_number() over (
            partition by moments.contact_id, moments.as_of_date, attribute_rows.attribute
            order by
                {{ origin_rank('attribute_rows.origin') }} asc, attribute_rows.known_from desc, attribute_rows.value desc
        ) as precedence_rank
    from moments
    inner join owners
        on moments.contact_id = owners.contact_id
        and {{ known_on('owners', 'moments') }}
    inner join attribute_rows
        on owners.source_contact_id = attribute_rows.contact_id
        and cast(attribute_rows.known_from as date) <= moments.as_of_date
    -- what the policy puts together itself nobody can state
    where
        not {{ asks_what_is_known('attribute_rows.attribute') }}
        and attribute_rows.attribute not in (select conditions.condition from {{ policy_seed('conditions') }})

),

told as (

    select contact_id, as_of_date, attribute, value
    from candidates
    where precedence_rank = 1

),

known as (

    select contact_id, as_of_date, attribute, value from told
    union all
    -- a column of the feed counts where no attribute row does
    select
        moments.contact_id,
        moments.as_of_date,
        column_attributes.attribute,
        column_attributes.value
    from moments
    inner join column_attributes
        on moments.contact_id = column_attributes.contact_id
        and {{ known_on('column_attributes', 'moments') }}
    left join told
        on moments.contact_id = told.contact_id
        and moments.as_of_date = told.as_of_date
        and column_attributes.attribute = told.attribute
    where told.contact_id is null

)

select
    known.contact_id,
    known.as_of_date,
    known.attribute,
    case when known.attribute = 'email_status' then coalesce(words.meaning, 'ok') else known.value end as value
from known
-- the words of few values are looked up, not of all
left join words
    on case when known.attribute = 'email_status' then {{ plain_text('known.value') }} end = words.plain_word
