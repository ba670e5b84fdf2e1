"""Conventions that no linter knows: what a file's first line promises, and that no model asks a clock."""

import re
from functools import cache

import pytest
import yaml
from engine import PROJECT
from public_tables import contracts

pytestmark = pytest.mark.quick

CLOCKS = re.compile(
    r"\b(now|current_date|current_timestamp|getdate|sysdate|today|get_current_timestamp)\b", re.IGNORECASE
)


@cache
def _models() -> dict[str, str]:
    return {
        path.stem: path.read_text(encoding="utf-8") for path in sorted((PROJECT / "models").rglob("*.sql"))
    }


@cache
def _declared() -> list[dict]:
    files = sorted((PROJECT / "models").rglob("*.yml"))
    return [yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for path in files]


def test_line_one_says_the_grain_and_opens_the_description():
    first_lines = {name: sql.splitlines()[0] for name, sql in _models().items()}
    assert {name: line for name, line in first_lines.items() if not line.startswith("-- One row")} == {}
    descriptions = {
        model["name"]: model["description"] for file in _declared() for model in file.get("models", [])
    }
    told_otherwise = {
        name: descriptions.get(name)
        for name, line in first_lines.items()
        if not descriptions.get(name, "").startswith(line.removeprefix("-- "))
    }
    assert told_otherwise == {}


@pytest.mark.parametrize("folder", ["models", "tests", "analyses"])
def test_no_sql_asks_a_clock(folder):
    for path in (PROJECT / folder).rglob("*.sql"):
        code = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        assert not CLOCKS.search(code), path


def test_statistics_divide_by_macros_that_cannot_fail():
    """What a warehouse refuses (a division by 0, the logarithm of 0) is null by the macros of numbers.sql alone."""
    files = [PROJECT / "macros" / f"{name}.sql" for name in ("statistics", "evidence", "signals")]
    files += [
        *(PROJECT / "models").glob("feedback/*.sql"),
        *(PROJECT / "models").glob("marts/feedback/*.sql"),
    ]
    assert len(files) > 40
    for path in files:
        code = re.sub(r"(?s){#.*?#}|--[^\n]*", "", path.read_text("utf-8"))
        refused = r"/|\b(?:ln|log|log2|log10|sqrt|cbrt|exp|power|pow|mod)\("
        # a double is written as a decimal by to_decimal; what is cast outright is a decimal or a count already
        refused += r"|cast\((?:{{ )?(?:rounded|round|exponential|quotient|square_root|logarithm)\("
        assert re.findall(refused, code) == [], path.name


def test_only_one_macro_reads_the_as_of_date():
    readers = [
        path.name
        for path in [*(PROJECT / "macros").rglob("*.sql"), *(PROJECT / "models").rglob("*.sql")]
        if "var('as_of'" in path.read_text(encoding="utf-8")
        or "run_started_at" in path.read_text(encoding="utf-8")
    ]
    assert readers == ["as_of.sql"]


# of dbt's own macros only what makes views, runs unit tests, and loads seeds on Spark, where the project is run itself
FORMS_OF_DBT = {
    *(
        "duckdb__create_view_as",
        "postgres__get_test_sql",
        "postgres__get_unit_test_sql",
        "postgres__safe_cast",
    ),
    *("spark__create_csv_table", "spark__load_csv_rows", "spark__persist_constraints"),
}


def test_what_a_warehouse_does_otherwise_is_a_macro_of_our_own():
    """A form of a macro of dbt's own is found in the project that is run, and not where the project is a package."""
    found = {
        name
        for path in (PROJECT / "macros").rglob("*.sql")
        for name in re.findall(r"{%-? macro (\w+)\(", path.read_text(encoding="utf-8"))
    }
    warehouses = "duckdb|postgres|spark|databricks|snowflake|bigquery|redshift"
    forms = {name for name in found if re.match(f"(?:{warehouses})__", name)}
    assert len(forms) > 100
    assert {name for name in forms if name.split("__", 1)[1] not in found} == FORMS_OF_DBT
    replaced = r"\bdbt\.(?:type_string|hash|dateadd|datediff|listagg|any_value)\("
    files = [path for folder in ("macros", "models", "tests") for path in (PROJECT / folder).rglob("*.sql")]
    uses = {path.name for path in files if re.search(replaced, path.read_text(encoding="utf-8"))}
    assert uses == {"types.sql"}


def test_no_model_knows_a_weight_a_band_or_a_page():
    policy_ids = set()
    for name, column in (("fit_rules", "rule_id"), ("interest_rules", "rule_id"), ("bant_rules", "rule_id")):
        lines = (PROJECT / "seeds" / "policy" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        policy_ids |= {line.split(",")[lines[0].split(",").index(column)] for line in lines[1:]}
    for name, sql in _models().items():
        named = {word for word in re.findall(r"'([\w-]+)'", sql) if word in policy_ids}
        assert not named, f"{name} names {named}"


def test_postgres_takes_the_names_of_unit_tests():
    """dbt makes relations of them, and PostgreSQL's names have 63 characters at most."""
    names = [test["name"] for file in _declared() for test in file.get("unit_tests", [])]
    assert len(names) > 100
    assert [name for name in names if len(name) > 63] == []


# one name for two things: what is compared is text or a number; a range of counts; leads of which a tie gives a part
OTHER_THINGS = {
    ("expectation_results", "value"),
    ("readiness_signals", "value"),
    ("touches_before_close", "at_least"),
    ("gains_curve", "leads"),
    ("gains_curve", "won"),
}
# what a name says of its column's type
NAMED = (
    (r"closed_at", "date"),  # the contract's name
    (r"\w+_id", "string"),
    (r"(is|has)_\w+", "boolean"),
    (r"\w+_(on|date|since|until)|month|activity_month", "date"),
    (r"\w+_at|respond_by(_local)?", "timestamp"),
    (r"\w+_(share|rate)|score_percentile", "numeric(18,6)"),
    (r"(\w+_)?points|\w+_total|(fit|interest)_max", "numeric(18,3)"),
    (r"amount|amount_won|revenue", "numeric(18,2)"),
)
# a score, a rank or a step is a number and counts nothing; everything else that is whole is a count
NO_COUNTS = {
    *("score", "score_before", "score_after", "best_score", "threshold", "percent"),
    *("score_rank", "call_rank", "priority", "stage_order", "attempt"),
}


def test_one_thing_has_one_type():
    found: dict[str, dict[str, list[str]]] = {}
    for table, columns in contracts().items():
        for column, kind in columns.items():
            if (table, column) not in OTHER_THINGS:
                found.setdefault(column, {}).setdefault(kind, []).append(table)
    assert len(found) > 200
    assert {column: kinds for column, kinds in found.items() if len(kinds) > 1} == {}
    for column, (kind,) in found.items():
        for pattern, named in NAMED:
            if re.fullmatch(pattern, column):
                assert (column, kind) == (column, named)
                break
        assert (column, kind == "integer") == (column, column in NO_COUNTS)


def test_every_table_of_several_scorecards_says_which_is_the_champion():
    """Hand-offs as they were written, and tables of the champion alone, need not say it."""
    silent = {
        table
        for table, columns in contracts().items()
        if "scorecard_id" in columns and "is_champion" not in columns
    }
    assert silent == {
        "account_scores",
        "nurture_leads",
        "open_questions",
        "published_scores",
        "sales_handoffs",
    }
    for table, columns in contracts().items():
        assert columns.get("is_champion", "boolean") == "boolean", table


def test_tables_to_cut_by_name_nobody():
    personal = {"full_name", "email", "phone", "rep_name", "job_title", "account_name", "city", "age"}
    assert [t for t, columns in contracts().items() if personal & columns.keys()] == ["call_list"]


def test_exposures_name_what_their_readers_read():
    """A folder that can be switched off has exposures of its own: report_feedback is a part of report."""
    named: dict[str, set[str]] = {}
    for path in (PROJECT / "models" / "marts").rglob("*exposures.yml"):
        for exposure in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["exposures"]:
            assert exposure["owner"]["name"] and exposure["url"], exposure["name"]
            whole = re.sub("_(nurture|feedback|checks)$", "", exposure["name"])
            named.setdefault(whole, set()).update(re.findall(r"'(\w+)'", " ".join(exposure["depends_on"])))
    for name, reader in (("report", "report/data.py"), ("notifications", "notify/news.py")):
        code = (PROJECT / "lead_scoring" / reader).read_text(encoding="utf-8")
        assert named[name] == set(re.findall(r"\{marts\}\.(\w+)", code)), name
    assert named["public_tables"] == {path.stem for path in (PROJECT / "models" / "marts").rglob("*.sql")}
