"""Policy files as dbt will read them, with each row's line number and with what is wrong with the file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# what the macro trimmed() removes
WHITE_SPACE = " \t\n\r\xa0"
CONTEXT_BYTES = 12


@dataclass(frozen=True)
class Fault:
    """A flaw of a file: name of a check, line (0 = the whole file), column ('' = none), a detail."""

    check: str
    line: int = 0
    column: str = ""
    value: str | None = None


@dataclass(frozen=True)
class Record:
    """A record of a CSV file: its first line, what stands there, and the cells that it means."""

    line: int
    text: str
    cells: list[str]


@dataclass
class SeedFile:
    """A seed: its columns and, per row, the line on which it starts and its cells (None = blank)."""

    name: str
    path: Path
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str | None]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_seed(name: str, path: Path, declared: list[str]) -> SeedFile:
    """Read a seed's file. A byte-order mark, CRLF and quoted line breaks are fine; any other flaw is a fault.

    ``declared`` are the columns that the file should have; they are only named to whoever finds it empty.
    Raises OSError where the file cannot be opened.
    """
    seed = SeedFile(name, path)
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16: its other half is full of zero bytes
        seed.faults.append(Fault("not_text"))
        return seed
    raw = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    seed.faults += _undecodable_lines(raw)
    found = list(records(raw.decode("utf-8", errors="replace"), seed.faults))
    if not found or not any(found[0].cells):
        seed.faults.append(Fault("empty_file", value=",".join(declared)))
        return seed
    header = found[0].cells
    _read_header(header, seed)
    rows = [(record.line, record.cells) for record in found[1:]]
    seed.faults += _other_widths(rows, header, declared)
    for line, cells in rows:
        filled = dict(zip(header, cells, strict=False))
        seed.rows.append((line, {column: _as_dbt_reads(filled.get(column, "")) for column in seed.columns}))
    return seed


def _other_widths(
    rows: list[tuple[int, list[str]]], header: list[str], declared: list[str]
) -> Iterator[Fault]:
    """Yield a fault for each row that is not as wide as the header; where all are alike, one of the header.

    None where the columns that the header has too much or lacks, which are told anyway, are the difference.
    """
    other = [(line, len(cells)) for line, cells in rows if cells and len(cells) != len(header)]
    widths = {len(cells) for _, cells in rows if cells}
    if len(other) > 1 and len(widths) == 1:
        width = widths.pop()
        if width not in (len(set(header) & set(declared)), len(declared)):
            sign = ">" if width > len(header) else "<"
            yield Fault("cells_of_all_rows", 1, value=f"{width} {sign} {len(header)}")
        return
    for line, width in other:
        check, sign = ("too_many_cells", ">") if width > len(header) else ("too_few_cells", "<")
        yield Fault(check, line, value=f"{width} {sign} {len(header)}")


def _undecodable_lines(raw: bytes) -> Iterator[Fault]:
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            start, end = error.start, error.end
            around = line[max(0, start - CONTEXT_BYTES) : end + CONTEXT_BYTES]
            guess = around.decode("cp1252", errors="replace").strip()
            yield Fault("not_utf8", number, value=f"{line[start:end].hex(' ').upper()} («{guess}»)")


def records(text: str, faults: list[Fault], separator: str = ",") -> Iterator[Record]:
    """Yield each record of a text whose lines end in LF; stop at what no reader can read, a fault."""
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator)
    lines = text.split("\n")
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(Fault("unreadable_row", start, value=str(error)))
            return
        if reader.line_num >= len(lines) - 1 and _ends_inside_quotes(
            "\n".join(lines[start - 1 :]), separator
        ):
            faults.append(Fault("unclosed_quote", start))
            return
        yield Record(start, "\n".join(lines[start - 1 : reader.line_num]), cells)


def _ends_inside_quotes(text: str, separator: str) -> bool:
    try:
        list(csv.reader(io.StringIO(text, newline="\n"), delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _read_header(header: list[str], seed: SeedFile) -> None:
    for position, column in enumerate(header, start=1):
        if not column:
            seed.faults.append(Fault("nameless_column", 1, value=str(position)))
        elif column in seed.columns:
            seed.faults.append(Fault("repeated_column", 1, column))
        else:
            seed.columns.append(column)


def _as_dbt_reads(cell: str) -> str | None:
    # dbt takes the word null for a blank cell
    return None if cell.strip().lower() == "null" else cell.strip(WHITE_SPACE) or None
