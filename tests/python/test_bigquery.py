"""BigQuery gives the answers that DuckDB gives, as far as GoogleSQL's reference implementation tells.

It is Google's own, in WebAssembly, and no BigQuery: make test-bigquery makes the environment that it runs in.
tests/warehouses/googlesql_run.py says what is done there in place of dbt.
"""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from engine import PROJECT, dbt

from lead_scoring import digest, warehouse

CASE = PROJECT / "tests" / "by_hand"
PYTHON = PROJECT / ".venv-warehouses" / "bin" / "python"
SETTINGS = {"as_of": "2026-03-31", "run_at": "2026-04-01 06:00"}


@pytest.mark.bigquery
def test_the_case_computed_by_hand_has_the_same_public_tables(tmp_path: Path):
    policy = "tests/by_hand/policy"
    done = dbt(
        *("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"),
        database=tmp_path / "case.duckdb",
        raw=CASE / "raw",
        target=tmp_path / "duckdb",
        environment={"LEAD_SCORING_POLICY": policy},
        settings=SETTINGS,
    )
    assert done.returncode == 0, done.stdout
    order = {"raw": str(CASE / "raw"), "settings": SETTINGS, "rows": str(tmp_path / "rows.json")}
    (tmp_path / "order.json").write_text(json.dumps(order | {"policy": policy}), "utf-8")
    computed = subprocess.run(
        [str(PYTHON), str(PROJECT / "tests/warehouses/googlesql_run.py"), str(tmp_path / "order.json")],
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert computed.returncode == 0, computed.stdout[-2000:] + computed.stderr[-4000:]
    tables = json.loads((tmp_path / "rows.json").read_text("utf-8"))
    differing = {}
    with warehouse.open_file(tmp_path / "case.duckdb", "main") as one:
        assert one.public_tables() == sorted(tables) and len(tables) > 30
        for name, (columns, rows) in tables.items():
            found, cells = digest.read(one, "marts", name)
            assert found == columns, name
            texts = [Counter(map(digest.as_text, cells)), Counter(rows)]
            if only := [sorted((a - b).elements())[:2] for a, b in (texts, texts[::-1]) if a - b]:
                differing[name] = only
    assert differing == {}
    # what a product rounded to nine places, or a numeric without its places, would make 0 of
    [points] = [json.loads(row) for row in tables["lead_scores"][1] if "buyer" in row]
    assert points[tables["lead_scores"][0].index("interest_points")] == 19.5
