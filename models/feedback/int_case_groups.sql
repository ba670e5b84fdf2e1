-- One row per scorecard, basis, case and grouping: the group that the case belongs to, by what was known at its moment.
with

cases as (select * from {{ ref('int_cases') }}),

attributes as (

    select * from {{ ref('int_lead_attributes') }}
    where attribute in ('lead_source', 'campaign', 'persona', 'buying_role', 'country')

),

policy_changes as (

    select
        *,
        lag(policy_version) over (order by as_of_date) as previous_version
    from (
        select as_of_date, policy_version from {{ ref('int_past_runs') }}
        where as_of_date < {{ as_of() }} and not is_pulse
        union all
        select {{ as_of() }} as as_of_date, {{ policy_version() }} as policy_version
    ) as runs

),

-- periods of days in which runs were published under one policy, this run included
past_policies as (

    select
        policy_version,
        as_of_date as known_from,
        lead(as_of_date, 1, {{ always_until() }}) over (order by as_of_date) as known_until
    from policy_changes
    where coalesce(policy_version <> previous_version, true)

),

score_bands as (

    select
        band,
        {{ plain_text('temperature') }} as temperature
    from {{ policy_seed('score_bands') }}

),

degrees as (

    select
        cases.scorecard_id,
        cases.basis,
        cases.case_id,
        case cases.rep_rating when 'cold' then 1 when 'warm' then 2 when 'hot' then 3 end as rated,
        -- sellers do not rate a lead «cool»
        case score_bands.temperature when 'cold' then 1 when 'cool' then 1 when 'warm' then 2 when 'hot' then 3 end as scored
    from cases
    inner join score_bands
        on cases.band = score_bands.band

),

warmth as (

    select
        *,
        case when rated > scored then 'higher' when rated < scored then 'lower' when rated = scored then 'same' end as difference
    from degrees

),

case_groups as (

    select scorecard_id, basis, case_id, 'all' as {{ quoted_name('grouping') }}, 'all' as value from cases
    union all
    select scorecard_id, basis, case_id, 'band', band from cases
    union all
    select scorecard_id, basis, case_id, 'month', cast(cast({{ dbt.date_trunc('month', 'started_on') }} as date) as {{ type_text() }})
    from cases
    union all
    select scorecard_id, basis, case_id, 'channel', channel from cases
    union all
    select scorecard_id, basis, case_id, 'rep_id', rep_id from cases
    union all
    select scorecard_id, basis, case_id, 'rep_rating', rep_rating from cases
    union all
    select scorecard_id, basis, case_id, 'rating_against_band', difference from warmth
    union all
    select cases.scorecard_id, cases.basis, cases.case_id, 'policy_version', past_policies.policy_version
    from cases
    inner join past_policies
        on {{ known_on('past_policies', 'cases') }}
    union all
    -- named by its first day, so that neighbours are before and after a change even where an old policy returns
    select cases.scorecard_id, cases.basis, cases.case_id, 'policy_since', cast(past_policies.known_from as {{ type_text() }})
    from cases
    inner join past_policies
        on {{ known_on('past_policies', 'cases') }}
    union all
    {{ select_case_grades('cases', ref('int_lead_scores'), policy_seed('grades')) }}
    union all
    select cases.scorecard_id, cases.basis, cases.case_id, attributes.attribute, attributes.value
    from cases
    inner join attributes
        on cases.contact_id = attributes.contact_id
        and cases.as_of_date = attributes.as_of_date

)

select
    scorecard_id,
    basis,
    case_id,
    {{ quoted_name('grouping') }},
    value
from case_groups
where value is not null
