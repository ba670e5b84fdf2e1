-- One row per kind of ledger entry (rule, criterion limit, idle fade, subscore limit, scale limit, rounding): what a person reads.
with

rules as (select * from {{ ref('int_rules') }}),

criteria as (select * from {{ ref('int_criteria') }}),

wording as (select * from {{ ref('int_wording') }}),

labels as (

    select
        'rule' as entry,
        criteria.subscore,
        rules.criterion,
        rules.rule_id,
        rules.label
    from rules
    inner join criteria
        on rules.criterion = criteria.criterion
    union all
    select
        'criterion_limit' as entry,
        criteria.subscore,
        criteria.criterion,
        null as rule_id,
        {{ filled_in('wording.phrase_text', {'criterion': 'criteria.criterion'}) }} as label
    from criteria
    inner join wording
        on wording.phrase = 'criterion_limit'
    union all
    select
        'subscore_limit' as entry,
        replace(phrase, 'subscore_limit_', '') as subscore,
        null as criterion,
        null as rule_id,
        phrase_text as label
    from wording
    where phrase in ('subscore_limit_fit', 'subscore_limit_interest')
    union all
    select
        phrase as entry,
        case when phrase = 'idle_fade' then 'interest' end as subscore,
        null as criterion,
        null as rule_id,
        phrase_text as label
    from wording
    where phrase in ('idle_fade', 'scale_limit', 'rounding')

)

select
    {{ entry_key() }} as entry_key,
    label
from labels
