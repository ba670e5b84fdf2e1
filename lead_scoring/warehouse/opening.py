"""Opens what a command was told to read: a DuckDB file, or a target of the project's or a host's profiles.yml."""

import os
import re
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from lead_scoring.host import Host
from lead_scoring.warehouse import postgres, snowflake, spark
from lead_scoring.warehouse.base import CannotConnectError, Warehouse
from lead_scoring.warehouse.duckdb_file import ATTACHED, open_file

TYPES = ("duckdb", "postgres")


def open_either(
    database: Path,
    target: str | None,
    developer_schema: str,
    read_only: bool = True,
    types: Sequence[str] = TYPES,
) -> Warehouse:
    """Open a target of the project's profiles.yml, or without one a DuckDB file.

    Raises CannotConnectError; RunAtWorkError while another process writes to the file.
    """
    return (
        open_target(target, types, read_only=read_only)
        if target
        else open_file(database, developer_schema, read_only)
    )


def open_target(
    target: str, types: Sequence[str] = TYPES, project: Path = Path(), read_only: bool = True
) -> Warehouse:
    """Open a target of the project's profiles.yml; ``read_only`` is for DuckDB. Raises as ``open_either`` does.

    ``types`` are those of dbt's adapters that the command works with.
    """
    credentials = _credentials(target, project, project)
    return _opened(credentials, types, target, f"dbt build --target {target}", read_only)


def open_host(
    host: Host,
    profiles: Path | None,
    target: str | None,
    types: Sequence[str] = TYPES,
    read_only: bool = True,
) -> Warehouse:
    """Open the warehouse of a project that installs this one, by default its default target. Raises as the others do.

    ``profiles`` is the folder of profiles.yml, by default where dbt looks for it.
    """
    given = profiles or os.environ.get("DBT_PROFILES_DIR")
    beside = host.folder if (host.folder / "profiles.yml").exists() else Path.home() / ".dbt"
    credentials = _credentials(target, host.folder, Path(given) if given else beside)
    build = f"dbt build --project-dir {host.folder}" + (f" --target {target}" if target else "")
    if credentials.type == "duckdb":
        credentials.path = str(host.folder / credentials.path)
    opened = _opened(credentials, types, target or "of the project", build, read_only, host.database)
    opened.schemas, opened.build = host.schemas, build
    return opened


def _opened(
    credentials, types: Sequence[str], target: str, build: str, read_only: bool, database: str = ATTACHED
) -> Warehouse:
    if credentials.type not in types:
        raise CannotConnectError(
            f"This command works with {' and '.join(types)}; the target {target} is {credentials.type}."
        )
    if credentials.type == "duckdb":
        return open_file(Path(credentials.path), credentials.schema, read_only, database)
    place = f"the target {target}"
    if credentials.type == "spark":
        return spark.connected(credentials, credentials.schema, place, build)
    opened = snowflake if credentials.type == "snowflake" else postgres
    return opened.connected(credentials, credentials.schema, place, build)


def _credentials(target: str | None, project: Path, profiles: Path):
    # dbt takes seconds to import and only this needs it
    from dbt.config.runtime import load_profile
    from dbt.flags import set_from_args
    from dbt_common.clients.system import get_env
    from dbt_common.context import set_invocation_context
    from dbt_common.events.event_manager_client import cleanup_event_logger
    from dbt_common.exceptions import DbtBaseException

    # what is wrong is told below, once
    cleanup_event_logger()
    set_invocation_context(get_env())
    folder = str(project.resolve())
    set_from_args(Namespace(profiles_dir=str(profiles.resolve()), project_dir=folder), None)
    try:
        return load_profile(folder, {}, None, target).credentials
    except DbtBaseException as error:
        said = " ".join(str(error).split())
        if missing := re.search(r"Could not find adapter type (\w+)", said):
            said = f"the package dbt-{missing[1]} is not installed."
        raise CannotConnectError(f"The target {target or 'of the project'} cannot be used: {said}") from error
