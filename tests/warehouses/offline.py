"""dbt compile for a warehouse that is not there: what an adapter would ask it, the manifest answers.

Every table is taken to be there, with the columns that its YAML declares: the SQL of a second day is compiled. Or none
but raw tables and seeds: that of a first day.
"""

import json
import os
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path

import agate
from dbt.adapters.base.impl import BaseAdapter
from dbt.adapters.base.meta import available
from dbt.adapters.contracts.connection import AdapterResponse
from dbt.adapters.factory import get_adapter_class_by_name, load_plugin
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

PROJECT = Path(__file__).parents[2]
PROFILES = Path(__file__).parent
UPPER_CASE = ("snowflake",)
# what a query asks while a model is compiled is a day
SOME_DAY = "2020-01-01"


def compile_offline(
    target: str, folder: Path, first_day: bool = False, settings: dict[str, object] | None = None
) -> Manifest:
    """Compile every model for a target and return the manifest, whose models have their compiled SQL.

    Of a first day no table is there yet.
    """
    os.chdir(PROJECT)
    arguments = ["--target", target, "--profiles-dir", str(PROFILES), "--quiet", "--no-partial-parse"]
    arguments += [
        "--target-path",
        str(folder),
        "--log-path",
        str(folder),
        "--vars",
        json.dumps({"as_of": SOME_DAY, "raw_schema": "raw"} | (settings or {})),
    ]
    parsed = dbtRunner().invoke(["parse", *arguments])
    if not parsed.success:
        raise SystemExit(f"{target}: {parsed.exception}")
    manifest = parsed.result
    _answer_from(manifest, target, first_day)
    compiled = dbtRunner(manifest=manifest).invoke(
        ["compile", *arguments, "--select", "resource_type:model", "resource_type:test"]
    )
    if not compiled.success:
        failed = [
            result
            for result in getattr(compiled.result, "results", [])
            if result.status not in ("success", "skipped")
        ]
        raise SystemExit(
            "\n".join(
                [f"{target}: {compiled.exception}", *(f"{each.node.name}: {each.message}" for each in failed)]
            )
        )
    return manifest


def _answer_from(manifest: Manifest, target: str, first_day: bool) -> None:
    load_plugin(target)
    adapter = get_adapter_class_by_name(target)
    tables = {
        (node.schema.lower(), node.identifier.lower()): node.columns
        for node in [*manifest.nodes.values(), *manifest.sources.values()]
        if node.resource_type in (("seed", "source") if first_day else ("model", "seed", "source"))
    }

    def get_relation(self, database: str, schema: str, identifier: str, *_, **__):
        if (schema.lower(), identifier.lower()) in tables:
            return self.Relation.create(database=database, schema=schema, identifier=identifier, type="table")
        return None

    def get_columns_in_relation(self, relation, *_, **__) -> list:
        columns = tables[relation.schema.lower(), relation.identifier.lower()].values()
        return [
            self.Column.create(
                column.name.upper() if target in UPPER_CASE else column.name,
                self.Column.translate_type(column.data_type or "string"),
            )
            for column in columns
        ]

    def execute(self, *_, **__) -> tuple[AdapterResponse, agate.Table]:
        return AdapterResponse("offline"), agate.Table([[SOME_DAY]], ["day"])

    @contextmanager
    def connection_named(self, *_, **__) -> Iterable[None]:
        yield

    adapter.get_relation = available(get_relation)
    adapter.get_columns_in_relation = available(get_columns_in_relation)
    adapter.execute = available(execute)
    adapter.connection_named = connection_named
    adapter.set_relations_cache = lambda self, *_, **__: None
    adapter.debug_query = lambda self: None
    for owner in {adapter, BaseAdapter}:
        owner.release_connection = owner.cleanup_connections = lambda self: None
        owner.cancel_open_connections = lambda self: []


if __name__ == "__main__":
    import sys

    compile_offline(sys.argv[1], Path(sys.argv[2]))
