-- One row per prospect, and per version of it in history mode; is_newest = as it is now.
with

prospects as (

    select * from {{ delivered('pardot', 'prospect') }}

)

select
    *,
    -- without history mode a row is known as it is since it was last changed
    {{ moment("coalesce(nullif(_fivetran_start, ''), nullif(updated_at, ''), created_at)") }} as known_from,
    row_number() over (
        partition by id
        order by {{ moment("coalesce(nullif(_fivetran_start, ''), nullif(updated_at, ''), created_at)") }} desc
    ) = 1 as is_newest
from prospects
