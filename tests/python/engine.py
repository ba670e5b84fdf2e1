"""The project's SQL in one process: dbt compiles it once, then each run is a fresh in-memory DuckDB.

Whole dbt builds take ten seconds; property tests need hundreds of runs of the very same SQL.
"""

import copy
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import dbt_server
import duckdb
import pandas
from dbt_server import Call, fingerprint, locked, server

PROJECT = Path(__file__).parents[2]
COMPILED_AS_OF = "2001-01-01"
COMPILED_NEXT_DAY = "2001-01-02"
COMPILED_READ_FROM = "2001-01-03"
# a pulse of that day, and its time, which no other text has
COMPILED_PULSE = f"pulse {COMPILED_NEXT_DAY}"
COMPILED_PULSE_AT = f"{COMPILED_NEXT_DAY} 12:34:56"
ALWAYS = "0001-01-01"
NEVER = "9999-12-31"
# what is appended to, day by day, and read again by the next run
FROZEN = ("published_runs", "published_scores", "band_changes", "sales_handoffs", "handoff_queue")
NO_LOG_FILE = {"DBT_LOG_LEVEL_FILE": "none"}
RAW_COLUMNS_FILE = "models/staging/_sources.yml"
# Views over raw files are read in many places, and planning one takes longer than reading a small file: in a run of the
# engine tables read copies of them, which live as long as the run. Not of events, of which only what is new is read.
READ_ONCE = "read_once"


def call(
    *arguments: str,
    database: Path,
    raw: Path,
    as_of: str | None = None,
    project: Path = PROJECT,
    target: Path | None = None,
    environment: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    record: Path | None = None,
) -> Call:
    """Return a call of dbt for the server; ``record`` is a file that then tells what was run."""
    variables = {"raw_path": str(raw)} | ({"as_of": as_of} if as_of else {}) | dict(settings or {})
    where = ["--target-path", str(target)] if target else []
    return Call(
        [*arguments, "--vars", json.dumps(variables), *where],
        str(project),
        os.environ | NO_LOG_FILE | {"LEAD_SCORING_DB": str(database)} | dict(environment or {}),
        record and str(record),
    )


def dbt(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run dbt on a parsed project (options: ``call``); the caller looks at ``returncode`` and ``stdout``."""
    asked = call(*arguments, **options)
    [(returncode, said)] = server().run(asked)
    return subprocess.CompletedProcess(asked.arguments, returncode, said, "")


def dbt_as_users_run_it(
    *arguments: str,
    database: Path,
    raw: Path,
    as_of: str,
    target: Path,
    project: Path = PROJECT,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run dbt in a process of its own, which parses the project; the caller looks at ``returncode`` and ``stdout``."""
    variables = json.dumps({"raw_path": str(raw), "as_of": as_of})
    program = str(Path(sys.executable).with_name("dbt"))
    return subprocess.run(
        [program, *arguments, "--vars", variables, "--target-path", str(target)],
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


@cache
def raw_columns() -> dict[str, list[str]]:
    """Return the columns of each raw table, as the project's sources declare them."""
    import yaml

    declared = yaml.load((PROJECT / RAW_COLUMNS_FILE).read_text(encoding="utf-8"), yaml.CSafeLoader)
    tables = declared["sources"][0]["tables"]
    return {table["name"]: [column["name"] for column in table["columns"]] for table in tables}


def delivered(raw: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a raw table, whichever kind of file it is delivered as."""
    if not (raw / f"{table}.parquet").exists():
        return read_csv(raw / f"{table}.csv")
    rows = duckdb.sql(f"select columns(*)::varchar from '{raw / table}.parquet'")
    return [
        dict(zip(rows.columns, ["" if cell is None else cell for cell in row], strict=True))
        for row in rows.fetchall()
    ]


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

    days = (COMPILED_AS_OF,)
    asked: tuple[str, ...] = ()

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, object] | None = None,
        tables: Iterable[str] | None = None,
    ) -> None:
        self.raw = folder / "raw"
        self.write_raw({})
        recorded = compiled(self.days, settings or {}, self.raw)
        nodes = recorded["nodes"].values()
        self.seeds = {
            node["name"]: (node["schema"], Path(node["original_file_path"]), list(node["columns"]))
            for node in nodes
            if node["resource_type"] == "seed"
        }
        # a model goes by the name of its table, which a seed may have too
        models = {
            node["unique_id"]: {**node, "name": node["config"].get("alias") or node["name"]}
            for node in nodes
            if node["resource_type"] == "model"
        }
        self.schemas = {node["schema"] for node in nodes if node["resource_type"] in ("seed", "model")}
        self._model_schemas = {node["schema"] for node in models.values()}
        order = TopologicalSorter(
            {key: set(node["depends_on"]["nodes"]) & models.keys() for key, node in models.items()}
        )
        self._recorded, self._all = recorded["days"], [models[key] for key in order.static_order()]
        self.sql = {node["name"]: self._recorded[0]["sql"][node["unique_id"]] for node in self._all}
        self._mentions = {
            node["name"]: _mentioned(
                "; ".join(sql for day in self._recorded for sql in day["ran"][node["unique_id"]]),
                self._model_schemas,
            )
            for node in self._all
        }
        self._choose(tables)

    def with_tables(self, tables: Iterable[str]) -> "Engine":
        """Return the same compiled project up to other tables."""
        other = copy.copy(self)
        other._choose(tables)
        return other

    def _choose(self, tables: Iterable[str] | None) -> None:
        self.models = self._all if tables is None else self._read_for(set(tables))
        self.statements = self._ran_on(0)

    def _ran_on(self, day: int) -> list[str]:
        """Return what dbt ran for each model on one of the recorded days."""
        views = [
            f'"{node["schema"]}"."{node["name"]}"'
            for node in self._all
            if node["config"]["materialized"] == "view"
            and Path(node["original_file_path"]).parts[1] in ("staging", "identity")
            and node["name"] != "stg_events"
        ]
        names = re.compile("|".join(map(re.escape, views)))

        def once(sql: str) -> str:
            return names.sub(lambda found: f"{READ_ONCE}.{found[0].split('.')[1]}", sql)

        found = []
        for node in self.models:
            statement = "; ".join(self._recorded[day]["ran"][node["unique_id"]])
            if f'"{node["schema"]}"."{node["name"]}"' in views:
                sql = self._recorded[day]["sql"][node["unique_id"]]
                statement += f'; create or replace table {READ_ONCE}."{node["name"]}" as {once(sql)}'
            elif node["config"]["materialized"] != "view":
                statement = once(statement)
            found.append(statement)
        return found

    def _read_for(self, wanted: set[str]) -> list[Mapping]:
        """Leave out the models whose rows do not reach a wanted table, among them checks that a build waits for."""
        hooks = "; ".join(sql for day in self._recorded for sql in [*day["start"], *day["end"]])
        # tables that hooks alone read and write (run_claims, checked_policy) need no model
        hooked = {name for _, name in _mentioned(hooks, self._model_schemas)} & self._mentions.keys()
        todo = {*wanted, *self.asked, *hooked}
        kept = set()
        while todo := todo - kept:
            kept |= todo
            todo = {
                *(name for table in todo for _, name in self._mentions.get(table, ())),
                # what another model's hooks write
                *(
                    name
                    for name, found in self._mentions.items()
                    if any((True, table) in found for table in todo)
                ),
            }
        return [node for node in self._all if node["name"] in kept]

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
        day = self._recorded[0]
        run_id = str(uuid4())
        known, others = self._from_seeds_alone()
        connection = self.warehouse(seeds, known=known)
        for statement in [*day["start"], *others, *day["end"], f"drop schema {READ_ONCE} cascade"]:
            connection.execute(
                statement.replace(COMPILED_AS_OF, str(as_of))
                .replace(COMPILED_READ_FROM, ALWAYS)
                .replace(day["invocation_id"], run_id)
            )
        return connection

    def _from_seeds_alone(self) -> tuple[list[str], list[str]]:
        """Return the statements of models that look at seeds and at nothing else, and those of all others."""
        models = {node["unique_id"] for node in self._all}
        alone: set[str] = set()
        known, others = [], []
        for node, statement in zip(self.models, self.statements, strict=True):
            changes = (COMPILED_AS_OF, COMPILED_READ_FROM, self._recorded[0]["invocation_id"])
            if alone.issuperset(models.intersection(node["depends_on"]["nodes"])) and not any(
                text in statement for text in (*changes, str(self.raw))
            ):
                alone.add(node["unique_id"])
                known.append(statement)
            else:
                others.append(statement)
        return known, others

    def warehouse(
        self, seeds: Path | None = None, database: Path | str = ":memory:", known: Sequence[str] = ()
    ) -> duckdb.DuckDBPyConnection:
        """Return a new warehouse with the seeds, and with what ``known`` (statements) makes of them alone.

        It is made once per contents of the seeds, and copied.
        """
        replaced = {path.stem: path for path in seeds.glob("*.csv")} if seeds else {}
        files = {name: replaced.get(name, PROJECT / path) for name, (_, path, _) in self.seeds.items()}
        contents = [*(path.read_bytes() for path in files.values()), *(text.encode() for text in known)]
        digest = hashlib.sha256(b"".join(hashlib.sha256(content).digest() for content in contents))
        kept = self.raw.parent / f"seeds-{digest.hexdigest()[:20]}.duckdb"
        if not kept.exists():
            with self.opened(kept) as connection:
                for schema in self.schemas:
                    connection.execute(f'create schema if not exists "{schema}"')
                for name, (schema, _, declared) in self.seeds.items():
                    _load_seed(connection, schema, name, files[name], declared)
                for statement in known:
                    connection.execute(statement)
        connection = self.opened(database)
        ((own,),) = connection.execute("select current_database()").fetchall()
        connection.execute(f"attach '{kept}' as seeds_alone (read_only)")
        connection.execute(f'copy from database seeds_alone to "{own}"')
        connection.execute("detach seeds_alone")
        connection.execute(f"create schema {READ_ONCE}")
        return connection

    @staticmethod
    def opened(database: Path | str) -> duckdb.DuckDBPyConnection:
        """Return a connection as the project's profile opens it, on one thread."""
        connection = duckdb.connect(str(database))
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set threads = 1")
        connection.execute("set wal_autocheckpoint = '1GB'")
        return connection

    def write_raw(self, tables: Mapping[str, Iterable[Mapping[str, object]]]) -> None:
        """Write raw tables (name → rows) where the compiled project reads them."""
        for name, columns in raw_columns().items():
            write_csv(self.raw / f"{name}.csv", columns, tables.get(name, []))


class DailyEngine(Engine):
    """The compiled project on one warehouse, day after day: what dbt ran on its first day and on the one after it."""

    days = (COMPILED_AS_OF, COMPILED_NEXT_DAY)
    # of this model dbt asks from which day on events are read, and writes the day into what it runs
    asked = ("int_event_watermark",)

    def _choose(self, tables: Iterable[str] | None) -> None:
        super()._choose(tables)
        self.first_day = list(zip(self.models, self.statements, strict=True))
        # the policy is the same on every day
        self.later_days = [
            (node, statement)
            for node, statement in zip(self.models, self._ran_on(1), strict=True)
            if "/policy/" not in node["original_file_path"]
        ]

    def run_day(
        self, connection: duckdb.DuckDBPyConnection, as_of: date | str, stop_before: int | None = None
    ) -> None:
        """Run every model as of a day, or, like a run that is killed, only those before the ``stop_before``-th."""
        found = connection.execute("select table_name from information_schema.tables").fetchall()
        there = {name for (name,) in found}
        is_first = "published_runs" not in there
        day, recorded = self._recorded[not is_first], str(self.days[not is_first])
        first = {node["name"]: statement for node, statement in self.first_day}
        run_id, read_from = str(uuid4()), NEVER if not is_first else ALWAYS

        def execute(statement: str) -> None:
            connection.execute(
                statement.replace(recorded, str(as_of))
                .replace(COMPILED_READ_FROM, str(read_from))
                .replace(day["invocation_id"], run_id)
            )

        for statement in [*day["start"], f"create schema if not exists {READ_ONCE}"]:
            execute(statement)
        for node, statement in (self.first_day if is_first else self.later_days)[:stop_before]:
            if not is_first and node["name"] not in there:
                statement = first[node["name"]].replace(COMPILED_AS_OF, recorded)
            execute(statement)
            if node["name"] == "int_event_watermark":
                query = f'select read_from from "{node["schema"]}"."int_event_watermark"'
                (read_from,) = connection.execute(query).fetchone()
        if stop_before is None:
            for statement in [*day["end"], f"drop schema {READ_ONCE} cascade"]:
                execute(statement)


class PulseEngine(DailyEngine):
    """The compiled project on one warehouse, day after day, and between two mornings what dbt runs in a pulse."""

    days = (*DailyEngine.days, COMPILED_PULSE)

    def _choose(self, tables: Iterable[str] | None) -> None:
        super()._choose(tables)
        ran = self._recorded[2]["ran"]
        self.pulses = [
            (node, statement)
            for node, statement in zip(self.models, self._ran_on(2), strict=True)
            if ran[node["unique_id"]]
        ]

    def run_pulse(
        self, connection: duckdb.DuckDBPyConnection, run_at: datetime, stop_before: int | None = None
    ) -> None:
        """Run a pulse as of the day of its time, or only what is before its ``stop_before``-th model."""
        day, run_id, read_from = self._recorded[2], str(uuid4()), NEVER

        def execute(statement: str) -> None:
            connection.execute(
                statement.replace(COMPILED_PULSE_AT, f"{run_at:%Y-%m-%d %H:%M:%S}")
                .replace(COMPILED_NEXT_DAY, f"{run_at:%Y-%m-%d}")
                .replace(COMPILED_READ_FROM, str(read_from))
                .replace(day["invocation_id"], run_id)
            )

        for statement in [*day["start"], f"create schema if not exists {READ_ONCE}"]:
            execute(statement)
        for node, statement in self.pulses[:stop_before]:
            execute(statement)
            if node["name"] == "int_event_watermark":
                query = f'select read_from from "{node["schema"]}"."int_event_watermark"'
                (read_from,) = connection.execute(query).fetchone()
        if stop_before is None:
            for statement in [*day["end"], f"drop schema {READ_ONCE} cascade"]:
                execute(statement)


def compiled(days: Iterable[str], settings: Mapping[str, object], raw: Path) -> dict:
    """Return what dbt ran, in one warehouse, to build the project on empty raw tables as of these days.

    Kept in .pytest_cache until a file of the project, a setting or dbt changes. ``nodes`` are seeds and models; of each
    day there are ``sql`` (as compiled) and ``ran`` (statements) by unique id, ``start`` and ``end`` (statements of the
    run's own hooks) and ``invocation_id``. Names have no database; files lie in ``raw``.
    """
    versions = [version(name) for name in ("dbt-core", "dbt-duckdb", "duckdb")]
    code = [Path(file).read_text(encoding="utf-8") for file in (__file__, dbt_server.__file__)]
    known = json.dumps([fingerprint(PROJECT), versions, code, list(days), dict(settings)])
    kept = dbt_server.KEPT / f"compiled-{hashlib.sha256(known.encode()).hexdigest()[:20]}.json"
    with locked(kept.with_suffix(".lock")):
        if not kept.exists():
            for old in sorted(kept.parent.glob("compiled-*.json"), key=lambda path: path.stat().st_mtime)[
                :-8
            ]:
                old.unlink()
            with tempfile.TemporaryDirectory() as folder:
                _compile(Path(folder), days, settings, kept)
    text = kept.read_text(encoding="utf-8")
    recorded = json.loads(text.replace(json.loads(text)["raw"], str(raw)))
    return recorded


def _compile(folder: Path, days: Iterable[str], settings: Mapping[str, object], kept: Path) -> None:
    raw = folder / "raw"
    for name, columns in raw_columns().items():
        write_csv(raw / f"{name}.csv", columns, [])
    found: dict[str, object] = {"raw": str(raw), "days": []}
    for day in days:
        is_pulse = day == COMPILED_PULSE
        pulse = {"pulse": True, "run_at": COMPILED_PULSE_AT} if is_pulse else {}
        built = dbt(
            *("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"),
            *(("--selector", "pulse") if is_pulse else ()),
            database=folder / "compile.duckdb",
            raw=raw,
            as_of=COMPILED_NEXT_DAY if is_pulse else day,
            target=folder / "target",
            settings={"reread_events_from": COMPILED_READ_FROM, **settings, **pulse},
            record=folder / "record.json",
        )
        if built.returncode:
            raise RuntimeError(f"the project does not build on empty raw tables:\n{built.stdout}")
        text = (folder / "record.json").read_text(encoding="utf-8")
        record = json.loads(text.replace(r"\"compile\".", ""))
        nodes = {
            key: node for key, node in record["nodes"].items() if node["resource_type"] in ("model", "seed")
        }
        ran = {key: [] for key in nodes} | {"on-run-start": [], "on-run-end": []}
        for key, statement in record["statements"]:
            place = next((hook for hook in ("on-run-start", "on-run-end") if hook in key), key)
            if place in ran:
                ran[place] += _changes(statement)
        found["nodes"] = {
            key: {name: value for name, value in node.items() if name != "sql"} for key, node in nodes.items()
        }
        found["days"].append(
            {
                "sql": {key: node["sql"] for key, node in nodes.items() if node["resource_type"] == "model"},
                "ran": {
                    key: _in_one_step(node, ran[key])
                    for key, node in nodes.items()
                    if node["resource_type"] == "model"
                },
                "start": ran["on-run-start"],
                "end": _settled(ran["on-run-end"]),
                "invocation_id": record["invocation_id"],
            }
        )
    written = kept.with_suffix(".new")
    written.write_text(json.dumps(found), encoding="utf-8")
    written.replace(kept)


def _mentioned(sql: str, schemas: Iterable[str]) -> set[tuple[bool, str]]:
    """Return the tables that a piece of SQL names with their schema, each with: is it written?"""
    name = rf'(?<![\w"])"?(?:{"|".join(schemas)})"?\."?(\w+)"?'
    verbs = r"(\b(?:into|update|delete\s+from|table|exists)\s+)?"
    code = re.sub(r"--.*", "", sql)
    return {(bool(verb), table) for verb, table in re.findall(verbs + name, code, re.IGNORECASE)}


def _changes(statement: str) -> list[str]:
    """Return a statement without dbt's remark before it and the semicolon after it; nothing where it only reads."""
    statement = (
        re.sub(r"^\s*/\* \{\"app\": \"dbt\".*?\} \*/", "", statement, flags=re.DOTALL).strip().rstrip(";")
    )
    return [] if not statement or re.match(r"(?i)(select|describe|show)\b", statement) else [statement]


def _settled(ran: list[str]) -> list[str]:
    """Return statements with the end of a transaction that they leave open: dbt takes it back without saying so."""
    marks = [statement for statement in ran if statement in ("BEGIN", "COMMIT", "ROLLBACK")]
    return [*ran, "ROLLBACK"] if marks and marks[-1] == "BEGIN" else ran


def _in_one_step(node: Mapping, ran: list[str]) -> list[str]:
    """Return what was run for a model, with one step instead of two where dbt drops the one that is there first."""
    relation = f'"{node["schema"]}"."{node["name"]}"'
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    found = []
    for statement in ran:
        if re.match(rf"(?i)create\s+{kind}\s+{relation}", statement):
            found.append(f"create or replace {kind} {relation} as {node['sql']}")
        elif not re.match(rf"(?i)drop\s+{kind}\s+if exists\s+{relation}", statement):
            found.append(re.sub(r"(?i)^create\s+temp", "create or replace temp", statement))
    return found


def _load_seed(
    connection: duckdb.DuckDBPyConnection, schema: str, name: str, path: Path, declared: Sequence[str]
) -> None:
    with path.open(newline="", encoding="utf-8-sig") as file:
        header, *rows = list(csv.reader(file))
    # the file may lack optional columns
    header += [column for column in declared if column not in header]
    columns = ", ".join(f'"{column}" varchar' for column in header)
    connection.execute(f'create table "{schema}"."{name}" ({columns})')
    filled = [[cell.strip() or None for cell in row] for row in rows if row]
    filled = [row + [None] * (len(header) - len(row)) for row in filled]
    connection.register("filled", pandas.DataFrame(filled, columns=header, dtype="object"))
    connection.execute(f'insert into "{schema}"."{name}" select * from filled')
    connection.unregister("filled")
