-- One row per region: the revenue that acme wants.
select
    'north' as region,
    1000 as revenue
