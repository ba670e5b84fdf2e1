-- One row per visitor, month of its events and month of loading: a number of all that they are to a score, kept like the events.
-- depends_on: {{ ref('int_event_watermark') }}
-- depends_on: {{ ref('int_erased_visitors') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), partition_by=by_day('loaded_month'),
    on_schema_change='fail', tags='keeps_days',
    pre_hook='{{ forget_months_read_now(this) }}'
) }}

with

events as (select * from {{ ref('int_events') }})

-- whatever of an event no score is made from is left out
select
    visitor_id,
    cast({{ dbt.date_trunc('month', 'activity_date') }} as date) as month_start,
    cast({{ dbt.date_trunc('month', 'loaded_on') }} as date) as loaded_month,
    {{ sum_of_numbers(hash_of(['activity_date', 'occurred_at', 'activity_id', 'client_id'])) }} as number
from events
{% if is_incremental() %}
where loaded_on >= {{ month_read_from() }}
{% endif %}
group by 1, 2, 3
