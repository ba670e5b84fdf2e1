-- One row per problem of the policy: the sentence that stops the build. No rows = the policy can be used.
{{ config(post_hook="{{ stop_on_sentences(this, 'The policy cannot be used; nothing was published.') }}") }}

with

header_problems as (select * from {{ ref('int_policy_header_problems') }}),

cell_problems as (select * from {{ ref('int_policy_cell_problems') }}),

points_problems as (select * from {{ ref('int_policy_points_problems') }}),

rule_problems as (select * from {{ ref('int_policy_rule_problems') }}),

list_problems as (select * from {{ ref('int_policy_list_problems') }}),

wording as (select * from {{ ref('int_wording') }}),

problems as (

    select * from header_problems
    union all
    select * from cell_problems
    union all
    select * from points_problems
    union all
    select * from rule_problems
    union all
    select * from list_problems

)

{{ select_in_words('problems', 'wording') }}
