"""Pages whose commands are run: each ```bash block, in order, in one shell, beside the output that the page quotes.

A ```text block tells what the ```bash block before it prints, errors included. In it a line `…` stands for any lines,
and `…` within a line for any text.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import ndiff
from pathlib import Path

from dbt_shim import stand_in
from engine import PROJECT

# in any other language somebody could hide a command that nobody runs
LANGUAGES = {"bash", "text", "cron"}
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
MARK = "\x1e"


@dataclass(frozen=True)
class Step:
    """A block of commands: its line on the page, the output that the page quotes and the one it had."""

    place: str
    commands: str
    quoted: str | None = None
    printed: str | None = None

    def difference(self) -> str:
        """Return how the output differs from the quoted one, as lines of a comparison; empty where it does not."""
        if self.quoted is None or _pattern(self.quoted).fullmatch(self.printed.rstrip() + "\n"):
            return ""
        return "\n".join(ndiff(self.quoted.splitlines(), self.printed.splitlines()))


def steps(page: Path) -> list[Step]:
    """Return the commands of a page. Raises ValueError where a block is neither run nor compared."""
    text = page.read_text(encoding="utf-8")
    found: list[Step] = []
    last = ""
    for block in FENCE.finditer(text):
        indent, language, content = block.groups()
        place = f"{page.name}:{text.count(chr(10), 0, block.start()) + 1}"
        content = "".join(line.removeprefix(indent) for line in content.splitlines(keepends=True))
        if language not in LANGUAGES:
            raise ValueError(f"{place}: nobody runs a block of '{language}'")
        if language == "bash":
            found.append(Step(place, content))
        elif language == "text":
            if last != "bash":
                raise ValueError(f"{place}: this output follows no command")
            found[-1] = replace(found[-1], quoted=content)
        last = language
    return found


def run(page: Path, project: Path, home: Path) -> list[Step]:
    """Run a page's commands in a project and return the steps with what they printed. Raises RuntimeError."""
    listed = steps(page)
    script = "".join(f"printf '{MARK}'\n{step.commands}" for step in listed)
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=project,
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    outputs = COLOURS.sub("", ran.stdout).split(MARK)[1:]
    done = [replace(step, printed=printed) for step, printed in zip(listed, outputs, strict=False)]
    if ran.returncode:
        raise RuntimeError(f"{done[-1].place} failed:\n{done[-1].commands}{done[-1].printed}")
    return done


def copy_of_checkout(folder: Path) -> Path:
    """Copy what git tracks into ``folder``, committed, with the packages of the Python that runs this installed."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    for name in filter(None, tracked.stdout.split("\0")):
        if (PROJECT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / name)
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "A clone"]):
        subprocess.run(["git", *command], cwd=folder, env=_environment(folder.parent), check=True)
    environment = folder / ".venv"
    stand_in(environment)
    # younger than the locks: make has nothing to install
    for name in (".installed", ".installed-dev"):
        (environment / name).touch()
    return folder


def _environment(home: Path) -> dict[str, str]:
    """Return the environment of somebody who has just cloned the project and told git who they are."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("LEAD_SCORING", "DBT_", "GIT_", "MAKE"))
    }
    person = {"NAME": "Reader", "EMAIL": "reader@example.com"}
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
    return kept | names | {"HOME": str(home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


def _pattern(quoted: str) -> re.Pattern[str]:
    return re.compile("".join(_parts(quoted)))


def _parts(quoted: str) -> Iterator[str]:
    for line in quoted.splitlines():
        if line.strip() == "…":
            yield r"(?:.*\n)*?"
        else:
            yield ".*".join(map(re.escape, line.split("…"))) + r" *\n"
