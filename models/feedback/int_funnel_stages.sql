-- One row per stage of the funnel, in its order: lead, the bands above the lowest, what sales and the lead did; beside the chain, ready.
with

bands as (

    select
        *,
        row_number() over (order by at_least) as place
    from {{ ref('int_score_bands') }}

),

stages as (

    select 'lead' as stage_key, 'lead' as stage, 1 as block, 0 as place, true as is_in_chain
    union all
    select {{ band_stage('band') }}, band, 2, place, true
    from bands
    where place > 1
    union all
    select 'handed_over', 'handed_over', 3, 0, true
    union all
    select 'accepted', 'accepted', 4, 0, true
    union all
    select 'opportunity', 'opportunity', 5, 0, true
    union all
    select 'won', 'won', 6, 0, true
    union all
    select 'ready', 'ready', 7, 0, false

)

select
    stage_key,
    stage,
    row_number() over (order by block, place) as stage_order,
    is_in_chain
from stages
