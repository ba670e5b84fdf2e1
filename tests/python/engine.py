"""The project's SQL in one process: dbt compiles it once, then each run is a fresh in-memory DuckDB.

Whole dbt builds take ten seconds; property tests need hundreds of runs of the very same SQL.
"""

import copy
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[2]
COMPILED_AS_OF = "2001-01-01"
COMPILED_NEXT_DAY = "2001-01-02"
COMPILED_READ_FROM = "2001-01-03"
ALWAYS = "0001-01-01"
NEVER = "9999-12-31"
# what is appended to, day by day, and read again by the next run
FROZEN = ("published_runs", "published_scores", "band_changes", "sales_handoffs", "handoff_queue")
# which events and patterns are read anew is said by tables whose rows reach no other; what was shown is read by name
REMEMBERED = ("int_event_reading", "int_loaded_days", "int_matched_patterns", "int_shown_ledger")
RAW_COLUMNS_FILE = "models/staging/_sources.yml"


def dbt(
    *arguments: str,
    database: Path,
    raw: Path,
    as_of: str | None = None,
    project: Path = PROJECT,
    target: Path | None = None,
    environment: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run dbt as a user would, in a process of its own; the caller looks at ``returncode`` and ``stdout``."""
    variables = {"raw_path": str(raw)} | ({"as_of": as_of} if as_of else {}) | dict(settings or {})
    command = [str(Path(sys.executable).with_name("dbt")), *arguments, "--vars", json.dumps(variables)]
    if target:
        command += ["--target-path", str(target)]
    return subprocess.run(
        command,
        cwd=project,
        env=os.environ | {"LEAD_SCORING_DB": str(database)} | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def copy_of_project(folder: Path) -> Path:
    """Copy what dbt reads into ``folder``, so that a test may break it."""
    for name in (
        "dbt_project.yml",
        "profiles.yml",
        "selectors.yml",
        "models",
        "seeds",
        "macros",
        "tests",
        "analyses",
    ):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder


def raw_columns() -> dict[str, list[str]]:
    """Return the columns of each raw table, as the project's sources declare them."""
    import yaml

    declared = yaml.safe_load((PROJECT / RAW_COLUMNS_FILE).read_text(encoding="utf-8"))
    tables = declared["sources"][0]["tables"]
    return {table["name"]: [column["name"] for column in table["columns"]] for table in tables}


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as a CSV file with the given header; what a row lacks is blank."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as one dictionary per row; a missing file has no rows."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [{name: value or "" for name, value in row.items() if name} for row in csv.DictReader(file)]


class Engine:
    """The compiled project, or what is needed for some of its ``tables``.

    ``folder`` is a scratch folder of its own; ``settings`` are vars of dbt.
    """

    without = ("--exclude-resource-type", "unit_test")

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, object] | None = None,
        tables: Iterable[str] | None = None,
    ) -> None:
        self.settings, self.tables = settings or {}, tables
        self.raw = folder / "raw"
        self.write_raw({})
        self._compile(folder, COMPILED_AS_OF)

    def _compile(self, folder: Path, as_of: str) -> None:
        """Build the project on empty raw tables and keep what dbt ran."""
        built = dbt(
            "build",
            *self.without,
            database=folder / "compile.duckdb",
            raw=self.raw,
            as_of=as_of,
            target=folder / "target",
            settings={"reread_events_from": COMPILED_READ_FROM, **self.settings},
        )
        if built.returncode:
            raise RuntimeError(f"the project does not build on empty raw tables:\n{built.stdout}")
        manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
        nodes = manifest["nodes"]
        self.seeds = {
            node["name"]: (node["schema"], Path(node["original_file_path"]))
            for node in nodes.values()
            if node["resource_type"] == "seed"
        }
        models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
        order = TopologicalSorter(
            {key: set(node["depends_on"]["nodes"]) & models.keys() for key, node in models.items()}
        )
        self.models = [models[key] for key in order.static_order()]
        self.sql = {
            node["name"]: (folder / "target" / "compiled" / "lead_scoring" / node["original_file_path"])
            .read_text(encoding="utf-8")
            .replace('"compile".', "")
            for node in self.models
        }
        self._compiled = self.models
        if self.tables is not None:
            self._keep_what_is_read_for(set(self.tables))
        self.statements = [self._created(node) for node in self.models]
        self.schemas = {
            node["schema"] for node in nodes.values() if node["resource_type"] in ("seed", "model")
        }

    def with_tables(self, tables: Iterable[str]) -> "Engine":
        """Return the same compiled project up to other tables."""
        other = copy.copy(self)
        other.models = self._compiled
        other._keep_what_is_read_for(set(tables))
        other.statements = [other._created(node) for node in other.models]
        return other

    def _keep_what_is_read_for(self, wanted: set[str]) -> None:
        """Leave out the models whose rows do not reach a wanted table, among them checks that a build waits for."""
        code = {name: re.sub(r"--.*", "", sql) for name, sql in self.sql.items()}
        todo, kept = list(wanted), set()
        while todo:
            name = todo.pop()
            if name not in kept:
                kept.add(name)
                todo += [node["name"] for node in self.models if self._table(node) in code[name]]
        self.models = [node for node in self.models if node["name"] in kept]

    def run(
        self,
        tables: Mapping[str, Iterable[Mapping[str, object]]],
        as_of: date | str,
        seeds: Path | None = None,
    ) -> duckdb.DuckDBPyConnection:
        """Score raw tables (name → rows) up to the end of ``as_of`` and return the warehouse.

        ``seeds`` is a folder whose CSV files replace the project's seeds of the same name.
        """
        self.write_raw(tables)
        connection = self.warehouse(seeds)
        for statement in self.statements:
            connection.execute(
                statement.replace(COMPILED_AS_OF, str(as_of)).replace(COMPILED_READ_FROM, ALWAYS)
            )
        return connection

    def warehouse(
        self, seeds: Path | None = None, database: Path | str = ":memory:"
    ) -> duckdb.DuckDBPyConnection:
        """Return a new warehouse with nothing but the seeds."""
        connection = self.opened(database)
        for schema in self.schemas:
            connection.execute(f'create schema if not exists "{schema}"')
        for name, (schema, path) in self.seeds.items():
            replacement = seeds / f"{name}.csv" if seeds else None
            _load_seed(
                connection,
                schema,
                name,
                replacement if replacement and replacement.exists() else PROJECT / path,
            )
        return connection

    @staticmethod
    def opened(database: Path | str) -> duckdb.DuckDBPyConnection:
        """Return a connection as the project's profile opens it, on one thread."""
        connection = duckdb.connect(str(database))
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set threads = 1")
        return connection

    @staticmethod
    def _table(node: Mapping) -> str:
        return f'"{node["schema"]}"."{node["name"]}"'

    def _created(self, node: Mapping) -> str:
        kind = "view" if node["config"]["materialized"] == "view" else "table"
        return f"create or replace {kind} {self._table(node)} as {self.sql[node['name']]}"

    def write_raw(self, tables: Mapping[str, Iterable[Mapping[str, object]]]) -> None:
        """Write raw tables (name → rows) where the compiled project reads them."""
        for name, columns in raw_columns().items():
            write_csv(self.raw / f"{name}.csv", columns, tables.get(name, []))


class DailyEngine(Engine):
    """The compiled project on one warehouse, day after day: what dbt runs on its first day and on every later one."""

    without = (*Engine.without, "--exclude-resource-type", "test")

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, object] | None = None,
        tables: Iterable[str] | None = None,
    ) -> None:
        super().__init__(folder, settings, tables and {*tables, *REMEMBERED})
        self.first_day = list(zip(self.models, self.statements, strict=True))
        self._compile(folder, COMPILED_NEXT_DAY)
        # the policy is the same on every day
        self.later_days = [
            (node, self._continued(node))
            for node in self.models
            if "/policy/" not in node["original_file_path"]
        ]

    def run_day(
        self, connection: duckdb.DuckDBPyConnection, as_of: date | str, stop_before: int | None = None
    ) -> None:
        """Run every model as of a day, or, like a run that is killed, only those before the ``stop_before``-th."""
        compiled, models, read_from = COMPILED_AS_OF, self.first_day, NEVER
        if self._exists(connection, "published_runs"):
            compiled, models = COMPILED_NEXT_DAY, self.later_days
        for node, statement in models[:stop_before]:
            if models is self.later_days and not self._exists(connection, node["name"]):
                statement = dict((other["name"], first) for other, first in self.first_day)[
                    node["name"]
                ].replace(COMPILED_AS_OF, compiled)
            statement = statement.replace(compiled, str(as_of)).replace(COMPILED_READ_FROM, str(read_from))
            connection.execute("begin; " + statement + "; commit")
            if node["name"] == "int_event_reading":
                (read_from,) = connection.execute(f"select read_from from {self._table(node)}").fetchone()

    @staticmethod
    def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
        query = "select count(*) from information_schema.tables where table_name = ?"
        return connection.execute(query, [table]).fetchone()[0] > 0

    def _continued(self, node: Mapping) -> str:
        """Return how an incremental model adds to the rows it has, or how any other model is made anew."""
        if node["config"]["materialized"] != "incremental":
            return self._created(node)
        table, new_rows = self._table(node), f"new_{node['name']}"
        steps = [self._hook(hook["sql"], table) for hook in node["config"]["pre-hook"]]
        steps += [f"create or replace temp table {new_rows} as {self.sql[node['name']]}"]
        if key := node["config"]["unique_key"]:
            steps.append(f"delete from {table} where {key} in (select {key} from {new_rows})")
        steps.append(f"insert into {table} by name select * from {new_rows}")
        steps += [self._hook(hook["sql"], table) for hook in node["config"]["post-hook"]]
        return "; ".join(filter(None, steps))

    @staticmethod
    def _hook(call: str, table: str) -> str:
        """Return what a hook of a table that keeps rows does; those of other warehouses do nothing here."""
        erased = "select contact_id from intermediate.int_erased_contacts"
        matched = "select pattern_id from intermediate.int_matched_patterns"
        frozen_day = "select as_of_date from intermediate.int_run where may_freeze"
        first_run = "intermediate.int_run where may_freeze and not is_repeated"
        last_day = f"select coalesce(last_run_date, date '{ALWAYS}') from {first_run}"
        visitors = "select visitor_id from intermediate.int_erased_visitors"
        done = {
            "prepare_session": "",
            "settle": "",
            "forget_erased": f"delete from {table} where contact_id in ({erased})",
            "forget_same_day": f"delete from {table} where logged_on in ({frozen_day})",
            "forget_older_days": f"delete from {table} where as_of_date <> ({last_day})",
            "forget_days_read_now": f"delete from {table} where loaded_on >= date '{COMPILED_READ_FROM}'",
            "forget_unmatched_patterns": f"delete from {table} where pattern_id not in ({matched})",
            "forget_visitors": f"update {table} set visitor_id = 0 where visitor_id in ({visitors})",
        }
        return done[re.search(r"\w+", call)[0]]


def _load_seed(connection: duckdb.DuckDBPyConnection, schema: str, name: str, path: Path) -> None:
    with path.open(newline="", encoding="utf-8-sig") as file:
        header, *rows = list(csv.reader(file))
    columns = ", ".join(f'"{column}" varchar' for column in header)
    connection.execute(f'create table "{schema}"."{name}" ({columns})')
    filled = [[cell.strip() or None for cell in row] for row in rows if row]
    if filled:
        marks = ", ".join("?" for _ in header)
        connection.executemany(f'insert into "{schema}"."{name}" values ({marks})', filled)
