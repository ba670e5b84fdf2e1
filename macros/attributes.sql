{#- The columns of contacts that are attributes of a lead. -#}
{% macro contact_attributes() -%}
    {{ return([
        'full_name', 'email', 'phone', 'job_title', 'department', 'country', 'region', 'city', 'age', 'annual_income',
        'children', 'lead_source', 'campaign', 'email_status',
    ]) }}
{%- endmacro %}


{#- The columns of accounts that are. -#}
{% macro account_attributes() -%}
    {{ return([
        'account_name', 'domain', 'industry', 'business_model', 'company_type', 'employee_count', 'annual_revenue', 'technologies',
    ]) }}
{%- endmacro %}


{#- A select of columns as attribute rows, one select per column: with the id, `attribute` and `value`, blank values left out. -#}
{% macro select_columns_as_attributes(relation, id_columns, columns) -%}
    {%- for column in columns %}
    select
        {{ id_columns | join(', ') }},
        '{{ column }}' as attribute,
        {{ column }} as value
    from {{ relation }}
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A select of the type of each attribute that has one (attribute, value_type): what the seed attribute_types says; else what the columns of
    contacts and accounts are; else `number` for an attribute that rules, conditions and personas compare with numbers alone, none with a
    pattern. `conditions` is int_attribute_conditions. -#}
{% macro select_attribute_types(attribute_types, conditions) -%}
    {%- set known_columns = {
        'age': 'whole', 'children': 'whole', 'employee_count': 'whole', 'annual_income': 'number', 'annual_revenue': 'number'
    } -%}
    select
        attribute,
        value_type
    from (
        select
            attribute,
            value_type,
            row_number() over (partition by attribute order by precedence, value_type) as precedence_rank
        from (
            select attribute, value_type, 1 as precedence from {{ attribute_types }}
            {%- for column, value_type in known_columns.items() %}
            union all
            select '{{ column }}', '{{ value_type }}', 2
            {%- endfor %}
            union all
            select attribute, 'number', 3
            from {{ conditions }}
            where purpose in ('rule', 'condition', 'persona')
            group by attribute
            having count(coalesce(at_least, below)) > 0 and count(coalesce(pattern, excludes)) = 0
        ) as said
    ) as ranked
    where precedence_rank = 1
{%- endmacro %}


{#- A select of the attributes that hold a date, each with the attribute that counts the days from the moment to it: attribute, days_attribute.
    days_to_decision is of decision_date alone. -#}
{% macro select_date_attributes(attribute_types) -%}
    select attribute, 'days_to_' || attribute as days_attribute
    from {{ attribute_types }}
    where value_type = 'date' and attribute <> 'decision'
    union all
    select 'decision_date' as attribute, 'days_to_decision' as days_attribute
{%- endmacro %}


{#- A select of the rows of `known` that state an attribute although it could be derived, or one that an inference waits for: a few of all. A
    name that is missing here would stand twice in int_lead_attributes, whose grain is tested. -#}
{% macro select_stated_attributes(known, inferred_attributes, attribute_types) -%}
    select
        contact_id,
        as_of_date,
        attribute
    from {{ known }}
    where
        attribute in ('email_domain', 'email_kind', 'seniority', 'buying_role', 'days_since_created', 'budget_covers_offer')
        or attribute in (select dates.days_attribute from ({{ select_date_attributes(attribute_types) }}) as dates)
        or attribute in (select inferred_attributes.attribute from {{ inferred_attributes }})
        or attribute in (select inferred_attributes.unless_known from {{ inferred_attributes }})
{%- endmacro %}


{#- A select of the day on which each contact was there first, typical leads included: contact_id, created_on. A typical lead is there from
    the first of its steps. -#}
{% macro select_creation_days(contacts, journeys) -%}
    select contact_id, created_on
    from {{ contacts }}
    union all
    select
        {{ journey_lead('journey_id') }} as contact_id,
        {{ days_after(as_of(), '-max(coalesce(' ~ safe_number('days_before') ~ ', 0))') }} as created_on
    from {{ journeys }}
    group by 1
{%- endmacro %}


{#- A select of the job titles in `known` that the title list knows (job_title, seniority, buying_role): the pattern with the smallest priority. -#}
{% macro select_title_roles(known, title_roles) -%}
    select
        job_title,
        seniority,
        buying_role
    from (
        select
            titles.job_title,
            patterns.seniority,
            patterns.buying_role,
            row_number() over (partition by titles.job_title order by patterns.priority, patterns.title_role_id) as precedence_rank
        from (
            select distinct value as job_title, {{ plain_text('value') }} as plain_title from {{ known }}
            where attribute = 'job_title'
        ) as titles
        -- distinct, so that a pattern is made plain once and not once per title
        inner join (
            select distinct title_role_id, seniority, buying_role, priority, {{ plain_text('pattern') }} as pattern
            from (
                select title_role_id, seniority, buying_role, {{ safe_number('priority') }} as priority, {{ alternatives('pattern') }} as pattern
                from {{ title_roles }}{{ each_alternative('pattern') }}
            ) as alternatives
            where {{ plain_text('pattern') }} <> ''
        ) as patterns
            on {{ is_like('titles.plain_title', 'patterns.pattern') }}
    ) as ranked
    where precedence_rank = 1
{%- endmacro %}


{#- Is a name that of an attribute which says whether another one is known, knows_<attribute>? -#}
{% macro asks_what_is_known(name) -%}
    {{ begins_with(name, 'knows_') }}
{%- endmacro %}


{#- Is a name of the form of attributes that are made of others, knows_<attribute> or days_to_<date>? -#}
{% macro is_made_of_another(name) -%}
    ({{ asks_what_is_known(name) }} or {{ begins_with(name, 'days_to_') }})
{%- endmacro %}


{#- A select of answers to `questions` (attribute knows_<subject>, subject), one per moment: yes where the subject is among `facts` or is the
    name of a condition, which always says something. A where may follow. -#}
{% macro select_answers(moments, questions, facts, condition_names) -%}
    select
        {{ moments }}.contact_id,
        {{ moments }}.as_of_date,
        {{ questions }}.attribute,
        case when {{ facts }}.attribute is null and {{ condition_names }}.attribute is null then 'no' else 'yes' end as value
    from {{ moments }}
    cross join {{ questions }}
    left join {{ facts }}
        on {{ moments }}.contact_id = {{ facts }}.contact_id
        and {{ moments }}.as_of_date = {{ facts }}.as_of_date
        and {{ questions }}.subject = {{ facts }}.attribute
    left join {{ condition_names }}
        on {{ questions }}.subject = {{ condition_names }}.attribute
{%- endmacro %}


{#- A select of the groups of a purpose (personas, conditions) all of whose rows a lead's facts meet: contact_id, as_of_date, group_id. -#}
{% macro select_groups_met(facts, matches, purpose) -%}
    select
        {{ facts }}.contact_id,
        {{ facts }}.as_of_date,
        {{ matches }}.group_id
    from {{ facts }}
    inner join {{ matches }}
        on {{ facts }}.attribute = {{ matches }}.attribute
        and {{ facts }}.value = {{ matches }}.value
        and {{ matches }}.purpose = '{{ purpose }}'
    group by {{ facts }}.contact_id, {{ facts }}.as_of_date, {{ matches }}.group_id
    having count(*) = max({{ matches }}.rows_needed)
{%- endmacro %}


{#- The names of the attributes that every policy finds: columns of contacts and accounts, and what is derived. -#}
{% macro attributes_of_the_engine() -%}
    {{ return(lead_scoring.contact_attributes() + lead_scoring.account_attributes() + [
        'email_domain', 'email_kind', 'persona', 'buying_role', 'seniority', 'days_since_created', 'budget_covers_offer',
    ]) }}
{%- endmacro %}


{#- The rank of an attribute's origin: declared beats enriched beats inferred beats any other. -#}
{% macro origin_rank(origin) -%}
    case {{ origin }} when 'declared' then 1 when 'enriched' then 2 when 'inferred' then 3 else 4 end
{%- endmacro %}


{#- The domain of an e-mail address in lower case: what follows the last @; null where there is none. -#}
{% macro email_domain(email) -%}
    nullif({{ lowered(found_in(email, '@([^@]+)$')) }}, '')
{%- endmacro %}


{#- The attributes that name a person, as a list of literals: no public table but the call list tells them. -#}
{% macro personal_attributes() -%}
    'full_name', 'email', 'phone'
{%- endmacro %}


{#- A select of the share of the attributes named by fit and BANT rules of a scorecard that are known of a lead (scorecard_id, contact_id, as_of_date,
    known_share; null where the scorecard names none). What is read from events or put together says something of everybody. -#}
{% macro select_known_shares(scores, moments, lead_attributes, scorecard_rules, attribute_conditions) -%}
    select
        known_counts.scorecard_id,
        known_counts.contact_id,
        known_counts.as_of_date,
        cast(
            {{ rounded('cast(known_counts.known as ' ~ type_double() ~ ') / named_counts.named', 6) }} as {{ type_decimal(9, 6) }}
        ) as known_share
    from (
        select scores.scorecard_id, scores.contact_id, scores.as_of_date, count(named_attributes.attribute) as known
        from {{ scores }} as scores
        inner join {{ moments }} as moments
            on scores.contact_id = moments.contact_id
            and scores.as_of_date = moments.as_of_date
        left join {{ lead_attributes }} as attributes
            on scores.contact_id = attributes.contact_id
            and scores.as_of_date = attributes.as_of_date
        left join ({{ lead_scoring.select_named_attributes(scorecard_rules, attribute_conditions) }}) as named_attributes
            on scores.scorecard_id = named_attributes.scorecard_id
            and attributes.attribute = named_attributes.attribute
        group by 1, 2, 3
    ) as known_counts
    left join (
        select scorecard_id, count(*) as named
        from ({{ lead_scoring.select_named_attributes(scorecard_rules, attribute_conditions) }}) as named_attributes
        group by 1
    ) as named_counts
        on known_counts.scorecard_id = named_counts.scorecard_id
{%- endmacro %}


{#- A select of the attributes that fit and BANT rules of a scorecard name (scorecard_id, attribute), without behaviours, conditions, knows_…. -#}
{% macro select_named_attributes(scorecard_rules, attribute_conditions) -%}
    select distinct scorecard_id, attribute
    from {{ scorecard_rules }}
    where
        subscore <> 'interest'
        and attribute not in (select behaviours.behaviour from {{ policy_seed('behaviours') }})
        and not {{ asks_what_is_known('attribute') }}
        and attribute not in (
            select conditions.group_id from {{ attribute_conditions }} as conditions
            where conditions.purpose = 'condition'
        )
{%- endmacro %}
