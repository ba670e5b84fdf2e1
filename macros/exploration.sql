{#- A select of the leads that are drawn on this run to explore what the score leaves out: contact_id, draw_rank, draw_chance (above 0, at most 1).
    `leads` are rows with contact_id, as_of_date, exploration_share, channel (null = not to be handed over) and blocked_besides_lines, `runs`
    is int_run, `sellers` int_rep_capacity, `past_handoffs` int_past_handoffs. The places are the share of what the sellers with a limit take in a week, cut to
    whole leads, less those drawn within the last seven days. Who is drawn follows from the MD5 of the day and the lead, the same on every
    warehouse and in every run of the day. -#}
{% macro select_draws(leads, runs, sellers, past_handoffs) -%}
    select
        contact_id,
        draw_rank,
        {{ to_decimal(quotient(least_of('places', 'eligible'), 'eligible'), 18, 12) }} as draw_chance
    from (
        select
            {{ leads }}.contact_id,
            row_number() over (
                order by
                    {{ by_code_point(md5_of('cast(' ~ leads ~ ".as_of_date as " ~ type_text() ~ ") || ' ' || " ~ leads ~ '.contact_id')) }},
                    {{ leads }}.contact_id
            ) as draw_rank,
            count(*) over () as eligible,
            -- exact: a share of 0.29 of 100 places is 29 places
            floor(cast({{ leads }}.exploration_share as {{ type_decimal(18, 9) }}) * capacity.places) - recent.leads as places
        from {{ leads }}
        cross join (
            select cast(sum({{ least_of(greatest_of('floor(weekly_capacity)', 0), 1000000) }}) as {{ type_decimal(18, 0) }}) as places
            from {{ sellers }}
        ) as capacity
        cross join (
            select count(case when {{ past_handoffs }}.channel = 'exploration' then 1 end) as leads
            from {{ runs }}
            left join {{ past_handoffs }}
                on {{ past_handoffs }}.handed_off_on > {{ days_after(runs ~ '.as_of_date', -7) }}
        ) as recent
        where
            {{ leads }}.channel is null
            and {{ leads }}.blocked_besides_lines = ''
    ) as hat
    where draw_rank <= places
{%- endmacro %}


{#- What a case counts for where kinds of leads are compared: one that was drawn stands for all that could have been, 1 : its chance; any other
    for itself. `weight` is the case's own one, a decimal(38, 6), `cases` has draw_chance (null = not drawn). Groups that say what sales did
    (channel, seller, month, policy) are told as they are. -#}
{% macro drawn_weight(weight, cases, grouping) -%}
    case
            when {{ cases }}.draw_chance > 0 and {{ grouping }} in (
                'band', 'fit_grade', 'interest_grade', 'grade', 'lead_source', 'campaign', 'persona', 'buying_role', 'country'
            )
                then {{ to_decimal(quotient(weight, cases ~ '.draw_chance'), 38, 6) }}
            else {{ weight }}
        end
{%- endmacro %}
