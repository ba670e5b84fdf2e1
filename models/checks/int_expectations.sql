-- One row per expectation: the seed's row with its numbers, in the language of the build, and the day it judges.
-- depends_on: {{ ref('int_policy_problems') }}
with

runs as (select * from {{ ref('int_run') }}),

expectations as (select * from {{ policy_seed('expectations') }}),

wording as (select * from {{ ref('int_wording') }})

select
    expectations.expectation_id,
    expectations.stage,
    expectations.feed,
    expectations.metric,
    expectations.parts,
    expectations.expectation,
    expectations.compared_with,
    coalesce(expectations.compared_as, 'value') as compared_as,
    {{ safe_number('expectations.at_least') }} as at_least,
    {{ safe_number('expectations.at_most') }} as at_most,
    coalesce({{ safe_number('expectations.cases_at_least') }}, 1) as cases_at_least,
    coalesce({{ safe_number('expectations.past_at_least') }}, 1) as past_at_least,
    {{ days_after('runs.as_of_date', '-coalesce(' ~ safe_number('expectations.days_back') ~ ', 0)') }} as judged_day,
    -- before the first publication there are no scores of yesterday that a stop could keep
    case when runs.last_run_date is null then 'warn' else expectations.severity end as severity,
    coalesce(expectations.shown_as, 'number') as shown_as,
    expectations.owner_team,
    {{ localised('label') }} as label,
    {{ localised('when_failed') }} as when_failed,
    {{ localised('what_to_do') }} as what_to_do,
    coalesce(met.phrase_text, '{label}') as when_met,
    coalesce(not_judged.phrase_text, '{label}') as when_not_judged
from expectations
cross join runs
left join wording as met
    on met.phrase = 'expectation_met'
left join wording as not_judged
    on not_judged.phrase = 'expectation_not_judged'
