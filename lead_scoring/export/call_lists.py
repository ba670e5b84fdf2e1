"""The call list as files: for each seller a workbook and a CSV file, and one file for a program that imports."""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from lead_scoring.export import workbook
from lead_scoring.export.cells import as_text
from lead_scoring.export.layout import COLUMNS, NAMES, READ
from lead_scoring.warehouse import Warehouse
from lead_scoring.wording import Wording

CALLS = "select rep_name, as_of_date, {columns} from {table} order by rep_id, call_rank"
# what Excel expects of a CSV file in a country: separator of cells, decimal mark
MARKS = {"en": (",", "."), "es": (";", ",")}


def write(
    warehouse: Warehouse, folder: Path, wording: Wording, language: str, paper: str = "a4"
) -> list[Path]:
    """Write ``<seller>.xlsx`` and ``<seller>.csv`` for each seller who has leads to call, and return the paths.

    Both have columns for the seller's answer, which `take-back` reads.
    """
    folder.mkdir()
    words = workbook.Words.of(wording, language)
    headings = [words.headings[name] for name in NAMES]
    query = CALLS.format(columns=", ".join(READ), table=warehouse.table("marts", "call_list"))
    written = []
    for rep_id, calls in groupby(warehouse.records(query), key=lambda call: call["rep_id"]):
        rows = [
            call
            | {
                column.name: wording.value(column.codes, call[column.name], language)
                for column in COLUMNS
                if column.codes
            }
            for call in calls
        ]
        rep_name, as_of = rows[0]["rep_name"], rows[0]["as_of_date"]
        stem = file_stem(rep_id, rep_name)
        written += [folder / f"{stem}.xlsx", folder / f"{stem}.csv"]
        workbook.write(written[-2], words, rows, rep_name or rep_id or "", as_of, paper)
        write_csv(
            written[-1], headings, [[row.get(name) for name in NAMES] for row in rows], *MARKS[language]
        )
    return written


def write_for_import(warehouse: Warehouse, folder: Path) -> Path:
    """Write ``call_list.csv`` for a program that reads it, such as a CRM's import, and return the path.

    All leads to call under the columns' own names; comma, decimal point, UTF-8 without a mark, and every text as it is:
    a telephone number begins with its +. A spreadsheet may take such a text for a formula; ``write`` has files for it.
    """
    folder.mkdir()
    columns = ("rep_name", *READ)
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
