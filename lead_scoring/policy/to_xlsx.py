"""`policy to-xlsx`: a policy as one workbook: a sheet per seed, lists to choose from, comments on each column."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from lead_scoring.errors import UserError, in_place_of
from lead_scoring.policy import seeds
from lead_scoring.policy.cells import number_as_text
from lead_scoring.policy.check import seed_names
from lead_scoring.policy.choices import Choice, choices
from lead_scoring.policy.files import WHITE_SPACE
from lead_scoring.policy.tidy import plain

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LONGEST_CELL = 32_767
NARROWEST, WIDEST = 10, 60
# rows for which lists are offered beyond those that are there
ROWS_TO_COME = 500
LISTS = "lists"
# the same policy is the same workbook
MADE_ON = datetime(2000, 1, 1)
ERRORS = {"refused": "stop", "asked about": "warning"}


class TooLongError(UserError):
    """A cell holds more than one of a workbook can."""


def write(folder: Path, path: Path) -> str:
    """Write the seeds of a folder as one workbook, and return in words what is in it.

    Raises UnreadableError where a seed's file cannot be read, TooLongError, CannotWriteError.
    """
    files = dict(seeds.files_in(seeds.existing(folder)))
    if not files:
        raise UserError(f"{seeds.shown(folder)} holds no file of a policy.")
    cells = {name: _cells(name, file) for name, file in files.items()}
    others = {name: _cells(name, file) for name, file in seeds.files_in(seeds.REFERENCE) if name not in files}
    tables = {
        name: [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
        for name, rows in (others | cells).items()
    }
    with in_place_of(path) as fresh, xlsxwriter.Workbook(str(fresh)) as book:
        book.set_properties({"created": MADE_ON})
        _Book(book, choices(tables), cells).write([name for name in seed_names() if name in cells])
    back = f"python -m lead_scoring policy from-xlsx {path} --policy {seeds.shown(folder)}"
    return f"{path}: {seeds.counted(len(cells), 'sheet')}. Back again: {back}"


def _cells(name: str, file: Path) -> list[list[str]]:
    return plain(name, file).cells or [list(seeds.declared()[name].columns)]


class _Book:
    def __init__(
        self,
        book: xlsxwriter.Workbook,
        offered: Mapping[tuple[str, str], Choice],
        cells: Mapping[str, Sequence[Sequence[str]]],
    ) -> None:
        self._book, self._offered, self._cells = book, offered, cells
        self._heading = book.add_format({"bold": True, "bg_color": "#E3ECF7", "bottom": 1, "valign": "top"})
        top = {"valign": "top", "text_wrap": True}
        # cells of text stay text, whatever somebody writes into them
        self._text = book.add_format({**top, "num_format": "@"})
        self._number = book.add_format({"valign": "top"})
        self._day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
        self._decimals = {
            places: book.add_format({"valign": "top", "num_format": f"0.{'0' * places}"})
            for places in range(1, 10)
        }
        self._lists: Worksheet | None = None
        self._listed: dict[tuple[str, ...], str] = {}

    def write(self, names: Sequence[str]) -> None:
        pages = {name: self._book.add_worksheet(name) for name in names}
        self._lists = self._book.add_worksheet(LISTS)
        self._lists.hide()
        for name, page in pages.items():
            self._write_page(page, name)

    def _write_page(self, page: Worksheet, name: str) -> None:
        (header, *rows), numbers = self._cells[name], seeds.columns_with(name, "number")
        days, last = seeds.columns_with(name, "day"), len(rows) + ROWS_TO_COME
        for place, heading in enumerate(header):
            column = heading.strip(WHITE_SPACE)
            usual = self._number if column in numbers else self._day if column in days else self._text
            page.set_column(
                place, place, _width([row[place] for row in self._cells[name] if place < len(row)]), usual
            )
            self._write_text(page, name, 0, place, heading, self._heading)
            if meaning := _meaning(name, column, is_first=place == 0):
                page.write_comment(0, place, meaning, {"x_scale": 2.5, "y_scale": 1 + len(meaning) / 120})
            for line, row in enumerate(rows, start=1):
                if place < len(row) and row[place]:
                    self._write_cell(page, name, line, place, row[place], column in numbers, column in days)
            if choice := self._offered.get((name, column)):
                self._offer(page, place, last, choice)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(header) - 1)}{last}"})

    def _write_cell(
        self, page: Worksheet, name: str, line: int, place: int, cell: str, is_number: bool, is_day: bool
    ) -> None:
        if is_number and NUMBER.fullmatch(cell):
            places = len(cell.partition(".")[2])
            for number_format, shown in ((self._number, 0), (self._decimals.get(places), places)):
                # 0.50 is a number that is shown with two places; 007 is none
                if number_format and number_as_text(float(cell), shown) == cell:
                    page.write_number(line, place, float(cell), number_format)
                    return
        if is_day and (day := _day(cell)):
            page.write_datetime(line, place, day, self._day)
            return
        self._write_text(page, name, line, place, cell, self._text)

    def _write_text(
        self, page: Worksheet, name: str, line: int, place: int, cell: str, text_format: object
    ) -> None:
        if len(cell.encode("utf-16-le")) > 2 * LONGEST_CELL:
            raise TooLongError(
                f"{name}, cell {xl_col_to_name(place)}{line + 1}: a cell of a workbook holds {LONGEST_CELL} letters,"
                f" and this one has {len(cell)}. Shorten it."
            )
        page.write_string(line, place, cell, text_format)

    def _offer(self, page: Worksheet, place: int, last: int, choice: Choice) -> None:
        if not (source := self._source(choice)):
            return
        asked = {"validate": "list", "source": source, "show_error": choice.others != "allowed"}
        if kind := ERRORS.get(choice.others):
            asked |= {"error_type": kind, "error_message": "Choose a word of the list."}
        page.data_validation(1, place, last, place, asked)

    def _source(self, choice: Choice) -> str:
        """Return where a list stands: in its own sheet, as long as that is today, or among the hidden ones."""
        seed, column = choice.listed_in or ("", "")
        header = (
            [heading.strip(WHITE_SPACE) for heading in self._cells[seed][0]] if seed in self._cells else []
        )
        if column in header:
            letter = xl_col_to_name(header.index(column))
            filled = f"MAX(1,COUNTA({seed}!${letter}:${letter})-1)"
            return f"=OFFSET({seed}!${letter}$1,1,0,{filled},1)"
        if choice.words and choice.words not in self._listed:
            letter = xl_col_to_name(len(self._listed))
            for line, word in enumerate(choice.words):
                self._lists.write_string(line, len(self._listed), word)
            self._listed[choice.words] = f"={LISTS}!${letter}$1:${letter}${len(choice.words)}"
        return self._listed.get(choice.words, "")


def _meaning(name: str, column: str, is_first: bool) -> str:
    declared = seeds.declared()[name]
    of_column = declared.columns.get(column, "")
    return "\n\n".join(filter(None, [declared.description if is_first else "", of_column])).strip()


def _day(cell: str) -> date | None:
    try:
        found = date.fromisoformat(cell) if DAY.fullmatch(cell) else None
    except ValueError:
        return None
    # a workbook's calendar begins here, and has a day too many before March
    return found if found and found >= date(1900, 3, 1) else None


def _width(cells: Sequence[str]) -> int:
    longest = max((len(line) for cell in cells for line in cell.split("\n")), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)
