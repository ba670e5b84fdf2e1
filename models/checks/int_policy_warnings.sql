-- One row per policy seed, line, column and warning: the sentence that is told and never stops a build; basis = policy or data.
{{ config(post_hook="{{ tell_warnings(this) }}") }}

with

own_warnings as (select * from {{ ref('int_policy_own_warnings') }}),

data_warnings as (select * from {{ ref('int_policy_data_warnings') }}),

wording as (select * from {{ ref('int_wording') }}),

warnings as (

    select
        *,
        'policy' as basis
    from own_warnings
    union all
    select
        *,
        'data' as basis
    from data_warnings

)

{{ in_words('warnings', also=['basis']) }}
