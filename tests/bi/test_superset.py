"""Apache Superset reads what `export` writes, tells what the tables hold, and never holds the warehouse (make test-bi).

SUPERSET_BIN is the folder of its programs; docs/bi.md says how it is set up.
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT
from public_tables import fill, warehouse

from lead_scoring.cli import main


def scores(numbers: range, band: str) -> list[dict[str, object]]:
    return [{"scorecard_id": "b2b", "contact_id": f"C{n}", "score": n, "band": band} for n in numbers]


class Superset:
    """A running server, asked as its pages ask it."""

    def __init__(self, folder: Path, exported: Path) -> None:
        environment = os.environ | {
            "PATH": f"{os.environ['SUPERSET_BIN']}:{os.environ['PATH']}",
            "SUPERSET_HOME": str(folder),
            "SUPERSET_SECRET_KEY": "a long text that only this test knows",
            "SUPERSET_ADMIN_PASSWORD": "secret",
            "FLASK_APP": "superset",
        }
        folder.mkdir()
        script = PROJECT / "examples" / "superset" / "set_up.sh"
        done = subprocess.run(
            ["sh", script, exported], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = (folder / "log").open("w")
        command = ["superset", "run", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=environment, stdout=self.log, stderr=self.log, start_new_session=True
        )
        self.headers = {"Content-Type": "application/json", "Referer": f"http://127.0.0.1:{self.port}/"}
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self._wait()
        credentials = {"username": "admin", "password": "secret", "provider": "db"}
        self.headers["Authorization"] = f"Bearer {self.ask('security/login', credentials)['access_token']}"
        self.headers["X-CSRFToken"] = self.ask("security/csrf_token/")["result"]

    def _wait(self) -> None:
        until = time.monotonic() + 180
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5)
                return
            except OSError:
                time.sleep(0.5)
        raise AssertionError(Path(self.log.name).read_text())

    def ask(self, path: str, body: object = None) -> dict:
        """Return the answer of the interface."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers=self.headers,
        )
        try:
            with self.browser.open(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from error

    def stop(self) -> None:
        """Stop the server."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bi")
    warehouse(folder / "a.duckdb", {"lead_scores": scores(range(3), "cold") + scores(range(80, 85), "hot")})
    assert main(["export", "--database", str(folder / "a.duckdb"), "--out", str(folder / "out")]) == 0
    return folder


@pytest.fixture(scope="module")
def superset(folder: Path) -> Iterator[Superset]:
    server = Superset(folder / "superset", folder / "out")
    yield server
    server.stop()


def test_a_chart_tells_what_the_tables_hold_before_and_after_the_next_export(
    folder: Path, superset: Superset
):
    (database,) = superset.ask("database/")["result"]
    tables = superset.ask(f"database/{database['id']}/tables/?q=(schema_name:main)")["result"]
    assert {"call_list", "lead_scores", "close_rates"} <= {table["value"] for table in tables}
    dataset = superset.ask(
        "dataset/", {"database": database["id"], "schema": "main", "table_name": "lead_scores"}
    )["id"]
    question = {
        "datasource": {"id": dataset, "type": "table"},
        "force": True,
        "queries": [
            {
                "columns": ["band"],
                "metrics": [{"expressionType": "SQL", "sqlExpression": "count(*)", "label": "leads"}],
                "orderby": [["band", True]],
            }
        ],
    }
    answer = superset.ask("chart/data", question)["result"][0]["data"]
    assert answer == [{"band": "cold", "leads": 3}, {"band": "hot", "leads": 5}]
    # the morning run can write while the tool is open, and the next export is seen without a restart
    with duckdb.connect(str(folder / "a.duckdb")) as connection:
        fill(connection, {"lead_scores": scores(range(90, 92), "hot")})
    assert main(["export", "--database", str(folder / "a.duckdb"), "--out", str(folder / "out")]) == 0
    answer = superset.ask("chart/data", question)["result"][0]["data"]
    assert answer == [{"band": "cold", "leads": 3}, {"band": "hot", "leads": 7}]
