"""The SQL agrees with an independent calculation in plain Python on hostile random data and policies."""

from datetime import date

import pytest
from compare import differences
from reference import score


@pytest.mark.parametrize(
    "seed", [*(pytest.param(seed, marks=pytest.mark.quick) for seed in range(3)), *range(3, 12)]
)
def test_the_project_agrees_with_the_reference(engine, random_tables, seed):
    tables, seeds, as_of, raw = random_tables(seed)
    expected = score(raw, seeds, date.fromisoformat(str(as_of)))

    warehouse = engine.run(tables, as_of, seeds)

    assert len(expected.lead_scores) > 50
    assert warehouse.execute("select sentence from intermediate.int_policy_problems").fetchall() == []
    assert differences(expected, warehouse) == []
    accounting = dict(warehouse.execute("select outcome, event_rows from marts.event_accounting").fetchall())
    assert accounting == {
        "rejected": expected.events["rejected"],
        "duplicate": expected.events["duplicate"],
        "later_than_as_of": expected.events["later"],
        "not_identified": expected.events["not_identified"],
        "accepted": expected.events["accepted"],
    }
