{#- Of the rows delivered of an opportunity, the place of each: the first one counts. -#}
{% macro opportunity_row_rank() -%}
    row_number() over (
            partition by opportunity_id
            order by opened_at desc, contact_id desc nulls last, account_id desc nulls last, raw_row_number desc
        )
{%- endmacro %}


{#- Was an opportunity won or lost on a day before the one on which it was opened? Then nobody knows how long it took. -#}
{% macro is_closed_before_opened(meaning, opened_at, closed_at) -%}
    coalesce({{ meaning }} in ('won', 'lost') and cast({{ closed_at }} as date) < cast({{ opened_at }} as date), false)
{%- endmacro %}


{#- A select of doubts (int_doubtful_rows) about the ends and the further contacts of deals. `ranked` are rows of opportunities with recency_rank
    and the meaning of their status. -#}
{% macro select_doubtful_deals(ranked, opportunity_contacts) -%}
    -- a time that could not be read is counted as such
    select 'opportunities', raw_row_number, row_id, 'no_closed_at', null
    from {{ ranked }}
    where
        meaning in ('won', 'lost')
        and closed_at is null
        and '|' || coalesce(unreadable_columns, '') not like '%|closed_at:%'
    union all
    select 'opportunities', raw_row_number, row_id, 'closed_before_opened', cast(cast(closed_at as date) as {{ type_text() }})
    from {{ ranked }}
    where {{ is_closed_before_opened('meaning', 'opened_at', 'closed_at') }}
    union all
    -- the contacts of a deal stand in opportunity_contacts; without it each has a row of the deal
    select 'opportunities', others.raw_row_number, others.row_id, 'other_contact', others.contact_id
    from {{ ranked }} as others
    inner join {{ ranked }} as counted
        on others.opportunity_id = counted.opportunity_id
        and counted.recency_rank = 1
    left join {{ opportunity_contacts }} as named
        on others.opportunity_id = named.opportunity_id
        and named.rejected_because is null
    where others.contact_id <> coalesce(counted.contact_id, '') and named.opportunity_id is null
{%- endmacro %}
