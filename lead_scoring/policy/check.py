"""`policy check`: every problem and warning of a policy, by file and line, within seconds.

Files are read here; whether their contents are valid is decided by the SQL models that also stop a build.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lead_scoring import parts
from lead_scoring.policy import seeds as project_seeds
from lead_scoring.policy.files import Fault, SeedFile, read_seed
from lead_scoring.policy.models import Models, Renderer
from lead_scoring.policy.seeds import PROJECT, REFERENCE, counted, real, shown
from lead_scoring.warehouse import Warehouse

CELL_COLUMNS = ("seed_name", "line_number", "row_key", "column_name", "value", "header_problem")
WARNING_COLUMNS = ("seed_name", "line_number", "row_key", "column_name", "value", "check_name", "argument")
SHIFTING = ("too_many_cells", "too_few_cells")

DATA_WARNINGS = """
    select seed_name, row_key, column_name, warning as check_name, value, remark, sentence
    from {table} where basis = 'data'
"""


@dataclass(frozen=True, order=True)
class Finding:
    """A problem or a warning: where it is (line 0 = the whole file), what is wrong and what to do."""

    file: str
    line: int
    column: str
    check: str
    seed: str
    row: str | None = field(compare=False)
    value: str | None = field(compare=False)
    remark: str = field(compare=False)
    sentence: str = field(compare=False)

    def text(self, kind: str = "") -> str:
        """Return the finding as one line: file, line, what it is."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {kind}{self.remark}"


@dataclass(frozen=True)
class Report:
    """What a check found, in the order of files and lines."""

    problems: list[Finding]
    warnings: list[Finding]
    files: int

    def text(self) -> str:
        """Return one line per finding and a count."""
        lines = [finding.text() for finding in self.problems]
        lines += [finding.text("warning: ") for finding in self.warnings]
        counts = f"{counted(len(self.problems), 'problem')}, {counted(len(self.warnings), 'warning')}"
        return "\n".join([*lines, f"{counts} in {self.files} files."])

    def json(self) -> str:
        """Return the same for machines: an object with `problems`, `warnings` and `files`."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def check(
    policy: Path | None = None,
    reference: Path | None = None,
    built: Warehouse | None = None,
    replaced: Mapping[str, Path] = MappingProxyType({}),
) -> Report:
    """Check a folder of policy seeds together with a folder of reference lists.

    They are by default what dbt reads: LEAD_SCORING_POLICY, else seeds/policy, and seeds/reference. The warnings that
    the last build of a warehouse drew from the data are told as well. ``replaced`` maps seeds to the files of a host.
    Raises UsageError where a folder is not there, CannotReadError where the table of warnings is not.
    """
    policy = project_seeds.existing(project_seeds.folder_of(policy))
    reference = project_seeds.existing(reference or REFERENCE)
    declared = {name: list(seed.columns) for name, seed in project_seeds.declared().items()}
    names = seed_names()
    seeds = {
        name: read_seed(name, replaced[name], declared[name])
        if name in replaced
        else _seed(name, policy, reference, declared[name])
        for name in names
    }
    strays = _strays(names, policy, reference)
    models = Models(_renderer())
    _load(models, seeds, declared, strays)
    seeds |= {stray.name: stray for stray in strays}

    problems = [_finding(row, seeds) for row in models.rows("int_policy_problems")]
    problems = _without_what_follows(problems)
    # of cells that a broken header hides the warnings would say that they are not there
    is_whole = all(problem.line > 1 or problem.check == "stray_file" for problem in problems)
    warnings = [_finding(row, seeds) for row in models.rows("int_policy_warnings")] if is_whole else []
    if built:
        warnings += _data_warnings(built, models, seeds)
    # those of one place in an order of their own: no warehouse promises one
    warnings.sort(key=lambda warning: (warning.row or "", warning.value or ""))
    return Report(sorted(problems), sorted(warnings), len(names))


def _without_what_follows(problems: list[Finding]) -> list[Finding]:
    """Return the problems less those of cells that stand under a wrong column: one cause, one line."""
    shifted = {(problem.seed, problem.line) for problem in problems if problem.check in SHIFTING}
    all_shifted = {problem.seed for problem in problems if problem.check == "cells_of_all_rows"}
    return [
        problem
        for problem in problems
        if problem.check in SHIFTING
        or not ((problem.seed, problem.line) in shifted or (problem.line > 1 and problem.seed in all_shifted))
    ]


def seed_names() -> list[str]:
    """Return the names of the seeds that a policy is made of, reference lists included."""
    return _renderer().returned_by("policy_seeds")


@cache
def _renderer() -> Renderer:
    return Renderer(PROJECT)


def _seed(name: str, policy: Path, reference: Path, declared: list[str]) -> SeedFile:
    found = (real(path) for folder in (policy, reference) for path in sorted(folder.rglob(f"{name}.csv")))
    paths = list(dict.fromkeys(found))  # one folder may hold the other
    if not paths:
        home = reference if (REFERENCE / f"{name}.csv").exists() else policy
        return SeedFile(name, home / f"{name}.csv", faults=[Fault("missing_file", value=",".join(declared))])
    seed = read_seed(name, paths[0], declared)
    if len(paths) > 1:
        seed.faults.append(Fault("repeated_file", value=", ".join(map(shown, paths))))
    return seed


def _strays(names: list[str], policy: Path, reference: Path) -> list[SeedFile]:
    """Return the CSV files that are no seed of the policy, such as a copy that a spreadsheet left: dbt loads them."""
    found = {real(path) for folder in (policy, reference) for path in folder.rglob("*.csv")}
    return [
        SeedFile(shown(path), path, faults=[Fault("stray_file")])
        for path in sorted(found)
        if path.stem not in names and path.is_file()
    ]


def _load(
    models: Models, seeds: dict[str, SeedFile], declared: dict[str, list[str]], strays: list[SeedFile]
) -> None:
    """Load the seeds as dbt would, and their cells as int_policy_cells with the lines of the files."""
    cells: list[tuple] = []
    for name, seed in seeds.items():
        keys = _renderer().returned_by("row_key_columns", name, seed.columns)
        known = [column for column in seed.columns if column in declared[name]]
        for line, row in seed.rows:
            row_key = " ".join(row[key] for key in keys if row[key] is not None)
            cells += [(name, line, row_key, column, row[column], None) for column in known]
        wrong = [("stray_column", column) for column in seed.columns if column not in declared[name]]
        if seed.columns:
            needed = [
                column
                for column in declared[name]
                if column not in _renderer().returned_by("optional_columns", name)
            ]
            wrong += [("missing_column", column) for column in needed if column not in seed.columns]
        cells += [(name, 1, None, column, None, problem) for problem, column in wrong]
        cells += [(name, fault.line, None, fault.column, fault.value, fault.check) for fault in seed.faults]
        models.load(
            name, declared[name], ([row.get(column) for column in declared[name]] for _, row in seed.rows)
        )
    cells += [(stray.name, 0, None, "", None, fault.check) for stray in strays for fault in stray.faults]
    models.load("int_policy_cells", CELL_COLUMNS, cells)
    # what shows only against the data is not known here
    models.load("int_policy_data_warnings", WARNING_COLUMNS, [])


def _finding(row: dict, seeds: dict[str, SeedFile]) -> Finding:
    return Finding(
        file=shown(seeds[row["seed_name"]].path),
        line=row["line_number"],
        column=row["column_name"],
        check=row["check_name"],
        seed=row["seed_name"],
        row=row["row_key"],
        value=row["value"],
        remark=row["remark"],
        sentence=row["sentence"],
    )


def _data_warnings(built: Warehouse, models: Models, seeds: dict[str, SeedFile]) -> list[Finding]:
    """Return the warnings of the last build that need data, on the lines where their rows stand today."""
    parts.needed_part(built, "checks", "marts", "policy_warnings")
    lines = {
        (line["seed_name"], line["row_key"]): line["line_number"] for line in models.rows("int_policy_lines")
    }
    return [
        _finding(row | {"line_number": lines.get((row["seed_name"], row["row_key"]), 0)}, seeds)
        for row in built.records(DATA_WARNINGS.format(table=built.table("marts", "policy_warnings")))
        if row["seed_name"] in seeds
    ]
