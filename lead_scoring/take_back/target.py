"""The raw table sales_touches as a CSV file that rows can be appended to."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lead_scoring.answers import TABLE
from lead_scoring.errors import UserError, in_place_of
from lead_scoring.load_raw import HINT, SEPARATORS, text_of
from lead_scoring.lock import alone
from lead_scoring.take_back.touches import Touch

COLUMNS = ("touch_id", "contact_id", "rep_id", "touched_at", "outcome", "reason", "rep_rating", "note")
BESIDE = Path(TABLE) / "taken_back.csv"
LOCK = ".take-back.lock"
REMEDY = f"With --beside the answers go to {BESIDE}, which the build reads as well."


class CannotTakeBackError(UserError):
    """Nothing can be appended; the message says why."""


@dataclass(frozen=True)
class _Table:
    """What a CSV file has: its bytes, what separates cells and lines, its columns and the lines they take, its ids."""

    content: bytes
    separator: str
    line_end: str
    header: list[str]
    header_lines: int
    ids: set[str]


def file_in(raw: Path, beside: bool) -> Path:
    """Return the file of a raw folder that answers are appended to. Raises CannotTakeBackError."""
    if not raw.is_dir():
        raise CannotTakeBackError(f"There is no folder {raw}. Name the folder of the raw files with --raw.")
    return raw / (BESIDE if beside else f"{TABLE}.csv")


def append(file: Path, raw: Path, touches: Sequence[Touch]) -> int:
    """Append the touches whose id no file has yet, and return how many those were.

    The file is replaced as a whole, and made where it is absent; what others wrote in it stays byte for byte, but for
    a column that the header lacks. Raises CannotTakeBackError, BusyError, CannotWriteError.
    """
    if not touches:
        return 0
    with alone(raw / LOCK):
        other = next(path for path in (raw / f"{TABLE}.csv", raw / BESIDE) if path != file)
        table = _read(file)
        known = table.ids | _ids_elsewhere(other)
        fresh = list(
            {touch["touch_id"]: touch for touch in touches if touch["touch_id"] not in known}.values()
        )
        if fresh:
            with in_place_of(file) as new:
                new.write_bytes(b"".join(_with_rows(table, fresh)))
    return len(fresh)


def _with_rows(table: _Table, fresh: Sequence[Touch]) -> Iterator[bytes]:
    """Yield the file with more rows, and with columns that it lacks where a row fills them."""
    wanted = [name for name in COLUMNS if not table.header or any(row[name] for row in fresh)]
    missing = [name for name in wanted if name not in table.header]
    header = [*table.header, *missing]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=table.separator, lineterminator=table.line_end)
    if table.header:
        yield _with_columns(table, missing)
        yield b"" if table.content.endswith(b"\n") else table.line_end.encode()
    else:
        writer.writerow(header)
    # of two columns of one name the build reads the first
    places = {name: header.index(name) for name in COLUMNS if name in header}
    for touch in fresh:
        cells = {place: touch[name] for name, place in places.items()}
        writer.writerow([cells.get(place, "") for place in range(len(header))])
    yield text.getvalue().encode("utf-8")


def _with_columns(table: _Table, names: Sequence[str]) -> bytes:
    """Return the file with more names in its header; rows that are shorter than it have blank cells."""
    lines = table.content.split(b"\n")
    header = lines[table.header_lines - 1]
    bare = header.removesuffix(b"\r")
    added = "".join(table.separator + name for name in names).encode()
    lines[table.header_lines - 1] = bare + added + header[len(bare) :]
    return b"\n".join(lines)


def _ids_elsewhere(file: Path) -> set[str]:
    """Return the ids in the other file that answers may have gone to; one that nothing is appended to has none."""
    try:
        return _read(file).ids
    except CannotTakeBackError:
        return set()


def _read(file: Path) -> _Table:
    """Read a file that may be there. Raises CannotTakeBackError where nothing can be appended to it."""
    if file.is_dir():
        raise CannotTakeBackError(f"{file} is a folder. {REMEDY}")
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return _Table(b"", ",", "\n", [], 0, set())
    except OSError as error:
        raise CannotTakeBackError(f"{file} cannot be read: {error.strerror or error}.") from error
    if b"\0" in content or re.search(rb"\r(?!\n)", content):
        raise CannotTakeBackError(
            f"{file} is UTF-16 or has line ends of its own: nothing is appended. {REMEDY}"
        )
    try:
        return _parsed(file, content)
    except csv.Error as error:
        raise CannotTakeBackError(f"{file} cannot be read as a CSV file: {error}. {REMEDY}") from error


def _parsed(file: Path, content: bytes) -> _Table:
    text, separator, lines_above = text_of(content), None, 0
    if hint := HINT.match(text):
        text, separator, lines_above = text[hint.end() :], hint[1], hint[0].count("\n")
    separator = separator or max(SEPARATORS, key=lambda mark: len(_names(text, mark) & set(COLUMNS)))
    header: list[str] = []
    header_lines, ids = 0, set()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for cells in filter(None, rows):
        if not header:
            header, header_lines = [name.strip().lower() for name in cells], lines_above + rows.line_num
        elif len(cells) > len(header):
            raise CannotTakeBackError(
                f"{file}, line {rows.line_num}: more cells than columns: nothing is appended. {REMEDY}"
            )
        elif "touch_id" in header:
            ids.update(cells[header.index("touch_id") :][:1])
    if "touch_id" not in header:
        raise CannotTakeBackError(f"{file} has no column touch_id, which the build needs. {REMEDY}")
    return _Table(content, separator, "\r\n" if b"\r\n" in content else "\n", header, header_lines, ids)


def _names(text: str, separator: str) -> set[str]:
    """Return the names in the header, if cells are separated so."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return {name.strip().lower() for name in next(filter(None, rows), [])}
