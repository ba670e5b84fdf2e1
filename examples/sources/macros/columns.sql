{#- A yes/no column, whether the warehouse holds it as boolean or as text; null is no. -#}
{% macro is_true(column) -%}
    coalesce(lower(cast({{ column }} as {{ dbt.type_string() }})), 'false') in ('true', 't', '1', 'yes')
{%- endmacro %}


{#- A time as a timestamp in UTC, also where the text ends in the word UTC; null stays null. -#}
{% macro moment(column) -%}
    cast(replace(nullif(trim({{ column }}), ''), ' UTC', '') as timestamp)
{%- endmacro %}


{#- An e-mail address as it is compared; null stays null. -#}
{% macro address(column) -%}
    nullif(lower(trim({{ column }})), '')
{%- endmacro %}


{#- true for colleagues, null for everybody else. -#}
{% macro colleague(column) -%}
    case when {{ address(column) }} like '%@{{ var("own_email_domain") }}' then 'true' end
{%- endmacro %}


{#- First and last name in one; null where both are blank. -#}
{% macro whole_name(first_name, last_name) -%}
    nullif(trim(coalesce({{ first_name }}, '') || ' ' || coalesce({{ last_name }}, '')), '')
{%- endmacro %}


{#- Words as the rules' patterns write them: Demo Request → demo-request. -#}
{% macro slug(column) -%}
    lower(replace(trim({{ column }}), ' ', '-'))
{%- endmacro %}


{#- The path of a page's address: https://www.example.com/pricing?a=1#top → /pricing; / where there is none. What is no address is a path already. -#}
{% macro path_of(url) -%}
    {%- set page = 'split_part(split_part(' ~ url ~ ", '?', 1), '#', 1)" -%}
    case
        when {{ page }} like '%://%/%'
            then substring({{ page }}, length(split_part({{ page }}, '/', 1)) + length(split_part({{ page }}, '/', 3)) + 3)
        when {{ page }} like '%://%' then '/'
        when {{ page }} like '/%' then {{ page }}
    end
{%- endmacro %}


{#- A Salesforce id in its form of 18 characters, which no longer depends on capitals: 001D000000IqhSL → 001D000000IqhSLIAZ. The three characters
    at the end say which of each five are capitals. Reports, formulas and other tools hold ids of 15. Blank is null. -#}
{% macro id18(column) -%}
    case
        when length(trim({{ column }})) = 15
            then
                trim({{ column }})
                {%- for part in range(3) %}
                || substring(
                    'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
                    1
                    {%- for place in range(5) %}
                    + case when ascii(substring(trim({{ column }}), {{ 5 * part + place + 1 }}, 1)) between 65 and 90 then {{ 2 ** place }} else 0 end
                    {%- endfor %},
                    1
                )
                {%- endfor %}
        else nullif(trim({{ column }}), '')
    end
{%- endmacro %}


{#- Models lie in the schema that they name, whoever builds. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
