"""`policy new`: a folder that is a whole policy, to start one's own from."""

import csv
import os
import shutil
from pathlib import Path

from lead_scoring.errors import UserError, writing

PROJECT = Path(__file__).parents[2]
TEMPLATE = PROJECT / "examples" / "minimal_policy"


class NotEmptyError(UserError):
    """The folder holds files already; nothing was written."""


def write(folder: Path) -> str:
    """Write the minimal policy to a new or empty folder and return what to do next, in words.

    Raises NotEmptyError where something is there, CannotWriteError where the folder cannot be made.
    """
    files = sorted(TEMPLATE.glob("*.csv"))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise NotEmptyError(f"{folder} holds files already. Name a folder that is new or empty.")
        for file in files:
            shutil.copyfile(file, folder / file.name)
    rules = {name: _rows(folder / f"{name}_rules.csv") for name in ("fit", "interest")}
    lines = [
        f"{folder}: {len(files)} files. {rules['fit']} fit rules, {rules['interest']} interest rules, no BANT.",
        f"Check it:      python -m lead_scoring policy check --policy {folder}",
    ]
    place = Path(os.path.realpath(folder))
    # dbt reads a policy inside the project alone
    if place.is_relative_to(PROJECT):
        lines.append(f"Score with it: make build RAW=folder POLICY={place.relative_to(PROJECT)}")
    return "\n".join(lines)


def _rows(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.DictReader(file))
