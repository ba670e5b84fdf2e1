"""GoogleSQL, the SQL of BigQuery, by Google's own analyzer and reference implementation (ZetaSQL, the package zetasql).

It reads types as BigQuery does and computes as BigQuery does, on tables that lie in this process. Its client in Python
is passed by: the messages are built here, for its wrappers are slow and cannot read what is deeply nested.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import wasmtime
import zetasql.wasi
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ManifestNode
from zetasql.core import wasm_client
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2 as service
from zetasql.wasi._pb2.zetasql.proto import options_pb2 as analyzer_pb2
from zetasql.wasi._pb2.zetasql.public import options_pb2, type_pb2

# the words of DDL and of YAML; what follows in brackets are digits, which no value has
TYPES = {
    "string": type_pb2.TYPE_STRING,
    "integer": type_pb2.TYPE_INT64,
    "bigint": type_pb2.TYPE_INT64,
    "int64": type_pb2.TYPE_INT64,
    "boolean": type_pb2.TYPE_BOOL,
    "bool": type_pb2.TYPE_BOOL,
    "float64": type_pb2.TYPE_DOUBLE,
    "double": type_pb2.TYPE_DOUBLE,
    "numeric": type_pb2.TYPE_NUMERIC,
    "bignumeric": type_pb2.TYPE_BIGNUMERIC,
    "date": type_pb2.TYPE_DATE,
    "timestamp": type_pb2.TYPE_TIMESTAMP,
}
# names that are BigQuery's own, not GoogleSQL's
ALIASES = ("integer", "bigint", "boolean")
# `project`.`dataset`.`table`, as dbt writes it
RELATION = re.compile(r"`[^`]+`\.`([^`]+)`\.`([^`]+)`")


class GoogleSqlError(Exception):
    """What GoogleSQL says of SQL that it refuses."""


class Column(NamedTuple):
    """A column: its name and its type, a number of zetasql's TypeKind."""

    name: str
    kind: int


class Table(NamedTuple):
    """A table: its columns and its rows, each a message of cells."""

    columns: list[Column]
    rows: list


def type_of(name: str) -> int:
    """Return the kind of a type that is written in YAML or DDL."""
    return TYPES[name.split("(")[0].strip().lower()]


class GoogleSql:
    """The analyzer and the reference implementation."""

    def __init__(self, cache: Path | None = None) -> None:
        """Load both; `cache` is a file that keeps them compiled from one process to the next."""
        self._client = _client(cache)
        asked = service.LanguageOptionsRequest(maximum_features=True)
        language = self._call("GetLanguageOptions", asked, analyzer_pb2.LanguageOptionsProto)
        language.product_mode = options_pb2.PRODUCT_EXTERNAL
        self._options = analyzer_pb2.AnalyzerOptionsProto(language_options=language, default_timezone="UTC")
        self._language = language

    def columns(self, sql: str, tables: Mapping[str, Table]) -> list[Column]:
        """Return the columns of a query."""
        prepared = self._prepare(sql, tables, with_rows=False)
        self._forget(prepared)
        return [Column(column.name, column.type.type_kind) for column in prepared.columns]

    def query(self, sql: str, tables: Mapping[str, Table]) -> Table:
        """Return columns and rows of a query."""
        prepared = self._prepare(sql, tables, with_rows=True)
        try:
            asked = service.EvaluateQueryRequest(prepared_query_id=prepared.prepared_query_id)
            answer = self._call("EvaluateQuery", asked, service.EvaluateQueryResponse)
        finally:
            self._forget(prepared)
        columns = [Column(column.name, column.type.type_kind) for column in prepared.columns]
        return Table(columns, list(answer.content.table_data.row))

    def _prepare(self, sql: str, tables: Mapping[str, Table], with_rows: bool) -> service.PreparedQueryState:
        asked = service.PrepareQueryRequest(sql=RELATION.sub(r"`\1.\2`", sql), options=self._options)
        catalog = asked.simple_catalog
        catalog.name = "warehouse"
        catalog.builtin_function_options.language_options.CopyFrom(self._language)
        for alias in ALIASES:
            catalog.named_type.add(name=alias).type.type_kind = TYPES[alias]
        for name in sorted(set(relations(sql))):
            if name not in tables:
                raise GoogleSqlError(f"there is no table {name}")
            table = catalog.table.add(name=name)
            for column in tables[name].columns:
                table.column.add(name=column.name).type.type_kind = column.kind
            if with_rows:
                asked.table_content[name].table_data.row.extend(tables[name].rows)
        return self._call("PrepareQuery", asked, service.PrepareQueryResponse).prepared

    def _forget(self, prepared: service.PreparedQueryState) -> None:
        self._call(
            "UnprepareQuery", service.UnprepareQueryRequest(prepared_query_id=prepared.prepared_query_id)
        )

    def _call(self, name: str, asked, answer=None):
        try:
            return self._client.call_grpc_func(
                f"ZetaSqlLocalService_{name}", asked, *([answer] if answer else [])
            )
        except wasm_client.ServerError as error:
            raise GoogleSqlError(str(error)) from error


def relations(sql: str) -> Iterator[str]:
    """Yield the tables that SQL names, as dataset.table."""
    for dataset, table in RELATION.findall(sql):
        yield f"{dataset}.{table}"


def _client(cache: Path | None) -> wasm_client.WasmClient:
    """Return the client in WebAssembly, which takes half a minute to compile unless it is kept."""

    class Module:
        @staticmethod
        def from_file(engine: wasmtime.Engine, path: str) -> wasmtime.Module:
            if cache and cache.exists():
                return wasmtime.Module.deserialize_file(engine, str(cache))
            module = wasmtime.Module.from_file(engine, path)
            if cache:
                cache.write_bytes(module.serialize())
            return module

    wasm_client.Module = Module
    return wasm_client.WasmClient(wasm_path=zetasql.wasi.get_wasm_path())


# what publishing adds to the rows of a model, and where it says so (macros/release.sql)
RELEASED = (
    Column("released_as_of", TYPES["date"]),
    Column("released_policy", TYPES["string"]),
    Column("released_at", TYPES["timestamp"]),
)
RELEASE = re.compile(r"release\('(\w+)', ref\('(\w+)'\)")


def refused(engine: GoogleSql, first_day: Manifest, second_day: Manifest) -> dict[str, str]:
    """Return what GoogleSQL refuses of two manifests (offline.py), with its reason.

    The tables of the second day have the types that those of the first day were found to have.
    """
    nodes = [*first_day.sources.values(), *first_day.nodes.values()]
    tables = {
        name_of(node): Table(declared_columns(node), [])
        for node in nodes
        if node.resource_type in ("source", "seed")
    }
    found = {}
    for manifest in (first_day, second_day):
        for node in in_order(manifest):
            read = first_day.nodes[node.unique_id].compiled_code
            if manifest is second_day and node.compiled_code == read:
                continue
            try:
                columns = engine.columns(node.compiled_code, tables)
            except GoogleSqlError as error:
                found[node.name] = str(error)
                columns = declared_columns(node)
            if node.resource_type == "model":
                tables[name_of(node)] = Table(columns, [])
                tables |= {
                    released: Table([*tables[source].columns, *RELEASED], [])
                    for released, source in releases(node)
                }
    return found


def releases(node: ManifestNode) -> Iterator[tuple[str, str]]:
    """Yield the tables that a model publishes by its hooks, each with the table whose rows it shows."""
    for hook in node.config.post_hook:
        for name, source in RELEASE.findall(hook.sql):
            yield f"{node.schema}.released_{name}", f"{node.schema}.{source}"


def in_order(manifest: Manifest) -> Iterator[ManifestNode]:
    """Yield models, each after those that it reads, and then tests."""
    waiting = [node for node in manifest.nodes.values() if node.resource_type == "model"]
    seen = {name for name in manifest.nodes if not name.startswith("model.")}
    while waiting:
        ready = [
            node
            for node in waiting
            if all(name in seen for name in node.depends_on.nodes if name.startswith("model."))
        ]
        yield from ready
        seen |= {node.unique_id for node in ready}
        waiting = [node for node in waiting if node.unique_id not in seen]
    yield from (node for node in manifest.nodes.values() if node.resource_type == "test")


def name_of(node: ManifestNode) -> str:
    """Return the table of a node, as dataset.table."""
    return f"{node.schema}.{node.identifier}"


def declared_columns(node: ManifestNode) -> list[Column]:
    """Return the columns that YAML declares for a node."""
    return [Column(column.name, type_of(column.data_type or "string")) for column in node.columns.values()]
