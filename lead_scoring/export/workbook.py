"""The call list as a workbook: one page wide on paper, rows as high as their text, lists to choose answers from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_pixel_width
from xlsxwriter.worksheet import Worksheet

from lead_scoring.answers import ANSWERS, OPEN, choices
from lead_scoring.export.cells import as_text
from lead_scoring.export.layout import COLUMNS, Column
from lead_scoring.wording import Wording

PAPERS = {"a4": 9, "letter": 1}
MARGIN = 0.25
LONGEST_CELL, LONGEST_NAME_OF_A_SHEET, LONGEST_HINT = 32_767, 31, 255
# a column of so many digits in pixels, and what of it stays free of text, as Excel counts them
PIXELS_OF_A_DIGIT, PIXELS_BESIDE, PIXELS_FREE = 7, 5, 7
PIXELS_OF_A_LINE, HIGHEST_ROW = 20, 545
# bold letters, and those of a program that lacks the font, are wider
WIDER = 1.08
GREY = "#BDBDBD"
ANSWER = {"bg_color": "#FFF8E1", "border": 1, "border_color": GREY}
NO_EARLIER = date(2000, 1, 1)


@dataclass(frozen=True)
class Words:
    """What a list says in a language: its title and headings, the words to choose from, and hints."""

    title: str
    headings: Mapping[str, str]
    lists: Mapping[str, Sequence[str]]
    choose: str
    when: str

    @classmethod
    def of(cls, wording: Wording, language: str) -> "Words":
        """Return the words of a language."""
        return cls(
            wording.value("heading", "call_list", language),
            {column.name: wording.value("heading", column.name, language) for column in COLUMNS},
            {column: tuple(words.values()) for column, words in choices(wording, language).items() if words},
            wording.phrase("answer_choose", language),
            wording.phrase("answer_when", language),
        )


class FittedSheet(Worksheet):
    """A sheet whose rows have a height that nobody has set by hand, as Excel saves rows that it has fitted.

    LibreOffice shows such a row as it is saved and Excel does so without a look at the text, and both fit it again as
    soon as somebody writes in it. Without a height LibreOffice cuts the text to one line; with one that is set by hand
    a long note is cut.
    """

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        super()._xml_start_tag_unencoded(tag, [pair for pair in attributes if pair[0] != "customHeight"])


def write(
    path: Path,
    words: Words,
    rows: Sequence[Mapping[str, object]],
    seller: str,
    as_of: date,
    paper: str = "a4",
    columns: Sequence[Column] = COLUMNS,
) -> None:
    """Write a workbook: text as text whatever it begins with, numbers as numbers, dates as dates."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime.combine(as_of, time())})
        page = book.add_worksheet(words.title[:LONGEST_NAME_OF_A_SHEET], FittedSheet)
        formats = _Formats(book)
        _write_headings(page, formats, words, columns)
        for line, row in enumerate(rows, start=1):
            _write_row(page, formats, line, row, columns)
        if rows:
            _ask(book, page, words, columns, len(rows))
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, len(rows), len(columns) - 1)
        _set_page(page, f"{words.title}, {as_of}: {seller}" if seller else f"{words.title}, {as_of}", paper)
        page.print_area(0, 0, len(rows), sum(column.is_printed for column in columns) - 1)


class _Formats:
    """The formats of a book, for cells to read and cells to fill in."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top = {"valign": "top", "font_name": "Calibri", "font_size": 11}
        read = {**top, "bottom": 1, "bottom_color": GREY}
        self.heading = book.add_format({**top, "bold": True, "bottom": 1, "text_wrap": True})
        self.text = book.add_format({**read, "text_wrap": True})
        self.number = book.add_format({**read, "align": "center"})
        self.kinds = {
            datetime: book.add_format({**read, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
            date: book.add_format({**read, "num_format": "yyyy-mm-dd", "align": "left"}),
        }
        self.answer = book.add_format({**top, **ANSWER, "text_wrap": True})
        self.answered_at = book.add_format(
            {**top, **ANSWER, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}
        )

    def blank(self, column: Column) -> object:
        """Return the format of a cell to fill in."""
        return self.answered_at if column.name == "touched_at" else self.answer


def _write_headings(page: Worksheet, formats: _Formats, words: Words, columns: Sequence[Column]) -> None:
    page.set_row_pixels(0, _height([(words.headings[column.name], column.width) for column in columns]))
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, words.headings[column.name], formats.heading)


def _write_row(
    page: Worksheet, formats: _Formats, line: int, row: Mapping[str, object], columns: Sequence[Column]
) -> None:
    page.set_row_pixels(line, _height([(row.get(column.name), column.width) for column in columns]))
    for place, column in enumerate(columns):
        value = row.get(column.name)
        if column.is_answer:
            page.write_blank(line, place, None, formats.blank(column))
        elif isinstance(value, datetime | date):
            page.write_datetime(line, place, value, formats.kinds[type(value)])
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            page.write_number(line, place, value, formats.number)
        elif value is None:
            page.write_blank(line, place, None, formats.text)
        else:
            text = as_text(value) if isinstance(value, bool) else str(value)
            page.write_string(line, place, _cut(text), formats.text)


def _ask(
    book: xlsxwriter.Workbook, page: Worksheet, words: Words, columns: Sequence[Column], last_line: int
) -> None:
    """Have cells to fill in offer their lists, which lie on a hidden sheet: in a cell they may hold 255 letters."""
    lists = book.add_worksheet("lists")
    lists.hide()
    for place, column in enumerate(columns):
        if column.name == "touched_at":
            asked = {"validate": "date", "criteria": ">=", "value": NO_EARLIER, "input_message": words.when}
        elif listed := words.lists.get(column.name):
            at = ANSWERS.index(column.name)
            for number, word in enumerate(listed):
                lists.write_string(number, at, word)
            letter = xlsxwriter.utility.xl_col_to_name(at)
            asked = {"validate": "list", "source": f"=lists!${letter}$1:${letter}${len(listed)}"}
            # whatever else the seller says is a reason too
            asked |= {"error_message": words.choose} if column.name != OPEN else {"show_error": False}
        else:
            continue
        hints = {
            name: asked[name][:LONGEST_HINT] for name in ("input_message", "error_message") if name in asked
        }
        page.data_validation(1, place, last_line, place, asked | hints)


def _set_page(page: Worksheet, about: str, paper: str) -> None:
    """Have it printed as wide as one page, on whichever paper, with the headings on each page."""
    page.set_landscape()
    page.set_paper(PAPERS[paper])
    page.fit_to_pages(1, 0)
    page.set_margins(left=MARGIN, right=MARGIN, top=0.5, bottom=0.5)
    page.repeat_rows(0)
    page.set_header("&L" + about.replace("&", "&&")[:200])
    page.set_footer("&R&P / &N")


def _height(cells: Sequence[tuple[object, int]]) -> int:
    """Return the pixels that the highest of some cells takes, each in a column of so many digits."""
    lines = max(_lines(value, width) for value, width in cells)
    return min(PIXELS_OF_A_LINE * lines, HIGHEST_ROW)


def _lines(value: object, width: int) -> int:
    """Return how many lines a text takes in a column, rather one too many than too few; whatever else takes one."""
    if not isinstance(value, str):
        return 1
    room = PIXELS_OF_A_DIGIT * width + PIXELS_BESIDE - PIXELS_FREE
    return sum(_lines_of(line.split(), room) for line in value[:LONGEST_CELL].splitlines()) or 1


def _lines_of(words: Sequence[str], room: int) -> int:
    lines, used = 1, 0.0
    for word in words:
        wide = WIDER * xl_pixel_width(word)
        gap = WIDER * xl_pixel_width(" ") if used else 0
        if used + gap + wide <= room:
            used += gap + wide
            continue
        lines += used > 0
        # a word longer than a line goes on in the next ones
        lines += int(wide // room) if wide > room else 0
        used = wide % room if wide > room else wide
    return lines


def _cut(text: str) -> str:
    """Return as much of a text as a cell holds (Excel counts UTF-16 units)."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"
