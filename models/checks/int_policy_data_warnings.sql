-- One row per policy seed (or raw table), line, column and warning that only the data can show.
with

lines as (select * from {{ ref('int_policy_lines') }}),

checks as (select * from {{ policy_seed('policy_checks') }}),

rule_warnings as (
    {{ select_rule_warnings(ref('int_rule_use'), ref('int_scored_leads'), ref('int_scoring_moments'), ref('int_covered_rules')) }}

),

event_types as (select distinct event_type from {{ ref('int_event_activities') }}),

attributes as (

    select distinct attributes.attribute
    from {{ ref('int_lead_attributes') }} as attributes
    inner join {{ ref('int_scoring_moments') }} as moments
        on attributes.contact_id = moments.contact_id
        and attributes.as_of_date = moments.as_of_date
    where moments.is_today

),

named as (

    select seed_name, line_number, row_key, rule_id, 'event_type' as column_name, event_type as value
    from lines
    -- a passive event type that never occurs does no harm
    where event_type is not null and seed_name not in ('passive_event_types', 'behaviours')
    union all
    select seed_name, line_number, row_key, rule_id, 'attribute', attribute
    from lines
    where seed_name in ('fit_rules', 'bant_rules', 'behaviour_rules', 'conditions', 'gates', 'personas', 'claims') and attribute is not null
    union all
    select seed_name, line_number, row_key, null, 'population_attribute', population_attribute
    from lines
    where population_attribute is not null

),

seen_counts as (select (select count(*) from event_types) as event_types, (select count(*) from attributes) as attributes),

-- without any data nothing can be said to be missing from it
seen as (

    select
        named.*,
        coalesce(event_types.event_type, attributes.attribute, behaviours.behaviour) is not null as is_seen,
        case named.column_name
            when 'event_type' then seen_counts.event_types > 0
            else seen_counts.attributes > 0
        end as has_data
    from named
    cross join seen_counts
    left join event_types
        on named.column_name = 'event_type'
        and named.value = event_types.event_type
    left join attributes
        on named.column_name <> 'event_type'
        and named.value = attributes.attribute
    -- a number that nobody has yet is none that is not delivered
    left join {{ policy_seed('behaviours') }}
        on named.column_name <> 'event_type'
        and named.value = behaviours.behaviour

)

{{ select_thousands(
    ref('stg_contacts'), ref('stg_accounts'), ref('stg_contact_attributes'), ref('stg_opportunities'), ref('stg_customers'),
    ref('int_events'), ref('int_event_activities'), policy_seed('attribute_types'), ref('int_attribute_conditions')
) }}

union all

{{ select_unused_data(
    ref('int_event_activities'), ref('int_events'), ref('int_identity_map'), ref('int_activity_patterns'),
    policy_seed('passive_event_types'), policy_seed('behaviours'),
    ref('int_contacts'), ref('int_waiting_leads'), ref('int_handoff_assignments'), ref('int_rep_capacity')
) }}

union all

{{ select_unlisted_grades('lines', ref('int_lead_attributes'), ref('int_attribute_values')) }}

union all

{{ select_gone_contacts(ref('int_run'), ref('int_identity_map'), ref('int_events')) }}

union all

select
    seed_name,
    line_number,
    row_key,
    column_name,
    value,
    case column_name when 'event_type' then 'unseen_event_type' else 'unseen_attribute' end as check_name,
    cast(null as {{ type_text() }}) as argument
from seen
where has_data and not is_seen

union all

-- rules on unseen event types were reported above
select
    seen.seed_name, seen.line_number, seen.row_key, 'rule_id', seen.rule_id, rule_warnings.check_name,
    cast(rule_warnings.leads as {{ type_text() }})
from seen
inner join rule_warnings
    on seen.rule_id = rule_warnings.rule_id
left join checks
    on seen.seed_name = checks.seed
    and rule_warnings.check_name = checks.check_name
where
    seen.is_seen
    and seen.has_data
    and seen.seed_name in ('fit_rules', 'bant_rules', 'behaviour_rules', 'interest_rules')
    and (rule_warnings.check_name <> 'always_fires' or rule_warnings.leads >= {{ safe_number('checks.argument') }})
