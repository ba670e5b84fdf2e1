"""dbt loaded once and projects parsed once, in a process of its own: each run is a fork of it and takes seconds.

    python dbt_server.py

Reads lines of JSON and answers each with a line. A line is a list of calls that are started together; the answer
has, of each, [exit code, what dbt said]. A project is parsed when its files have changed since the last call, and
then only what has changed in them: the parsed state lies in .pytest_cache, one for all copies of the project.
"""

import atexit
import fcntl
import gc
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml
from faster_dbt import compile_nodes, leave_out_debug_messages, make_faster

KEPT = Path(__file__).parents[2] / ".pytest_cache" / "dbt"
READ_BY_DBT = (
    "dbt_project.yml",
    "profiles.yml",
    "selectors.yml",
    "models",
    "seeds",
    "macros",
    "tests",
    "analyses",
)
SUFFIXES = (".sql", ".yml", ".yaml", ".md", ".csv")
# dbt writes the name of the database into what it has parsed; DuckDB's is named after its file
PARSED_DATABASE = "parsed"
# a parsed project depends on no other of these settings of the environment
SETTINGS = re.compile(r"LEAD_SCORING_(DB|RAW|AS_OF|THREADS|MEMORY|PG_\w+|SPARK_\w+)")
PARSED_WITH = {"LEAD_SCORING_DB": f"{PARSED_DATABASE}.duckdb", "LEAD_SCORING_PG_DATABASE": PARSED_DATABASE}
NODE_KEYS = (
    "unique_id",
    "name",
    "schema",
    "resource_type",
    "original_file_path",
    "depends_on",
    "config",
    "columns",
)


@dataclass(frozen=True)
class Call:
    """A command of dbt, the folder of the project, the environment, and where to write what was run, if anywhere."""

    arguments: list[str]
    project: str
    environment: dict[str, str]
    record: str | None = None


class DbtServer:
    """A running server."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *calls: Call) -> list[tuple[int, str]]:
        """Run calls, all at once, and return exit code and output of each."""
        self._process.stdin.write(json.dumps([asdict(call) for call in calls]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that runs dbt has ended")
        return [tuple(done) for done in json.loads(answer)]

    def stop(self) -> None:
        """End the server."""
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()


@cache
def server() -> DbtServer:
    """Return the server of this process; it ends with it."""
    started = DbtServer()
    atexit.register(started.stop)
    return started


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Wait until no other process holds this lock, and hold it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def fingerprint(project: Path) -> str:
    """Return a hash of all files of a project that dbt reads."""
    found = hashlib.sha256()
    for name in READ_BY_DBT:
        top = project / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.suffix in SUFFIXES and path.is_file():
                found.update(f"{path.relative_to(project)}\0".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


# ---------------------------------------------------------------------------------------------------------
# the server's side


class Projects:
    """The parsed projects."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, str], tuple[str, object]] = {}

    def manifest(self, call: Call) -> object | None:
        """Return the parsed project of a call; None where it cannot be parsed, which the call itself then tells."""
        project = Path(call.project)
        options, surroundings = _for_parsing(call)
        files = fingerprint(project) + _policy_elsewhere(project, call.environment)
        way = hashlib.sha256(json.dumps([options, surroundings]).encode()).hexdigest()[:16]
        known = self._parsed.get((call.project, way))
        if known is None or known[0] != files:
            known = (files, _parse(project, options, call.environment, KEPT / f"parsed-{way}"))
            self._parsed[call.project, way] = known
        return known[1]


def _for_parsing(call: Call) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the options and the part of the environment that the parsed project depends on."""
    given = dict(zip(call.arguments, call.arguments[1:], strict=False))
    options = [
        word for name in ("--target", "--profiles-dir") if name in given for word in (name, given[name])
    ]
    in_yaml = set()
    for path in (Path(call.project, "dbt_project.yml"), *Path(call.project, "models").rglob("*.yml")):
        in_yaml |= set(re.findall(r"\bvar\('(\w+)'", path.read_text(encoding="utf-8")))
    variables = {
        name: value for name, value in yaml.safe_load(given.get("--vars", "{}")).items() if name in in_yaml
    }
    surroundings = sorted(
        (name, value)
        for name, value in call.environment.items()
        if name.startswith("LEAD_SCORING_") and not SETTINGS.fullmatch(name)
    )
    return [*options, "--vars", json.dumps(variables, sort_keys=True)], surroundings


def _policy_elsewhere(project: Path, environment: Mapping[str, str]) -> str:
    folder = environment.get("LEAD_SCORING_POLICY")
    files = sorted((project / folder).glob("*")) if folder else []
    return "".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file())


def _parse(project: Path, options: list[str], environment: Mapping[str, str], kept: Path) -> object | None:
    from dbt.cli.main import dbtRunner

    os.environ.clear()
    os.environ.update({name: value for name, value in environment.items() if not SETTINGS.fullmatch(name)})
    os.environ.update(PARSED_WITH)
    os.chdir(project)
    quietly = ("--quiet", "--log-level-file", "none", "--log-level", "none")
    with locked(kept.with_suffix(".lock")):
        parsed = dbtRunner().invoke(
            [*quietly, "parse", "--no-write-json", "--target-path", str(kept), *options]
        )
    if not parsed.success:
        return None
    for node in parsed.result.nodes.values():
        if hasattr(node, "root_path"):  # where a seed's file lies: the state may be that of a copy
            node.root_path = str(project)
    compile_nodes(parsed.result)
    gc.collect()
    gc.freeze()
    return parsed.result


def serve() -> None:
    """Answer until there is no more to read."""
    import dbt.cli.main  # noqa: F401  loads what each fork needs

    make_faster()
    gc.disable()  # nearly all that parsing makes stays; what does not is collected after it

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # nothing but answers goes to the caller
    projects = Projects()
    for line in sys.stdin:
        calls = [Call(**call) for call in json.loads(line)]
        started = [_start(call, projects.manifest(call)) for call in calls]
        done = []
        for child, said in started:
            _, status = os.waitpid(child, 0)
            done.append([os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8")])
            said.unlink()
        answers.write(json.dumps(done) + "\n")
        answers.flush()


def _start(call: Call, manifest: object | None) -> tuple[int, Path]:
    """Fork and let the child run a call; return its process id and the file of what it says."""
    file, said = tempfile.mkstemp()
    child = os.fork()
    if not child:
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.chdir(call.project)
        os.environ.clear()
        os.environ.update(call.environment)
        # a call that parses for itself: dbt's static parser waits for ever in a fork of a process that has used it
        os.environ["DBT_STATIC_PARSER"] = "false"
        gc.enable()
        gc.set_threshold(100_000, 50, 100)
        os._exit(_run(call, manifest))
    os.close(file)
    return child, Path(said)


def _run(call: Call, manifest: object | None) -> int:
    """Run a call in this process and return its exit code."""
    from dbt.cli.main import dbtRunner
    from dbt.parser.manifest import write_manifest
    from dbt_common.invocation import get_invocation_id

    if manifest is not None:
        _name_database(manifest, _database(call))
    if not call.record:
        leave_out_debug_messages()
    statements: list[tuple[str, str]] = []

    def keep(event: object) -> None:
        if event.info.name == "SQLQuery":
            statements.append((event.data.node_info.unique_id, event.data.sql))

    done = dbtRunner(manifest=manifest, callbacks=[keep] if call.record else []).invoke(call.arguments)
    if call.record and manifest is not None:
        nodes = {key: _told(node) for key, node in manifest.nodes.items()}
        told = {"nodes": nodes, "statements": statements, "invocation_id": get_invocation_id()}
        Path(call.record).write_text(json.dumps(told), encoding="utf-8")
    if manifest is not None and not (target := _target_path(call)).joinpath("manifest.json").exists():
        write_manifest(manifest, str(target))  # dbt leaves that to whoever has parsed
    atexit._run_exitfuncs()  # closes warehouses, as the end of a process of its own would
    sys.stdout.flush()
    sys.stderr.flush()
    return 0 if done.success else 2 if done.exception else 1


def _target_path(call: Call) -> Path:
    given = dict(zip(call.arguments, call.arguments[1:], strict=False))
    return Path(given.get("--target-path") or call.environment.get("DBT_TARGET_PATH") or "target")


def _database(call: Call) -> str:
    if "postgres" in call.arguments:
        return call.environment.get("LEAD_SCORING_PG_DATABASE", "lead_scoring")
    return Path(call.environment.get("LEAD_SCORING_DB", "lead_scoring.duckdb")).stem


def _name_database(manifest: object, name: str) -> None:
    """Let everything lie in a database of this name, also what macros see as ``graph``."""
    parsed, quoted = [*manifest.nodes.values(), *manifest.sources.values()], f'"{PARSED_DATABASE}"'
    for node in [*parsed, *manifest.unit_tests.values()]:
        if getattr(node, "database", None) == PARSED_DATABASE:
            node.database = name
            if getattr(node, "relation_name", None):
                node.relation_name = node.relation_name.replace(quoted, f'"{name}"', 1)
    for node in [*manifest.flat_graph["nodes"].values(), *manifest.flat_graph["sources"].values()]:
        if node.get("database") == PARSED_DATABASE:
            node["database"] = name
            node["relation_name"] = (node.get("relation_name") or "").replace(quoted, f'"{name}"', 1) or None


def _told(node: object) -> dict[str, object]:
    """Return what is recorded of a node: what is declared, and the SQL that was compiled (null for a seed)."""
    found = node.to_dict(omit_none=True)
    return {key: found[key] for key in NODE_KEYS if key in found} | {
        "sql": getattr(node, "compiled_code", None)
    }


if __name__ == "__main__":
    serve()
