-- One row per prospect, attribute and moment from which it is known: the vendor's score and grade, title, company facts, opt-outs and bounces.
{%- set told = {'score': 'pardot_score', 'grade': 'pardot_grade', 'job_title': 'job_title', 'employees': 'employee_count', 'industry': 'industry'} %}
with

prospects as (

    select * from {{ ref('pardot__prospects') }}

),

activities as (

    select * from {{ delivered('pardot', 'visitor_activity') }}

),

values_told as (

    {%- for column, attribute in told.items() %}
    select
        id,
        '{{ attribute }}' as attribute,
        nullif(trim({{ column }}), '') as value,
        known_from,
        lag(nullif(trim({{ column }}), '')) over (partition by id order by known_from) as value_before
    from prospects
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

-- a version of a prospect repeats what has not changed
select
    'pardot-' || id as contact_id,
    attribute,
    value,
    known_from,
    case
        when attribute in ('pardot_score', 'pardot_grade') then 'inferred'
        when attribute = 'job_title' then 'declared'
        else 'enriched'
    end as origin
from values_told
where
    value is not null
    and (value_before is null or value_before <> value)

union all

select
    'pardot-' || prospect_id as contact_id,
    'email_status' as attribute,
    case type
        when '13' then 'bounced'
        when '14' then 'complained'
        when '16' then 'ok'
        else 'unsubscribed'
    end as value,
    {{ moment('created_at') }} as known_from,
    'declared' as origin
from activities
where
    type in ('12', '13', '14', '16')
    and prospect_id <> ''

union all

-- opted out elsewhere: known since the row was last changed
select
    'pardot-' || id as contact_id,
    'email_status' as attribute,
    'unsubscribed' as value,
    known_from,
    'declared' as origin
from prospects
where
    is_newest
    and {{ is_true('opted_out') }}
    and id not in (select prospect_id from activities where type = '12' and prospect_id is not null)
