"""A case computed with pencil and paper (tests/by_hand) has its scores on every warehouse."""

from decimal import Decimal
from pathlib import Path

import pytest
from engine import PROJECT, copy_of_project, read_csv

CASE, AS_OF = PROJECT / "tests" / "by_hand", "2026-03-31"
QUERY = """
    select contact_id, fit_points, bant_points, interest_points, score, band, blocked_by
    from marts.lead_scores order by contact_id
"""
EXPECTED = [
    (row["contact_id"], *(Decimal(row[f"{name}_points"]) for name in ("fit", "bant", "interest")))
    + (int(row["score"]), row["band"], row["blocked_by"])
    for row in read_csv(CASE / "expected_scores.csv")
]


@pytest.fixture(scope="module")
def project_of_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with the policy of the case."""
    project = copy_of_project(tmp_path_factory.mktemp("by_hand") / "project")
    for seed in (CASE / "policy").glob("*.csv"):
        (project / "seeds" / "policy" / seed.name).write_bytes(seed.read_bytes())
    return project


@pytest.mark.quick
def test_the_case_on_duckdb(engine):
    tables = {path.stem: read_csv(path) for path in (CASE / "raw").glob("*.csv")}
    assert engine.run(tables, AS_OF, CASE / "policy").execute(QUERY).fetchall() == EXPECTED


@pytest.mark.spark
@pytest.mark.spark_short
def test_the_case_on_spark(spark, project_of_case, tmp_path):
    spark.clear()
    spark.load(CASE / "raw")
    for command in (("seed",), ("run", "--select", "+lead_scores")):
        where = {"project": project_of_case, "target": tmp_path, "settings": {"as_of": AS_OF}}
        assert spark.dbt(*command, **where) == ""
    assert [tuple(row) for row in spark.session.sql(QUERY).collect()] == EXPECTED
