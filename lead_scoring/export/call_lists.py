"""The call list as files for a spreadsheet, one of each kind per seller."""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from textwrap import wrap

import xlsxwriter

from lead_scoring.export.cells import as_text
from lead_scoring.warehouse import Warehouse
from lead_scoring.wording import Wording

# what a seller reads, in this order, and how wide it stands in the sheet
WIDTHS = {
    "call_rank": 6,
    "full_name": 24,
    "job_title": 24,
    "account_name": 24,
    "why": 60,
    "country": 9,
    "phone": 18,
    "email": 30,
    "score": 8,
    "band": 8,
    "bant_verdict": 26,
    "channel": 20,
    "missing": 40,
    "next_step": 40,
    "respond_by": 18,
    "handed_off_on": 12,
    "contact_id": 14,
    "handoff_id": 24,
}
COLUMNS = tuple(WIDTHS)
WORDED = {"bant_verdict": "verdict", "channel": "handoff_channel"}
CALLS = "select rep_id, rep_name, as_of_date, {columns} from {table} order by rep_id, call_rank"
# what Excel expects of a CSV file in a country: separator of cells, decimal mark
MARKS = {"en": (",", "."), "es": (";", ",")}
LONGEST_CELL = 32_767
# on paper: A4, letters of 8.25 points where a cell has 11
A4, PRINTED_PERCENT = 9, 75
POINTS_OF_A_LINE, HIGHEST_ROW = 15, 409


def write(warehouse: Warehouse, folder: Path, wording: Wording, language: str) -> list[Path]:
    """Write ``<seller>.xlsx`` and ``<seller>.csv`` for each seller who has leads to call, and return the paths."""
    folder.mkdir()
    headings = [wording.value("heading", column, language) for column in COLUMNS]
    sheet = wording.value("heading", "call_list", language)
    query = CALLS.format(columns=", ".join(COLUMNS), table=warehouse.table("marts", "call_list"))
    written = []
    for rep_id, calls in groupby(warehouse.rows(query), key=itemgetter(0)):
        calls = list(calls)
        _, rep_name, as_of, *_ = calls[0]
        rows = [_worded(dict(zip(COLUMNS, call[3:], strict=True)), wording, language) for call in calls]
        stem = file_stem(rep_id, rep_name)
        written += [folder / f"{stem}.xlsx", folder / f"{stem}.csv"]
        write_xlsx(written[-2], sheet, headings, rows, tuple(WIDTHS.values()), as_of)
        write_csv(written[-1], headings, rows, *MARKS[language])
    return written


def write_for_import(warehouse: Warehouse, folder: Path) -> Path:
    """Write ``call_list.csv`` for a program that reads it, such as a CRM's import, and return the path.

    All leads to call under the columns' own names; comma, decimal point, UTF-8 without a mark, and every text as it is:
    a telephone number begins with its +. A spreadsheet may take such a text for a formula; ``write`` has files for it.
    """
    folder.mkdir()
    columns = ("rep_id", "rep_name", *COLUMNS)
    query = f"select {', '.join(columns)} from {warehouse.table('marts', 'call_list')} order by call_rank"
    path = folder / "call_list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(
            [value if isinstance(value, str) else as_text(value) for value in row]
            for row in warehouse.rows(query)
        )
    return path


def file_stem(rep_id: str | None, rep_name: str | None) -> str:
    """Return a file name that any system takes and no other seller has, the same every day."""
    plain = unicodedata.normalize("NFKD", rep_name or rep_id or "").encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    if rep_id is None:
        return "calls-without-seller"
    return "-".join(["calls", *([words] if words else []), hashlib.sha256(rep_id.encode()).hexdigest()[:10]])


def write_csv(
    path: Path, headings: Sequence[str], rows: Sequence[Sequence[object]], separator: str, decimal_mark: str
) -> None:
    """Write a CSV file that Excel opens with a double click: UTF-8 with its mark, every cell quoted."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(headings)
        writer.writerows([as_text(value, decimal_mark) for value in row] for row in rows)


def write_xlsx(
    path: Path,
    sheet: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    widths: Sequence[int],
    as_of: date,
) -> None:
    """Write a workbook: text as text whatever it begins with, numbers as numbers, dates as dates."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime.combine(as_of, time())})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        kinds = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
            date: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        }
        page = book.add_worksheet(sheet[:31])
        for place, heading in enumerate(headings):
            page.set_column(place, place, widths[place])
            page.write_string(0, place, heading, bold)
        for line, row in enumerate(rows, start=1):
            # not every program makes a row as high as its text
            lines = max(_lines(value, width) for value, width in zip(row, widths, strict=True))
            page.set_row(line, min(POINTS_OF_A_LINE * lines, HIGHEST_ROW))
            for place, value in enumerate(row):
                if isinstance(value, datetime | date):
                    page.write_datetime(line, place, value, kinds[type(value)])
                elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                    page.write_number(line, place, value, plain)
                elif value is not None:
                    page.write_string(
                        line, place, _cut(as_text(value) if isinstance(value, bool) else value), plain
                    )
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, len(rows), len(headings) - 1)
        page.set_landscape()
        page.set_paper(A4)
        page.set_print_scale(PRINTED_PERCENT)
        page.repeat_rows(0)
        # several sheets wide: each says whom it is about
        page.repeat_columns(0, 1)


def _worded(call: Mapping[str, object], wording: Wording, language: str) -> list[object]:
    return [
        wording.value(WORDED[column], value, language) if column in WORDED else value
        for column, value in call.items()
    ]


def _lines(value: object, width: int) -> int:
    """Return how many lines a cell takes in a column of so many characters, rather one too many than too few."""
    if not isinstance(value, str):
        return 1
    # letters are not all as wide as a digit
    return sum(max(1, len(wrap(part, max(width - 2, 1)))) for part in value.splitlines()) or 1


def _cut(text: str) -> str:
    """Return as much of a text as a cell holds (Excel counts UTF-16 units)."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"
