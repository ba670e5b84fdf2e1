-- One row per failure, kind of trait, trait and value that enough cases had: the contrast with what was won, and whether a rule knows it.
with

publication as (select * from {{ ref('int_publication') }}),

traits as (select * from {{ ref('int_failure_traits') }}),

scorecard_rules as (

    select scorecard_rules.*
    from {{ ref('int_scorecard_rules') }} as scorecard_rules
    inner join {{ ref('int_scorecards') }} as scorecards
        on scorecard_rules.scorecard_id = scorecards.scorecard_id
        and scorecards.is_champion

),

-- only rules with a condition: one that any known value meets says nothing about a single value
matched_values as (

    select distinct
        trait_values.attribute,
        trait_values.trait_value as value
    from {{ ref('int_attribute_matches') }} as matches
    inner join scorecard_rules
        on matches.condition_id = scorecard_rules.rule_id
        and matches.purpose = 'rule'
    inner join {{ ref('int_trait_values') }} as trait_values
        on matches.attribute = trait_values.attribute
        and matches.value = trait_values.value

),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

signs as (

    select
        traits.*,
        scorecard_rules.label,
        scorecard_rules.points,
        traits.trait_kind = 'rule' or matched_values.attribute is not null as has_rule
    from traits
    left join matched_values
        on traits.trait_kind = 'attribute'
        and traits.trait = matched_values.attribute
        and traits.value = matched_values.value
    left join scorecard_rules
        on traits.trait_kind = 'rule'
        and traits.trait = scorecard_rules.rule_id

)

select
    cast(signs.failure as {{ type_text() }}) as failure,
    cast(signs.trait_kind as {{ type_text() }}) as trait_kind,
    cast(signs.trait as {{ type_text() }}) as trait,
    cast(signs.value as {{ type_text() }}) as value,
    cast(publication.as_of_date as date) as as_of_date,
    cast(coalesce(signs.label, names.phrase_text, signs.trait) as {{ type_text() }}) as label,
    cast(signs.points as {{ type_decimal(18, 3) }}) as points,
    cast(signs.has_rule as boolean) as has_rule,
    cast(signs.cases_with as bigint) as failed_with,
    cast(signs.cases as bigint) as failed,
    cast(signs.others_with as bigint) as won_with,
    cast(signs.others as bigint) as won,
    {{ share_ratio_columns('signs') }},
    cast(signs.contrast as {{ type_text() }}) as contrast,
    -- fewer points, or the first ones, where it marks failures and does not yet count against the lead
    coalesce(signs.contrast = 'more' and (not signs.has_rule or signs.points > 0), false) as is_candidate,
    cast({{ filled_in('remarks.phrase_text', {'cases': 'signs.cases_with + signs.others_with'}) }} as {{ type_text() }}) as remark
from signs
cross join publication
cross join settings
left join wording as names
    on names.phrase = 'attribute_' || signs.trait
left join wording as remarks
    on remarks.phrase = coalesce(
        {{ sample_phrase('(signs.cases_with + signs.others_with)', 'settings') }},
        case
            when signs.contrast = 'more' and not signs.has_rule then 'failure_no_rule'
            when signs.contrast = 'more' and signs.points > 0 then 'failure_positive_rule'
            when signs.contrast = 'more' then 'failure_known'
            when signs.contrast = 'less' then 'failure_less'
            else 'failure_alike'
        end
    )
where signs.cases_with + signs.others_with >= settings.trait_cases_at_least
