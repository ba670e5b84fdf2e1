-- One row per activity of people that shows a piece of content: what it is, and what they did with it.
with

activities as (select * from {{ ref('int_activities') }})

select
    activity_id,
    event_type,
    case
        when asset is not null then 'asset'
        when page_path is not null then 'page'
        when campaign is not null then 'campaign'
        else 'event'
    end as content_kind,
    coalesce(asset, page_path, campaign, event_type) as content
from activities
