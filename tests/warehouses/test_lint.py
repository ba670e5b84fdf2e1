"""What the lint of warehouses must find, and what it must not: make lint-warehouses runs this first."""

import csv
import re

import pytest
from googlesql import GoogleSql, GoogleSqlError
from lint import COMPILED, VOCABULARY, Word, findings, vocabulary

WAREHOUSES = ("snowflake", "bigquery", "databricks", "redshift")


def said(sql: str, warehouse: str) -> str:
    return "; ".join(sorted(findings(sql, warehouse, vocabulary(warehouse))))


@pytest.mark.parametrize("warehouse", WAREHOUSES)
def test_what_every_warehouse_has_is_no_finding(warehouse):
    sql = "with names as (select coalesce(x, 0) as y from t) select max(cast(y as date)) from names where y in (1, 2)"
    assert said(sql, warehouse) == ""


@pytest.mark.parametrize("warehouse", WAREHOUSES)
def test_a_function_that_nobody_looked_up_is_found(warehouse):
    assert said("select frobnicate(x) from t", warehouse) == "function frobnicate: not in vocabulary.csv"


@pytest.mark.parametrize("warehouse", WAREHOUSES)
def test_what_cannot_be_read_is_found(warehouse):
    assert said("select from where (", warehouse).startswith("cannot be read: ")


@pytest.mark.parametrize(
    ("warehouse", "sql", "found"),
    [
        ("snowflake", "select greatest(a, b) from t", "function greatest: null where one argument is null"),
        (
            "snowflake",
            "select concat_ws(' ', a, b) from t",
            "function concat_ws: null where one argument is null",
        ),
        ("snowflake", "select string_split(a, '|') from t", "function string_split: no such function"),
        ("snowflake", "select row_number() over (partition by a) from t", "form row_number without order"),
        ("snowflake", "select a >> 1 from t", "operator >>: bits are moved by functions"),
        ("bigquery", "select least(a, b) from t", "function least: null where one argument is null"),
        ("bigquery", "select cast(a as double) from t", "type double: float64 is the name"),
        ("bigquery", "select 1 as a where 1 = 0", "form where without from"),
        ("bigquery", "select a from t where a like 'x~_%' escape '~'", "form like escape"),
        ("bigquery", "select cast(a as decimal(38, 18)) from t", "form decimal of more than nine places"),
        ("bigquery", "select a from t union select a from u", "cannot be read: "),
        ("bigquery", "select cast(a as numeric(18, 3)) from t", "form cast with digits"),
        (
            "bigquery",
            "with recursive c (n) as (select 1 union all select n + 1 from c where n < 3) select n from c",
            "form recursive query with its columns",
        ),
        (
            "redshift",
            "with recursive c as (select 1 as n union all select n + 1 from c where n < 3) select n from c",
            "form recursive query without its columns",
        ),
        ("redshift", "select a from t where a is distinct from b", "form is distinct from"),
        ("redshift", "select sum(a) over (order by b) from t", "form ordered window without frame"),
        ("redshift", "select first_value(a) over (order by b) from t", "form ordered window without frame"),
        (
            "redshift",
            "select listagg(a, '') within group (order by b), listagg(a, '') within group (order by c) from t",
            "form lists in two orders",
        ),
        (
            "redshift",
            "select n from (values ('a'), ('b')) as names (n)",
            "form values: no list of values in from",
        ),
        ("redshift", "select cast(a as text) from t", "type text: a text of at most 256 bytes"),
        (
            "redshift",
            "select regexp_split_to_table(a, '[|]') from t",
            "function regexp_split_to_table: no such function",
        ),
        ("databricks", "select row_number() over () from t", "form row_number without order"),
    ],
)
def test_what_a_warehouse_lacks_or_answers_otherwise_is_found(warehouse, sql, found):
    assert found in said(sql, warehouse)


@pytest.mark.parametrize(
    "sql",
    [
        "with recursive a as (select 1), c (n) as (select 1 union all select n + 1 from c where n < 3) select n from c",
        "select sum(a) over (order by b rows unbounded preceding), rank() over (order by b), sum(a) over () from t",
        "select listagg(a, '') within group (order by b), listagg(c, '') within group (order by b) from t",
    ],
)
def test_the_forms_that_redshift_wants_are_no_finding(sql):
    assert said(sql, "redshift") == ""


def test_a_word_in_a_text_or_a_quoted_name_is_none():
    assert said('select \'greatest(a, b)\' as "least", t."max" from t -- concat_ws(a)', "snowflake") == ""


def test_every_word_has_been_looked_up_once_with_its_source():
    with VOCABULARY.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    words = [(row["warehouse"], Word(row["kind"], row["name"])) for row in rows]
    assert len(set(words)) == len(words)
    assert {row["warehouse"] for row in rows} == set(WAREHOUSES)
    for row in rows:
        assert row["source"].startswith("https://"), row
        assert row["verdict"] in ("has", "lacks", "nulls") and bool(row["note"]) is (
            row["verdict"] != "has"
        ), row


@pytest.fixture(scope="module")
def engine() -> GoogleSql:
    return GoogleSql(COMPILED)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select current_timestamp() < current_datetime()", "No matching signature for operator <"),
        ("select cast('a' as double)", "Type not found: double"),
        ("select groups from (select 1 as a)", "Syntax error"),
        ("select a from `p`.`s`.`t`", "there is no table s.t"),
        # a name of a table goes before one of a column
        ("select sum(a) from (select 1 as a) as a", "No matching signature for aggregate function SUM"),
    ],
)
def test_what_googlesql_refuses_is_told(engine, sql, found):
    with pytest.raises(GoogleSqlError, match=re.escape(found)):
        engine.columns(sql, {})


def test_googlesql_reads_and_computes(engine):
    table = engine.query("select cast(1 as bigint) as a, 'é' as b union all select 2, null", {})
    assert [column.name for column in table.columns] == ["a", "b"]
    again = engine.query("select b from `p`.`s`.`t` where a = 1", {"s.t": table})
    assert [row.cell[0].string_value for row in again.rows] == ["é"]
