{#- Does a lead that was handed over on one day still count as handed over on another? It does on the day itself; blank days = for ever. -#}
{% macro within_recycle_days(handed_off_on, day, recycle_after_days) -%}
    ({{ recycle_after_days }} is null or {{ datediff(handed_off_on, day, 'day') }} < greatest({{ recycle_after_days }}, 1))
{%- endmacro %}


{#- The places that a seller has left in the week: a whole number, 0 at least; null = no limit. -#}
{% macro places_left(weekly_capacity, taken) -%}
    case
            when {{ weekly_capacity }} is not null then cast(greatest(floor({{ weekly_capacity }}) - {{ taken }}, 0) as bigint)
        end
{%- endmacro %}


{#- A select of which lead goes to which seller (contact_id, rep_id): leads (contact_id, country, handoff_rank) take turns at the places that sellers
    (rep_id, country, taken, weekly_capacity) have left in the same country, the seller with the fewest leads of the week first. A lead
    without a place is not there; a null country is nobody's. -#}
{% macro select_seats(leads, sellers) -%}
    select
        queue.contact_id,
        offers.rep_id
    from (
        select
            contact_id,
            country,
            row_number() over (partition by country order by handoff_rank) as place
        from {{ leads }}
    ) as queue
    inner join (
        select
            {{ sellers }}.rep_id,
            {{ sellers }}.country,
            row_number() over (
                partition by {{ sellers }}.country
                order by {{ sellers }}.taken + takers.place, {{ sellers }}.rep_id
            ) as place
        from {{ sellers }}
        -- a seller offers no more places than there are leads
        inner join (
            select
                country,
                row_number() over (partition by country order by handoff_rank) as place
            from {{ leads }}
        ) as takers
            on {{ sellers }}.country = takers.country
        where
            {{ sellers }}.weekly_capacity is null
            or takers.place <= {{ places_left(sellers ~ '.weekly_capacity', sellers ~ '.taken') }}
    ) as offers
        on queue.country = offers.country
        and queue.place = offers.place
{%- endmacro %}


{#- Hours from one time to another, to the hundredth. -#}
{% macro hours_between(start, end) -%}
    cast({{ rounded('cast(' ~ datediff(start, end, 'second') ~ ' as ' ~ type_double() ~ ') / 3600', 2) }} as decimal(18, 2))
{%- endmacro %}
