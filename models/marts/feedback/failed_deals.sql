-- One row per basis and case of the champion that failed: when, why, and the rules that the lead had points from at its moment.
with

publication as (select * from {{ ref('int_publication') }}),

failures as (select * from {{ ref('int_failures') }}),

criterion_points as (

    select * from {{ ref('int_criterion_points') }}
    where entry = 'rule'

),

rules as (select * from {{ ref('int_rules') }}),

separators as (

    select phrase_text || ' ' as separator
    from {{ ref('int_wording') }}
    where phrase = 'reason_separator'

),

carried as (

    select
        failures.basis,
        failures.case_id,
        rules.label || ': ' || {{ signed_points('criterion_points.points') }} as reason,
        row_number() over (
            partition by failures.basis, failures.case_id
            order by abs(criterion_points.points) desc, criterion_points.rule_id
        ) as strength_rank
    from failures
    inner join criterion_points
        on failures.scorecard_id = criterion_points.scorecard_id
        and failures.contact_id = criterion_points.contact_id
        and failures.as_of_date = criterion_points.as_of_date
    inner join rules
        on criterion_points.rule_id = rules.rule_id

),

listed as (

    select
        carried.basis,
        carried.case_id,
        {{ joined_texts(
            "case when carried.strength_rank > 1 then separators.separator else '' end || carried.reason",
            "''",
            'order by carried.strength_rank'
        ) }} as rules
    from carried
    cross join separators
    group by 1, 2

)

select
    cast(failures.basis as {{ type_text() }}) as basis,
    cast(failures.case_id as {{ type_text() }}) as case_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(failures.failure as {{ type_text() }}) as failure,
    cast(failures.contact_id as {{ type_text() }}) as contact_id,
    cast(failures.failed_on as date) as failed_on,
    cast(failures.score as integer) as score,
    cast(failures.band as {{ type_text() }}) as band,
    {{ to_decimal('failures.amount', 18, 2, kept=true) }} as amount,
    cast(failures.is_mature as boolean) as is_mature,
    cast(failures.reason as {{ type_text() }}) as reason,
    cast(listed.rules as {{ type_text() }}) as rules
from failures
cross join publication
left join listed
    on failures.basis = listed.basis
    and failures.case_id = listed.case_id
