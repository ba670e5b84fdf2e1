-- One row per scorecard and score from 0 to 100: the close rate to expect, fitted before the cut date, and what came of it after.
with

publication as (select * from {{ ref('int_publication') }}),

counts as (
    {{ select_score_counts('(select * from ' ~ ref('int_period_opportunities') ~ ' where not is_rival) as opportunities') }}
),

earlier as (

    select * from counts
    where period = 'before'

),

rates as (

    {{ select_isotonic_rates('earlier') }}

),

later as (

    select * from counts
    where period = 'after'

),

-- scores of one rate are one block
rate_blocks as (

    select
        scorecard_id,
        close_rate,
        sum(leads) as leads,
        sum(won) as won,
        min(score) as from_score,
        coalesce(lead(min(score)) over (partition by scorecard_id order by close_rate), 101) as until_score,
        row_number() over (partition by scorecard_id order by close_rate) as block_rank
    from rates
    group by 1, 2

),

-- a score that nobody had goes with the next one below it, or with the lowest
blocks as (

    select
        scorecard_id,
        block_rank,
        close_rate,
        leads,
        won,
        case when block_rank = 1 then 0 else from_score end as from_score,
        until_score
    from rate_blocks

),

later_blocks as (

    select
        blocks.scorecard_id,
        blocks.block_rank,
        sum(later.leads) as leads,
        sum(later.won) as won,
        {{ quotient('sum(later.won)', 'sum(later.leads)') }} as close_rate
    from blocks
    inner join later
        on blocks.scorecard_id = later.scorecard_id
        and blocks.from_score <= later.score
        and blocks.until_score > later.score
    group by 1, 2

),

scorecards as (select * from {{ ref('int_scorecards') }}),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

scores as (

    select cast(numbers.generated_number - 1 as integer) as score
    from ({{ dbt.generate_series(101) }}) as numbers

)

select
    cast(blocks.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(scores.score as integer) as score,
    cast(publication.as_of_date as date) as as_of_date,
    cast(blocks.leads as bigint) as leads,
    cast(blocks.won as bigint) as won,
    {{ to_six_places('blocks.close_rate') }} as close_rate,
    {{ to_six_places(wilson_bound('blocks.close_rate', 'blocks.leads', '-')) }} as close_rate_low,
    {{ to_six_places(wilson_bound('blocks.close_rate', 'blocks.leads', '+')) }} as close_rate_high,
    cast(coalesce(later_blocks.leads, 0) as bigint) as later_leads,
    cast(coalesce(later_blocks.won, 0) as bigint) as later_won,
    {{ to_six_places('later_blocks.close_rate') }} as later_close_rate,
    {{ to_six_places(wilson_bound('later_blocks.close_rate', 'later_blocks.leads', '-')) }} as later_close_rate_low,
    {{ to_six_places(wilson_bound('later_blocks.close_rate', 'later_blocks.leads', '+')) }} as later_close_rate_high,
    cast({{ filled_in('wording.phrase_text', {'cases': 'blocks.leads'}) }} as {{ type_text() }}) as remark,
    cast(publication.policy_version as {{ type_text() }}) as policy_version,
    cast(coalesce(scorecards.is_champion, false) as boolean) as is_champion
from blocks
cross join publication
cross join settings
inner join scores
    on blocks.from_score <= scores.score
    and blocks.until_score > scores.score
left join later_blocks
    on blocks.scorecard_id = later_blocks.scorecard_id
    and blocks.block_rank = later_blocks.block_rank
left join scorecards
    on blocks.scorecard_id = scorecards.scorecard_id
left join wording
    on wording.phrase = {{ sample_phrase('blocks.leads', 'settings') }}
