{#- Time in zones of the IANA list. A time that a clock shows twice (the night on which summer time ends) is the later one; one that it never
    shows (the night on which it begins) is as long after the change as it is after the skipped hour began. -#}


{#- The UTC time at which a clock in `zone` shows `local_time` (both timestamps without a zone). -#}
{% macro to_utc(local_time, zone) -%}
    {{ return(adapter.dispatch('to_utc', 'lead_scoring')(local_time, zone)) }}
{%- endmacro %}

{#- Whichever of two times the warehouse takes: the offset of the day after leads to the later one. -#}
{% macro default__to_utc(local_time, zone) -%}
    {%- set next_day = time_after('day', 1, local_time) -%}
    {%- set offset = time_between("convert_timezone('UTC', " ~ zone ~ ", " ~ next_day ~ ")", next_day, 'second') -%}
    {%- set later = time_after('second', offset, local_time) -%}
    case
            when convert_timezone('UTC', {{ zone }}, {{ later }}) = {{ local_time }} then {{ later }}
            else convert_timezone({{ zone }}, 'UTC', {{ local_time }})
        end
{%- endmacro %}

{% macro duckdb__to_utc(local_time, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ local_time }}))
{%- endmacro %}

{% macro postgres__to_utc(local_time, zone) -%}
    {{ return(lead_scoring.duckdb__to_utc(local_time, zone)) }}
{%- endmacro %}

{% macro redshift__to_utc(local_time, zone) -%}
    {{ return(lead_scoring.default__to_utc(local_time, zone)) }}
{%- endmacro %}

{% macro bigquery__to_utc(local_time, zone) -%}
    timestamp(datetime({{ local_time }}), {{ zone }})
{%- endmacro %}

{#- Spark takes the earlier one of two; the offset of the day after leads to the later one. -#}
{% macro spark__to_utc(local_time, zone) -%}
    {%- set next_day = "timestampadd(day, 1, " ~ local_time ~ ")" -%}
    {%- set later = "(" ~ local_time ~ " - (convert_timezone('UTC', " ~ zone ~ ", " ~ next_day ~ ") - " ~ next_day ~ "))" -%}
    case
            when convert_timezone('UTC', {{ zone }}, {{ later }}) = {{ local_time }} then {{ later }}
            else convert_timezone({{ zone }}, 'UTC', {{ local_time }})
        end
{%- endmacro %}


{#- What a clock in `zone` shows at a UTC time. -#}
{% macro in_zone(utc_time, zone) -%}
    {{ return(adapter.dispatch('in_zone', 'lead_scoring')(utc_time, zone)) }}
{%- endmacro %}

{% macro default__in_zone(utc_time, zone) -%}
    convert_timezone('UTC', {{ zone }}, {{ utc_time }})
{%- endmacro %}

{% macro duckdb__in_zone(utc_time, zone) -%}
    timezone({{ zone }}, timezone('UTC', {{ utc_time }}))
{%- endmacro %}

{% macro postgres__in_zone(utc_time, zone) -%}
    {{ return(lead_scoring.duckdb__in_zone(utc_time, zone)) }}
{%- endmacro %}

{% macro redshift__in_zone(utc_time, zone) -%}
    {{ return(lead_scoring.default__in_zone(utc_time, zone)) }}
{%- endmacro %}

{% macro bigquery__in_zone(utc_time, zone) -%}
    timestamp(datetime({{ utc_time }}, {{ zone }}))
{%- endmacro %}


{#- Is a text the name of a time zone? Names are compared exactly. -#}
{% macro is_time_zone(text) -%}
    {{ text }} in ('{{ modules.pytz.all_timezones | join("', '") }}')
{%- endmacro %}


{#- Is a text a time of day, HH:MM or H:MM, or 24:00? -#}
{% macro is_time_of_day(text) -%}
    ({{ text }} = '24:00' or ({{ text }} like '%:__' and length({{ text }}) <= 5 and {{ safe_timestamp("'2000-01-01 ' || " ~ text) }} is not null))
{%- endmacro %}


{#- A time of day with two digits of hours, so that times compare as text. -#}
{% macro padded_time(text) -%}
    right('0' || {{ text }}, 5)
{%- endmacro %}


{#- The minutes from midnight to a time of day. -#}
{% macro minutes_of_day(text) -%}
    (60 * cast(left({{ padded_time(text) }}, 2) as integer) + cast(right({{ text }}, 2) as integer))
{%- endmacro %}


{#- A day of the week as a number, 1 = Monday. -#}
{% macro weekday(day) -%}
    (1 + mod({{ time_between("cast('1969-12-29' as date)", day, 'day') }}, 7))
{%- endmacro %}


{#- A select of the rows of working_hours and holidays that contradict each other, as rows of int_policy_list_problems. `compared` is its CTE. -#}
{% macro select_working_time_problems(compared) -%}
    select seed_name, line_number, row_key, 'time_zone', time_zone, 'two_time_zones', coalesce(territory, '')
    from {{ compared }}
    where first_zone <> last_zone
    union all
    select seed_name, line_number, row_key, 'closes', closes, 'closes_before_it_opens', opens
    from {{ compared }}
    where {{ padded_time('closes') }} <= {{ padded_time('opens') }}
    union all
    select seed_name, line_number, row_key, 'opens', opens, 'hours_overlap', closed_before
    from {{ compared }}
    where {{ padded_time('opens') }} < closed_before
    union all
    select seed_name, line_number, row_key, 'date', day, 'repeated_holiday', coalesce(territory, '')
    from {{ compared }}
    where day is not null and holidays > 1
{%- endmacro %}
