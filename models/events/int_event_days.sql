-- One row per day of loading (unknown = 9999-12-31): how many rows of `events` the raw table delivers of it.
select
    loaded_on,
    count(*) as delivered_rows
from {{ ref('stg_events') }}
group by loaded_on
