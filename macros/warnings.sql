{#- A select of warnings on how today's leads and the events delivered use a rule, alike on all scorecards where it is on: rule_id, check_name,
    leads. -#}
{% macro select_rule_warnings(rule_use, scored_leads, moments, covered_rules) -%}
    {%- set rules -%}
    (
        select
            rule_use.rule_id,
            rule_use.subscore,
            covered_rules.rule_id is not null as is_covered,
            sum(rule_use.met) as met,
            sum(rule_use.strongest) as strongest,
            max(leads.leads) as leads,
            max(leads.leads - rule_use.leads) as most_left_out
        from {{ rule_use }} as rule_use
        left join (
            select scored_leads.scorecard_id, count(*) as leads
            from {{ scored_leads }} as scored_leads
            inner join {{ moments }} as moments
                on scored_leads.moment_id = moments.moment_id
            where moments.is_today
            group by scored_leads.scorecard_id
        ) as leads
            on rule_use.scorecard_id = leads.scorecard_id
        left join {{ covered_rules }} as covered_rules
            on rule_use.rule_id = covered_rules.rule_id
        group by 1, 2, 3
    ) as rules
    {%- endset -%}
    select rule_id, 'never_fired' as check_name, leads from {{ rules }}
    where met = 0
    union all
    select rule_id, 'always_fires', leads from {{ rules }}
    where most_left_out = 0
    union all
    -- the verdict of a BANT rule counts beside a stronger one
    select rule_id, 'always_covered', leads from {{ rules }}
    where met > 0 and strongest = 0 and subscore <> 'bant' and not is_covered
{%- endmacro %}
