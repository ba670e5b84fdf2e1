-- One row per day from twenty years before the as-of date to a year after it: the calendar that metrics are drawn along.
select {{ days_after(as_of(), 'generated_number - 7305') }} as day
from ({{ dbt.generate_series(7670) }}) as numbers
