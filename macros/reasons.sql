{#- A select of what a number adds to the words of a rule's entry (scorecard_id, contact_id, entry_key, label): of a behaviour it is told anyway, of
    another attribute where the label asks for it. -#}
{% macro select_number_labels(entries, rules, behaviours, attributes, wording) -%}
    select
        numbers.scorecard_id,
        numbers.contact_id,
        numbers.entry_key,
        {{ filled_in(
            "coalesce(
                numbers.label_with_value,
                coalesce(ones.phrase_text, manies.phrase_text, '{label}') || coalesce(' ' || withins.phrase_text, '')
            )",
            {'value': 'numbers.value', 'number': 'numbers.value', 'days': 'numbers.within_days', 'label': 'numbers.label'},
        ) }} as label
    from (
        select
            entries.scorecard_id,
            entries.contact_id,
            entries.entry_key,
            rules.label,
            rules.label_with_value,
            attributes.value,
            -- what nobody did and what happened today is told by the label alone
            case when attributes.value <> '0' then 'behaviour_' || behaviours.measure end as many_phrase,
            case when attributes.value = '1' then 'behaviour_' || behaviours.measure || '_1' end as one_phrase,
            case
                when behaviours.measure = 'days_since_last' or attributes.value = '0' or behaviours.within_days is null then null
                when behaviours.within_days = '1' then 'behaviour_today'
                else 'behaviour_within'
            end as within_phrase,
            behaviours.within_days
        from {{ entries }} as entries
        inner join {{ rules }} as rules
            on entries.rule_id = rules.rule_id
        inner join {{ attributes }} as attributes
            on entries.contact_id = attributes.contact_id
            and entries.as_of_date = attributes.as_of_date
            and rules.attribute = attributes.attribute
        left join {{ behaviours }}
            on rules.attribute = behaviours.behaviour
        where behaviours.behaviour is not null or rules.label_with_value is not null
    ) as numbers
    left join {{ wording }} as ones
        on numbers.one_phrase = ones.phrase
    left join {{ wording }} as manies
        on numbers.many_phrase = manies.phrase
    left join {{ wording }} as withins
        on numbers.within_phrase = withins.phrase
{%- endmacro %}


{#- A select of what is told of interest that silence fades (scorecard_id, contact_id, entry_key, label): for how long, and what is left. -#}
{% macro select_fade_labels(entries, totals, wording) -%}
    select
        fades.scorecard_id,
        fades.contact_id,
        fades.entry_key,
        {{ filled_in(
            "sentences.phrase_text",
            {'span': 'coalesce(spans.phrase_text, other_spans.phrase_text)', 'share': 'coalesce(shares.phrase_text, other_shares.phrase_text)',
             'days': 'fades.days', 'percent': 'fades.percent'},
        ) }} as label
    from (
        select
            entries.scorecard_id,
            entries.contact_id,
            entries.entry_key,
            {{ decimal_number_as_text('cast(totals.idle_days_at_least as ' ~ type_decimal(18, 3) ~ ')') }} as days,
            {{ decimal_number_as_text('cast(totals.keeps * 100 as ' ~ type_decimal(18, 7) ~ ')') }} as percent
        from {{ entries }} as entries
        inner join {{ totals }} as totals
            on entries.scorecard_id = totals.scorecard_id
            and entries.contact_id = totals.contact_id
            and entries.as_of_date = totals.as_of_date
        where entries.entry = 'idle_fade'
    ) as fades
    inner join {{ wording }} as sentences on sentences.phrase = 'idle_fade_told'
    inner join {{ wording }} as other_spans on other_spans.phrase = 'idle_span'
    inner join {{ wording }} as other_shares on other_shares.phrase = 'idle_share'
    left join {{ wording }} as spans on spans.phrase = 'idle_span_' || fades.days
    left join {{ wording }} as shares on shares.phrase = 'idle_share_' || fades.percent
{%- endmacro %}


{#- Did a rule lose events of a lead otherwise than by time? What fades is the oldest: the newest goes only where data was corrected. An older one
    went where less is left than fading leaves of all; of what ends on a day, in a window or a line, nobody can tell. -#}
{% macro has_lost_events(differences, rules, moves) -%}
    (
                {{ differences }}.has_lost_newest
                or ({{ differences }}.gone_on is not null and {{ decay_billionths(
                    rules ~ '.decay', rules ~ '.decay_days', datediff(differences ~ '.gone_on', moves ~ '.as_of_date', 'day')
                ) }} > 0)
                or (
                    {{ differences }}.subscore = 'interest'
                    and {{ differences }}.has_fewer_events
                    and {{ rules }}.decay in ('none', 'half_life')
                    and ({{ differences }}.size_now + 0.002) * 1000000000 < {{ differences }}.size_before * {{ decay_billionths(
                        rules ~ '.decay', rules ~ '.decay_days', datediff(moves ~ '.last_run_date', moves ~ '.as_of_date', 'day')
                    ) }}
                )
            )
{%- endmacro %}
