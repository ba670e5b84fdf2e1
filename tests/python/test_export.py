"""`export`: a seller's file holds what the tables hold and nothing that runs, and the folder is always whole."""

import csv
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from public_tables import AS_OF, call, contracts, fill, statements, warehouse

from lead_scoring import export
from lead_scoring.answers import ANSWERS, choices
from lead_scoring.cli import main
from lead_scoring.export import call_lists, cells, folders, layout, workbook
from lead_scoring.warehouse import PostgresWarehouse, open_file
from lead_scoring.wording import Wording

FORMULAS = [
    '=HYPERLINK("http://evil.example","click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "\t=1+1",
    "\tplain",
    "\r=1+1",
    "\rplain",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹢1",
    '"=1+1',
    '""=1+1',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_begins_like_a_formula(text):
    assert cells.as_text(text).startswith("'")
    assert cells.as_text(text).removeprefix("'") == text or "'" in cells.as_text(text)[1:]


@pytest.mark.parametrize("separator", [",", ";", "\t", "\n", "\r\n", "\u2028"])
def test_no_part_of_a_text_begins_like_one_where_a_country_splits_elsewhere(separator):
    assert cells.as_text(f"Firm{separator} =1+1") == f"Firm{separator}' =1+1"


@pytest.mark.parametrize("text", [*FORMULAS, "Firm; =1+1", "Ana", "", "it's", "'", ";", "\t", "'a;'b"])
def test_what_a_spreadsheet_gives_back_is_the_text_again(text):
    assert cells.undefused(cells.as_text(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "Ana", "O'Neil & Sons", "a=b", "a - b", "14.3: +10", "x@firm.example", "(+34) 600", ";", "1,5"],
)
def test_other_text_stays_as_it_is(text):
    assert cells.as_text(text) == text


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (None, "", ""),
        (True, "true", "true"),
        (-3, "-3", "-3"),
        (Decimal("1234.50"), "1234.50", "1234,50"),
        (0.1, "0.1", "0,1"),
        (date(2026, 3, 31), "2026-03-31", "2026-03-31"),
        (datetime(2026, 4, 1, 2, 30), "2026-04-01 02:30:00", "2026-04-01 02:30:00"),
    ],
)
def test_numbers_and_dates_are_what_excel_takes_for_them(value, english, spanish):
    assert (cells.as_text(value, "."), cells.as_text(value, ",")) == (english, spanish)


def test_a_workbook_holds_text_numbers_and_dates_and_no_formula(tmp_path: Path):
    values = [*FORMULAS, "x" * 40_000, 7, Decimal("1.5"), AS_OF, datetime(2026, 4, 1, 2, 30), True, None]
    columns = [layout.Column(f"column {place}", 9, is_printed=True) for place in range(len(values))]
    names = [column.name for column in columns]
    words = workbook.Words("Calls", dict.fromkeys(names, "=1+1"), {}, "", "")
    rows = [dict(zip(names, values, strict=True))]
    workbook.write(tmp_path / "a.xlsx", words, rows, "=&Ana", AS_OF, columns=columns)
    line = list(load_workbook(tmp_path / "a.xlsx")["Calls"].iter_rows(min_row=2))[0]
    told = [cell.value for cell in line]
    assert {cell.data_type for cell in line[: len(FORMULAS)]} <= {"s", "inlineStr"}
    # a carriage return and a null character cannot stand in XML: the library writes them as _x000D_ and _x0000_
    assert [
        text.replace("_x000D_", "\r").replace("_x0000_", "\x00") for text in told[: len(FORMULAS)]
    ] == FORMULAS
    assert len(told[-7]) == 32_767
    assert told[-6:] == [7, 1.5, datetime(2026, 3, 31), datetime(2026, 4, 1, 2, 30), "true", None]
    assert [cell.is_date for cell in line[-4:-2]] == [True, True]


def test_sellers_have_files_of_their_own_whatever_they_are_called(tmp_path: Path):
    hostile = [
        "../../etc/passwd",
        "CON",
        "a/b",
        "A/B",
        "",
        "x" * 400,
        "Ñandú  Íñigo",
        "=1+1",
        "con\x00",
        None,
    ]
    stems = [call_lists.file_stem(name, name) for name in hostile]
    assert len({stem.lower() for stem in stems}) == len(hostile)
    assert all(stem.isascii() and stem.replace("-", "").isalnum() and len(stem) < 70 for stem in stems)
    assert (
        call_lists.file_stem("R1", "Ana").rsplit("-", 1)[1]
        == call_lists.file_stem("R1", "Ana Ruiz").rsplit("-", 1)[1]
    )


HOSTILE_CALLS = [
    call(1, full_name="=1+1", account_name="Firm; =2+2", why="Visitó precios: +6,0"),
    call(2, rep_id="../R2", rep_name="../Bob"),
    call(3, rep_id=None, rep_name=None, full_name=None, respond_by=None, channel="fast_lane"),
    call(4, missing='a "quoted"\nline'),
]
TABLES = ("call_list", "sales_handoffs")


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    handoffs = [{"handoff_id": row["handoff_id"]} for row in HOSTILE_CALLS]
    database = warehouse(
        tmp_path / "a.duckdb", {"call_list": HOSTILE_CALLS, "sales_handoffs": handoffs}, TABLES
    )
    arguments = ["--database", str(database), "--out", str(tmp_path / "out"), "--language", "es"]
    assert main(["export", *arguments]) == 0
    return tmp_path / "out"


def test_each_seller_gets_the_leads_of_the_call_list_in_its_order(exported: Path):
    folder = exported / "current" / "call_list"
    files = sorted(folder.glob("*.csv"))
    assert [path.stem for path in files] == sorted(path.stem for path in folder.glob("*.xlsx"))
    found = {}
    for path in files:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            headings, *rows = csv.reader(file, delimiter=";")
        book = [
            [cell.value for cell in row]
            for row in load_workbook(path.with_suffix(".xlsx")).worksheets[0].iter_rows()
        ]
        assert headings == book[0]
        assert headings[:3] == ["N.º", "Nombre", "Por qué"]
        found[path.stem.rsplit("-", 1)[0]] = tuple(
            [dict(zip(layout.NAMES, row, strict=True)) for row in lines] for lines in (rows, book[1:])
        )
    assert sorted(found) == ["calls-ana", "calls-bob", "calls-without"]
    rows, book = found["calls-ana"]
    assert [(row["call_rank"], row["full_name"]) for row in rows] == [("1", "'=1+1"), ("4", "Person 4")]
    assert [(row["call_rank"], row["full_name"]) for row in book] == [(1, "=1+1"), (4, "Person 4")]
    assert (rows[0]["account_name"], book[0]["account_name"]) == ("Firm;' =2+2", "Firm; =2+2")
    assert rows[1]["missing"] == 'a "quoted"\nline'
    assert (rows[0]["respond_by"], book[0]["respond_by"]) == ("2026-04-01 02:00:00", datetime(2026, 4, 1, 2))
    # the seller's own clock stands on the printed page
    assert (rows[0]["respond_by_local"], book[0]["respond_by_local"]) == (
        "2026-04-01 04:00:00",
        datetime(2026, 4, 1, 4),
    )
    assert {(row["time_zone"]) for row in (*rows, *book)} == {"Europe/Madrid"}
    assert next(column for column in layout.COLUMNS if column.name == "respond_by_local").is_printed
    without = found["calls-without"][0][0]
    assert (without["channel"], without["respond_by"], without["rep_id"]) == ("Pidió comprar", "", "")
    assert {row[name] for row in (*rows, *book) for name in ANSWERS} == {"", None}


def test_what_is_printed_stands_first_and_is_as_wide_as_a_page():
    printed = [column.is_printed for column in layout.COLUMNS]
    assert printed == sorted(printed, reverse=True)
    assert layout.NAMES[:3] == ("call_rank", "full_name", "why")
    assert set(ANSWERS) - {"touched_at"} <= {column.name for column in layout.COLUMNS if column.is_printed}
    pixels = sum(7 * column.width + 5 for column in layout.COLUMNS if column.is_printed)
    for paper, inches in {"A4": 297 / 25.4, "Letter": 11}.items():
        scale = (inches - 2 * workbook.MARGIN) / (pixels / 96)
        assert 11 * scale >= 8, f"{paper}: letters of {11 * scale:.1f} points"


@pytest.mark.parametrize(("paper", "number"), [("a4", 9), ("letter", 1)])
def test_a_list_is_printed_one_page_wide_with_its_headings_on_each_page(paper, number, tmp_path: Path):
    calls = [call(place, rep_name="Ana & Co") for place in range(1, 4)]
    database = warehouse(tmp_path / "a.duckdb", {"call_list": calls}, TABLES)
    arguments = ["--database", str(database), "--out", str(tmp_path / "out"), "--paper", paper]
    assert main(["export", *arguments]) == 0
    sheet = the_list(tmp_path / "out")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (number, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_title_rows == "$1:$1"
    last = sheet.cell(4, sum(column.is_printed for column in layout.COLUMNS)).coordinate
    assert sheet.print_area.replace("$", "").endswith(f"A1:{last}")
    assert sheet.freeze_panes == "C2"
    assert (sheet.oddHeader.left.text, sheet.oddFooter.right.text) == (
        "Call list, 2026-03-31: Ana && Co",
        "&P / &N",
    )


def the_list(out: Path) -> Worksheet:
    (path,) = (out / "current" / "call_list").glob("*.xlsx")
    return load_workbook(path).worksheets[0]


def test_rows_are_as_high_as_their_text_and_grow_when_somebody_writes_in_them(tmp_path: Path):
    """With a height LibreOffice shows all of the text; without customHeight both programs fit the row again."""
    lengths = {"Short": 1, "A reason of some length: +14.3; and one more reason: +2.1": 2, "word " * 60: 8}
    calls = [
        call(
            place,
            why=why,
            missing="",
            bant_verdict=None,
            next_step="Call",
            job_title="CFO",
            account_name="Firm",
        )
        for place, why in enumerate([*lengths, "x" * 33, "one\ntwo\n\nfour", "word " * 4000], start=1)
    ]
    database = warehouse(tmp_path / "a.duckdb", {"call_list": calls}, TABLES)
    assert main(["export", "--database", str(database), "--out", str(tmp_path / "out")]) == 0
    sheet = the_list(tmp_path / "out")
    heights = [sheet.row_dimensions[row].height for row in range(2, 8)]
    # None is the height of one line
    assert heights[0] is None
    for height, least in zip(heights[1:3], list(lengths.values())[1:], strict=True):
        assert 15 * least <= height <= 15 * (least + 2)
    assert heights[3:] == [None, 60, 408.75]
    (path,) = (tmp_path / "out" / "current" / "call_list").glob("*.xlsx")
    with zipfile.ZipFile(path) as parts:
        assert b"customHeight" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("language", ["en", "es"])
def test_answers_are_chosen_from_lists(language, tmp_path: Path):
    database = warehouse(tmp_path / "a.duckdb", {"call_list": [call(1), call(2)]}, TABLES)
    arguments = ["--database", str(database), "--out", str(tmp_path / "out"), "--language", language]
    assert main(["export", *arguments]) == 0
    (path,) = (tmp_path / "out" / "current" / "call_list").glob("*.xlsx")
    book = load_workbook(path)
    page, lists = book.worksheets
    assert lists.sheet_state == "hidden"
    asked = {}
    for rule in page.data_validations.dataValidation:
        ((column, first, _, last),) = [cells.bounds for cells in rule.sqref.ranges]
        assert (first, last) == (2, 3)
        asked[layout.NAMES[column - 1]] = rule
    assert sorted(asked) == ["outcome", "reason", "rep_rating", "touched_at"]
    offered = {
        name: [cell.value for (cell,) in lists[rule.formula1.partition("!")[2].replace("$", "")]]
        for name, rule in asked.items()
        if rule.type == "list"
    }
    assert offered == {name: list(words.values()) for name, words in choices(Wording(), language).items()}
    assert list(choices(Wording(), language)["outcome"]) == [
        "attempted", "connected", "accepted", "rejected", "disqualified",
    ]  # fmt: skip
    assert list(choices(Wording(), language)["rep_rating"]) == ["cold", "warm", "hot"]
    assert ("Aceptado" in offered["outcome"]) == (language == "es")
    assert "no budget" in offered["reason"] or "sin presupuesto" in offered["reason"]
    assert [asked[name].showErrorMessage for name in ("outcome", "rep_rating", "reason")] == [
        True,
        True,
        False,
    ]
    assert asked["touched_at"].type == "date"


def test_a_program_that_imports_gets_every_text_as_it_is_if_asked_for(tmp_path: Path):
    names = ("=1+1", "+57 1 234", 'Ana, "the" Ruiz\r\nsecond line', None)
    calls = [call(number, full_name=name, phone="+57 301 000") for number, name in enumerate(names, start=1)]
    database, out = warehouse(tmp_path / "a.duckdb", {"call_list": calls}, TABLES), tmp_path / "out"
    assert main(["export", "--database", str(database), "--out", str(out)]) == 0
    assert not (out / "current" / "for_import").exists()
    assert main(["export", "--database", str(database), "--out", str(out), "--for-import"]) == 0
    with (out / "current" / "for_import" / "call_list.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["full_name"] for row in found] == [name or "" for name in names]
    assert {row["phone"] for row in found} == {"+57 301 000"}
    assert (found[0]["score"], found[0]["respond_by"], found[0]["rep_id"]) == (
        "79",
        "2026-04-01 02:00:00",
        "R1",
    )


def test_every_public_table_is_there_with_its_types_and_rows(tmp_path: Path):
    database, exported = warehouse(tmp_path / "a.duckdb", {"call_list": HOSTILE_CALLS}), tmp_path / "out"
    assert main(["export", "--database", str(database), "--out", str(exported)]) == 0
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        for table in contracts():
            there = f"read_parquet('{exported}/current/tables/{table}.parquet')"
            source = f"marts.{table}"
            assert described(connection, there) == described(connection, source), table
            assert (
                connection.execute(f"select * from {there}").fetchall()
                == connection.execute(f"from {source}").fetchall()
            )
    assert {path.stem for path in (exported / "current" / "tables").iterdir()} == set(contracts())


def described(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple]:
    return [row[:2] for row in connection.execute(f"describe select * from {relation}").fetchall()]


def test_the_views_follow_the_newest_export_while_a_tool_keeps_them_open(exported: Path, tmp_path: Path):
    with duckdb.connect(str(exported / "tables.duckdb"), read_only=True) as tool:
        names = [
            name for (name,) in tool.execute("select table_name from information_schema.tables").fetchall()
        ]
        assert sorted(names) == sorted(TABLES)
        assert tool.execute("select count(*) from call_list").fetchone() == (4,)
        with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:  # the tool does not hold the warehouse
            fill(connection, {"call_list": [call(5)]})
        assert main(["export", "--database", str(tmp_path / "a.duckdb"), "--out", str(exported)]) == 0
        assert tool.execute("select count(*) from call_list").fetchone() == (5,)


def test_who_has_the_folder_of_before_open_reads_on(exported: Path, tmp_path: Path):
    before = (exported / "current").resolve()
    for _ in range(2):
        last = (exported / "current").resolve()
        assert main(["export", "--database", str(tmp_path / "a.duckdb"), "--out", str(exported)]) == 0
        assert (last / "tables" / "call_list.parquet").exists()
    assert not before.exists()
    assert len(list((exported / "versions").iterdir())) == 2


def test_two_exports_do_not_write_at_the_same_time(exported: Path, tmp_path: Path, capsys):
    with folders.new_version(exported, datetime.now(UTC)):
        assert main(["export", "--database", str(tmp_path / "a.duckdb"), "--out", str(exported)]) == 1
    assert "The same command is at work" in capsys.readouterr().err


def test_a_table_that_fails_leaves_the_folder_of_before(exported: Path, tmp_path: Path, monkeypatch):
    before = (exported / "current").resolve()
    write, done = export.tables._write, []

    def breaks(*arguments):
        done.append(arguments[1])
        if len(done) == 2:
            raise OSError("No space left on device")
        return write(*arguments)

    monkeypatch.setattr(export.tables, "_write", breaks)
    with pytest.raises(export.CannotExportError, match="No space left"):
        export.write(open_file(tmp_path / "a.duckdb", "main"), exported, "en")
    assert (exported / "current").resolve() == before
    assert_whole(exported, TABLES)


def assert_whole(out: Path, tables: Iterable[str]) -> int:
    """Return how many calls the folder holds, which must be those of one export."""
    folder = (out / "current").resolve()
    assert {path.stem for path in (folder / "tables").iterdir()} == set(tables)
    with duckdb.connect() as connection:
        counts = connection.execute(
            f"select (select count(*) from read_parquet('{folder}/tables/call_list.parquet')),"
            f" (select count(*) from read_parquet('{folder}/tables/sales_handoffs.parquet'))"
        ).fetchone()
    lines = sum(
        len(load_workbook(path).worksheets[0]["A"]) - 1 for path in (folder / "call_list").glob("*.xlsx")
    )
    assert counts == (lines, lines)
    return lines


KILLED = """
import json, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from lead_scoring import export
from lead_scoring.warehouse import open_file

database, out = Path(sys.argv[1]), Path(sys.argv[2])
WATCHED = "os.rename os.remove os.mkdir os.rmdir os.symlink shutil.rmtree".split()
left = None

def watch(event, arguments):
    global left
    if left is not None and event in WATCHED and str(out) in str(arguments):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
steps = 0
while True:
    child = os.fork()
    if not child:
        left = steps
        export.write(open_file(database, "main"), out, "en")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(json.dumps([steps, os.waitstatus_to_exitcode(status), os.path.realpath(out / "current")]), flush=True)
    sys.stdin.readline()
    if not status:
        break
    steps += 1
"""


def test_whoever_kills_an_export_at_any_step_leaves_a_whole_folder(tmp_path: Path):
    days = {number: warehouse(tmp_path / f"{number}.duckdb", day(number), day(number)) for number in (3, 4)}
    out = tmp_path / "out"
    assert main(["export", "--database", str(days[3]), "--out", str(out)]) == 0
    command = [sys.executable, "-c", KILLED, str(days[4]), str(out)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        seen, whole = [], {}
        for line in process.stdout:
            _, code, _ = json.loads(line)
            # what has not changed since it was last looked at is as whole as it was
            files = (out / "current").resolve().rglob("*")
            state = frozenset((path, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
            if state not in whole:
                whole[state] = assert_whole(out, day(3))
            seen.append((code, whole[state]))
            process.stdin.write("\n")
            process.stdin.flush()
    assert seen[-1] == (0, 4)
    assert len(seen) > 8
    assert {code for code, _ in seen[:-1]} == {-9}
    assert seen[0][1] == 3
    assert len(list((out / "versions").iterdir())) == 2


def day(number: int) -> dict[str, list[dict[str, object]]]:
    calls = [call(place) for place in range(1, number + 1)]
    return {"call_list": calls, "sales_handoffs": [{"handoff_id": row["handoff_id"]} for row in calls]}


def test_what_cannot_be_exported_is_said_in_a_sentence(tmp_path: Path, capsys):
    assert main(["export", "--database", str(tmp_path / "none.duckdb"), "--out", str(tmp_path / "out")]) == 1
    assert "There is no database" in capsys.readouterr().err
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    assert main(["export", "--database", str(tmp_path / "empty.duckdb"), "--out", str(tmp_path / "out")]) == 1
    assert "There is no table in the schema marts" in capsys.readouterr().err
    assert not (tmp_path / "out" / "current").exists()


@pytest.mark.postgres
def test_postgres_is_exported_with_the_same_types_and_to_the_last_digit(postgres, tmp_path: Path):
    environment = postgres.database("exported")
    opened = PostgresWarehouse(postgres.connect(environment["LEAD_SCORING_PG_DATABASE"]))
    made = warehouse(tmp_path / "a.duckdb", {})
    rows = {
        "call_list": [
            *HOSTILE_CALLS,
            call(6, why="\\N", missing="", job_title=None),
            call(7, why='"', missing="\r\n,\\"),
        ],
        "lead_scores": [
            {
                "contact_id": "C1",
                "fit_points": Decimal("-0.001"),
                "is_sales_ready": True,
                "as_of_date": AS_OF,
            },
            {"contact_id": "C2", "fit_points": Decimal("99999999999999.999"), "is_sales_ready": False},
        ],
    }
    with duckdb.connect(str(made)) as connection, opened.connection.cursor() as cursor:
        fill(connection, rows)
        for statement in statements():
            cursor.execute(statement)
        for name, filled in rows.items():
            for row in filled:
                marks = ", ".join(["%s"] * len(row))
                cursor.execute(
                    f"insert into marts.{name} ({', '.join(row)}) values ({marks})", list(row.values())
                )
        opened.connection.commit()
        done = export.write(opened, tmp_path / "out", "en")
        assert done.tables["call_list"] == 6
        for table in contracts():
            there = f"read_parquet('{tmp_path}/out/current/tables/{table}.parquet')"
            assert described(connection, there) == described(connection, f"marts.{table}"), table
            assert sorted(map(repr, connection.execute(f"from {there}").fetchall())) == sorted(
                map(repr, connection.execute(f"from marts.{table}").fetchall())
            ), table
    opened.connection.close()
