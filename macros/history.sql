{#- What lets a run keep the scores of past month ends (int_history_scores) and past behaviours (int_lead_behaviours): a number of all that they are
    made from. Where it is the one of the run that made them, they are the same. -#}


{#- A select of the moments of which earlier runs have kept the rows of a model: moment_id, known_number. None with --full-refresh, and without a
    known number in the table. -#}
{% macro select_kept_moments(name) -%}
    {%- set kept = lead_scoring.relation_of(name) if execute and not flags.FULL_REFRESH else none -%}
    {%- if kept and 'known_number' in lead_scoring.column_names(kept) -%}
    select moment_id, known_number from {{ kept }}
    where known_number is not null
    group by moment_id, known_number
    {%- else -%}
    select cast(null as bigint) as moment_id, cast(null as bigint) as known_number
    {{ no_rows() }}
    {%- endif -%}
{%- endmacro %}


{#- Pre-hook of a table that keeps rows of past moments: deletes all but those that this run found kept (`is_kept`, a column of int_past_moments),
    so today's, those of moments that are made anew, and those that are no longer wanted. A table that a version without them left gets the two columns. -#}
{% macro forget_unlocked_moments(relation, is_kept) -%}
    {%- if is_incremental() -%}
        {%- set found = lead_scoring.column_names(relation) -%}
        {%- for column in ['moment_id', 'known_number'] if column not in found -%}
            {%- do run_query('alter table ' ~ relation ~ ' add column ' ~ column ~ ' bigint') -%}
        {%- endfor -%}
        {#- a moment has one number in the table, and those of today have none; a pulse leaves all others to the next whole run -#}
        {%- set condition -%}
            known_number is null
            or moment_id is null
            {%- if not lead_scoring.is_pulse() %}
            or moment_id not in (select past_moments.moment_id from {{ ref('int_past_moments') }} as past_moments where past_moments.{{ is_kept }})
            {%- endif %}
        {%- endset -%}
        {{ lead_scoring.delete_rows(relation, condition) }}
    {%- endif -%}
{%- endmacro %}


{#- Pre-hook of int_contact_days: deletes the days of quarters of which something is another than when they were counted, and of whom no moment asks
    any more. A pulse asks for few, and leaves the others. -#}
{% macro forget_changed_quarters(relation) -%}
    {%- if is_incremental() -%}
        {%- set quarters = ref('int_contact_quarters') -%}
        {%- set is_another = 'days_number not in (select quarters.days_number from ' ~ quarters ~ ' as quarters)' -%}
        {%- set is_asked_for = 'days_id in (select quarters.days_id from ' ~ quarters ~ ' as quarters)' -%}
        {{ lead_scoring.delete_rows(relation, is_another ~ (' and ' ~ is_asked_for if is_pulse() else '')) }}
    {%- endif -%}
{%- endmacro %}


{#- The project itself as text: what its models and macros say. Another version, or an edited one, scores all the past anew. -#}
{% macro engine_fingerprint() -%}
    {%- set told = [] -%}
    {%- if execute -%}
        {%- for node in (graph.nodes or {}).values() if node.package_name == 'lead_scoring' and node.resource_type == 'model' -%}
            {%- do told.append(node.name ~ ' ' ~ node.checksum.checksum) -%}
        {%- endfor -%}
        {#- words of today's reasons depend on them -#}
        {%- do told.append(['settings', var('language', 'en'), var('top_reasons', 4)] | join(' ')) -%}
        {%- for name, macro in lead_scoring.items() -%}
            {%- do told.append(name ~ ' ' ~ macro.macro.macro_sql) -%}
        {%- endfor -%}
    {%- endif -%}
    '{{ local_md5(told | sort | join("\n")) }}'
{%- endmacro %}


{#- An exact sum of 63-bit numbers, whatever the order of the rows; a row that is there twice counts twice. -#}
{% macro sum_of_numbers(number) -%}
    sum(cast({{ number }} as {{ type_decimal(38, 0) }}))
{%- endmacro %}


{#- A select of one number of the whole policy, cell by cell (int_policy_cells). -#}
{% macro select_policy_number(cells) -%}
    select {{ lead_scoring.sum_of_numbers(lead_scoring.hash_of(['seed_name', 'line_number', 'column_name', 'value'])) }} as number
    from {{ cells }}
{%- endmacro %}


{#- A select of the numbers of all that a score may be made from besides events: contact_id, fact_number. Whose rows are asked for is told by the
    identity map: a contact's own, those of whoever was ever merged into it, and those of each account that it was ever at. It may tell more than
    counts at a date, never less. -#}
{% macro select_facts(owners, contacts, contact_accounts, column_periods, contact_attributes, touches, people, opportunities, customers) -%}
    -- who it is known as, or was
    select contact_id, {{ hash_of(['visitor_id', 'source_contact_id', 'known_from', 'known_until', 'contact_id']) }} as fact_number
    from {{ owners }}
    union all
    select source_contact_id, {{ hash_of(['visitor_id', 'source_contact_id', 'known_from', 'known_until', 'contact_id']) }}
    from {{ owners }}
    where source_contact_id <> contact_id
    union all
    select contact_id, {{ hash_of(["'column'", 'attribute', 'value', 'known_from', 'known_until']) }}
    from {{ column_periods }}
    union all
    select contact_id, {{ hash_of(["'account'", 'account_id', 'known_from', 'known_until']) }}
    from {{ contact_accounts }}
    union all
    select known_as.contact_id, facts.fact_number
    from (select distinct contact_id, source_contact_id from {{ owners }} where source_contact_id is not null) as known_as
    inner join (
        select contact_id, {{ hash_of(["'contact'", 'contact_id', 'created_on', 'deleted_on', 'is_do_not_score']) }} as fact_number
        from {{ contacts }}
        union all
        select contact_id, {{ hash_of(["'attribute'", 'contact_id', 'attribute', 'value', 'known_from', 'origin']) }}
        from {{ contact_attributes }}
        where rejected_because is null
        union all
        select contact_id, {{ hash_of(["'touch'", 'touched_at', 'outcome']) }}
        from {{ touches }}
        where rejected_because is null
        union all
        select people.contact_id, {{ lead_scoring.number_of_deal('opportunities') }}
        from {{ people }} as people
        inner join {{ opportunities }} as opportunities
            on people.opportunity_id = opportunities.opportunity_id
    ) as facts
        on known_as.source_contact_id = facts.contact_id
    union all
    select at_accounts.contact_id, facts.fact_number
    from (select distinct contact_id, account_id from {{ contact_accounts }}) as at_accounts
    inner join (
        select opportunities.account_id, {{ lead_scoring.number_of_deal('opportunities') }} as fact_number
        from {{ people }} as people
        inner join {{ opportunities }} as opportunities
            on people.opportunity_id = opportunities.opportunity_id
        where people.contact_id = ''
        union all
        select account_id, {{ hash_of(["'customer'", 'account_id', 'became_customer_at', 'churned_at']) }}
        from {{ customers }}
        where rejected_because is null
    ) as facts
        on at_accounts.account_id = facts.account_id
{%- endmacro %}

{#- The number of a deal: what of it can keep sales away or let interest start again. -#}
{% macro number_of_deal(deals) -%}
    {%- set columns = [] -%}
    {%- for name in ['opportunity_id', 'account_id', 'known_from', 'known_until', 'closed_on', 'result'] -%}
        {%- do columns.append(deals ~ '.' ~ name) -%}
    {%- endfor -%}
    {{ hash_of(["'deal'"] + columns) }}
{%- endmacro %}
