-- One row per thing that a prospect or a browser did: e-mails, pages, forms, files, webinars.
with

activities as (

    select
        *,
        coalesce(nullif(email_id, ''), nullif(list_email_id, ''), nullif(email_template_id, '')) as mailing_id,
        coalesce(nullif(form_id, ''), nullif(form_handler_id, '')) as any_form_id
    from {{ delivered('pardot', 'visitor_activity') }}

),

done as (

    select
        *,
        -- types are Pardot's own numbers: 1 click, 2 view, 4 success, 11 open, 12 unsubscribe page, 24 and 25 webinars, 27 video, 29 check-in
        case
            when type = '1' and mailing_id is not null then 'email_click'
            when type = '2' and coalesce(file_id, '') <> '' then 'download'
            when type = '2' and coalesce(visitor_page_view_id, '') <> '' then 'page_view'
            when type = '4' and any_form_id is not null then 'form_submit'
            when type = '4' and coalesce(landing_page_id, '') <> '' then 'landing_conversion'
            when type = '11' then 'email_open'
            when type = '12' then 'unsubscribe'
            when type = '24' then 'webinar_attended'
            when type = '25' then 'webinar_registered'
            when type = '27' then 'video_watched'
            when type = '29' then 'event_attended'
        end as event_type
    from activities

)

select
    'pardot-' || id as event_id,
    event_type,
    {{ moment('created_at') }} as occurred_at,
    _fivetran_synced as loaded_at,
    'pardot-' || nullif(prospect_id, '') as contact_id,
    'pardot-' || nullif(visitor_id, '') as anonymous_id,
    -- what a click or a page view names is an address, what others name is a title
    case when event_type in ('page_view', 'email_click') then {{ path_of('details') }} end as page_path,
    case when event_type not in ('page_view', 'email_click', 'unsubscribe') then {{ slug('details') }} end as asset,
    case when event_type in ('email_click', 'email_open', 'unsubscribe') then 'email' else 'web' end as channel
from done
where event_type is not null
