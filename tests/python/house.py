"""What a parsed project says of its shape: which nodes there are, what hangs on what, how long the longest chain is."""

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

CORE = ("call_list", "lead_scores", "lead_score_reasons")
PUBLIC_CORE = (
    *CORE,
    "lead_score_history",
    "handoff_progress",
    "event_accounting",
    "published_scores",
    "band_changes",
    "sales_handoffs",
    "handoff_queue",
    "published_runs",
    "published_pulses",
)


class House:
    """The nodes that `dbt build` runs without unit tests: models, seeds and data tests, by name.

    ``manifest`` is the file that dbt writes.
    """

    def __init__(self, manifest: Path) -> None:
        found = json.loads(manifest.read_text(encoding="utf-8"))
        nodes = {
            key: node
            for key, node in found["nodes"].items()
            if node["resource_type"] in ("model", "seed", "test")
        }
        self.kind = {key: node["resource_type"] for key, node in nodes.items()}
        self.name = {key: node["name"] for key, node in nodes.items()}
        self.path = {key: node["original_file_path"] for key, node in nodes.items()}
        self.test = {key: node.get("test_metadata") or {} for key, node in nodes.items()}
        self.parents = {
            key: {parent for parent in node["depends_on"].get("nodes", []) if parent in nodes}
            for key, node in nodes.items()
        }

    def keys(self, kind: str) -> list[str]:
        """Return the ids of all nodes of a kind."""
        return [key for key, found in self.kind.items() if found == kind]

    def key(self, model: str) -> str:
        """Return the id of a model."""
        return f"model.lead_scoring.{model}"

    @cached_property
    def above(self) -> dict[str, set[str]]:
        """Return of each node all models and seeds that it is built from."""
        found: dict[str, set[str]] = {}

        def collect(key: str) -> set[str]:
            if key not in found:
                found[key] = set()
                for parent in self.parents[key]:
                    found[key] |= {parent} | collect(parent)
            return found[key]

        for key in self.parents:
            collect(key)
        return found

    def blocked_by(self, key: str) -> list[str]:
        """Return the tests that `dbt build` runs before a node: those all of whose parents it is built from."""
        return [
            test for test in self.keys("test") if self.parents[test] and self.parents[test] <= self.above[key]
        ]

    def longest_chain(self) -> int:
        """Return the number of nodes in the longest chain of `dbt build`, tests included."""
        waits_for = {
            key: set(self.parents[key]) | (set() if self.kind[key] == "test" else set(self.blocked_by(key)))
            for key in self.parents
        }
        length: dict[str, int] = {}

        def measure(key: str) -> int:
            if key not in length:
                length[key] = 1 + max((measure(other) for other in waits_for[key]), default=0)
            return length[key]

        return max(measure(key) for key in waits_for)

    def models_above(self, models: Iterable[str]) -> set[str]:
        """Return the models that are needed to build some, these included."""
        keys = {self.key(name) for name in models}
        found = keys | {above for key in keys for above in self.above[key]}
        return {key for key in found if self.kind[key] == "model"}
