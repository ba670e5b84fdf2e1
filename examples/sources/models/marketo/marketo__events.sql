-- One row per thing that a person did: e-mails opened and clicked, pages, forms, opt-outs.
with

opens as (

    select * from {{ delivered('marketo', 'activity_open_email') }}

),

clicks as (

    select * from {{ delivered('marketo', 'activity_click_email') }}

),

visits as (

    select * from {{ delivered('marketo', 'activity_visit_webpage') }}

),

forms as (

    select * from {{ delivered('marketo', 'activity_fill_out_form') }}

),

unsubscribed as (

    select * from {{ delivered('marketo', 'activity_unsubscribe_email') }}

),

done as (

    select
        id, _fivetran_synced, lead_id, activity_date, 'email_open' as event_type, 'email' as channel,
        null as page, primary_attribute_value as name, user_agent
    from opens
    union all
    select id, _fivetran_synced, lead_id, activity_date, 'email_click', 'email', link, primary_attribute_value, user_agent
    from clicks
    union all
    -- the page's name stands beside its address
    select id, _fivetran_synced, lead_id, activity_date, 'page_view', 'web', webpage_url, null, user_agent
    from visits
    union all
    select id, _fivetran_synced, lead_id, activity_date, 'form_submit', 'web', referrer_url, primary_attribute_value, user_agent
    from forms
    union all
    select id, _fivetran_synced, lead_id, activity_date, 'unsubscribe', 'email', null, null, null
    from unsubscribed

)

select
    'marketo-' || id as event_id,
    event_type,
    {{ moment('activity_date') }} as occurred_at,
    _fivetran_synced as loaded_at,
    'marketo-' || lead_id as contact_id,
    {{ path_of('page') }} as page_path,
    {{ slug('name') }} as asset,
    channel,
    user_agent
from done
