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


{#- The CTEs `places` and `matched`: leads (contact_id, country, turn) take turns at the places that sellers (rep_id, country, taken,
    weekly_capacity) have left in the same country, the seller with the fewest leads of the week first. -#}
{% macro leads_at_places(leads, sellers) -%}
ranked_leads as (

    select
        contact_id,
        country,
        row_number() over (partition by country order by turn) as place
    from {{ leads }}

),

-- a seller offers no more places than there are leads
ranked_places as (

    select
        {{ sellers }}.rep_id,
        {{ sellers }}.country,
        row_number() over (
            partition by {{ sellers }}.country
            order by {{ sellers }}.taken + ranked_leads.place, {{ sellers }}.rep_id
        ) as place
    from {{ sellers }}
    inner join ranked_leads
        on {{ sellers }}.country = ranked_leads.country
    where
        {{ sellers }}.weekly_capacity is null
        or ranked_leads.place <= {{ places_left(sellers ~ '.weekly_capacity', sellers ~ '.taken') }}

),

matched as (

    select
        ranked_leads.contact_id,
        ranked_places.rep_id
    from ranked_leads
    inner join ranked_places
        on ranked_leads.country = ranked_places.country
        and ranked_leads.place = ranked_places.place

)
{%- endmacro %}


{#- Hours from one time to another, to the hundredth. -#}
{% macro hours_between(start, end) -%}
    cast({{ rounded('cast(' ~ datediff(start, end, 'second') ~ ' as ' ~ type_double() ~ ') / 3600', 2) }} as decimal(18, 2))
{%- endmacro %}
