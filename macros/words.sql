{#- A select of what the words of a field may mean, separated by `|`: field, words. -#}
{% macro select_status_meanings() -%}
    select 'opportunity_status' as field, 'open|won|lost' as words
    union all
    select 'email_status' as field, 'ok|bounced|complained|unsubscribed' as words
{%- endmacro %}


{#- A select of every word that is known: field, plain_word, meaning; of one `field` only, if given. `seed` is status_words; a meaning is a
    word as well and means itself, unless a row says otherwise. -#}
{% macro select_status_words(seed, field=none) -%}
    select
        field,
        plain_word,
        coalesce(max(stated_meaning), max(plain_word)) as meaning
    from (
        select
            field,
            {{ plain_text('word') }} as plain_word,
            meaning as stated_meaning
        from {{ seed }}
        where word is not null
        union all
        select
            field,
            {{ alternatives('words') }} as plain_word,
            null as stated_meaning
        from ({{ select_status_meanings() }}) as meanings{{ each_alternative('words') }}
    ) as words
    {% if field -%}
    where field = '{{ field }}'
    {% endif -%}
    group by field, plain_word
{%- endmacro %}
