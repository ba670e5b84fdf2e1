-- One row: the numbers of the seed settings, null where one is not set.
-- depends_on: {{ ref('int_policy_problems') }}
with

settings as (

    select
        setting,
        {{ safe_decimal('value') }} as number_value
    from {{ ref('settings') }}

)

select
    count(number_value) as settings,
    max(case when setting = 'inactive_after_days' then number_value end) as inactive_after_days,
    max(case when setting = 'engaged_at_least' then number_value end) as engaged_at_least,
    max(case when setting = 'committee_at_least' then number_value end) as committee_at_least,
    max(case when setting = 'committee_at_most' then number_value end) as committee_at_most,
    max(case when setting = 'missing_at_most' then number_value end) as missing_at_most
from settings
