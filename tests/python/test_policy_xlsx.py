"""A policy goes into a workbook and comes back: not a byte changes but what somebody has changed."""

import csv
import re
import shutil
from datetime import date, datetime, time

import pytest
from engine import PROJECT
from openpyxl import load_workbook

from lead_scoring import cli
from lead_scoring.policy import check

STARTER, MINIMAL = PROJECT / "seeds" / "policy", PROJECT / "examples" / "minimal_policy"


def _cells(path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def _bytes(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def _written(folder, tmp_path):
    path = tmp_path / "policy.xlsx"
    assert cli.main(["policy", "to-xlsx", str(path), "--policy", str(folder)]) == 0
    return path


@pytest.fixture
def starter(tmp_path):
    """Return a copy of the starter policy, and its workbook."""
    folder = shutil.copytree(STARTER, tmp_path / "starter")
    return folder, _written(folder, tmp_path)


@pytest.fixture
def minimal(tmp_path):
    """Return a copy of the minimal policy, and its workbook."""
    folder = shutil.copytree(MINIMAL, tmp_path / "minimal")
    return folder, _written(folder, tmp_path)


def _back(path, folder, capsys, code=0) -> list[str]:
    capsys.readouterr()
    assert cli.main(["policy", "from-xlsx", str(path), "--policy", str(folder)]) == code
    return "".join(capsys.readouterr()).replace(f"{folder}/", "").splitlines()


def _edited(path, edits) -> None:
    """Save a workbook with other cells: (sheet, cell) → value."""
    book = load_workbook(path)
    for (sheet, cell), value in edits.items():
        book[sheet][cell] = value
    book.save(path)


def test_there_and_back_changes_no_byte(starter, tmp_path, capsys):
    folder, path = starter
    assert _back(path, folder, capsys)[0] == "The folder says the same already."
    assert _bytes(folder) == _bytes(STARTER)
    _back(path, tmp_path / "new", capsys)
    new = sorted((tmp_path / "new").glob("*.csv"))
    assert [file.name for file in new] == sorted(_bytes(STARTER))
    assert all(_cells(file) == _cells(STARTER / file.name) for file in new)


def test_whatever_a_spreadsheet_would_make_of_it_a_cell_comes_back_as_it_was(minimal, tmp_path, capsys):
    """Formulas, leading zeros, digits, dates and hours in text; numbers as somebody wrote them; blanks and lines."""
    folder, _ = minimal
    with (folder / "fit_rules.csv").open("a", encoding="utf-8") as file:
        file.write("007,=1+2,market,country,-x|+y|@z,0.50,1000000.125,influence,2, a blank before\n")
        file.write(
            '2026-01-02,1/2,market,country,12:30,,,influence,01.5,"two\nlines, ""quoted"", _x0041_ ñ"\n'
        )
        file.write("1e5,#N/A,market,country,TRUE,5,,influence,+3,null\n")
    (folder / "holidays.csv").write_text(
        "territory,date,name\nES,2026-12-25,Christmas\nES,1850-01-01,Old\nES,25/12/2026,Odd\n",
        encoding="utf-8",
    )
    before = _bytes(folder)
    path = _written(folder, tmp_path)
    pages = load_workbook(path)
    numbers = {cell.value for cell in pages["fit_rules"]["F"] if cell.data_type == "n"} - {None}
    assert 0.5 in numbers and 5 in numbers
    assert pages["fit_rules"]["A7"].value == "007" and pages["fit_rules"]["B7"].data_type == "s"
    assert pages["holidays"]["B2"].value == datetime(2026, 12, 25)
    for name in ("fit_rules", "holidays"):
        (folder / f"{name}.csv").write_text("", encoding="utf-8")
    capsys.readouterr()
    from lead_scoring.policy import from_xlsx

    sheets, _ = from_xlsx._sheets(path)
    texts = {f"{name}.csv": from_xlsx._text(sheet, [])[0].encode() for name, sheet in sheets.items()}
    assert texts["fit_rules.csv"] == before["fit_rules.csv"]
    assert texts["holidays.csv"] == before["holidays.csv"]


def test_sheets_offer_lists_and_say_what_columns_mean(starter):
    _, path = starter
    book = load_workbook(path)
    assert book["lists"].sheet_state == "hidden"
    page = book["interest_rules"]
    assert page.freeze_panes == "B2"
    heads = {cell.value: cell for cell in page[1]}
    assert "Id of the rule, unique across the four rule files." in heads["rule_id"].comment.text
    assert all(
        cell.comment and cell.comment.text for sheet in book for cell in sheet[1] if sheet.title != "lists"
    )
    asked = {str(rule.sqref).partition("2:")[0]: rule for rule in page.data_validations.dataValidation}

    def offered(column: str) -> list[str]:
        source = asked[heads[column].column_letter].formula1
        found = re.fullmatch(r"lists!\$(\w+)\$1:\$\w+\$(\d+)", source)
        return [book["lists"][f"{found[1]}{line}"].value for line in range(1, int(found[2]) + 1)]

    assert offered("decay") == ["none", "half_life", "linear", "window"]
    assert {"page_view", "form_submit", "download"} <= set(offered("event_type"))
    assert asked[heads["criterion"].column_letter].formula1.startswith("OFFSET(criteria!$A$1,1,0,")
    assert asked[heads["tier"].column_letter].formula1.startswith("OFFSET(importance_tiers!$A$1,1,0,")
    assert asked[heads["decay"].column_letter].errorStyle in (None, "stop")
    assert asked[heads["criterion"].column_letter].errorStyle == "warning"
    assert not asked[heads["event_type"].column_letter].showErrorMessage
    journeys = [rule.formula1 for rule in book["journeys"].data_validations.dataValidation]
    assert any(formula.startswith("OFFSET(score_bands!$A$1") for formula in journeys)


def test_what_somebody_changes_is_written_and_nothing_else(minimal, capsys):
    folder, path = minimal
    before = (folder / "fit_rules.csv").read_text(encoding="utf-8").splitlines()
    book = load_workbook(path)
    page = book["fit_rules"]
    heads = {cell.value: cell.column for cell in page[1]}
    page.cell(2, heads["points"]).value = 13.0
    page.delete_rows(4)
    page["Z9"] = "  "
    book["holidays"].append(["ES", date(2026, 12, 25), "Christmas"])
    book["working_hours"].append(["ES", "Europe/Madrid", 1, time(9), "14:00"])
    book.create_sheet("Notes")["A1"] = "mine"
    del book["claims"]
    book.save(path)
    told = _back(path, folder, capsys)
    assert sorted(told) == sorted(
        [
            "fit_rules.csv: 1 row written, 2 rows taken out.",
            "holidays.csv: 1 row written.",
            "working_hours.csv: 1 row written.",
            "The sheet Notes is no file of the policy and was left out.",
            "claims.csv has no sheet and stays as it is.",
            "0 problems, 0 warnings in 36 files.",
        ]
    )
    after = (folder / "fit_rules.csv").read_text(encoding="utf-8").splitlines()
    assert after == [before[0], re.sub(r",critical,\d+,", ",critical,13,", before[1]), before[2], *before[4:]]
    assert (folder / "holidays.csv").read_text(encoding="utf-8").endswith("\nES,2026-12-25,Christmas\n")
    assert (
        (folder / "working_hours.csv")
        .read_text(encoding="utf-8")
        .endswith("\nES,Europe/Madrid,1,09:00,14:00\n")
    )
    unchanged = {name for name, text in _bytes(folder).items() if text == _bytes(MINIMAL)[name]}
    assert set(_bytes(MINIMAL)) - unchanged == {"fit_rules.csv", "holidays.csv", "working_hours.csv"}


def test_a_problem_is_told_in_the_words_of_policy_check_and_nothing_is_written(minimal, capsys):
    folder, path = minimal
    before = _bytes(folder)
    book = load_workbook(path)
    heads = {cell.value: cell.column for cell in book["fit_rules"][1]}
    book["fit_rules"].insert_rows(3)
    book["fit_rules"].cell(4, heads["points"]).value = "ten"
    book["score_bands"]["A1"] = "bands"
    book.save(path)
    told = _back(path, folder, capsys, code=1)
    assert _bytes(folder) == before
    # the same, in the files
    rules = _cells(folder / "fit_rules.csv")
    rules[2][rules[0].index("points")] = "ten"
    with (folder / "fit_rules.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rules)
    bands = folder / "score_bands.csv"
    bands.write_text(bands.read_text(encoding="utf-8").replace("band,", "bands,", 1), encoding="utf-8")
    problems = check(folder).problems
    assert len(problems) > 2
    assert [line.partition(": ")[2] for line in told[:-1]] == [problem.remark for problem in problems]
    assert any(
        line.startswith(f"{path}, sheet fit_rules, row 4: column points: 'ten' is not a number.")
        for line in told
    )
    assert told[-1].endswith("in 36 files. Nothing was written.")


def test_formulas_without_a_value_and_errors_are_told(minimal, capsys):
    folder, path = minimal
    _edited(path, {("fit_rules", "B2"): "=A1", ("fit_rules", "B3"): "#REF!"})
    assert _back(path, folder, capsys, code=1) == [
        f"{path}, sheet fit_rules, cell B2: a formula without a value. Write the value.",
        f"{path}, sheet fit_rules, cell B3: '#REF!' is what a spreadsheet says of an error. Write the value.",
        "Nothing was written.",
    ]
    assert _bytes(folder) == _bytes(MINIMAL)


def test_files_with_semicolons_come_back_as_plain_ones(minimal, tmp_path, capsys):
    folder, _ = minimal
    tiers = folder / "importance_tiers.csv"
    tiers.write_text(tiers.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    path = _written(folder, tmp_path)
    assert _back(path, folder, capsys)[0] == "importance_tiers.csv: made plain CSV."
    assert _bytes(folder) == _bytes(MINIMAL)


def test_what_is_no_workbook_of_a_policy_is_told(minimal, tmp_path, capsys):
    folder, path = minimal
    assert "cannot be read as a workbook" in _back(PROJECT / "README.md", folder, capsys, code=1)[0]
    book = load_workbook(path)
    for name in book.sheetnames[1:]:
        del book[name]
    book[book.sheetnames[0]].title = "Sheet1"
    book.save(tmp_path / "other.xlsx")
    told = _back(tmp_path / "other.xlsx", folder, capsys, code=1)[0]
    assert told.endswith("has no sheet that is called like a file of a policy, such as fit_rules.")


def test_a_cell_that_no_workbook_holds_is_told(minimal, tmp_path, capsys):
    folder, path = minimal
    before = path.read_bytes()
    rules = folder / "fit_rules.csv"
    rules.write_text(rules.read_text(encoding="utf-8") + "x" * 40_000 + ",,,,,,,,,\n", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["policy", "to-xlsx", str(path), "--policy", str(folder)]) == 1
    assert "fit_rules, cell A7: a cell of a workbook holds 32767 letters" in capsys.readouterr().err
    assert path.read_bytes() == before
