{#- The seed has one row per combination of `columns`, like `grain`. Looked at only once the policy is found valid: before that, a
    repeated id or a missing column would make dbt skip int_policy_problems, which tells them in words. -#}
{% test seed_grain(model, columns) %}
    -- depends_on: {{ ref('int_policy_problems') }}
    {{ lead_scoring.test_grain(model, columns) }}
{% endtest %}
