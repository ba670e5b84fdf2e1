{#- Does a lead that was handed over on one day still count as handed over on another? It does on the day itself; blank days = for ever. -#}
{% macro within_recycle_days(handed_off_on, day, recycle_after_days) -%}
    ({{ recycle_after_days }} is null or {{ time_between(handed_off_on, day, 'day') }} < {{ greatest_of(recycle_after_days, 1) }})
{%- endmacro %}


{#- The time at which a day ends. -#}
{% macro end_of(day) -%}
    cast({{ days_after(day, 1) }} as timestamp)
{%- endmacro %}


{#- A select of the times by which sales answers: promise_id, respond_by. `promises` are rows with promise_id, territory (of the seller, as in
    `working_hours`), starts_at and respond_within_hours (null = none is promised, and there is no row). The clock runs while the seller's
    territory works, and always where `working_hours` (int_working_hours) knows nothing of it. -#}
{% macro select_answer_times(promises, working_hours) -%}
    {%- set minutes = 'cast(60 * ' ~ promises ~ '.respond_within_hours as integer)' -%}
    {%- set answered_at = time_after(
        'second', 'cast(targets.seconds_worked - ' ~ working_hours ~ '.seconds_before as integer)', working_hours ~ '.opens_at'
    ) -%}
    select
        targets.promise_id,
        case
            when min({{ working_hours }}.opens_at) is null then {{ time_after('minute', 'targets.minutes', 'targets.starts_at') }}
            else {{ greatest_of('targets.starts_at', 'min(' ~ answered_at ~ ')') }}
        end as respond_by
    from (
        -- how much of the calendar is worked off when the answer is due
        select
            {{ promises }}.promise_id,
            {{ promises }}.territory,
            {{ promises }}.starts_at,
            {{ minutes }} as minutes,
            cast(60 as bigint) * max({{ minutes }}) + coalesce({{ seconds_worked(promises ~ '.starts_at', working_hours) }}, 0) as seconds_worked
        from {{ promises }}
        left join {{ working_hours }}
            on {{ promises }}.territory = {{ working_hours }}.territory
            and {{ promises }}.starts_at > {{ working_hours }}.opens_at
        where {{ promises }}.respond_within_hours is not null
        group by 1, 2, 3, 4
    ) as targets
    left join {{ working_hours }}
        on targets.territory = {{ working_hours }}.territory
        and targets.seconds_worked > {{ working_hours }}.seconds_before
        and targets.seconds_worked <= {{ working_hours }}.seconds_before + {{ working_hours }}.seconds
    group by targets.promise_id, targets.starts_at, targets.minutes
{%- endmacro %}


{#- How many seconds of the calendar are worked off at a time: an aggregate over the rows of `working_hours` (int_working_hours) of one territory
    that open before `at`; null where there is none. -#}
{% macro seconds_worked(at, working_hours) -%}
    max(
                {{ working_hours }}.seconds_before
                + {{ time_between(working_hours ~ '.opens_at', least_of(at, working_hours ~ '.closes_at'), 'second') }}
            )
{%- endmacro %}


{#- Has a lead asked to buy since sales was done with its last hand-off? `progress` is a row of int_handoff_progress, `fast_lane` the lead's of
    int_fast_lane. A request of the very day of the last touch or of the end of the deal may have been answered that day. -#}
{% macro asks_again(progress, fast_lane) -%}
    coalesce(
            {{ progress }}.state in ('rejected', 'disqualified', 'lost', 'won')
            and {{ fast_lane }}.asked_on > {{ progress }}.handed_off_on
            and {{ fast_lane }}.asked_on > coalesce({{ progress }}.last_touched_on, {{ progress }}.handed_off_on)
            and {{ fast_lane }}.asked_on > coalesce({{ progress }}.closed_on, {{ progress }}.handed_off_on),
            false
        )
{%- endmacro %}


{#- Is a lead that has asked to buy to be handed over? The fast lane lifts the lines of the score and of interest, and nothing else. -#}
{% macro may_take_fast_lane(scores) -%}
    ({{ scores }}.blocked_besides_lines = '' and {{ scores }}.blocked_besides_score in ('', 'interest'))
{%- endmacro %}


{#- What an address is compared by and kept as: its MD5, in small letters and without blanks around it; null = no address. -#}
{% macro email_hash(email) -%}
    {{ md5_of(lowered(trimmed(email))) }}
{%- endmacro %}


{#- A select of what a caller must know before calling, in words: contact_id, remarks. `calls` are rows with lead_id, `scores` those
    of the as-of date. A contact that has left the feed is known by the address of the day on which it was handed over. -#}
{% macro select_call_remarks(calls, scores, contacts, handoffs, wording) -%}
    select
        told.contact_id,
        trim({{ dbt.concat(["told.bounced || ' '", "told.no_phone || ' '", 'told.same_address']) }}) as remarks
    from (
        select
            {{ contacts }}.contact_id,
            case when {{ plain_text(scores ~ '.email_status') }} = 'bounced' then phrases.bounced else '' end as bounced,
            case when {{ contacts }}.phone is null then phrases.no_phone else '' end as no_phone,
            case
                when max(others.handed_off_on) is null then ''
                else {{ filled_in('phrases.same_address', {'day': 'max(others.handed_off_on)'}) }}
            end as same_address
        from {{ calls }}
        inner join {{ contacts }}
            on {{ calls }}.lead_id = {{ contacts }}.contact_id
        inner join {{ scores }}
            on {{ calls }}.lead_id = {{ scores }}.contact_id
        cross join (
            select
                max(case when phrase = 'call_remark_bounced' then phrase_text end) as bounced,
                max(case when phrase = 'call_remark_no_phone' then phrase_text end) as no_phone,
                max(case when phrase = 'call_remark_same_address' then phrase_text end) as same_address
            from {{ wording }}
        ) as phrases
        left join (
            select
                handoffs.lead_id,
                coalesce({{ email_hash('known.email') }}, handoffs.email_hash) as email_hash,
                handoffs.handed_off_on
            from {{ handoffs }} as handoffs
            left join {{ contacts }} as known
                on handoffs.lead_id = known.contact_id
        ) as others
            on {{ email_hash(contacts ~ '.email') }} = others.email_hash
            and {{ calls }}.lead_id <> others.lead_id
        group by
            {{ contacts }}.contact_id, {{ scores }}.email_status, {{ contacts }}.phone, phrases.bounced, phrases.no_phone, phrases.same_address
    ) as told
{%- endmacro %}


{#- A select of what leads have asked for, newest first, in words, with the time and how long ago it was: lead_id, requests. Day and time are
    those of UTC, as in the reasons beside it; of a time that is midnight the day alone is told, for it is mostly a day without a time.
    `requests` are rows of int_fast_lane, `calls` rows with lead_id, `runs` is int_run. -#}
{% macro select_requests_in_words(requests, calls, runs, wording) -%}
    select
        told.lead_id,
        {{ joined_texts(
            "case when told.request_rank > 1 then separators.phrase_text || ' ' else '' end || "
            ~ filled_in('frames.phrase_text', {
                'ago': filled_in('ages.phrase_text', {'count': 'told.units'}),
                'date': day_in_words('days.phrase_text', 'months.phrase_text', 'told.asked_on'),
                'time': shown_time('told.asked_at'),
                'label': 'told.label',
            }),
            "''",
            'order by told.request_rank'
        ) }} as requests
    from (
        select
            asked.*,
            case
                when asked.unit_seconds = 86400 then asked.days
                else cast((asked.seconds - mod(asked.seconds, asked.unit_seconds)) / asked.unit_seconds as bigint)
            end as units
        from (
            select
                known.*,
                case when known.seconds < 3600 then 60 when known.seconds < 86400 or known.days < 1 then 3600 else 86400 end as unit_seconds
            from (
                select
                    {{ calls }}.lead_id,
                    {{ requests }}.request_rank,
                    {{ requests }}.label,
                    {{ requests }}.asked_on,
                    {{ requests }}.asked_at,
                    {{ time_between(requests ~ '.asked_on', runs ~ '.as_of_date', 'day') }} as days,
                    {{ day_phrase(requests ~ '.asked_on', runs ~ '.as_of_date') }} as day_phrase,
                    -- a warehouse may count seconds as a double
                    cast({{ time_between(requests ~ '.asked_at', runs ~ '.run_at', 'second') }} as bigint) as seconds
                from {{ calls }}
                inner join {{ requests }}
                    on {{ calls }}.lead_id = {{ requests }}.contact_id
                cross join {{ runs }}
            ) as known
        ) as asked
    ) as told
    inner join {{ wording }} as frames
        on frames.phrase = case when told.asked_at = cast(told.asked_on as timestamp) then 'request_told_on_a_day' else 'request_told' end
    inner join {{ wording }} as separators
        on separators.phrase = 'reason_separator'
    left join {{ wording }} as ages
        on ages.phrase = case
            when told.units < 1 then 'ago_now'
            else
                case told.unit_seconds when 60 then 'ago_minute' when 3600 then 'ago_hour' else 'ago_day' end
                || case when told.units >= 2 then 's' else '' end
        end
    left join {{ wording }} as days
        on told.day_phrase = days.phrase
    left join {{ wording }} as months
        on months.phrase = 'month_' || cast(cast(extract(month from told.asked_on) as integer) as {{ type_text() }})
    group by told.lead_id
{%- endmacro %}


{#- The places that a seller has left in the week: a whole number, 0 at least; null = no limit. -#}
{% macro places_left(weekly_capacity, taken) -%}
    case
            when {{ weekly_capacity }} is not null then cast({{ greatest_of('floor(' ~ weekly_capacity ~ ') - ' ~ taken, 0) }} as bigint)
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


{#- A select of who waits for whom: rep_id, contact_id, waiting_since. A lead waits for its own seller, else for each active one of `sellers`
    (int_rep_capacity) that takes its country or any; a blank seller is that of leads that no seller takes. -#}
{% macro select_seller_waits(waiting_leads, sellers) -%}
    select distinct
        coalesce({{ waiting_leads }}.rep_id, possible.rep_id, '') as rep_id,
        {{ waiting_leads }}.contact_id,
        {{ waiting_leads }}.waiting_since
    from {{ waiting_leads }}
    left join {{ sellers }} as possible
        on {{ waiting_leads }}.rep_id is null
        and ({{ waiting_leads }}.country = possible.country or possible.country is null)
{%- endmacro %}


{#- Minutes from one time to another, to the hundredth. -#}
{% macro minutes_between(start, end) -%}
    {{ minutes_of(time_between(start, end, 'second')) }}
{%- endmacro %}


{#- Seconds as minutes, to the hundredth. -#}
{% macro minutes_of(seconds) -%}
    cast({{ rounded('cast(' ~ seconds ~ ' as ' ~ type_double() ~ ') / 60', 2) }} as {{ type_decimal(18, 2) }})
{%- endmacro %}


{#- Minutes of work from one time to another, to the hundredth: the difference of the seconds worked by then (seconds_worked), all minutes where
    there is no calendar; null where the calendar is not known so far back. -#}
{% macro working_minutes(has_calendar, start, end, start_worked, end_worked) -%}
    case
            when {{ has_calendar }} then {{ minutes_of('(' ~ end_worked ~ ' - ' ~ start_worked ~ ')') }}
            else {{ minutes_between(start, end) }}
        end
{%- endmacro %}


{#- Hours from one time to another, to the hundredth. -#}
{% macro hours_between(start, end) -%}
    cast({{ rounded('cast(' ~ time_between(start, end, 'second') ~ ' as ' ~ type_double() ~ ') / 3600', 2) }} as {{ type_decimal(18, 2) }})
{%- endmacro %}
