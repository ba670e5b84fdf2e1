-- One row per stage, event type and piece of content that people of enough deals saw: among the deals won and among those lost.
with

publication as (

    select * from {{ ref('int_publication') }}

),

content as (

    select * from {{ ref('int_content_before_close') }}

)

select
    cast(content.stage as {{ dbt.type_string() }}) as stage,
    cast(content.event_type as {{ dbt.type_string() }}) as event_type,
    cast(content.content_kind as {{ dbt.type_string() }}) as content_kind,
    cast(content.content as {{ dbt.type_string() }}) as content,
    cast(publication.as_of_date as date) as as_of_date,
    cast(content.events as bigint) as events,
    cast(content.won_with as bigint) as won_with,
    cast(content.won as bigint) as won,
    cast(content.lost_with as bigint) as lost_with,
    cast(content.lost as bigint) as lost,
    cast(content.win_rate_with as numeric(18, 6)) as win_rate_with,
    cast(content.win_rate_low as numeric(18, 6)) as win_rate_low,
    cast(content.win_rate_high as numeric(18, 6)) as win_rate_high,
    cast(content.share_ratio as numeric(18, 6)) as share_ratio,
    cast(content.share_ratio_low as numeric(18, 6)) as share_ratio_low,
    cast(content.share_ratio_high as numeric(18, 6)) as share_ratio_high,
    cast(content.contrast as {{ dbt.type_string() }}) as contrast,
    cast(content.remark as {{ dbt.type_string() }}) as remark
from content
cross join publication
