{#- The as-of date (UTC) as a SQL date: the var `as_of`, else the environment variable LEAD_SCORING_AS_OF, else the day on which this run
    started. The only place that reads it. Raises a sentence where it is not a day written YYYY-MM-DD. -#}
{% macro as_of() -%}
    {{ lead_scoring.day_setting('as_of', var('as_of', env_var('LEAD_SCORING_AS_OF', '') or run_started_at.strftime('%Y-%m-%d'))) }}
{%- endmacro %}


{#- The time at which this run gives leads to sales (UTC), as a SQL timestamp: the var `run_at`, else the start of the run. The only place that
    reads it, and with as_of() the only clock in the project. Raises a sentence where it is no time written YYYY-MM-DD HH:MM. -#}
{% macro run_at() -%}
    {{ lead_scoring.time_setting('run_at', var('run_at', '') or run_started_at.strftime('%Y-%m-%d %H:%M:%S')) }}
{%- endmacro %}


{#- A select of the dates at which every contact is scored whatever the data says, one row each (as_of_date, purpose): the as-of date, and the days
    before it that the var `days_back` lists (none unless given). -#}
{% macro select_moment_dates() -%}
    select
        {{ as_of() }} as as_of_date,
        'as_of' as purpose
    {%- for days in lead_scoring.whole_numbers_setting('days_back', 1, 36500) %}
    union all
    select
        {{ days_after(as_of(), '-' ~ days) }} as as_of_date,
        'comparison' as purpose
    {%- endfor %}
{%- endmacro %}


{#- A select of the month ends before the as-of date (month_end_date), as far back as the var `history_months` says. -#}
{% macro select_month_ends() -%}
    {%- set months = lead_scoring.whole_number_setting('history_months', 0, 1200) -%}
    select {{ days_after(
        time_after('month', 'cast(1 - generated_number as integer)', 'cast(' ~ dbt.date_trunc('month', as_of()) ~ ' as date)'), -1
    ) }} as month_end_date
    from ({{ dbt.generate_series(months + 1) }}) as months
    where generated_number <= {{ months }}
{%- endmacro %}


{#- A select of the contacts and dates at which they are scored whatever a run shows (contact_id, as_of_date): is_today; before the as-of date
    is_month_end, and is_of_deal_or_handoff where it is the day before a deal was opened, or that of a hand-off. A pulse scores today alone. -#}
{% macro select_past_moments(contacts, opportunity_contacts, past_handoffs) -%}
    select
        contact_id,
        {{ as_of() }} as as_of_date,
        false as is_month_end,
        false as is_of_deal_or_handoff,
        true as is_today
    from {{ contacts }}
    where created_on <= {{ as_of() }}
    {%- if not is_pulse() %}
    union all
    select
        contact_id,
        as_of_date,
        {{ dbt.bool_or('is_month_end') }} as is_month_end,
        {{ dbt.bool_or('not is_month_end') }} as is_of_deal_or_handoff,
        false as is_today
    from (
        select contacts.contact_id, month_ends.month_end_date as as_of_date, true as is_month_end
        from {{ contacts }} as contacts
        inner join ({{ lead_scoring.select_month_ends() }}) as month_ends
            on contacts.created_on <= month_ends.month_end_date
        union all
        select contact_id, as_of_date, false
        from {{ opportunity_contacts }}
        union all
        select contact_id, handed_off_on, false
        from {{ past_handoffs }}
        where handed_off_on < {{ as_of() }}
    ) as dates
    where as_of_date < {{ as_of() }}
    group by contact_id, as_of_date
    {%- endif %}
{%- endmacro %}


{#- A select of the rows of `moments` whose contact could be scored then: created, not deleted, not merged into another, without an objection. -#}
{% macro select_scorable(moments, contacts, owners, objectors) -%}
    select {{ moments }}.*
    from {{ moments }}
    inner join {{ contacts }} as contacts
        on {{ moments }}.contact_id = contacts.contact_id
        and {{ moments }}.as_of_date >= contacts.created_on
        and {{ moments }}.as_of_date < coalesce(contacts.deleted_on, {{ lead_scoring.always_until() }})
    inner join {{ owners }} as owners
        on {{ moments }}.contact_id = owners.source_contact_id
        and {{ moments }}.contact_id = owners.contact_id
        and {{ lead_scoring.known_on('owners', moments) }}
    left join {{ objectors }} as objectors
        on {{ moments }}.contact_id = objectors.contact_id
        and {{ lead_scoring.known_on('objectors', moments) }}
    where objectors.contact_id is null
{%- endmacro %}


{#- A select of every contact and date at which it is to be scored, once per purpose (contact_id, as_of_date, purpose, was_counted: its behaviours
    are kept from an earlier run): today, month ends whose score no earlier run has kept, the day before a deal was opened, the last run's
    date where it is compared with, the day of a hand-off. A pulse scores whom something new has arrived for, as of today. -#}
{% macro select_wanted_moments(contacts, past_moments, opportunity_contacts, rescored_contacts, past_handoffs) -%}
    {%- if is_pulse() -%}
    select
        contacts.contact_id,
        dates.as_of_date,
        dates.purpose,
        false as was_counted
    from {{ contacts }} as contacts
    inner join ({{ lead_scoring.select_moment_dates() }}) as dates
        on contacts.created_on <= dates.as_of_date
    left join {{ past_moments }} as untouched
        on contacts.contact_id = untouched.contact_id
        and dates.as_of_date = untouched.as_of_date
        and untouched.is_untouched
    where untouched.contact_id is null
    {%- else -%}
    select
        wanted.contact_id,
        wanted.as_of_date,
        wanted.purpose,
        coalesce(past_moments.has_kept_behaviours, false) as was_counted
    from (
        select
            contacts.contact_id,
            dates.as_of_date,
            dates.purpose
        from {{ contacts }} as contacts
        inner join (
            {{ lead_scoring.select_moment_dates() }}
        ) as dates
            on contacts.created_on <= dates.as_of_date
        union all
        select contact_id, as_of_date, 'month_end'
        from {{ past_moments }}
        where is_month_end and not is_kept
        union all
        select contact_id, as_of_date, 'opportunity'
        from {{ opportunity_contacts }}
        union all
        select contact_id, last_run_date, 'comparison'
        from {{ rescored_contacts }}
        union all
        -- the lead as it was when it was handed over
        select contact_id, handed_off_on, 'handoff'
        from {{ past_handoffs }}
    ) as wanted
    left join {{ past_moments }} as past_moments
        on wanted.contact_id = past_moments.contact_id
        and wanted.as_of_date = past_moments.as_of_date
    {%- endif -%}
{%- endmacro %}
