"""Filled call lists, as workbooks or CSV files: the rows of each sheet that is one, cell by cell."""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from lead_scoring.errors import UserError
from lead_scoring.export import layout
from lead_scoring.export.cells import undefused
from lead_scoring.load_raw import SEPARATORS, text_of
from lead_scoring.wording import LANGUAGES, Wording

# a list has these columns, whatever else somebody has added or taken away
NEEDED = ("handoff_id", "contact_id", "outcome")
# what comes of reading a file that is damaged, or no workbook
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    EOFError,
)
# somebody may have written a line or two above the headings
LINES_ABOVE = 20
WHAT_IS_READ = "Take back the workbooks and CSV files that export wrote into call_list."


class NoListError(UserError):
    """A file is no call list."""


@dataclass(frozen=True)
class Line:
    """A row of a list: its cells by the names of their columns, blank ones left out."""

    place: str
    number: int
    cells: Mapping[str, object]
    letters: Mapping[str, str]
    language: str
    saved_at: datetime

    def at(self, column: str) -> str:
        """Return where a cell is, in words."""
        return f"{self.place}, cell {self.letters[column]}{self.number}"


class Headings:
    """How the columns of a list are called in each language, and by their own names."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._columns = {name: name for name in layout.NAMES} | {
            _plain(wording.value("heading", name, language)): name
            for language in LANGUAGES
            for name in layout.NAMES
        }

    def columns(self, cells: Sequence[object]) -> dict[str, int]:
        """Return the place of each column that a row of headings names."""
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            if name := self._columns.get(_plain(cell)):
                places.setdefault(name, place)
        return places

    def language(self, heading: object) -> str:
        """Return the language in which the outcome is called so."""
        named = {
            _plain(self._wording.value("heading", "outcome", language)): language for language in LANGUAGES
        }
        return named.get(_plain(heading), LANGUAGES[0])

    def needed(self) -> str:
        """Return the headings without which a sheet is no list, in words."""
        return ", ".join(f"«{self._wording.value('heading', name, LANGUAGES[0])}»" for name in NEEDED)


def lines(file: Path, headings: Headings) -> Iterator[Line]:
    """Yield the rows of every list in a file. Raises NoListError."""
    if file.name.startswith(("~$", ".~lock.")):
        raise NoListError(f"{file} is a program's note that the list is open. Save and close the list first.")
    try:
        if file.is_dir():
            raise NoListError(f"{file} is a folder. Name the files in it.")
        content = file.read_bytes()
        saved_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError as error:
        raise NoListError(f"{file} cannot be read: {error.strerror or error}.") from error
    is_list = False
    for place, rows, last_saved_at in _sheets(file, content, saved_at):
        found = _lines(place, rows, headings, last_saved_at)
        if found is not None:
            is_list = True
            yield from found
    if not is_list:
        raise NoListError(
            f"{file}: no sheet has the columns {headings.needed()} in its first {LINES_ABOVE} rows. {WHAT_IS_READ}"
        )


def _lines(
    place: str, rows: Iterable[Sequence[object]], headings: Headings, saved_at: datetime
) -> Iterator[Line] | None:
    """Return the rows below the headings, or None where there are none."""
    numbered = enumerate(rows, start=1)
    for _, cells in islice(numbered, LINES_ABOVE):
        columns = headings.columns(cells)
        if all(name in columns for name in NEEDED):
            letters = {name: get_column_letter(index + 1) for name, index in columns.items()}
            language = headings.language(cells[columns["outcome"]])
            return (
                Line(place, number, _filled(cells, columns), letters, language, saved_at)
                for number, cells in numbered
            )
    return None


def _filled(cells: Sequence[object], columns: Mapping[str, int]) -> dict[str, object]:
    found = {name: cells[place] for name, place in columns.items() if place < len(cells)}
    return {name: cell for name, cell in found.items() if cell is not None and str(cell).strip()}


def _sheets(
    file: Path, content: bytes, saved_at: datetime
) -> Iterator[tuple[str, Iterable[Sequence[object]], datetime]]:
    """Yield what each sheet is called in messages, its rows, and when it was saved."""
    if content.startswith(b"PK"):
        yield from _sheets_of_workbook(file, content, saved_at)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoListError(f"{file} has a password or is an old XLS file. Save it as XLSX without a password.")
    elif file.suffix.lower() in (".csv", ".txt"):
        yield str(file), _rows_of_text(file, content), saved_at
    else:
        raise NoListError(f"{file} is neither an XLSX workbook nor a CSV file. {WHAT_IS_READ}")


def _sheets_of_workbook(
    file: Path, content: bytes, saved_at: datetime
) -> Iterator[tuple[str, Iterable[Sequence[object]], datetime]]:
    with _told(file), warnings.catch_warnings():
        # of styles and the like that it does not know
        warnings.simplefilter("ignore")
        opened = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    with closing(opened) as book:
        saved = book.properties.modified
        # export writes both alike: it has no clock
        if saved and saved != book.properties.created:
            saved_at = min(saved_at, saved.replace(tzinfo=UTC))
        for sheet in book.worksheets:
            yield f"{file}, sheet {sheet.title}", _rows_of_sheet(file, sheet), saved_at


def _rows_of_sheet(file: Path, sheet: Worksheet) -> Iterator[Sequence[object]]:
    with _told(file):
        # programs write what they think of the sheet's size
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Say in words that a workbook is broken. Raises NoListError."""
    try:
        yield
    except BROKEN as error:
        raise NoListError(
            f"{file} cannot be read as a workbook. Open it in a spreadsheet and save it as XLSX."
        ) from error


def _rows_of_text(file: Path, content: bytes) -> Iterator[list[str]]:
    text = text_of(content)
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [undefused(cell) for cell in cells]
    except csv.Error as error:
        raise NoListError(f"{file} cannot be read as a CSV file: {error}.") from error


def _plain(heading: object) -> str:
    return " ".join(str(heading or "").split()).casefold()
