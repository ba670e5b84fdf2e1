"""Statistics cannot stop a build: whatever the outcomes, every number of feedback is within its bounds, or unknown."""

import math
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest
from engine import COMPILED_AS_OF, Engine, dbt
from feedback_case import HUGE, SETTINGS, FeedbackEngine, tables_of, worlds
from hypothesis import HealthCheck, given, settings
from lives import as_long_as_asked
from postgres_server import Server
from tables import AS_OF

from lead_scoring.load_raw import load

EXAMPLES = as_long_as_asked(15, 100)
# share or rate, and the ends of its interval
RATES = {
    "close_rates": [("close_rate_low", "close_rate", "close_rate_high")],
    "close_rates_by_band": [("close_rate_low", "close_rate", "close_rate_high")],
    "time_to_close": [("won_share_low", "won_share", "won_share_high")],
    "content_before_close": [("win_rate_low", "win_rate_with", "win_rate_high")],
    "touches_before_close": [("win_rate_low", "win_rate", "win_rate_high")],
    "best_customers": [("renewal_rate_low", "renewal_rate", "renewal_rate_high")],
    "gains_curve": [("captured_share_low", "captured_share", "captured_share_high")],
    "score_calibration": [
        ("close_rate_low", "close_rate", "close_rate_high"),
        ("later_close_rate_low", "later_close_rate", "later_close_rate_high"),
    ],
    "score_accuracy": [("auc_low", "auc", "auc_high")],
    "scorecard_comparison": [("auc_low", "auc", "auc_high")],
    "capacity_curve": [("win_rate", "win_rate", "win_rate")],
    "claim_verdicts": [
        ("close_rate_with_low", "close_rate_with", "close_rate_with_high"),
        ("close_rate_without_low", "close_rate_without", "close_rate_without_high"),
    ],
}
INTERVALS = RATES | {
    "rule_performance": [("log_odds_low", "log_odds", "log_odds_high")],
    "claim_verdicts": [*RATES["claim_verdicts"], ("odds_ratio_low", "odds_ratio", "odds_ratio_high")],
    "scorecard_comparison": [
        ("auc_low", "auc", "auc_high"),
        ("auc_difference_low", "auc_difference", "auc_difference_high"),
    ],
    "capacity_curve": [
        *RATES["capacity_curve"],
        ("more_wins_per_week_low", "more_wins_per_week", "more_wins_per_week_high"),
    ],
    "readiness_signals": [("value_low", "value", "value_high")],
    **{
        name: [("share_ratio_low", "share_ratio", "share_ratio_high")]
        for name in ("content_before_close", "failure_signs", "best_customers")
    },
}
# what holds of the counts of each row
COUNTS = {
    "close_rates": "leads = won + lost + unresolved + immature",
    "close_rates_by_band": "leads = won + lost + unresolved + immature",
    "content_before_close": "won_with <= won and lost_with <= lost",
    "failure_signs": "failed_with <= failed and won_with <= won",
    "best_customers": "customers_with <= customers and others_with <= others and renewed + churned <= customers_with",
    "score_accuracy": "won <= leads",
    "scorecard_comparison": "won <= leads",
    "score_calibration": "won <= leads and later_won <= later_leads",
    "capacity_curve": """
        coalesce(won_leads <= mature_leads, not is_champion)
        and (calls_per_week is null or wins_per_week between 0 and calls_per_week)
        and (is_champion or leads is null and more_wins_per_week is not null or calls_per_week is null)
    """,
    "claim_verdicts": """
        won_with <= leads_with and won_without <= leads_without
        and (odds_ratio is not null or verdict = 'not_enough_cases')
    """,
    "rule_performance": """
        won_with <= leads_with and won_without <= leads_without
        and (suggested_points is null) = (suggestion = 'not_enough_evidence')
    """,
}


@pytest.fixture(scope="module")
def feedback(project: Engine) -> FeedbackEngine:
    return FeedbackEngine(project)


def check(warehouse, names) -> None:
    """Look at every number of every table, and at the bounds and counts of the public ones."""
    for name, schema in names:
        relation = warehouse.execute(f'select * from "{schema}"."{name}"')
        columns = [column[0] for column in relation.description]
        for values in relation.fetchall():
            row = dict(zip(columns, values, strict=True))
            for column, value in row.items():
                if isinstance(value, float):
                    assert math.isfinite(value), (name, column, row)
                if isinstance(value, Decimal):
                    assert value.is_finite(), (name, column, row)
            for low, value, high in INTERVALS.get(name, []):
                known = [row[column] for column in (low, value, high) if row[column] is not None]
                assert known == sorted(known), (name, value, row)
                if (low, value, high) in RATES.get(name, []):
                    assert all(0 <= bound <= 1 for bound in known), (name, value, row)
        if name in COUNTS:
            query = f'select * from "{schema}"."{name}" where not coalesce({COUNTS[name]}, false)'
            assert warehouse.execute(query).fetchall() == [], name


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(world=worlds)
@pytest.mark.lives
def test_no_outcome_stops_the_statistics(feedback: FeedbackEngine, world) -> None:
    warehouse = feedback.run(tables_of(world))
    check(warehouse, [(node["name"], node["schema"]) for node in feedback.models])


@pytest.mark.parametrize(
    ("seed", "column", "value"),
    [(4, "status", "won"), (1, "status", "lost"), (2, "amount", HUGE), (3, "opened_at", "as of")],
)
def test_no_raw_table_stops_them(project: Engine, random_tables, seed: int, column: str, value: str) -> None:
    """From raw tables to the public ones, on hostile random cases whose opportunities are all alike."""
    raw, seeds, as_of, _ = random_tables(seed)
    raw = deepcopy(raw)
    for row in raw.setdefault("opportunities", []):
        row[column] = as_of if value == "as of" else value
    assert raw["opportunities"]
    public = [
        node for node in project.models if node["original_file_path"].startswith("models/marts/feedback/")
    ]
    warehouse = project.with_tables([node["name"] for node in public]).run(raw, as_of, seeds)
    check(warehouse, [(node["name"], node["schema"]) for node in public])


FADED = {"points": "5", "subscore": "interest", "earned": "faded", "carried_by": "some", "tier": "decisive"}
MIXED = {
    "seed": 1,
    "opportunities": 60,
    "outcome": "mixed",
    "scores": "mixed",
    "times": "mixed",
    "amounts": ["100"],
    "handoffs": 20,
    "customers": 6,
    "leads": 6,
    "people": 6,
    "rules": [FADED],
    "capacities": ["2.5"],
    "settings": dict.fromkeys(SETTINGS),
    "cycle": 0,
    "threshold": "51",
    "months": 4,
}
DEGENERATE = {
    "a rule whose events have all faded": {},
    "a rule of 0 points": {"rules": [FADED | {"points": "0", "earned": "all"}]},
    "only wins": {"outcome": "all won"},
    "no wins": {"outcome": "all lost"},
    "nothing ended": {"outcome": "all open"},
    "no opportunity": {"opportunities": 0},
    "one opportunity": {"opportunities": 1},
    "nothing at all": {name: 0 for name in ("opportunities", "handoffs", "customers", "leads", "months")},
    "everybody has the rule": {"rules": [FADED | {"earned": "all", "carried_by": "everyone"}]},
    "nobody has the rule": {"rules": [FADED | {"carried_by": "nobody"}]},
    "equal scores": {"scores": "all equal", "rules": [FADED | {"earned": "all"}]},
    "scores that know the outcome": {"scores": "as the outcome", "rules": [FADED | {"earned": "all"}]},
    "one day": {"times": "all on one day"},
    "today": {"times": "today"},
    "amounts of 0": {"amounts": ["0"]},
    "huge amounts": {"amounts": [HUGE], "capacities": [HUGE, HUGE]},
    "no capacity": {"capacities": ["0", "-4"]},
    "settings of 0": {"settings": dict.fromkeys(SETTINGS, "0")},
    "tiny settings": {"settings": dict.fromkeys(SETTINGS, "0.001")},
    "huge settings": {"settings": dict.fromkeys(SETTINGS, "1000000")},
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_no_degenerate_outcome_stops_the_statistics(feedback: FeedbackEngine, name: str) -> None:
    warehouse = feedback.run(tables_of(MIXED | DEGENERATE[name]))
    check(warehouse, [(node["name"], node["schema"]) for node in feedback.models])


def test_a_rule_whose_events_have_all_faded_is_not_measured(feedback: FeedbackEngine) -> None:
    warehouse = feedback.run(tables_of(MIXED | {"settings": MIXED["settings"] | {"wins_at_least": "1"}}))
    rows = warehouse.execute("""
        select leads_with > 0, log_odds is not null, current_log_odds, exact_points, suggested_points, suggestion
        from marts.rule_performance
    """).fetchall()
    assert rows == [(True, True, 0, None, None, "not_enough_evidence")] * 2


def kind_of(cursor, schema: str, name: str) -> str:
    """Return what a relation of PostgreSQL is: a table or a view."""
    query = "select count(*) from pg_views where schemaname = %s and viewname = %s"
    cursor.execute(query, [schema, name])
    return "view" if cursor.fetchone()[0] else "table"


@pytest.mark.postgres
def test_no_degenerate_outcome_stops_them_on_postgresql(
    project: Engine, feedback: FeedbackEngine, postgres: Server, tmp_path: Path
) -> None:
    """PostgreSQL raises an error where DuckDB says infinity: the same models on the same tables there."""
    import psycopg2

    project.write_raw({})
    environment = postgres.database("feedback")
    connection = postgres.connect("feedback")
    load(connection, project.raw)
    built = dbt(
        "build",
        *("--target", "postgres", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"),
        database=tmp_path / "unused.duckdb",
        raw=tmp_path,
        as_of=COMPILED_AS_OF,
        target=tmp_path / "target",
        environment=environment,
    )
    assert built.returncode == 0, built.stdout
    connection.autocommit = True
    with connection.cursor() as cursor:
        # what stood for a table there was a view, or had rows
        for schema, name in feedback.stands_for:
            cursor.execute(f"create temp table columns_of as select * from {schema}.{name} limit 0")
            cursor.execute(f"drop {kind_of(cursor, schema, name)} {schema}.{name} cascade")
            cursor.execute(f"create table {schema}.{name} as select * from columns_of")
            cursor.execute("drop table columns_of")
        for name, changes in DEGENERATE.items():
            for statement in feedback.filled(tables_of(MIXED | changes)):
                cursor.execute(statement)
            for node in feedback.models:
                sql = (
                    tmp_path / "target" / "compiled" / "lead_scoring" / node["original_file_path"]
                ).read_text()
                table = f"{node['schema']}.{node['name']}"
                cursor.execute(f"drop table if exists {table} cascade")
                try:
                    cursor.execute(f"create table {table} as {sql.replace(COMPILED_AS_OF, str(AS_OF))}")
                except psycopg2.Error as error:
                    raise AssertionError(f"{name}, {node['name']}: {error}") from error
