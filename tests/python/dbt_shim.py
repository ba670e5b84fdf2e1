"""A `dbt` for scripts and commands under test that asks the tests' server, which has dbt loaded and the project parsed.

What the server cannot do (another folder, no project, another command) the real dbt does.
"""

import json
import os
import socket
import sys
import threading
from pathlib import Path
from uuid import uuid4

from dbt_server import Call, server

SCRIPT = """\
#!{python} -S
import json, os, socket, sys
words = sys.argv[1:]
asks = [word for word in words if word in {commands!r}]
if not asks or not os.path.exists("dbt_project.yml") or "--project-dir" in words:
    os.execv({real!r}, ["dbt", *words])
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({address!r})
    asked.sendall(json.dumps([words, os.getcwd(), dict(os.environ)]).encode() + b"\\n")
    code, said = json.loads(asked.makefile("rb").read())
sys.stdout.write(said)
sys.exit(code)
"""
COMMANDS = ("build", "run", "test", "seed")


def stand_in(environment: Path) -> Path:
    """Make this Python's environment anew in a folder, by links, with a dbt that asks the server; return its bin."""
    programs, folder = Path(sys.executable).parent, environment / "bin"
    folder.mkdir(parents=True)
    for path in [*Path(sys.prefix).iterdir(), *programs.iterdir()]:
        link = (folder if path.parent == programs else environment) / path.name
        if path not in (programs, programs / "dbt") and not path.name.startswith(".installed"):
            link.symlink_to(path)
    address = f"\0lead_scoring {os.getpid()} {uuid4()}"  # of no file, whose path may be too long
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen()
    threading.Thread(target=_answer, args=(listening,), daemon=True).start()
    script = folder / "dbt"
    script.write_text(
        SCRIPT.format(
            python=sys.executable,
            commands=COMMANDS,
            real=str(programs / "dbt"),
            address=address,
        ),
        encoding="utf-8",
    )
    script.chmod(0o755)
    return folder


def _answer(listening: socket.socket) -> None:
    while True:
        asked, _ = listening.accept()
        with asked:
            words, folder, environment = json.loads(asked.makefile("rb").readline())
            [answer] = server().run(Call(words, folder, environment))
            asked.sendall(json.dumps(answer).encode())
