-- One row: the numbers of the seed settings; what is not set is null, or has its default where the statistics need a number.
-- depends_on: {{ ref('int_policy_problems') }}
with

settings as (

    select
        setting,
        {{ safe_decimal('value') }} as number_value
    from {{ policy_seed('settings') }}

)

select
    count(number_value) as settings,
    max(case when setting = 'inactive_after_days' then number_value end) as inactive_after_days,
    max(case when setting = 'engaged_at_least' then number_value end) as engaged_at_least,
    max(case when setting = 'committee_at_least' then number_value end) as committee_at_least,
    max(case when setting = 'committee_at_most' then number_value end) as committee_at_most,
    max(case when setting = 'missing_at_most' then number_value end) as missing_at_most,
    max(case when setting = 'small_sample' then number_value end) as small_sample,
    coalesce(max(case when setting = 'trait_cases_at_least' then number_value end), 1) as trait_cases_at_least,
    coalesce(max(case when setting = 'content_days' then number_value end), 180) as content_days,
    coalesce(max(case when setting = 'open_days' then number_value end), 14) as open_days,
    max(case when setting = 'renewal_after_days' then number_value end) as renewal_after_days,
    -- of 0 points there is no such thing
    coalesce(nullif(max(case when setting = 'points_to_double_odds' then number_value end), 0), 10) as points_to_double_odds,
    coalesce(nullif(max(case when setting = 'stratum_points' then number_value end), 0), 5) as stratum_points,
    coalesce(max(case when setting = 'wins_at_least' then number_value end), 20) as wins_at_least,
    max(case when setting = 'recent_days' then number_value end) as recent_days,
    max(case when setting = 'new_lead_days' then number_value end) as new_lead_days,
    max(case when setting = 'drift_days' then number_value end) as drift_days
from settings
