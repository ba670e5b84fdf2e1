"""`take-back`: what a seller has answered becomes a touch, once; what cannot be one is told."""

import csv
import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from engine import DailyEngine, read_csv
from openpyxl import Workbook, load_workbook
from public_tables import AS_OF, call, warehouse

from lead_scoring import load_raw, take_back
from lead_scoring.answers import choices
from lead_scoring.cli import main
from lead_scoring.export import layout
from lead_scoring.lock import alone
from lead_scoring.take_back import target
from lead_scoring.wording import LANGUAGES, Wording

TOUCHES = "sales_touches.csv"
NOW = datetime(2026, 4, 2, 8, tzinfo=UTC)
HEADER = ",".join(target.COLUMNS)
Answers = Mapping[int, Mapping[str, object]]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folder of what export writes for a seller with three leads, in each language."""
    folder = tmp_path_factory.mktemp("exported")
    calls = [call(1), call(2, contact_id="+2", handoff_id=f"{AS_OF} +2"), call(3)]
    database = warehouse(folder / "a.duckdb", {"call_list": calls}, ("call_list",))
    for language in LANGUAGES:
        arguments = ["--database", str(database), "--out", str(folder / language), "--language", language]
        assert main(["export", *arguments]) == 0
    return {language: folder / language / "current" / "call_list" for language in LANGUAGES}


def filled(folder: Path, answers: Answers, path: Path) -> Path:
    """Write answers (row of the sheet → column → value) into a seller's workbook and save it elsewhere."""
    (exported,) = folder.glob("*.xlsx")
    book = load_workbook(exported)
    for row, said in answers.items():
        for column, value in said.items():
            book.worksheets[0].cell(row, layout.NAMES.index(column) + 1).value = value
    book.save(path)
    return path


def filled_csv(folder: Path, answers: Answers, path: Path, encoding: str, separator: str) -> Path:
    """Write answers into a seller's CSV file as a spreadsheet saves it."""
    (exported,) = folder.glob("*.csv")
    text = exported.read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ","))
    for row, said in answers.items():
        for column, value in said.items():
            rows[row - 1][layout.NAMES.index(column)] = str(value)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def touches(raw: Path) -> list[dict[str, str]]:
    return read_csv(raw / TOUCHES)


def taken(raw: Path, *files: Path, zone: str = "UTC") -> take_back.TakenBack:
    return take_back.run(files, raw, NOW, ZoneInfo(zone))


def word(column: str, code: str, language: str) -> str:
    return choices(Wording(), language)[column][code]


def answer(language: str) -> Answers:
    return {
        2: {
            "outcome": word("outcome", "accepted", language),
            "rep_rating": word("rep_rating", "hot", language),
        },
        3: {
            "outcome": word("outcome", "rejected", language).upper(),
            "reason": word("reason", "no_budget", language),
            "note": " Wants it,\n«next» year ",
            "touched_at": datetime(2026, 4, 1, 9, 30),
        },
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_seller_answers_is_a_touch_once(language, lists, raw, tmp_path, capsys):
    file = filled(lists[language], answer(language), tmp_path / "filled.xlsx")
    assert main(["take-back", str(file), "--raw", str(raw)]) == 0
    said = "answers added: {}; there already: {}; left out, see above: 0; rows without an answer: 1"
    assert said.format(2, 0) in capsys.readouterr().out
    first, second = touches(raw)
    assert {**first, "touch_id": "", "touched_at": ""} == {
        "touch_id": "",
        "contact_id": "C1",
        "rep_id": "R1",
        "touched_at": "",
        "outcome": "accepted",
        "reason": "",
        "rep_rating": "hot",
        "note": "",
    }
    assert {**second, "touch_id": ""} == {
        "touch_id": "",
        "contact_id": "+2",
        "rep_id": "R1",
        "touched_at": "2026-04-01 09:30:00",
        "outcome": "rejected",
        "reason": word("reason", "no_budget", language),
        "rep_rating": "",
        "note": "Wants it, «next» year",
    }
    before = (raw / TOUCHES).read_bytes()
    assert (raw / TOUCHES).stat().st_mode & 0o777 == 0o600
    # the file again, a copy of it, and the same answers in the other language, as XLSX and CSV
    (other,) = set(LANGUAGES) - {language}
    copy = filled(lists[language], answer(language), tmp_path / "copy.xlsx")
    translated = filled(lists[other], answer(other), tmp_path / "translated.xlsx")
    text = filled_csv(lists[other], answer(other), tmp_path / "a.csv", "utf-8-sig", ",")
    again = [str(path) for path in (file, copy, translated, text)]
    assert main(["take-back", *again, "--raw", str(raw)]) == 0
    assert "answers added: 0; there already: 8" in capsys.readouterr().out
    assert (raw / TOUCHES).read_bytes() == before
    # who says something else later has said two things
    later = filled(
        lists[language], {2: {"outcome": "rejected", "rep_rating": "hot"}}, tmp_path / "later.xlsx"
    )
    assert main(["take-back", str(later), str(later), "--raw", str(raw)]) == 0
    assert [row["outcome"] for row in touches(raw)] == ["accepted", "rejected", "rejected"]
    assert len({row["touch_id"] for row in touches(raw)}) == 3


def test_no_word_means_two_things():
    for column in ("outcome", "rep_rating", "reason"):
        meanings: dict[str, set[str]] = {}
        for language in LANGUAGES:
            for code, said in choices(Wording(), language)[column].items():
                meanings.setdefault(said.casefold(), set()).add(code)
        assert {said: codes for said, codes in meanings.items() if len(codes) > 1} == {}
    headings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for name in layout.NAMES:
            headings.setdefault(Wording().value("heading", name, language).casefold(), set()).add(name)
    assert {said: names for said, names in headings.items() if len(names) > 1} == {}
    assert {said for said, names in headings.items() if said in layout.NAMES and names != {said}} == set()


BAD = [
    (
        {"outcome": "acepted"},
        "J{}",
        "'acepted' is not in the list. Choose one of: Not reached, Spoke to them,",
    ),
    ({"outcome": 7}, "J{}", "'7' is not in the list"),
    (
        {"rep_rating": "Hot"},
        "J{}",
        "the outcome is blank, and there is an answer. Choose one of: Not reached",
    ),
    ({"note": "see you"}, "J{}", "the outcome is blank"),
    ({"outcome": "Accepted", "rep_rating": "very hot"}, "L{}", "Choose one of: Cold, Warm, Hot."),
    ({"outcome": "Accepted", "touched_at": "31/3"}, "N{}", "'31/3' is no day or time. Write 2026-03-31, or"),
    ({"outcome": "Accepted", "touched_at": "0001-01-01T00:30+02:00"}, "N{}", "is no day or time"),
    ({"outcome": "Accepted", "touched_at": date(2026, 4, 9)}, "N{}", "lies in the future. Write when"),
    ({"outcome": "Accepted", "touched_at": "2026-03-30 23:59"}, "N{}", "before the hand-over on 2026-03-31"),
    ({"outcome": "Accepted", "handoff_id": None}, "Y{}", "the id is blank. Copy it from the list"),
    ({"outcome": "Accepted", "contact_id": " "}, "W{}", "the id is blank. Copy it from the list"),
]


@pytest.mark.parametrize(("cells", "place", "words"), BAD)
def test_a_bad_cell_is_told_and_nothing_of_its_row_is_written(cells, place, words, lists, raw, tmp_path):
    file = filled(lists["en"], {2: {"outcome": "Accepted"}, 3: cells}, tmp_path / "filled.xlsx")
    done = taken(raw, file)
    (problem,) = done.problems
    assert problem.startswith(f"{file}, sheet Call list, cell {place.format(3)}: ")
    assert words in problem
    assert [row["contact_id"] for row in touches(raw)] == ["C1"]
    assert (done.added, done.left_out, done.unanswered) == (1, 1, 1)


def test_every_bad_cell_of_a_row_is_told_and_the_exit_code_says_so(lists, raw, tmp_path, capsys):
    cells = {"outcome": "?", "rep_rating": "!", "touched_at": "soon"}
    problems = taken(raw, filled(lists["es"], {4: cells}, tmp_path / "filled.xlsx")).problems
    assert [re.search(r"cell (\w+)", problem)[1] for problem in problems] == ["J4", "L4", "N4"]
    # in the words of the list
    assert "No se pudo hablar" in problems[0] and "Frío" in problems[1]
    assert main(["take-back", str(tmp_path / "filled.xlsx"), "--raw", str(raw)]) == 1
    told = capsys.readouterr()
    assert told.err.splitlines() == problems and "left out, see above: 1" in told.out
    assert not (raw / TOUCHES).exists()


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8-sig", ","), ("utf-8", ";"), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_a_filled_csv_is_taken_back_as_a_spreadsheet_saves_it(encoding, separator, lists, raw, tmp_path):
    answers = {
        3: {"outcome": "Spoke to them", "note": "año, ¿qué?", "touched_at": "2026-04-01"},
        4: {"outcome": "?"},
    }
    file = filled_csv(lists["en"], answers, tmp_path / "a.csv", encoding, separator)
    done = taken(raw, file)
    # an apostrophe of the CSV is none of the id
    assert [(row["contact_id"], row["outcome"], row["note"], row["touched_at"]) for row in touches(raw)] == [
        ("+2", "connected", "año, ¿qué?", "2026-04-01")
    ]
    assert [problem.partition(": ")[0] for problem in done.problems] == [f"{file}, cell J4"]


def test_a_list_may_have_been_sorted_and_rearranged(lists, raw, tmp_path):
    file = filled(lists["en"], {3: {"outcome": "Accepted"}}, tmp_path / "filled.xlsx")
    rows = list(load_workbook(file).worksheets[0].iter_rows(values_only=True))
    book = Workbook()
    book.active.append(["my own sheet"])
    page = book.create_sheet("mine")
    page.append(["Calls of this week"])
    page.append([])
    for row in (rows[0], *reversed(rows[1:])):
        page.append(["own column" if row is rows[0] else "x", *reversed(row)])
    book.save(tmp_path / "mine.xlsx")
    done = taken(raw, tmp_path / "mine.xlsx")
    assert done.problems == []
    assert [row["contact_id"] for row in touches(raw)] == ["+2"]
    assert taken(raw, file).added == 0


def test_a_blank_time_is_when_the_list_was_last_saved(lists, raw, tmp_path):
    answers = {2: {"outcome": "Accepted"}, 3: {"outcome": "Accepted", "touched_at": date(2026, 4, 1)}}
    book = filled(lists["en"], answers, tmp_path / "a.xlsx")
    saved = write_properties(book, tmp_path / "saved.xlsx", "2026-04-01T17:45:03Z")
    assert taken(raw, saved).added == 2
    assert [row["touched_at"] for row in touches(raw)] == ["2026-04-01 17:45:03", "2026-04-01"]
    # a program that leaves the time as export has written it
    book = filled(lists["en"], {2: {"outcome": "Not reached"}}, tmp_path / "a.xlsx")
    assert taken(raw, write_properties(book, tmp_path / "as_it_was.xlsx", f"{AS_OF}T00:00:00Z")).added == 1
    assert touches(raw)[2]["touched_at"] == "2026-04-02 07:00:00"
    # a file that says nothing of it has a time all the same, and none is later than now
    text = filled_csv(lists["en"], {4: {"outcome": "Accepted"}}, tmp_path / "a.csv", "utf-8", ",")
    os.utime(text, (NOW.timestamp() - 60,) * 2)
    late = filled_csv(lists["en"], {4: {"outcome": "Rejected for now"}}, tmp_path / "b.csv", "utf-8", ",")
    os.utime(late, (NOW.timestamp() + 9999,) * 2)
    assert taken(raw, text, late).added == 2
    assert [row["touched_at"] for row in touches(raw)[3:]] == ["2026-04-02 07:59:00", "2026-04-02 08:00:00"]


def write_properties(book: Path, path: Path, modified: str) -> Path:
    """Copy a workbook as if it said that it had been saved at a time; the copy is an hour old."""
    with zipfile.ZipFile(book) as parts, zipfile.ZipFile(path, "w") as copy:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + modified.encode(), content)
            copy.writestr(name, content)
    os.utime(path, (NOW.timestamp() - 3600,) * 2)
    return path


def test_times_are_those_of_the_zone_that_is_named(lists, raw, tmp_path):
    times = ["2026-04-01 00:30", "2026-04-01T09:12:05-06:00", datetime(2026, 4, 1, 10)]
    answers = {row: {"outcome": "Accepted", "touched_at": time} for row, time in enumerate(times, start=2)}
    assert taken(raw, filled(lists["en"], answers, tmp_path / "a.xlsx"), zone="Europe/Madrid").problems == []
    assert [row["touched_at"] for row in touches(raw)] == [
        "2026-03-31 22:30:00",
        "2026-04-01 15:12:05",
        "2026-04-01 08:00:00",
    ]


THERE = [
    "touch_id,contact_id,touched_at,outcome,rep_id,reason,rep_rating\nT1,C9,2026-03-01,accepted,R9,,\n",
    "touch_id,contact_id,touched_at,outcome,rep_id,reason,rep_rating\nT1,C9,2026-03-01,accepted,R9,,",
    '\ufeffTouch_ID ;"contact_id";touched_at;outcome;own\r\nT1;C9;2026-03-01;"acc""epted\r\nx"\r\n\r\nT2\r\n',
    "sep=;\ntouch_id;contact_id;touched_at;outcome\nT1;C9;2026-03-01;accepted\n",
    "\n\ntouch_id,contact_id\n",
    f"{HEADER}\n",
]


@pytest.mark.parametrize("there", THERE)
def test_a_file_that_is_there_keeps_every_byte_but_for_a_column_that_it_lacks(there, lists, raw, tmp_path):
    (raw / TOUCHES).write_bytes(there.encode())
    (raw / TOUCHES).chmod(0o644)
    before = read_by_the_build(raw)
    file = filled(lists["es"], answer("es"), tmp_path / "a.xlsx")
    assert taken(raw, file).added == 2
    assert (raw / TOUCHES).stat().st_mode & 0o777 == 0o600
    after = read_by_the_build(raw)
    content = (raw / TOUCHES).read_bytes().decode()
    assert [{name: row[name] for name in old} for old, row in zip(before, after, strict=False)] == before
    assert [(row["contact_id"], row["outcome"], row["note"]) for row in after[len(before) :]] == [
        ("C1", "accepted", None),
        ("+2", "rejected", "Wants it, «next» year"),
    ]
    # line by line what it was, but for the header
    kept = content.split("\n")[: len(there.split("\n")) - there.endswith("\n")]
    differ = [
        (old, new)
        for old, new in zip(there.split("\n"), kept, strict=False)
        if old.rstrip("\r") != new.rstrip("\r")
    ]
    assert [new[: len(old.rstrip("\r"))] for old, new in differ] == [old.rstrip("\r") for old, _ in differ]
    assert len(differ) == ("note" not in there)
    assert taken(raw, file).added == 0
    assert (raw / TOUCHES).read_bytes().decode() == content


def read_by_the_build(raw: Path) -> list[dict[str, str | None]]:
    """Return the rows of the table as they are loaded into a warehouse, a blank cell as None."""
    columns, readings = load_raw._readings("sales_touches", load_raw.files_in(raw)["sales_touches"])
    rows = []
    for header, lines in readings:
        rows += [
            dict.fromkeys(columns) | {k: v or None for k, v in zip(header, line, strict=True)}
            for line in lines
        ]
    return rows


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{HEADER}\n".encode("utf-16"), "is UTF-16 or has line ends of its own"),
        (b"touch_id,contact_id\rT1,C1\r", "is UTF-16 or has line ends of its own"),
        (b"", "has no column touch_id"),
        (b"id,contact_id\n1,C1\n", "has no column touch_id"),
        (b"touch_id,contact_id\n1,C1,2026-01-01\n", "line 2: more cells than columns"),
        (b'touch_id,reason\n1,"too small\n2,\n', "cannot be read as a CSV file: unexpected end of data"),
        (b'touch_id,"reason\n' + b"x" * 200_000, "cannot be read as a CSV file: field larger than"),
        (None, "is a folder"),
    ],
)
def test_what_nothing_can_be_appended_to_stays_as_it_is(content, words, lists, raw, tmp_path, capsys):
    if content is None:
        (raw / TOUCHES).mkdir()
    else:
        (raw / TOUCHES).write_bytes(content)
    file = str(filled(lists["en"], answer("en"), tmp_path / "a.xlsx"))
    assert main(["take-back", file, "--raw", str(raw)]) == 1
    told = capsys.readouterr().err
    assert words in told and "With --beside the answers go to sales_touches/taken_back.csv" in told
    assert told.count("\n") == 1
    assert content is None or (raw / TOUCHES).read_bytes() == content
    for added in (2, 0):
        assert main(["take-back", file, "--raw", str(raw), "--beside"]) == 0
        assert f"answers added: {added}" in capsys.readouterr().out
    assert len(read_csv(raw / "sales_touches" / "taken_back.csv")) == 2


def test_tables_of_other_kinds_are_read_with_the_file_beside_them(lists, raw, tmp_path):
    duckdb.execute(f"copy (select 'T1' as touch_id) to '{raw}/sales_touches.parquet'")
    (raw / "sales_touches").mkdir()
    (raw / "sales_touches" / "2026-03-30.csv").write_text("touch_id\nT2\n")
    file = filled(lists["en"], answer("en"), tmp_path / "a.xlsx")
    assert taken(raw, file).added == 2
    ids = [row["touch_id"] for row in read_by_the_build(raw)]
    assert len(ids) == 4 and {"T1", "T2"} < set(ids)
    # what was taken back is there, in whichever of the two files
    assert take_back.run([file], raw, NOW, UTC, beside=True).added == 0
    assert not (raw / "sales_touches" / "taken_back.csv").exists()


def test_whatever_breaks_the_file_of_before_stays(lists, raw, tmp_path, monkeypatch, capsys):
    (raw / TOUCHES).write_text(f"{HEADER}\nT1\n")
    file = filled(lists["en"], answer("en"), tmp_path / "a.xlsx")

    def breaks(path, content):
        with path.open("wb") as half:
            half.write(content[:5])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(target.Path, "write_bytes", breaks)
    assert main(["take-back", str(file), "--raw", str(raw)]) == 1
    assert "No space left" in capsys.readouterr().err
    assert (raw / TOUCHES).read_text() == f"{HEADER}\nT1\n"
    assert {path.name for path in raw.iterdir()} == {TOUCHES, target.LOCK}


def test_two_do_not_append_at_the_same_time(lists, raw, tmp_path, capsys):
    file = filled(lists["en"], answer("en"), tmp_path / "a.xlsx")
    with alone(raw / target.LOCK):
        assert main(["take-back", str(file), "--raw", str(raw)]) == 1
    assert "The same command is at work" in capsys.readouterr().err


def no_lists(folder: Path) -> Iterable[tuple[Path, str]]:
    book = Workbook()
    book.active.append(["Name", "Outcome"])
    book.save(folder / "other.xlsx")
    (folder / "broken.xlsx").write_bytes((folder / "other.xlsx").read_bytes()[:2000])
    with zipfile.ZipFile(folder / "other.xlsx") as parts, zipfile.ZipFile(folder / "half.xlsx", "w") as half:
        for name in parts.namelist():
            content = parts.read(name)
            half.writestr(name, content[:-40] if "worksheets/" in name else content)
    (folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0 and so on")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "other.csv").write_text("a,b\n1,2\n")
    (folder / "empty.csv").write_text("")
    (folder / "~$calls.xlsx").write_text("")
    yield folder / "none.xlsx", "cannot be read: No such file"
    yield folder, "is a folder. Name the files in it."
    yield folder / "other.xlsx", "no sheet has the columns «Hand-off id», «Contact id», «Outcome»"
    yield folder / "broken.xlsx", "cannot be read as a workbook. Open it in a spreadsheet"
    yield folder / "half.xlsx", "cannot be read as a workbook. Open it in a spreadsheet"
    yield folder / "old.xls", "has a password or is an old XLS file"
    yield folder / "picture.png", "is neither an XLSX workbook nor a CSV file"
    yield folder / "other.csv", "no sheet has the columns"
    yield folder / "empty.csv", "no sheet has the columns"
    yield folder / "~$calls.xlsx", "Save and close the list first"


def test_a_file_that_is_no_list_is_told_and_the_others_are_taken_back(lists, raw, tmp_path, capsys):
    (tmp_path / "others").mkdir()
    others = dict(no_lists(tmp_path / "others"))
    file = filled(lists["en"], answer("en"), tmp_path / "a.xlsx")
    assert main(["take-back", *map(str, others), str(file), "--raw", str(raw)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == len(others)
    for line, (path, words) in zip(told, others.items(), strict=True):
        assert line.startswith(str(path)) and words in line
    assert len(touches(raw)) == 2


def test_without_a_raw_folder_nothing_is_made(lists, tmp_path, capsys):
    file = filled(lists["en"], answer("en"), tmp_path / "a.xlsx")
    assert main(["take-back", str(file), "--raw", str(tmp_path / "none")]) == 1
    assert "Name the folder of the raw files with --raw" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_the_whole_circle(daily_engine: DailyEngine, tmp_path: Path):
    """A lead is handed over, exported, answered and taken back; the next run knows of it and calls it no more."""
    first, second = date(2026, 1, 5), date(2026, 1, 6)
    leads = ("annabel", "bea", "cid")
    tables = {
        "contacts": [{"contact_id": lead, "created_at": "2025-11-01", "country": "ES"} for lead in leads],
        "events": [
            {
                "event_id": lead,
                "contact_id": lead,
                "event_type": "form_submit",
                "asset": "demo-request",
                "occurred_at": "2026-01-04",
                "loaded_at": "2026-01-04",
            }
            for lead in leads
        ],
        "sales_reps": [{"rep_id": "R1", "rep_name": "Ana", "active": "true"}],
    }
    database = tmp_path / "warehouse.duckdb"
    engine = daily_engine.with_tables(("call_list", "handoff_progress", "rejected_rows"))
    engine.write_raw(tables)
    with engine.warehouse(database=database) as connection:
        engine.run_day(connection, first)
    out = tmp_path / "out"
    assert main(["export", "--database", str(database), "--out", str(out), "--language", "es"]) == 0
    said = {
        2: {
            "outcome": word("outcome", "disqualified", "es"),
            "reason": "estudiante",
        },
        3: {"outcome": word("outcome", "accepted", "es"), "rep_rating": "Caliente", "note": "=1+1"},
    }
    for cells in said.values():
        cells["touched_at"] = datetime(2026, 1, 6, 9, 30)
    file = filled(out / "current" / "call_list", said, tmp_path / "filled.xlsx")
    called = [
        row[layout.NAMES.index("contact_id")]
        for row in load_workbook(file).worksheets[0].iter_rows(min_row=2, values_only=True)
    ]
    assert main(["take-back", str(file), "--raw", str(engine.raw)]) == 0
    with engine.opened(database) as connection:
        engine.run_day(connection, second)
        assert connection.execute(
            "select contact_id, outcome, reason, rejected_because from staging.stg_sales_touches order by contact_id"
        ).fetchall() == sorted(
            [(called[0], "disqualified", "estudiante", None), (called[1], "accepted", None, None)]
        )
        assert (
            connection.execute(
                "select * from marts.rejected_rows where source_table = 'sales_touches'"
            ).fetchall()
            == []
        )
        assert dict(
            (lead, rest)
            for lead, *rest in connection.execute(
                "select contact_id, state, reason, rep_rating, first_touched_at from marts.handoff_progress"
            ).fetchall()
        ) == {
            called[0]: ["disqualified", "estudiante", None, datetime(2026, 1, 6, 9, 30)],
            called[1]: ["accepted", None, "hot", datetime(2026, 1, 6, 9, 30)],
            called[2]: ["overdue", None, None, None],
        }
        assert connection.execute("select contact_id from marts.call_list").fetchall() == [(called[2],)]
