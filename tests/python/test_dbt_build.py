"""What everybody types first: a plain ``dbt build``, every unit test and data test included."""

import re
from pathlib import Path

import pytest
from engine import PROJECT, dbt_as_users_run_it

FIXTURES = PROJECT / "tests" / "fixtures" / "raw"


def test_a_plain_build_passes_every_test_of_the_project(tmp_path: Path) -> None:
    built = dbt_as_users_run_it(
        *("--no-use-colors", "build"),
        database=tmp_path / "plain.duckdb",
        raw=FIXTURES,
        as_of="2026-03-31",
        target=tmp_path / "target",
    )
    assert built.returncode == 0, built.stdout[-4000:]
    assert " of " in built.stdout
    assert "unit_test" in built.stdout


@pytest.mark.outside
def test_a_limit_on_memory_reaches_duckdb(tmp_path: Path) -> None:
    for limit, told in (("", []), ("3GB", ["3GB"])):
        seeded = dbt_as_users_run_it(
            *("--log-level", "debug", "seed", "--select", "attribute_types"),
            database=tmp_path / "limited.duckdb",
            raw=FIXTURES,
            as_of="2026-03-31",
            target=tmp_path / "target",
            environment={"LEAD_SCORING_MEMORY": limit},
        )
        assert seeded.returncode == 0, seeded.stdout[-4000:]
        assert re.findall("set memory_limit = '(.*)'", seeded.stdout) == told
