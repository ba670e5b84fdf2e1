-- One row per problem of the policy: the sentence that stops the build. No rows = the policy can be used.
{{ config(post_hook="{{ stop_on_sentences(this, 'The policy cannot be used; nothing was published.') }}") }}

with

cell_problems as (

    select * from {{ ref('int_policy_cell_problems') }}

),

rule_problems as (

    select * from {{ ref('int_policy_rule_problems') }}

),

wording as (

    select * from {{ ref('int_wording') }}

),

problems as (

    select * from cell_problems
    union all
    select * from rule_problems

),

sentences as (

    select
        problems.seed_name,
        problems.line_number,
        problems.column_name,
        problems.check_name,
        frame.phrase_text as frame,
        coalesce(specific.phrase_text, problems.check_name) as specific,
        coalesce(problems.row_key, '') as row_key,
        coalesce(problems.value, '') as cell,
        coalesce(problems.argument, '') as argument
    from problems
    left join wording as specific
        on specific.phrase = 'check_' || problems.check_name
    inner join wording as frame
        on frame.phrase = 'check_frame'

)

select
    seed_name,
    line_number,
    column_name,
    check_name,
    {{ filled_in(
        'frame',
        {
            'problem': 'specific',
            'seed': 'seed_name',
            'column': 'column_name',
            'argument': "replace(argument, '|', ', ')",
            'row': 'row_key',
            'value': 'cell',
        },
    ) }} as sentence
from sentences
