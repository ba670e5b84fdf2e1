-- One row per contact shown before to whose score no kept ledger of the last run adds up: that run's date is scored again for it.
with

past_scores as (

    select * from {{ ref('int_past_scores') }}
    where earlier_score is not null

),

runs as (

    select * from {{ ref('int_run') }}
    where last_run_date is not null

),

shown_ledger as (

    {{ select_frozen('int_shown_ledger') }}

),

kept as (

    select
        shown_ledger.contact_id,
        sum(shown_ledger.points) as score
    from runs
    inner join shown_ledger
        on runs.last_run_date = shown_ledger.as_of_date
    group by 1

)

select
    past_scores.contact_id,
    runs.last_run_date
from past_scores
cross join runs
left join kept
    on past_scores.contact_id = kept.contact_id
where
    -- a contact without points has no entries to keep
    not runs.is_ledger_kept
    or past_scores.earlier_score <> coalesce(kept.score, 0)
