-- One row per pattern whose matches int_activity_matches holds.
-- depends_on: {{ ref('int_activity_matches') }}
select distinct pattern_id
from {{ ref('int_activity_patterns') }}
