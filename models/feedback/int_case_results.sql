-- One row per scorecard, basis, case and outcome that is asked about: how it ended (null = not yet), and what it weighs.
with

cases as (select * from {{ ref('int_cases') }}),

customers as (select * from {{ ref('int_customers') }})

select
    scorecard_id,
    basis,
    case_id,
    'won' as outcome,
    result,
    is_mature,
    cast(1 as decimal(38, 6)) as weight
from cases

union all

-- by value: a case counts as much as its amount
select
    scorecard_id,
    basis,
    case_id,
    'revenue' as outcome,
    result,
    is_mature,
    cast(amount as decimal(38, 6)) as weight
from cases
where amount > 0

union all

select
    cases.scorecard_id,
    cases.basis,
    cases.case_id,
    'renewal' as outcome,
    case when customers.is_renewed then 'won' when customers.is_churned then 'lost' end as result,
    customers.is_term_over as is_mature,
    cast(1 as decimal(38, 6)) as weight
from cases
inner join customers
    on cases.account_id = customers.account_id
where cases.result = 'won'
