-- The periods of a visitor in int_identity_map do not overlap, so that no event is anybody's twice. Returns those that begin too early.
with

periods as (

    select
        visitor_id,
        known_from,
        lag(known_until) over (partition by visitor_id order by known_from) as earlier_until
    from {{ ref('int_identity_map') }}

)

select * from periods
where known_from < earlier_until
