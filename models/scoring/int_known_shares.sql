-- One row per scorecard and moment shown (today, month ends): the share of the attributes named by fit and BANT rules that are known.
with

leads as (

    select scored_leads.*
    from {{ ref('int_scored_leads') }} as scored_leads
    inner join {{ ref('int_scoring_moments') }} as moments
        on scored_leads.moment_id = moments.moment_id
    where moments.is_history

),

attributes as (select * from {{ ref('int_lead_attributes') }}),

named_attributes as (

    select distinct
        scorecard_id,
        attribute
    from {{ ref('int_scorecard_rules') }}
    where
        subscore <> 'interest'
        -- what is read from events or put together says something of everybody
        and attribute not in (select behaviours.behaviour from {{ policy_seed('behaviours') }})
        and not {{ asks_what_is_known('attribute') }}
        and attribute not in (
            select conditions.group_id from {{ ref('int_attribute_conditions') }} as conditions
            where conditions.purpose = 'condition'
        )

),

named_counts as (

    select
        scorecard_id,
        count(*) as named
    from named_attributes
    group by 1

),

known_counts as (

    select
        leads.scorecard_id,
        leads.contact_id,
        leads.as_of_date,
        count(named_attributes.attribute) as known
    from leads
    left join attributes
        on leads.contact_id = attributes.contact_id
        and leads.as_of_date = attributes.as_of_date
    left join named_attributes
        on leads.scorecard_id = named_attributes.scorecard_id
        and attributes.attribute = named_attributes.attribute
    group by 1, 2, 3

)

select
    known_counts.scorecard_id,
    known_counts.contact_id,
    known_counts.as_of_date,
    -- null where the scorecard names no attribute
    cast(
        {{ rounded('cast(known_counts.known as ' ~ type_double() ~ ') / named_counts.named', 6) }} as {{ type_decimal(9, 6) }}
    ) as known_share
from known_counts
left join named_counts
    on known_counts.scorecard_id = named_counts.scorecard_id
