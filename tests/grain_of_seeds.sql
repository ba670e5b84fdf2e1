-- The seeds have one row per what names it. Returns what repeats or is null, once the policy is found
-- valid: before that, int_policy_problems tells it in words.
-- depends_on: {{ ref('int_policy_problems') }}
{{ select_broken_grains({
    'bant_rules': ['rule_id'],
    'criteria': ['criterion'],
    'fit_rules': ['rule_id'],
    'importance_tiers': ['tier'],
    'interest_rules': ['rule_id'],
    'journeys': ['journey_id', 'step'],
    'score_bands': ['band'],
    'scorecards': ['scorecard_id'],
    'weight_overrides': ['scorecard_id', 'rule_id'],
    'attribute_types': ['attribute'],
    'free_email_domains': ['domain'],
    'inferred_attributes': ['inference_id'],
    'fast_lane': ['wish_id'],
    'machine_traffic': ['rule_id'],
    'offers': ['offer_id'],
    'personas': ['persona_id', 'condition'],
    'policy_checks': ['seed', 'column_name', 'check_name'],
    'title_roles': ['title_role_id'],
    'wording': ['phrase'],
    'settings': ['setting'],
    'passive_event_types': ['event_type'],
    'nurture_segments': ['segment'],
    'targets': ['signal'],
    'notifications': ['route'],
    'expectations': ['expectation_id'],
    'status_words': ['field', 'word'],
    'working_hours': ["coalesce(territory, '')", 'weekday', 'opens'],
    'holidays': ["coalesce(territory, '')", 'date']
}) }}
