"""`policy tidy`: seed files as spreadsheets leave them, rewritten as plain CSV; whatever is plain keeps its bytes."""

import csv
import io
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lead_scoring.errors import UserError, in_place_of
from lead_scoring.load_raw import HINT, SEPARATORS
from lead_scoring.policy import seeds
from lead_scoring.policy.files import WHITE_SPACE, Fault, Record, records

DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*,\d+\s*")
DECIMAL_POINT = re.compile(r"\s*[+-]?\d*\.\d+\s*")
NAMES = {";": "semicolons", "\t": "tabs", "|": "bars"}


class UnreadableError(UserError):
    """A file that no reader can read as CSV."""


@dataclass(frozen=True)
class Plain:
    """A seed's file as plain CSV: the cells of each record and its text, and what had to be changed for it."""

    cells: list[list[str]]
    lines: list[str]
    changes: list[str]

    @property
    def text(self) -> str:
        """Return the whole file."""
        return "".join(f"{line}\n" for line in self.lines)


def tidy(folder: Path) -> str:
    """Rewrite the seeds of a folder that are not plain, and return what was changed in words.

    Raises UnreadableError, after the others are written, where a file cannot be read: it is left alone.
    """
    told, unreadable, number = [], [], 0
    for name, path in seeds.files_in(seeds.existing(folder)):
        number += 1
        try:
            found = plain(name, path)
        except UnreadableError as error:
            unreadable.append(str(error))
            continue
        if found.changes:
            write(path, found.text)
            told.append(f"{seeds.shown(path)}: {', '.join(found.changes)}.")
    rewritten = f"{len(told)} rewritten" if told else "none had to be rewritten"
    told.append(f"{seeds.counted(number, 'file')}, {rewritten}.")
    if unreadable:
        raise UnreadableError("\n".join([*told, *unreadable]))
    return "\n".join(told)


def plain(name: str, path: Path) -> Plain:
    """Return a seed's file as plain CSV. Raises UnreadableError where it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(path) from error
    changes = []
    if text.startswith("\ufeff"):
        text = text[1:]
        changes.append("a byte-order mark taken off")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        changes.append("lines end in LF")
    if hint := HINT.match(text):
        text = text[hint.end() :]
        changes.append("Excel's line sep= taken out")
    separator = _separator(name, text)
    faults: list[Fault] = []
    found = list(records(text, faults, separator))
    if faults:
        raise _unreadable(path)
    cells = [list(record.cells) for record in found]
    if separator != ",":
        changes.append(f"{NAMES[separator]} made commas")
        changes += _with_points(cells, seeds.columns_with(name, "number"))
    kept, columns = _without_blanks(cells)
    changes += [
        f"{seeds.counted(gone, f'blank {noun}')} taken out"
        for noun, gone in (("row", len(cells) - len(kept)), ("column", columns))
        if gone
    ]
    lines = [_line(found[number], row, separator) for number, row in kept]
    if lines and not text.endswith("\n"):
        changes.append("the last line ended")
    return Plain([row for _, row in kept], lines, changes)


def line_of(cells: Sequence[str]) -> str:
    """Return a record as a line of plain CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().removesuffix("\n")


def write(path: Path, text: str) -> None:
    """Write a seed's file, which stays readable for whom it was. Raises CannotWriteError."""
    with in_place_of(path) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="\n")
        if path.exists():
            shutil.copymode(path, fresh)


def _unreadable(path: Path) -> UnreadableError:
    return UnreadableError(
        f"{seeds.shown(path)} cannot be read and was left alone: policy check says where, and what to do."
    )


def _separator(name: str, text: str) -> str:
    """Return what the header's names are separated by; the comma where it is as good as any."""
    header = text.lstrip("\n" + WHITE_SPACE + "".join(SEPARATORS)).partition("\n")[0]
    known = set(seeds.declared()[name].columns)

    def names(separator: str) -> int:
        return len(
            known.intersection(cell.strip(WHITE_SPACE + '"').lower() for cell in header.split(separator))
        )

    return max(SEPARATORS, key=names)


def _with_points(cells: list[list[str]], numbers: set[str]) -> list[str]:
    """Write decimal commas as points where no number has a point yet, which would be one of thousands or decimals."""
    header = next((row for row in cells if any(row)), [])
    places = [place for place, column in enumerate(header) if column.strip(WHITE_SPACE) in numbers]
    found = [
        (row, place)
        for row in cells
        for place in places
        if place < len(row) and DECIMAL_COMMA.fullmatch(row[place])
    ]
    if not found:
        return []
    if any(place < len(row) and DECIMAL_POINT.fullmatch(row[place]) for row in cells for place in places):
        return ["decimal commas left alone, since other numbers have points"]
    for row, place in found:
        row[place] = row[place].replace(",", ".")
    return [f"{seeds.counted(len(found), 'decimal comma')} made {'a point' if len(found) == 1 else 'points'}"]


def _without_blanks(cells: list[list[str]]) -> tuple[list[tuple[int, list[str]]], int]:
    """Return the rows that say something, with their place, and how many columns that say nothing are gone."""
    rows = [(number, row) for number, row in enumerate(cells) if any(cell.strip(WHITE_SPACE) for cell in row)]
    if not rows:
        return rows, 0
    width = max(len(row) for _, row in rows)
    blank = {
        place
        for place in range(width)
        if not any(row[place].strip(WHITE_SPACE) for _, row in rows if place < len(row))
    }
    # a column that has a name and no cells is one of the policy's
    kept = [(number, [cell for place, cell in enumerate(row) if place not in blank]) for number, row in rows]
    return kept, len(blank)


def _line(record: Record, row: list[str], separator: str) -> str:
    return record.text if separator == "," and row == record.cells else line_of(row)
