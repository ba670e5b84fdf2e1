"""Opens what a command was told to read: a DuckDB file, or a target of the project's profiles.yml."""

import re
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from lead_scoring.warehouse import postgres, spark
from lead_scoring.warehouse.base import CannotConnectError, Warehouse
from lead_scoring.warehouse.duckdb_file import open_file

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
    credentials = _credentials(target, str(project.resolve()))
    if credentials.type not in types:
        raise CannotConnectError(
            f"This command works with {' and '.join(types)}; the target {target} is {credentials.type}."
        )
    if credentials.type == "duckdb":
        return open_file(Path(credentials.path), credentials.schema, read_only)
    place, build = f"the target {target}", f"dbt build --target {target}"
    if credentials.type == "spark":
        return spark.connected(credentials, credentials.schema, place, f"{build} --full-refresh")
    return postgres.connected(credentials, credentials.schema, place, build)


def _credentials(target: str, folder: str):
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
    set_from_args(Namespace(profiles_dir=folder, project_dir=folder), None)
    try:
        return load_profile(folder, {}, None, target).credentials
    except DbtBaseException as error:
        said = " ".join(str(error).split())
        if missing := re.search(r"Could not find adapter type (\w+)", said):
            said = f"the package dbt-{missing[1]} is not installed."
        raise CannotConnectError(f"The target {target} cannot be used: {said}") from error
