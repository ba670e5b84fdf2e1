-- One row per measure and range of it (at_least up to below): deals that had so much of it before they were opened, won and lost.
with

publication as (

    select * from {{ ref('int_publication') }}

),

touches as (

    select * from {{ ref('int_touches_before_close') }}

)

select
    cast(touches.measure as {{ dbt.type_string() }}) as measure,
    cast(touches.at_least as bigint) as at_least,
    cast(touches.below as bigint) as below,
    cast(publication.as_of_date as date) as as_of_date,
    cast(touches.won as bigint) as won,
    cast(touches.lost as bigint) as lost,
    cast(touches.win_rate as numeric(18, 6)) as win_rate,
    cast(touches.win_rate_low as numeric(18, 6)) as win_rate_low,
    cast(touches.win_rate_high as numeric(18, 6)) as win_rate_high,
    cast(touches.remark as {{ dbt.type_string() }}) as remark
from touches
cross join publication
