"""dbt loaded and the project parsed once, in a process of its own; each run is a fork of it, so that it takes seconds.

    python dbt_server.py OPTION …

The options go to every command. Reads lines of JSON and answers each with a line: of each command
[exit code, what dbt said]. A line is a list of commands that are started together and answered in order.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path


class DbtServer:
    """A running server; ``run`` runs commands on it."""

    def __init__(self, project: Path, environment: Mapping[str, str], *options: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve()), *options],
            cwd=project,
            env=os.environ | dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *commands: list[str]) -> list[tuple[int, str]]:
        """Run commands, all at once, and return exit code and output of each."""
        self._process.stdin.write(json.dumps(commands) + "\n")
        self._process.stdin.flush()
        return [tuple(answer) for answer in json.loads(self._process.stdout.readline())]

    def stop(self) -> None:
        """End the server."""
        self._process.stdin.close()
        self._process.wait()


def serve(options: list[str]) -> None:
    """Answer until there is no more to read."""
    from dbt.cli.main import dbtRunner

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # nothing but answers goes to the caller
    parsed = dbtRunner().invoke(["parse", "--quiet", *options])
    if not parsed.success:
        raise SystemExit(f"the project cannot be parsed: {parsed.exception}")
    for line in sys.stdin:
        started = [_start(dbtRunner, parsed.result, [*command, *options]) for command in json.loads(line)]
        done = []
        for child, said in started:
            _, status = os.waitpid(child, 0)
            done.append([os.waitstatus_to_exitcode(status), Path(said).read_text(encoding="utf-8")])
        answers.write(json.dumps(done) + "\n")
        answers.flush()


def _start(runner: type, manifest: object, arguments: list[str]) -> tuple[int, str]:
    """Fork and let the child run one command; return its process id and the file of what it says."""
    file, said = tempfile.mkstemp()
    child = os.fork()
    if not child:
        os.dup2(file, 1)
        os.dup2(file, 2)
        done = runner(manifest=manifest).invoke(["--no-write-json", *arguments])
        sys.stdout.flush()
        os._exit(0 if done.success else 1)
    os.close(file)
    return child, said


if __name__ == "__main__":
    serve(sys.argv[1:])
