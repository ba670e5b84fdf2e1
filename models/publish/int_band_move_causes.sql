-- One row per moved contact and cause: its points in the score now less those in the score shown before; they sum to the difference.
with

moves as (select * from {{ ref('int_band_moves') }}),

ledger as (select * from {{ ref('int_lead_ledger') }}),

publication as (

    select
        runs.as_of_date,
        case when runs.last_policy_version = {{ policy_version() }} then 'late_data' else 'policy' end as cause
    from {{ ref('int_run') }} as runs

),

entries_now as (

    select ledger.*
    from moves
    inner join ledger
        on moves.scorecard_id = ledger.scorecard_id
        and moves.contact_id = ledger.contact_id
        and moves.as_of_date = ledger.as_of_date

),

entries_before as (select * from {{ ref('int_past_ledger') }}),

rules as (

    select
        *,
        'rule ' || rule_id as entry_key
    from {{ ref('int_scorecard_rules') }}

),

scored_before as (

    select
        contact_id,
        sum(points) as points
    from entries_before
    group by 1

),

differences as (

    select
        coalesce(entries_now.contact_id, entries_before.contact_id) as contact_id,
        coalesce(entries_now.entry, entries_before.entry) as entry,
        coalesce(entries_now.entry_key, entries_before.entry_key) as entry_key,
        coalesce(entries_now.subscore, entries_before.subscore) as subscore,
        entries_now.last_event_date,
        coalesce(entries_now.events, 0) > coalesce(entries_before.events, 0) as has_more_events,
        coalesce(entries_now.last_event_date < entries_before.last_event_date, false) as has_lost_newest,
        coalesce(entries_now.events, 0) < coalesce(entries_before.events, 0) as has_fewer_events,
        case when entries_now.contact_id is null then entries_before.last_event_date end as gone_on,
        abs(entries_now.points) as size_now,
        abs(entries_before.points) as size_before,
        coalesce(entries_now.points, 0) - coalesce(entries_before.points, 0) as points
    from entries_now
    full outer join entries_before
        on entries_now.contact_id = entries_before.contact_id
        and entries_now.entry_key = entries_before.entry_key

),

causes as (

    select
        moves.contact_id,
        case
            -- silence and behaviours: what somebody did brings points, time takes them
            when differences.entry = 'idle_fade' or (differences.subscore = 'interest' and rules.attribute is not null)
                then case when differences.points > 0 then 'new_events' else 'decay' end
            when differences.entry <> 'rule' then 'limit'
            when differences.last_event_date > moves.last_run_date then 'new_events'
            -- what came before a new start counts no more
            when moves.has_started_again and differences.subscore = 'interest' then 'decay'
            when {{ has_lost_events('differences', 'rules', 'moves') }} then 'late_data'
            when differences.subscore = 'interest' and not differences.has_more_events then 'decay'
            when moves.has_joined_visitors then 'merge'
            when differences.subscore = 'interest' then 'late_data'
            else 'attribute'
        end as cause,
        differences.points
    from moves
    inner join differences
        on moves.contact_id = differences.contact_id
    left join rules
        on moves.scorecard_id = rules.scorecard_id
        and differences.entry_key = rules.entry_key
    union all
    -- where the last run's date was scored again, it may give another score by now: the policy was changed, else data came late
    select
        moves.contact_id,
        publication.cause,
        coalesce(scored_before.points, 0) - moves.score_before as points
    from moves
    inner join publication
        on moves.as_of_date = publication.as_of_date
    left join scored_before
        on moves.contact_id = scored_before.contact_id

)

select
    causes.contact_id,
    causes.cause,
    cast(sum(causes.points) as {{ type_decimal(18, 3) }}) as points
from causes
group by 1, 2
having sum(causes.points) <> 0
