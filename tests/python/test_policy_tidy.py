"""`policy tidy` makes plain CSV of what spreadsheets save, and keeps every byte of what is plain."""

import os
import shutil
import stat

import pytest
from engine import PROJECT

from lead_scoring import cli
from lead_scoring.policy import check

SEMICOLONS = (
    "tier;at_least;at_most\r\ncritical;10;15,5\r\nimportant;5;9\r\ninfluence;0,5;4\r\nnegative;-100;-0,25\r\n"
)
COMMAS = "tier,at_least,at_most\ncritical,10,15.5\nimportant,5,9\ninfluence,0.5,4\nnegative,-100,-0.25\n"
PLAIN = b'tier,at_least,at_most\n"critical","10",15\nnegative, -100,-1\n'


@pytest.fixture
def folder(tmp_path):
    """Return a folder with the minimal policy."""
    return shutil.copytree(PROJECT / "examples" / "minimal_policy", tmp_path / "policy")


def _tidy(folder, capsys, code=0) -> str:
    assert cli.main(["policy", "tidy", str(folder)]) == code
    return "".join(capsys.readouterr()).replace(f"{folder}/", "")


@pytest.mark.parametrize("policy", ["seeds", "examples/minimal_policy", "examples/uci_bank/policy"])
def test_our_own_policies_are_plain(policy, tmp_path, capsys):
    copy = shutil.copytree(PROJECT / policy, tmp_path / "policy")
    before = {path: path.read_bytes() for path in copy.rglob("*.csv")}
    assert _tidy(copy, capsys) == f"{len(before)} files, none had to be rewritten.\n"
    assert {path: path.read_bytes() for path in copy.rglob("*.csv")} == before


@pytest.mark.parametrize(
    ("left", "plain", "told"),
    [
        (SEMICOLONS, COMMAS, "lines end in LF, semicolons made commas, 3 decimal commas made points"),
        (
            "sep=;\n" + SEMICOLONS.replace("\r\n", ";;\n") + ";;;;\n;;;;\n",
            COMMAS,
            "Excel's line sep= taken out, semicolons made commas, 3 decimal commas made points,"
            " 2 blank rows taken out, 2 blank columns taken out",
        ),
        (COMMAS.replace(",", "\t"), COMMAS, "tabs made commas"),
        (f"\ufeff{COMMAS}", COMMAS, "a byte-order mark taken off"),
        (COMMAS.replace("\n", ",,\n"), COMMAS, "2 blank columns taken out"),
        (f"{COMMAS}, ,\n\n", COMMAS, "2 blank rows taken out"),
        (COMMAS.removesuffix("\n"), COMMAS, "the last line ended"),
        # whose points and commas are which, nobody knows
        (
            "tier;at_least;at_most\ncritical;10.5;1,000\n",
            'tier,at_least,at_most\ncritical,10.5,"1,000"\n',
            "semicolons made commas, decimal commas left alone, since other numbers have points",
        ),
        # what is plain in a file that is not keeps its quotes and blanks
        (PLAIN.decode() + ",,\n", PLAIN.decode(), "1 blank row taken out"),
    ],
)
def test_what_spreadsheets_leave_is_made_plain_once(left, plain, told, folder, capsys):
    path = folder / "importance_tiers.csv"
    path.write_text(left, encoding="utf-8", newline="")
    assert _tidy(folder, capsys) == f"importance_tiers.csv: {told}.\n26 files, 1 rewritten.\n"
    assert path.read_bytes().decode() == plain
    assert _tidy(folder, capsys) == "26 files, none had to be rewritten.\n"
    assert path.read_bytes().decode() == plain


def test_text_keeps_its_commas_and_line_breaks(folder, capsys):
    path = folder / "score_bands.csv"
    path.write_text(
        "band;at_least;temperature;lifecycle_stage;respond_within_hours;next_step\n"
        'cold;0;0,5;lead;;"Wait; do not\ncall"\nhot;50;hot;sql;1,5;Call, now\n',
        encoding="utf-8",
    )
    assert "1 decimal comma made a point" in _tidy(folder, capsys)
    assert path.read_text(encoding="utf-8") == (
        "band,at_least,temperature,lifecycle_stage,respond_within_hours,next_step\n"
        'cold,0,"0,5",lead,,"Wait; do not\ncall"\nhot,50,hot,sql,1.5,"Call, now"\n'
    )


def test_policy_check_names_tidy_where_dbt_would_misread_and_then_has_nothing_to_say(folder, capsys):
    for name, change in {
        # one problem, however many rows have decimal commas
        "importance_tiers": lambda text: text.replace(",", ";").replace("15", "15,5").replace("9", "9,5"),
        "criteria": lambda text: text.replace("\n", ",,\n"),
        "score_bands": lambda text: text + ",,,,,\n",
        "scorecards": lambda text: text.removesuffix("\n") + ",,\n",
    }.items():
        path = folder / f"{name}.csv"
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    told = check(folder).problems
    assert {(problem.seed, problem.check) for problem in told} == {
        ("importance_tiers", "wrong_separator"),
        ("criteria", "nameless_column"),
        ("score_bands", "blank_row"),
        ("scorecards", "too_many_cells"),
    }
    assert all("python -m lead_scoring policy tidy" in problem.text() for problem in told)
    _tidy(folder, capsys)
    assert check(folder).problems == []


@pytest.mark.parametrize("broken", ["compañía".encode("cp1252"), b'a,"b\n', "tier,a".encode("utf-16")])
def test_what_cannot_be_read_is_left_alone_and_told(broken, folder, capsys):
    (folder / "importance_tiers.csv").write_bytes(broken)
    (folder / "score_bands.csv").write_text("band;at_least\ncold;0\n", encoding="utf-8")
    assert _tidy(folder, capsys, code=1) == (
        "score_bands.csv: semicolons made commas.\n26 files, 1 rewritten.\n"
        "importance_tiers.csv cannot be read and was left alone: policy check says where, and what to do.\n"
    )
    assert (folder / "importance_tiers.csv").read_bytes() == broken


def test_other_files_and_rights_are_left_alone(folder, capsys):
    notes, bands = folder / "notes.csv", folder / "score_bands.csv"
    notes.write_text("a;b\r\n", encoding="utf-8", newline="")
    bands.write_text("band;at_least\ncold;0\n", encoding="utf-8")
    os.chmod(bands, 0o644)
    _tidy(folder, capsys)
    assert notes.read_bytes() == b"a;b\r\n"
    assert stat.S_IMODE(bands.stat().st_mode) == 0o644


def test_a_folder_that_is_not_there_is_told(tmp_path, capsys):
    assert "There is no folder" in _tidy(tmp_path / "none", capsys, code=2)
