-- One row per scorecard, basis and case (an opportunity, a hand-off): who it was as known at its moment, and how it ended.
with

opportunities as (

    select * from {{ ref('int_opportunity_cases') }}

),

handoffs as (

    select * from {{ ref('int_handoff_cases') }}

),

touches as (

    select * from {{ ref('int_case_touches') }}

),

cases as (

    select
        scorecard_id,
        'opportunity' as basis,
        opportunity_id as case_id,
        contact_id,
        account_id,
        as_of_date,
        opened_on as started_on,
        band,
        null as channel,
        null as rep_id,
        result,
        is_mature,
        amount,
        days_to_close
    from opportunities
    union all
    select
        scorecard_id,
        'handoff' as basis,
        handoff_id as case_id,
        contact_id,
        account_id,
        handed_off_on as as_of_date,
        handed_off_on as started_on,
        band,
        channel,
        rep_id,
        result,
        is_mature,
        amount,
        days_to_close
    from handoffs

)

select
    cases.*,
    coalesce(touches.touches, 0) as touches,
    touches.rep_rating
from cases
left join touches
    on cases.basis = touches.basis
    and cases.case_id = touches.case_id
