{#- Text as people typed it, without white space around it; null where nothing is left. -#}
{% macro trimmed(text) -%}
    nullif(trim({{ text }}, {{ white_space() }}), '')
{%- endmacro %}


{#- The characters that trimming removes: space, tab, line feed, carriage return, no-break space. -#}
{% macro white_space() -%}
    ' ' || chr(9) || chr(10) || chr(13) || chr(160)
{%- endmacro %}


{#- Text as matching sees it: trimmed, lower case, without the accents of Spanish, Portuguese and French, composed or combining
    (`Dirección` → `direccion`). Upper and lower case accents are both listed: lower() leaves them on a C-locale server. -#}
{% macro plain_text(text) -%}
    lower(translate(
        trim({{ text }}, {{ white_space() }}),
        'áàâãäåéèêëíìîïóòôõöúùûüñçýÿÁÀÂÃÄÅÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÑÇÝŸ' || chr(768) || chr(769) || chr(770) || chr(771) || chr(776) || chr(807),
        'aaaaaaeeeeiiiiooooouuuuncyyAAAAAAEEEEIIIIOOOOOUUUUNCYY'
    ))
{%- endmacro %}


{#- One row per alternative of a `|`-separated text, for the select list; null gives no row. -#}
{% macro alternatives(text) -%}
    {{ return(adapter.dispatch('alternatives', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__alternatives(text) -%}
    unnest(string_split({{ text }}, '|'))
{%- endmacro %}


{#- Join predicate: does an attribute value (columns attribute, plain_value, number_value) meet a condition (columns attribute,
    pattern, at_least, below)? A blank number sets no condition; a number is compared as at_least <= x < below. -#}
{% macro meets(attribute_values, conditions) -%}
    {{ attribute_values }}.attribute = {{ conditions }}.attribute
        and {{ attribute_values }}.plain_value like {{ conditions }}.pattern
        and ({{ conditions }}.at_least is null or {{ attribute_values }}.number_value >= {{ conditions }}.at_least)
        and ({{ conditions }}.below is null or {{ attribute_values }}.number_value < {{ conditions }}.below)
{%- endmacro %}


{#- One text key of several nullable text columns: equal where all of them are equal, null equal to null. -#}
{% macro key_of(columns) -%}
    md5(
        {%- for column in columns %}
        case when {{ column }} is null then '-' else '+' || length({{ column }}) || ':' || {{ column }} end
        {{- ' ||' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#- A phrase with its {placeholders} filled in: `values` maps a placeholder to SQL; null fills in nothing. The last one filled in is the
    one whose text people typed, so that braces in it stay as they are. -#}
{% macro filled_in(phrase, values) -%}
    {%- set filled = namespace(sql=phrase) -%}
    {%- for name, sql in values.items() -%}
        {%- set filled.sql -%}
            replace({{ filled.sql }}, '{{ '{' ~ name ~ '}' }}', coalesce(cast({{ sql }} as {{ dbt.type_string() }}), ''))
        {%- endset -%}
    {%- endfor -%}
    {{ return(filled.sql) }}
{%- endmacro %}


{#- Points as people read them: a sign and one decimal, rounded half away from zero (+17.2, -5.0). -#}
{% macro signed_points(points) -%}
    case when {{ points }} < 0 then '-' else '+' end || cast(cast(round(abs({{ points }}), 1) as decimal(18, 1)) as {{ dbt.type_string() }})
{%- endmacro %}
