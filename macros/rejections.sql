{#- A select of every delivered row of every raw table that has something wrong with it: source_table, row_id, rejected_because,
    unreadable_columns (as the macro of that name writes them). `relations` maps a raw table to the model that tells its faults. -#}
{% macro select_faulty_rows(relations) -%}
    {%- for table, relation in relations.items() %}
    select
        '{{ table }}' as source_table,
        row_id,
        rejected_because,
        unreadable_columns
    from {{ relation }}
    where rejected_because is not null or unreadable_columns is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A select of one row per cell that could not be read of such rows: source_table, row_id, rejected_because, column_name, value, and
    may_be_moved: the row has more cells than the header, and a name or an address may stand in the wrong column. -#}
{% macro select_unreadable_cells(faulty_rows) -%}
    {%- set column_name = dbt.split_part('cell', "':'", 1) %}
    select
        source_table,
        row_id,
        rejected_because,
        may_be_moved,
        {{ column_name }} as column_name,
        nullif(replace(substring(cell, length({{ column_name }}) + 2), chr(30), '|'), '') as value
    from (
        select
            source_table,
            row_id,
            rejected_because,
            unreadable_columns like 'surplus_cells:%' as may_be_moved,
            {{ alternatives('unreadable_columns') }} as cell
        from {{ faulty_rows }}{{ each_alternative('unreadable_columns') }}
    ) as cells
    where cell <> ''
{%- endmacro %}


{#- A select of the ids of people to be forgotten (row_id): their contacts, and the devices identified as them. -#}
{% macro select_erased_ids(erased_contacts, identities) -%}
    select row_id
    from (
        select distinct case places.place when 1 then erased_contacts.contact_id else identities.anonymous_id end as row_id
        from {{ erased_contacts }} as erased_contacts
        left join {{ identities }} as identities
            on erased_contacts.contact_id = identities.contact_id
        cross join (select 1 as place union all select 2) as places
    ) as ids
    where row_id is not null
{%- endmacro %}


{#- A select of doubts about rows (int_doubtful_rows) in which no id of a person to be forgotten (`erased`, as select_erased_ids tells them)
    is left: a table may keep it. -#}
{% macro select_without_erased_ids(doubts, erased) -%}
    select
        doubts.source_table,
        doubts.raw_row_number,
        case when erased_rows.row_id is null then doubts.row_id end as row_id,
        doubts.reason,
        case when erased_rows.row_id is null and erased_values.row_id is null then doubts.value end as value
    from {{ doubts }} as doubts
    left join {{ erased }} as erased_rows
        on doubts.row_id = erased_rows.row_id
    left join {{ erased }} as erased_values
        on doubts.value = erased_values.row_id
{%- endmacro %}


{#- A text that could not be used as a public table tells it: at most 100 characters; null where it holds an address. -#}
{% macro told_text(text) -%}
    case when {{ text }} not like '%@%' then left({{ text }}, 100) end
{%- endmacro %}


{#- A select of findings (macros/policy.sql) about number columns of the raw tables in which every number with a point has exactly three digits
    behind it, three of them at least: they look like thousands. An attribute is a number column where its type is `number`. -#}
{% macro select_thousands(contacts, accounts, contact_attributes, opportunities, customers, events, activities, attribute_types, conditions) -%}
    {%- set columns = [
        (contacts, 'contacts', "'age'", 'age'),
        (contacts, 'contacts', "'annual_income'", 'annual_income'),
        (contacts, 'contacts', "'children'", 'children'),
        (accounts, 'accounts', "'employee_count'", 'employee_count'),
        (accounts, 'accounts', "'annual_revenue'", 'annual_revenue'),
        (contact_attributes, 'contact_attributes', 'attribute', 'value'),
        (opportunities, 'opportunities', "'amount'", 'amount_text'),
        (customers, 'customers', "'revenue'", 'revenue_text'),
    ] -%}
    {%- set digits = found_in('cells.value', '[.]([0-9]*)') -%}
    select
        cells.table_name as seed_name,
        0 as line_number,
        cast(null as {{ type_text() }}) as row_key,
        cells.column_name,
        min(cells.value) as value,
        'thousands_in_data' as check_name,
        cast(count(*) as {{ type_text() }}) as argument
    from (
        {%- for relation, table, column_name, text in columns %}
        select '{{ table }}' as table_name, {{ column_name }} as column_name, {{ text }} as value
        from {{ relation }}
        where {{ text }} like '%.%'
        union all
        {%- endfor %}
        select 'events', 'quantity', activities.quantity
        from {{ activities }} as activities
        inner join {{ events }} as events
            on activities.activity_id = events.activity_id
        where activities.quantity like '%.%'
    ) as cells
    left join (
        {{ lead_scoring.select_attribute_types(attribute_types, conditions) }}
    ) as types
        on cells.column_name = types.attribute
    where
        {{ safe_number('cells.value') }} is not null
        and (cells.table_name in ('opportunities', 'customers', 'events') or types.value_type = 'number')
    group by cells.table_name, cells.column_name
    having count(*) >= 3 and min(length({{ digits }})) = 3 and max(length({{ digits }})) = 3
{%- endmacro %}


{#- A select of findings (macros/policy.sql) about accepted data that nothing uses: event types that no condition (`patterns`) and no row of
    `passive_event_types` names, page paths that are whole addresses, countries of waiting leads that no territory names while sellers of
    other territories have room. -#}
{% macro select_unused_data(
    activities, events, identity_map, patterns, passive_event_types, behaviours, contacts, waiting_leads, assignments, sellers
) -%}
    {%- set number = type_text() -%}
    select
        'events' as seed_name,
        cast(row_number() over (order by unused.value, unused.check_name) as integer) as line_number,
        unused.value as row_key,
        unused.column_name,
        unused.value,
        unused.check_name,
        cast(count(*) as {{ number }}) as argument
    from (
        select
            activities.activity_id,
            'event_type' as column_name,
            activities.event_type as value,
            'unknown_event_type' as check_name
        from {{ activities }} as activities
        left join (
            select distinct patterns.event_type
            from {{ patterns }} as patterns
            left join {{ behaviours }}
                on patterns.purpose = 'behaviour'
                and patterns.condition_id = behaviours.behaviour
            -- a behaviour of all types names none
            where patterns.purpose <> 'behaviour' or behaviours.event_type is not null
        ) as patterns
            on activities.event_type = patterns.event_type
        left join {{ passive_event_types }}
            on activities.event_type = passive_event_types.event_type
        where patterns.event_type is null and passive_event_types.event_type is null
        union all
        select
            activity_id,
            'page_path',
            min(page_path) over (),
            'page_path_is_address'
        from {{ activities }}
        -- with its scheme, or with a host before the first slash
        where coalesce({{ found_in('lower(page_path)', '^([a-z]+://|//|www[.]|([a-z0-9-]+[.])+[a-z]{2,}(:[0-9]+)?/)') }}, '') <> ''
    ) as unused
    inner join {{ events }} as events
        on unused.activity_id = events.activity_id
    where
        events.activity_date <= {{ as_of() }}
        and exists (
            select 1
            from {{ identity_map }} as identity_map
            where
                events.visitor_id = identity_map.visitor_id
                and identity_map.known_from <= {{ as_of() }}
                and identity_map.known_until > {{ as_of() }}
        )
    group by unused.column_name, unused.value, unused.check_name

    union all

    select
        'sales_reps',
        row_number() over (order by waiting.country),
        waiting.country,
        'territory',
        coalesce(min(contacts.country), waiting.country),
        'country_of_nobody',
        cast(count(*) as {{ number }})
    from {{ waiting_leads }} as waiting
    inner join {{ contacts }} as contacts
        on waiting.contact_id = contacts.contact_id
    where
        waiting.rep_id is null
        and waiting.country is not null
        and not exists (
            select 1 from {{ sellers }} as sellers
            where sellers.country is null or sellers.country = waiting.country
        )
        and exists (
            select 1
            from {{ sellers }} as sellers
            left join (
                select
                    rep_id,
                    count(*) as leads
                from {{ assignments }}
                where is_handed_over
                group by rep_id
            ) as given
                on sellers.rep_id = given.rep_id
            where sellers.weekly_capacity is null or sellers.weekly_capacity > sellers.taken + coalesce(given.leads, 0)
        )
    group by waiting.country
{%- endmacro %}


{#- A select in the columns of int_policy_data_warnings: one row where leads of the last run are in `contacts` no more, nor merged into
    anybody who is, with the number of their events, which count for nobody now. It is told on the day on which they are gone. -#}
{% macro select_gone_contacts(runs, identity_map, events) -%}
    select
        'contacts' as seed_name,
        1 as line_number,
        min(gone.contact_id) as row_key,
        'contact_id' as column_name,
        min(gone.contact_id) as value,
        'contacts_gone' as check_name,
        cast(count(events.visitor_id) as {{ type_text() }}) as argument
    from (
        select
            shown_ledger.contact_id,
            {{ contact_visitor('shown_ledger.contact_id') }} as visitor_id
        from ({{ lead_scoring.select_frozen('int_shown_ledger') }}) as shown_ledger
        inner join {{ runs }} as runs
            on shown_ledger.as_of_date = runs.last_run_date
        left join {{ identity_map }} as identity_map
            on shown_ledger.contact_id = identity_map.source_contact_id
            and {{ known_on('identity_map', 'runs') }}
        where identity_map.contact_id is null
        group by 1, 2
    ) as gone
    left join {{ events }} as events
        on gone.visitor_id = events.visitor_id
        and events.activity_date <= {{ as_of() }}
    having count(*) > 0
{%- endmacro %}


{#- Post-hook, after the commit, of what tells the rows that were set aside: before anything has been published it stops the build, in words,
    where nearly all rows of a raw table were set aside, and names what most of them lack. A feed that writes its times in a way of its own, or
    calls a column otherwise, would end as a quiet day. `delivered` is a select of how many rows there are; a table of fewer than
    `empty_at_least` stops nothing where cells are missing, for somebody may be trying. -#}
{% macro stop_unusable_load(table, relation, delivered, empty_at_least=1) -%}
    {%- if execute and not lead_scoring.published_on() -%}
        {#- the x before ids keeps dbt from taking a text for a number -#}
        {%- set lost = run_query(
            'select rejected_because, count(*), min(unreadable_columns), max(unreadable_columns), '
            ~ "min('x' || row_id), max('x' || row_id) from " ~ relation
            ~ ' where rejected_because is not null group by 1 order by 2 desc, 1'
        ).rows -%}
        {%- set all = (run_query(delivered).columns[0].values()[0] or 0) | int if lost else 0 -%}
        {%- set reason, most = (lost[0][0], lost[0][1] | int) if lost else ('', 0) -%}
        {%- set rows = lost | map(attribute=1) | map('int') | sum -%}
        {%- set is_unreadable = reason.startswith('unreadable_') -%}
        {%- if lost and rows >= 0.95 * all and (is_unreadable or all >= empty_at_least) -%}
            {%- set column = reason | replace('unreadable_', '') | replace('no_', '') -%}
            {%- set examples = [] -%}
            {%- if is_unreadable -%}
                {%- for cell in (lost[0][2] ~ lost[0][3]).split('|') if cell.startswith(column ~ ':') and '@' not in cell -%}
                    {%- do examples.append(tojson((cell | replace(column ~ ':', ''))[:40])) -%}
                {%- endfor -%}
            {%- else -%}
                {%- for id in lost[0][4:6] if id and '@' not in id -%}
                    {%- do examples.append(tojson(id[1:41])) -%}
                {%- endfor -%}
            {%- endif -%}
            {%- set columns = 'contact_id and anonymous_id are' if column == 'contact_or_anonymous_id' else column ~ ' is' -%}
            {{ exceptions.raise_compiler_error(
                (
                    'The only row of ' ~ table ~ ' was' if all == 1
                    else (rows ~ ' of ' if rows < all else 'All ') ~ all ~ ' rows of ' ~ table ~ ' were'
                )
                ~ ' set aside'
                ~ (', ' ~ most ~ ' of them because ' if most < rows else ': ')
                ~ (column ~ ' cannot be read' if is_unreadable else columns ~ ' missing or empty')
                ~ (', for example ' ~ ('' if is_unreadable else 'in row ') ~ examples | unique | join(' and ') if examples else '')
                ~ '. Nothing was scored. '
                ~ (
                    'Deliver times as 2026-01-31, 2026-01-31 09:12:00 or 2026-01-31T09:12:00+01:00: where day or month comes first, nobody '
                    ~ 'can tell which is which.'
                    if is_unreadable else
                    'Fill it in where the rows come from. A column of another name is not read: rename it.'
                )
                ~ ' Each row with its text: ' ~ relation.schema ~ '.' ~ relation.identifier ~ ', columns row_id, '
                ~ 'rejected_because and unreadable_columns.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- A select of rows that name an id that nobody has: source_table, raw_row_number, row_id, reason, value. `known` has reason and known_id, each
    id once; `relations` maps a reason, unknown_<kind>, to pairs of a raw table and its staging model, whose <kind>_id is looked up. -#}
{% macro select_unknown_ids(known, relations) -%}
    select named.source_table, named.raw_row_number, named.row_id, named.reason, named.value
    from (
        {%- for reason, tables in relations.items() %}
        {%- for table, relation in tables %}
        select
            '{{ table }}' as source_table,
            raw_row_number,
            row_id,
            '{{ reason }}' as reason,
            {{ reason | replace('unknown_', '') }}_id as value
        from {{ relation }}
        where rejected_because is null
        {{ 'union all' if not loop.last }}
        {%- endfor %}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as named
    left join {{ known }}
        on named.reason = {{ known }}.reason
        and named.value = {{ known }}.known_id
    where named.value is not null and {{ known }}.known_id is null
{%- endmacro %}


{#- A select of the rows whose word `words` (as select_status_words writes them) does not know for the field: the columns of
    select_unknown_ids. `relations` maps a raw table to rows of raw_row_number, row_id, word. -#}
{% macro select_unknown_words(field, reason, words, relations) -%}
    {%- for table, relation in relations.items() %}
    select
        '{{ table }}' as source_table,
        delivered.raw_row_number,
        delivered.row_id,
        '{{ reason }}' as reason,
        delivered.word as value
    from {{ relation }} as delivered
    left join {{ words }} as known
        on {{ plain_text('delivered.word') }} = known.plain_word
        and known.field = '{{ field }}'
    where delivered.word is not null and known.plain_word is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A select of the rows whose word is none that the project knows and is used all the same, as one that says nothing: outcomes and ratings of
    sellers (case and accents aside; a reset may name outcomes of its own), origins of attributes, which are compared exactly, and grades that
    the list of a rival score lacks. The columns of select_unknown_ids. -#}
{% macro select_unlisted_words(touches, attributes, resets, attribute_types) -%}
    select 'sales_touches' as source_table, delivered.raw_row_number, delivered.row_id, 'unknown_outcome' as reason, delivered.outcome as value
    from {{ touches }} as delivered
    left join (
        select distinct {{ plain_text('pattern') }} as pattern
        from (select {{ alternatives('pattern') }} as pattern from {{ resets }}{{ each_alternative('pattern') }} where fact = 'touch') as named
        where {{ plain_text('pattern') }} <> ''
    ) as named
        on {{ is_like(plain_text('delivered.outcome'), 'named.pattern') }}
    where
        delivered.rejected_because is null
        and named.pattern is null
        and {{ plain_text('delivered.outcome') }} not in ('attempted', 'connected', 'accepted', 'rejected', 'disqualified')
    union all
    select 'sales_touches', raw_row_number, row_id, 'unknown_rep_rating', rep_rating
    from {{ touches }}
    where rejected_because is null and {{ plain_text('rep_rating') }} not in ('cold', 'warm', 'hot')
    union all
    select 'contact_attributes', raw_row_number, row_id, 'unknown_origin', origin
    from {{ attributes }}
    where rejected_because is null and origin not in ('declared', 'enriched', 'inferred')
    union all
    select 'contact_attributes', graded.raw_row_number, graded.row_id, 'unknown_grade', graded.value
    from {{ attributes }} as graded
    inner join {{ attribute_types }}
        on graded.attribute = attribute_types.attribute
    where
        graded.rejected_because is null
        and graded.value is not null
        and {{ lead_scoring.is_unlisted_grade(plain_text('graded.value'), 'attribute_types.rival') }}
{%- endmacro %}


{#- A select of rows whose name is not that of the row with the same id that counts, accents and case aside: the columns of
    select_unknown_ids, but no name. `relations` maps a raw table to (its usable rows, model of the rows that count, id, name). -#}
{% macro select_other_names(relations) -%}
    {%- for table, (delivered, counting, id, name) in relations.items() %}
    select '{{ table }}' as source_table, delivered.raw_row_number, delivered.row_id, 'other_name' as reason, null as value
    from {{ delivered }} as delivered
    inner join {{ counting }} as counting
        on delivered.{{ id }} = counting.{{ id }}
        and delivered.{{ name }} <> counting.{{ name }}
    where {{ plain_text('delivered.' ~ name) }} <> {{ plain_text('counting.' ~ name) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- The values of an attribute among the usable rows of the staging model `attributes`, as rows of select_unknown_words. -#}
{% macro attribute_words(attributes, attribute) -%}
    (select raw_row_number, row_id, value as word from {{ attributes }} where rejected_because is null and attribute = '{{ attribute }}')
{%- endmacro %}
