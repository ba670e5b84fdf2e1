-- One row per claim: what outcomes say of it (champion), and how often those with and without the thing that it is about were won.
with

publication as (select * from {{ ref('int_publication') }}),

claims as (select * from {{ policy_seed('claims') }}),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

measures as (

    select measures.*
    from {{ ref('int_rule_measures') }} as measures
    inner join scorecards
        on measures.scorecard_id = scorecards.scorecard_id

),

-- what claims are judged by is what rules learn from
opportunities as (

    select resolved.*
    from {{ ref('int_resolved_opportunities') }} as resolved
    inner join scorecards
        on resolved.scorecard_id = scorecards.scorecard_id
    inner join {{ ref('int_period_opportunities') }} as periods
        on resolved.scorecard_id = periods.scorecard_id
        and resolved.opportunity_id = periods.opportunity_id
        and periods.period = 'before'

),

attributes as (select * from {{ ref('int_lead_attributes') }}),

matches as (

    select * from {{ ref('int_attribute_matches') }}
    where purpose = 'claim'

),

rules as (select * from {{ ref('int_rules') }}),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

-- whose attribute meets the pattern is compared with whom it is known of: more is known of customers than of others
strata as (

    select
        claims.claim_id,
        count(case when opportunities.is_won and matches.condition_id is not null then 1 end) as won_with,
        count(case when not opportunities.is_won and matches.condition_id is not null then 1 end) as lost_with,
        count(case when opportunities.is_won and matches.condition_id is null then 1 end) as won_without,
        count(case when not opportunities.is_won and matches.condition_id is null then 1 end) as lost_without
    from claims
    cross join opportunities
    left join attributes
        on opportunities.contact_id = attributes.contact_id
        and opportunities.as_of_date = attributes.as_of_date
        and claims.attribute = attributes.attribute
    left join matches
        on claims.claim_id = matches.condition_id
        and attributes.value = matches.value
    where
        claims.attribute is not null
        and (claims.pattern is null or attributes.attribute is not null)
    group by 1

),

odds as (

    select rule_id, null as claim_id, leads_with, won_with, leads_without, won_without, log_odds, log_odds_low, log_odds_high, stands_out
    from measures
    union all
    select null, claim_id, leads_with, won_with, leads_without, won_without, log_odds, log_odds_low, log_odds_high, stands_out
    from ({{ select_odds('strata', ['claim_id']) }}) as attribute_odds

),

judged as (

    {{ select_claims_judged('claims', 'odds', 'settings') }}

)

select
    cast(judged.claim_id as {{ type_text() }}) as claim_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(judged.said_by as {{ type_text() }}) as said_by,
    cast({{ safe_timestamp('judged.said_on') }} as date) as said_on,
    cast(judged.rule_id as {{ type_text() }}) as rule_id,
    cast(judged.attribute as {{ type_text() }}) as attribute,
    cast(judged.pattern as {{ type_text() }}) as pattern,
    cast(coalesce(rules.label, names.phrase_text, judged.attribute) as {{ type_text() }}) as label,
    cast(judged.says as {{ type_text() }}) as says,
    cast(judged.why as {{ type_text() }}) as why,
    cast(judged.verdict as {{ type_text() }}) as verdict,
    {{ claim_measure_columns('judged') }},
    cast(publication.policy_version as {{ type_text() }}) as policy_version
from judged
cross join publication
left join rules
    on judged.rule_id = rules.rule_id
left join wording as names
    on names.phrase = 'attribute_' || judged.attribute
