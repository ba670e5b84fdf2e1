-- Models that only optional folders or the public tables read have the grain that their first lines state, whatever is switched off.
-- Returns what repeats or is null.
{{ select_broken_grains({
    'int_days': ['day'],
    'int_publication': ['as_of_date'],
    'int_scorecard_maxima': ['scorecard_id', 'criterion']
}) }}
