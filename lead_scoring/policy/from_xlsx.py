"""`policy from-xlsx`: the sheets of a workbook as the seeds of a policy; rows that did not change keep their bytes."""

import io
import tempfile
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from lead_scoring.errors import UserError, writing
from lead_scoring.policy import seeds
from lead_scoring.policy.cells import ERRORS, as_text
from lead_scoring.policy.check import Finding, Report, check
from lead_scoring.policy.files import WHITE_SPACE
from lead_scoring.policy.tidy import UnreadableError, line_of, plain, write
from lead_scoring.policy.to_xlsx import LISTS
from lead_scoring.take_back.lists import BROKEN


class WorkbookError(UserError):
    """A file is no workbook of a policy, or the policy in it cannot be used; nothing was written."""


@dataclass(frozen=True)
class Sheet:
    """A seed in a workbook: the cells of its rows, without blank rows and columns, and each row's number."""

    numbers: list[int]
    rows: list[list[str]]


def read_back(path: Path, folder: Path) -> str:
    """Write the seeds that a workbook holds to a folder, and return in words what changed.

    Raises WorkbookError where the policy that comes of it has problems, said as `policy check` says them.
    """
    sheets, left_out = _sheets(path)
    files = dict(seeds.files_in(folder)) if folder.is_dir() else {}
    kept = {name: _plain(name, file) for name, file in files.items()}
    texts = {name: _text(sheet, kept.get(name, [])) for name, sheet in sheets.items()}
    report = _checked(files, {name: text for name, (text, _) in texts.items()})
    if report.problems:
        problems = [_told(problem, path, sheets, texts, files, folder) for problem in report.problems]
        counts = report.text().splitlines()[-1]
        raise WorkbookError("\n".join([*problems, f"{counts} Nothing was written."]))
    told = []
    for name, (text, lines) in texts.items():
        file = files.get(name, folder / f"{name}.csv")
        if name in files and file.read_bytes() == text.encode():
            continue
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        write(file, text)
        told.append(f"{seeds.shown(file)}: {_changes([line for line, _ in kept.get(name, [])], lines)}.")
    told += [f"The sheet {name} is no file of the policy and was left out." for name in left_out]
    told += [
        f"{seeds.shown(file)} has no sheet and stays as it is."
        for name, file in files.items()
        if name not in sheets
    ]
    if not told:
        told.append("The folder says the same already.")
    return "\n".join([*told, report.text().splitlines()[-1]])


def _sheets(path: Path) -> tuple[dict[str, Sheet], list[str]]:
    """Return the seeds of a workbook by name, and the names of its other sheets."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WorkbookError(f"{path} cannot be read: {error.strerror or error}.") from error
    try:
        with warnings.catch_warnings():
            # of styles and the like that it does not know
            warnings.simplefilter("ignore")
            # what formulas gave when the workbook was saved, and what they are
            with (
                closing(load_workbook(io.BytesIO(content), data_only=True)) as values,
                closing(load_workbook(io.BytesIO(content))) as formulas,
            ):
                names = [name for name in values.sheetnames if name in seeds.declared()]
                problems, sheets = [], {}
                for name in names:
                    sheets[name] = _sheet(values[name])
                    problems += _without_value(path, values[name], formulas[name])
                others = [name for name in values.sheetnames if name not in (*names, LISTS)]
    except BROKEN as error:
        raise WorkbookError(
            f"{path} cannot be read as a workbook. Open it in a spreadsheet and save it as XLSX."
        ) from error
    if problems:
        raise WorkbookError("\n".join([*problems, "Nothing was written."]))
    if not sheets:
        raise WorkbookError(f"{path} has no sheet that is called like a file of a policy, such as fit_rules.")
    return sheets, others


def _sheet(page: Worksheet) -> Sheet:
    rows = [
        (number, [as_text(cell.value, cell.number_format) for cell in row])
        for number, row in enumerate(page.iter_rows(), start=1)
    ]
    rows = [(number, row) for number, row in rows if any(cell.strip(WHITE_SPACE) for cell in row)]
    filled = [
        place for place, cells in enumerate(zip(*(row for _, row in rows), strict=True)) if _is_filled(cells)
    ]
    return Sheet([number for number, _ in rows], [[row[place] for place in filled] for _, row in rows])


def _is_filled(cells: Sequence[str]) -> bool:
    return any(cell.strip(WHITE_SPACE) for cell in cells)


def _without_value(path: Path, values: Worksheet, formulas: Worksheet) -> list[str]:
    """Return the cells that hold an error, or a formula that no program has worked out, in words."""
    problems = []
    for row in formulas.iter_rows():
        for cell in row:
            value = values[cell.coordinate].value
            place = f"{path}, sheet {values.title}, cell {cell.coordinate}"
            if cell.data_type == "f" and value is None:
                problems.append(f"{place}: a formula without a value. Write the value.")
            elif cell.data_type in ("f", "e") and value in ERRORS:
                problems.append(
                    f"{place}: '{value}' is what a spreadsheet says of an error. Write the value."
                )
    return problems


def _plain(name: str, file: Path) -> list[tuple[tuple[str, ...], str]]:
    """Return the records of a seed's file: their cells, and the line that they are; none where it cannot be read."""
    try:
        found = plain(name, file)
    except UnreadableError:
        return []
    return [(tuple(cells), line) for cells, line in zip(found.cells, found.lines, strict=True)]


def _text(sheet: Sheet, kept: Sequence[tuple[tuple[str, ...], str]]) -> tuple[str, list[tuple[str, ...]]]:
    """Return a seed's file and its records; a record that was there stands as it stood."""
    as_it_stood = dict(kept)
    records = [tuple(row) for row in sheet.rows]
    return "".join(f"{as_it_stood.get(cells) or line_of(cells)}\n" for cells in records), records


def _checked(files: Mapping[str, Path], texts: Mapping[str, str]) -> Report:
    """Check the policy that would come of it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, file in files.items():
            if name not in texts:
                (Path(folder) / f"{name}.csv").write_bytes(file.read_bytes())
        for name, text in texts.items():
            (Path(folder) / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
        return check(Path(folder))


def _told(
    problem: Finding,
    path: Path,
    sheets: Mapping[str, Sheet],
    texts: Mapping[str, tuple[str, list]],
    files: Mapping[str, Path],
    folder: Path,
) -> str:
    """Return a problem as `policy check` says it, at its place in the workbook."""
    if problem.seed not in sheets:
        file = files.get(problem.seed, folder / f"{problem.seed}.csv")
        is_reference = (seeds.REFERENCE / f"{problem.seed}.csv").exists() and problem.seed not in files
        place = problem.file if is_reference else seeds.shown(file)
        return f"{place}{f':{problem.line}' if problem.line else ''}: {problem.remark}"
    place = f"{path}, sheet {problem.seed}"
    if not problem.line:
        return f"{place}: {problem.remark}"
    # a record may take several lines
    line, numbers = 1, {}
    for number, cells in zip(sheets[problem.seed].numbers, texts[problem.seed][1], strict=True):
        numbers[line] = number
        line += 1 + "".join(cells).count("\n")
    return f"{place}, row {numbers.get(problem.line, problem.line)}: {problem.remark}"


def _changes(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> str:
    """Say how many rows are new or changed, and how many are there no more."""
    if not before:
        return f"{seeds.counted(len(after) - 1, 'row')} written"
    old, new = Counter(before[1:]), Counter(after[1:])
    told = [
        f"{seeds.counted(number, 'row')} {what}"
        for number, what in (((new - old).total(), "written"), ((old - new).total(), "taken out"))
        if number
    ]
    if before[0] != after[0]:
        return "another header"
    return ", ".join(told) or ("made plain CSV" if list(before) == list(after) else "rows in another order")
