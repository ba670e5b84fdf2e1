-- One row per account with a lead scored today by the champion: how many of its buying committee are known and engaged.
with

leads as (

    select * from {{ ref('int_champion_scores') }}
    where account_id is not null

),

attributes as (

    select * from {{ ref('int_lead_attributes') }}
    where attribute = 'buying_role'

),

sales_states as (

    select * from {{ ref('int_sales_states') }}

),

settings as (

    select * from {{ ref('int_settings') }}

),

ranked as (

    select
        leads.*,
        {{ plain_text('attributes.value') }} as buying_role,
        sales_states.has_open_opportunity,
        sales_states.is_customer,
        row_number() over (partition by leads.account_id order by leads.score_rank) as place
    from leads
    inner join sales_states
        on leads.contact_id = sales_states.contact_id
        and leads.as_of_date = sales_states.as_of_date
    left join attributes
        on leads.contact_id = attributes.contact_id
        and leads.as_of_date = attributes.as_of_date

),

accounts as (

    select
        ranked.account_id,
        ranked.scorecard_id,
        ranked.as_of_date,
        settings.committee_at_least,
        settings.committee_at_most,
        count(*) as leads,
        case
            when settings.engaged_at_least is not null
                then count(case when ranked.interest_total >= settings.engaged_at_least then 1 end)
        end as engaged_leads,
        count(case when ranked.is_sales_ready then 1 end) as ready_leads,
        count(distinct ranked.buying_role) as buying_roles,
        cast(sum(ranked.interest_total) as decimal(18, 3)) as interest_total,
        max(case when ranked.place = 1 then ranked.contact_id end) as best_contact_id,
        max(case when ranked.place = 1 then ranked.score end) as best_score,
        max(case when ranked.place = 1 then ranked.band end) as best_band,
        {{ dbt.bool_or('ranked.has_open_opportunity') }} as has_open_opportunity,
        {{ dbt.bool_or('ranked.is_customer') }} as is_customer
    from ranked
    cross join settings
    group by 1, 2, 3, 4, 5, settings.engaged_at_least

)

select
    *,
    greatest(committee_at_least - leads, case when committee_at_least is not null then 0 end) as unknown_people_at_least,
    greatest(committee_at_most - leads, case when committee_at_most is not null then 0 end) as unknown_people_at_most,
    case
        when committee_at_least > 0
            then cast(least(round(cast(leads as double) / cast(committee_at_least as double), 6), 1) as decimal(9, 6))
    end as committee_share
from accounts
