-- One row per rule that can never earn: wherever it is on, a stronger rule holds whenever it does; covered_by is one such rule.
with

rules as (select * from {{ ref('int_rules') }}),

scorecard_rules as (

    select
        *,
        {{ greatest_of('abs(points)', 'abs(coalesce(points_to, points))') }} as most,
        {{ least_of('abs(points)', 'abs(coalesce(points_to, points))') }} as least
    from {{ ref('int_scorecard_rules') }}

),

alternatives as (

    select
        rule_id,
        coalesce('attribute ' || attribute, 'event ' || event_type) as subject,
        property,
        excludes,
        at_least,
        below,
        -- an interest rule without a property ignores text
        {{ alternatives("coalesce(case when attribute is not null or property is not null then pattern end, '%')") }} as alternative
    from rules
    {{ each_alternative("coalesce(case when attribute is not null or property is not null then pattern end, '%')") }}

),

conditions as (

    select distinct
        rule_id,
        subject,
        property,
        excludes,
        at_least,
        below,
        {{ plain_text('alternative') }} as pattern
    from alternatives
    where {{ plain_text('alternative') }} <> ''

),

condition_counts as (

    select
        rule_id,
        count(*) as conditions
    from conditions
    group by 1

),

-- rules that compete for the same points; a BANT rule counts beside a stronger one where it says something else
stronger_rules as (

    select
        weak.scorecard_id,
        weak.rule_id,
        strong.rule_id as stronger_rule_id
    from scorecard_rules as weak
    inner join scorecard_rules as strong
        on weak.scorecard_id = strong.scorecard_id
        and weak.subscore = strong.subscore
        and (weak.subscore = 'interest' or (weak.criterion = strong.criterion and weak.counts_strongest))
        and coalesce(weak.verdict, '') = coalesce(strong.verdict, '')
        -- of a line the end that speaks against it
        and (weak.most < strong.least or (weak.most = strong.least and weak.rule_id > strong.rule_id))

),

-- a pattern that, read as text, matches another matches nothing that the other does not, unless one character (_) stands for its %
covers as (

    select
        stronger_rules.scorecard_id,
        stronger_rules.rule_id,
        stronger_rules.stronger_rule_id,
        condition_counts.conditions
    from stronger_rules
    inner join conditions as narrow
        on stronger_rules.rule_id = narrow.rule_id
    inner join conditions as wide
        on stronger_rules.stronger_rule_id = wide.rule_id
        and narrow.subject = wide.subject
        and (wide.property is null or narrow.property = wide.property)
        and {{ is_like('narrow.pattern', 'wide.pattern') }}
        and not (replace(wide.pattern, '_', '') <> wide.pattern and replace(narrow.pattern, '%', '') <> narrow.pattern)
        and (wide.excludes is null or narrow.excludes = wide.excludes)
        and (wide.at_least is null or narrow.at_least >= wide.at_least)
        and (wide.below is null or narrow.below <= wide.below)
    inner join condition_counts
        on stronger_rules.rule_id = condition_counts.rule_id
    group by 1, 2, 3, 4
    having count(distinct narrow.pattern) = condition_counts.conditions

)

select
    scorecard_rules.rule_id,
    min(covers.stronger_rule_id) as covered_by
from scorecard_rules
left join covers
    on scorecard_rules.scorecard_id = covers.scorecard_id
    and scorecard_rules.rule_id = covers.rule_id
group by 1
having count(distinct scorecard_rules.scorecard_id) = count(distinct covers.scorecard_id)
