{#- A select of what a number adds to the words of a rule (rule_id, attribute, value, label), once per value that meets it: of a behaviour it is
    told anyway, of another attribute where the label asks for it. `matches` are int_attribute_matches. -#}
{% macro select_number_labels(matches, rules, behaviours, wording) -%}
    select
        numbers.rule_id,
        numbers.attribute,
        numbers.value,
        {{ filled_in(
            "coalesce(
                numbers.label_with_value,
                coalesce(ones.phrase_text, manies.phrase_text, '{label}') || coalesce(' ' || withins.phrase_text, '')
            )",
            {'value': 'numbers.value', 'number': 'numbers.value', 'days': 'numbers.within_days', 'label': 'numbers.label'},
        ) }} as label
    from (
        select
            rules.rule_id,
            rules.label,
            rules.label_with_value,
            matches.attribute,
            matches.value,
            -- what nobody did and what happened today is told by the label alone
            case when matches.value <> '0' then 'behaviour_' || behaviours.measure end as many_phrase,
            case when matches.value = '1' then 'behaviour_' || behaviours.measure || '_1' end as one_phrase,
            case
                when behaviours.measure = 'days_since_last' or matches.value = '0' or behaviours.within_days is null then null
                when behaviours.within_days = '1' then 'behaviour_today'
                else 'behaviour_within'
            end as within_phrase,
            behaviours.within_days
        from {{ matches }} as matches
        inner join {{ rules }} as rules
            on matches.condition_id = rules.rule_id
        left join {{ behaviours }}
            on matches.attribute = behaviours.behaviour
        where
            matches.purpose = 'rule'
            and (behaviours.behaviour is not null or rules.label_with_value is not null)
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
                    rules ~ '.decay', rules ~ '.decay_days', time_between(differences ~ '.gone_on', moves ~ '.as_of_date', 'day')
                ) }} > 0)
                or (
                    {{ differences }}.subscore = 'interest'
                    and {{ differences }}.has_fewer_events
                    and {{ rules }}.decay in ('none', 'half_life')
                    and ({{ differences }}.size_now + 0.002) * 1000000000 < {{ differences }}.size_before * {{ decay_billionths(
                        rules ~ '.decay', rules ~ '.decay_days', time_between(moves ~ '.last_run_date', moves ~ '.as_of_date', 'day')
                    ) }}
                )
            )
{%- endmacro %}


{#- A select of the reasons that are told (scorecard_id, contact_id, speaks_for, place) as sentences: the largest of
    `reasons`, rows of int_lead_reasons with size_rank, newest_rank and the number that is told (reasons_told). -#}
{% macro select_reason_sentences(reasons, wording) -%}
    select
        largest.scorecard_id,
        largest.contact_id,
        largest.speaks_for,
        largest.place,
        case when largest.place > 1 then separators.phrase_text || ' ' else '' end
        || {{ filled_in(
            'phrases.phrase_text',
            {
                'date': day_in_words('dates.phrase_text', 'months.phrase_text', 'largest.last_event_date'),
                'events': 'largest.events',
                'points': 'largest.points',
                'label': 'largest.label',
            },
        ) }} as sentence
    from (
        select
            scorecard_id,
            contact_id,
            points > 0 as speaks_for,
            label,
            events,
            last_event_date,
            {{ least_of('size_rank', 'reasons_told') }} as place,
            {{ signed_points('points') }} as points,
            case
                when entry = 'idle_fade' then 'reason_fade'
                when events is null then 'reason_plain'
                when events = 1 then 'reason_once'
                else 'reason_counted'
            end as phrase,
            {{ day_phrase('last_event_date', 'as_of_date') }} as date_phrase
        from {{ reasons }} as placed
        where size_rank = newest_rank or size_rank <= reasons_told - case when newest_rank > reasons_told then 1 else 0 end
    ) as largest
    inner join {{ wording }} as phrases
        on largest.phrase = phrases.phrase
    inner join {{ wording }} as separators
        on separators.phrase = 'reason_separator'
    left join {{ wording }} as dates
        on largest.date_phrase = dates.phrase
    left join {{ wording }} as months
        on months.phrase = 'month_' || cast(extract(month from largest.last_event_date) as {{ type_text() }})
{%- endmacro %}


{#- The share of the scorecard's leads with a lower score that day, as a decimal(9, 6) of `scores`, rows with scorecard_id, as_of_date and score. -#}
{% macro score_percentile(scores) -%}
    {%- set leads = 'partition by ' ~ scores ~ '.scorecard_id, ' ~ scores ~ '.as_of_date' -%}
    cast({{ lead_scoring.rounded(
        'cast(rank() over (' ~ leads ~ ' order by ' ~ scores ~ '.score) - 1 as ' ~ type_double() ~ ') / count(*) over (' ~ leads ~ ')', 6
    ) }} as {{ type_decimal(9, 6) }})
{%- endmacro %}
