-- One row per table, delivered row that is used and doubt about it: who or what it names is unknown, its end impossible, its name another.
-- depends_on: {{ ref('int_policy_problems') }}
with

contacts as (

    select * from {{ ref('stg_contacts') }}
    where rejected_because is null

),

accounts as (

    select * from {{ ref('stg_accounts') }}
    where rejected_because is null

),

contact_merges as (select * from {{ ref('stg_contact_merges') }}),

merge_periods as (select * from {{ ref('int_merge_periods') }}),

opportunities as (

    select * from {{ ref('stg_opportunities') }}
    where rejected_because is null

),

words as (
    {{ select_status_words(policy_seed('status_words')) }}

),

erased as (
    {{ select_erased_ids(ref('int_erased_contacts'), ref('stg_identities')) }}

),

known as (

    select
        'unknown_contact' as reason,
        contact_id as known_id
    from contacts
    {{ union_distinct() }}
    -- who was merged into a contact is that contact
    select 'unknown_contact', from_contact_id
    from merge_periods
    where contact_id <> from_contact_id
    {{ union_distinct() }}
    select 'unknown_account', account_id from accounts
    {{ union_distinct() }}
    -- where no accounts are delivered, those that contacts name are all there are
    select 'unknown_account', account_id from contacts
    where (select count(*) from accounts) = 0
    {{ union_distinct() }}
    select 'unknown_opportunity', opportunity_id from opportunities

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
    {{ select_unknown_ids('known', {
        'unknown_contact': [
            ('contact_attributes', ref('stg_contact_attributes')), ('identities', ref('stg_identities')),
            ('opportunities', ref('stg_opportunities')), ('opportunity_contacts', ref('stg_opportunity_contacts')),
            ('sales_touches', ref('stg_sales_touches')), ('erasures', ref('stg_erasures')),
        ],
        'unknown_account': [('contacts', ref('stg_contacts')), ('opportunities', ref('stg_opportunities')), ('customers', ref('stg_customers'))],
        'unknown_opportunity': [('opportunity_contacts', ref('stg_opportunity_contacts'))],
    }) }}
    union all
    select 'contact_merges', contact_merges.raw_row_number, contact_merges.row_id, 'unknown_survivor', merge_periods.end_contact_id
    from contact_merges
    inner join merge_periods
        on contact_merges.contact_id = merge_periods.from_contact_id
        and merge_periods.known_from <= {{ as_of() }}
        and merge_periods.known_until > {{ as_of() }}
    left join contacts
        on merge_periods.end_contact_id = contacts.contact_id
    where contact_merges.rejected_because is null and merge_periods.end_contact_id is not null and contacts.contact_id is null
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
    {{ select_unlisted_words(
        ref('stg_sales_touches'), ref('stg_contact_attributes'), policy_seed('interest_resets'), policy_seed('attribute_types')
    ) }}
    union all
    {{ select_doubtful_deals('ranked', ref('stg_opportunity_contacts')) }}
    union all
    {{ select_other_names({
        'contacts': ('contacts', ref('int_contacts'), 'contact_id', 'full_name'),
        'accounts': ('accounts', ref('int_accounts'), 'account_id', 'account_name'),
        'sales_reps': (
            '(select * from ' ~ ref('stg_sales_reps') ~ ' where rejected_because is null)', ref('int_sales_reps'), 'rep_id', 'rep_name'
        ),
    }) }}
)

{{ select_without_erased_ids('doubts', 'erased') }}
