"""What the project says of its seeds: which there are, their columns and what those mean, and what a cell must be."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from lead_scoring.errors import WrongUsageError

PROJECT = Path(__file__).parents[2]
REFERENCE = PROJECT / "seeds" / "reference"


class UsageError(WrongUsageError):
    """A folder that is not there; the message says which."""


@dataclass(frozen=True)
class Declared:
    """A seed as its YAML describes it: what a row is, and what each column means."""

    description: str
    columns: dict[str, str]


@dataclass(frozen=True)
class Check:
    """A row of `policy_checks`: what the cells of a column must be."""

    seed: str
    column: str
    name: str
    argument: str


@cache
def declared() -> dict[str, Declared]:
    """Return the seeds by name."""
    files = [*(PROJECT / "models").rglob("*.yml"), *(PROJECT / "seeds").rglob("*.yml")]
    seeds = [
        seed
        for path in files
        for seed in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).get("seeds", [])
    ]
    return {
        seed["name"]: Declared(
            seed["description"], {column["name"]: column["description"] for column in seed["columns"]}
        )
        for seed in seeds
    }


@cache
def checks() -> tuple[Check, ...]:
    """Return what the cells of seeds must be."""
    with (REFERENCE / "policy_checks.csv").open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return tuple(
            Check(row["seed"], row["column_name"], row["check_name"], row["argument"]) for row in rows
        )


def columns_with(seed: str, check: str) -> set[str]:
    """Return the columns of a seed that a check looks at."""
    return {found.column for found in checks() if (found.seed, found.name) == (seed, check)}


def folder_of(policy: Path | None) -> Path:
    """Return the policy's folder: by default what dbt reads, LEAD_SCORING_POLICY, else seeds/policy."""
    return policy or PROJECT / os.environ.get("LEAD_SCORING_POLICY", "seeds/policy")


def existing(folder: Path) -> Path:
    """Return a folder that is there. Raises UsageError."""
    if not folder.is_dir():
        raise UsageError(f"There is no folder {shown(folder)}.")
    return folder


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the seeds of a folder by name, with their files. Other files in it are none of the policy's."""
    for path in sorted(folder.rglob("*.csv")):
        if path.stem in declared() and path.is_file():
            yield path.stem, path


def shown(path: Path) -> str:
    """Return a path as seen from here, where it lies below."""
    path = real(path)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def real(path: Path) -> Path:
    """Return where a path leads; links in a circle lead nowhere, and are no error."""
    return Path(os.path.realpath(path))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
