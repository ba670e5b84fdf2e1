-- One row per table, delivered row that is used and doubt about it: it points at nobody, its word is unknown, its end cannot be.
-- depends_on: {{ ref('int_policy_problems') }}
with

contacts as (select * from {{ ref('stg_contacts') }} where rejected_because is null),

accounts as (select * from {{ ref('stg_accounts') }} where rejected_because is null),

merges as (select * from {{ ref('stg_contact_merges') }} where rejected_because is null),

merge_periods as (select * from {{ ref('int_merge_periods') }}),

opportunities as (select * from {{ ref('stg_opportunities') }} where rejected_because is null),

words as ({{ select_status_words(ref('status_words')) }}),

-- who was merged into a contact is that contact
known_contacts as (

    select contact_id as known_id from contacts
    union
    select merge_periods.from_contact_id
    from merge_periods
    inner join contacts
        on merge_periods.contact_id = contacts.contact_id

),

-- where no accounts are delivered, those that contacts name are all there are
known_accounts as (

    select account_id as known_id from accounts
    union
    select account_id from contacts
    where (select count(*) from accounts) = 0

),

ranked as (

    select
        opportunities.*,
        {{ opportunity_row_rank() }} as recency_rank,
        words.meaning
    from opportunities
    left join words
        on {{ plain_text('opportunities.status') }} = words.plain_word
        and words.field = 'opportunity_status'

),

doubts as (
    {{ select_unknown_ids('contact_id', 'unknown_contact', 'known_contacts', {
        'contact_attributes': ref('stg_contact_attributes'),
        'identities': ref('stg_identities'),
        'opportunities': ref('stg_opportunities'),
        'opportunity_contacts': ref('stg_opportunity_contacts'),
        'sales_touches': ref('stg_sales_touches'),
        'erasures': ref('stg_erasures'),
    }) }}
    union all
    {{ select_unknown_ids('account_id', 'unknown_account', 'known_accounts', {
        'contacts': ref('stg_contacts'),
        'opportunities': ref('stg_opportunities'),
        'customers': ref('stg_customers'),
    }) }}
    union all
    {{ select_unknown_ids('opportunity_id', 'unknown_opportunity', '(select opportunity_id as known_id from opportunities)', {
        'opportunity_contacts': ref('stg_opportunity_contacts'),
    }) }}
    union all
    select 'contact_merges', merges.raw_row_number, merges.row_id, 'unknown_survivor', merge_periods.end_contact_id
    from merges
    inner join merge_periods
        on merges.contact_id = merge_periods.from_contact_id
        and merge_periods.known_from <= {{ as_of() }}
        and merge_periods.known_until > {{ as_of() }}
    left join contacts
        on merge_periods.end_contact_id = contacts.contact_id
    where merge_periods.end_contact_id is not null and contacts.contact_id is null
    union all
    {{ select_unknown_words('email_status', 'unknown_email_status', 'words', {
        'contacts': '(select raw_row_number, row_id, email_status as word from contacts)',
        'contact_attributes': attribute_words(ref('stg_contact_attributes'), 'email_status'),
    }) }}
    union all
    {{ select_unknown_words('opportunity_status', 'unknown_status', 'words', {
        'opportunities': '(select raw_row_number, row_id, status as word from opportunities)',
    }) }}
    union all
    -- a time that could not be read is counted as such
    select 'opportunities', raw_row_number, row_id, 'no_closed_at', null
    from ranked
    where
        meaning in ('won', 'lost')
        and closed_at is null
        and '|' || coalesce(unreadable_columns, '') not like '%|closed_at:%'
    union all
    select 'opportunities', raw_row_number, row_id, 'closed_before_opened', cast(cast(closed_at as date) as {{ dbt.type_string() }})
    from ranked
    where {{ is_closed_before_opened('meaning', 'opened_at', 'closed_at') }}
    union all
    -- the contacts of a deal stand in opportunity_contacts; without it each has a row of the deal
    select 'opportunities', others.raw_row_number, others.row_id, 'other_contact', others.contact_id
    from ranked as others
    inner join ranked as counted
        on others.opportunity_id = counted.opportunity_id
        and counted.recency_rank = 1
    left join {{ ref('stg_opportunity_contacts') }} as named
        on others.opportunity_id = named.opportunity_id
        and named.rejected_because is null
    where others.contact_id <> coalesce(counted.contact_id, '') and named.opportunity_id is null
)

{{ select_without_erased_ids('doubts', ref('int_erased_contacts'), ref('stg_identities')) }}
