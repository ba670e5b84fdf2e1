"""Optional columns and lists of the policy: what is wrong in them is told with file, line, value and remedy."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from engine import PROJECT
from test_policy_check import AS_THEY_ARE, POLICY

from lead_scoring.policy import check

# the small policy with what optional columns and lists can say; valid, and without a warning
COLUMNS = {  # seed: optional columns, each with the column that it stands behind
    "fit_rules": {"excludes": "pattern", "points_to": "points"},
    "bant_rules": {"excludes": "pattern", "points_to": "points"},
    "scorecards": {"population_excludes": "population_pattern", "fit_at_least": "fit_max"},
}
ROWS = {
    "fit_rules": """\
head,Head but no assistant,role,job_title,%direc%,%assist%,,,critical,11,,Decides
line,{value} seats,size,seats,,,0,50,important,9,0,A straight line
loss,The later the worse,size,days_to_contract_end,,,0,90,negative,-8,-2,Not now
ripe,All of it,role,ripe_now,yes,,,,critical,14,,And
silent,We do not know it,role,knows_need,no,,,,negative,-5,,Nobody asked
newcomer,New with us,role,days_since_created,,,0,30,influence,1,,Fresh
""",
    "behaviour_rules": """\
keen,Ripe and here,web,ripe_now,yes,,,important,5,,Both at once
""",
    "grades": """\
fit,A,30,Fits
fit,B,,The rest
interest,1,10.5,Active
interest,2,,The rest
""",
    "conditions": """\
ripe_now,Ripe,job_title,%direc%,%assist%,,,Decides
ripe_now,Ripe,employee_count,,,50,,Large enough
ripe_now,Ripe,knows_email,yes,,,,Can be written to
ripe_now,Ripe,price_visits,,,1,,Compares
ripe_now,Ripe,knows_silence,yes,,,,Was here once
""",
    "gates": """\
consent,,consent,yes,hold,Nobody is called without it
urgent,main,ripe_now,yes,ready,Cannot wait
seen,,silence,,hold,Never was here
""",
}
TYPES = "seats,whole,how many\ncontract_end,date,with somebody else\n"


@pytest.fixture
def folders(tmp_path) -> tuple[Path, Path]:
    """Return a folder with the policy and one with reference lists."""
    policy, reference = tmp_path / "policy", tmp_path / "reference"
    policy.mkdir()
    for name, text in POLICY.items():
        (policy / f"{name}.csv").write_text(_wider(name, text) + ROWS.get(name, ""), encoding="utf-8")
    shutil.copytree(PROJECT / "seeds" / "reference", reference)
    for name in AS_THEY_ARE:
        shutil.copy(PROJECT / "seeds" / "policy" / f"{name}.csv", policy)
    with (policy / "attribute_types.csv").open("a", encoding="utf-8") as types:
        types.write(TYPES)
    return policy, reference


def _wider(name: str, text: str) -> str:
    header, *rows = csv.reader(io.StringIO(text))
    for column, before in COLUMNS.get(name, {}).items():
        place = header.index(before) + 1
        for row, cell in ((header, column), *((row, "") for row in rows)):
            row.insert(place, cell)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    return written.getvalue()


def _told(folders: tuple[Path, Path], kind: str = "problems") -> list[str]:
    return [
        f"{Path(finding.file).stem}{finding.text()[len(finding.file) :]}"
        for finding in getattr(check(*folders), kind)
    ]


def _edit(folders: tuple[Path, Path], seed: str, old: str, new: str) -> None:
    path = next(folder / f"{seed}.csv" for folder in folders if (folder / f"{seed}.csv").exists())
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {seed}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_the_second_version_can_say_is_valid(folders):
    report = check(*folders)
    assert (report.problems, report.warnings) == ([], [])


def test_a_folder_of_the_first_version_is_told_what_it_lacks_in_one_sentence(folders):
    _edit(folders, "behaviour_rules", "keen,Ripe and here,web,ripe_now,yes,,,important,5,,Both at once\n", "")
    for name in ("grades", "conditions", "gates"):
        (folders[0] / f"{name}.csv").unlink()
    told = _told(folders)
    assert [line.split(":")[0] for line in told] == ["conditions", "gates", "grades"]
    assert all(
        "there is no such file. Add it to the policy; its header line is enough: " in line for line in told
    )


MISTAKES = [
    # seed, what stands there, what is written instead, the start of each problem
    (
        "fit_rules",
        "0,50,important,9,0,",
        ",50,important,9,0,",
        ["fit_rules:7: column points_to: a line to 0 points needs both of its ends."],
    ),
    (
        "fit_rules",
        "0,50,important,9,0,",
        "0,,important,9,0,",
        ["fit_rules:7: column points_to: a line to 0 points needs both"],
    ),
    (
        "fit_rules",
        "important,9,0,",
        "important,9,-1,",
        ["fit_rules:7: column points_to: a line cannot go from 9 to -1 points"],
    ),
    (
        "fit_rules",
        "negative,-8,-2,",
        "negative,-8,2,",
        ["fit_rules:8: column points_to: a line cannot go from -8 to 2 points"],
    ),
    (
        "fit_rules",
        "0,50,important,9,0,",
        "0,50,,0,4,",
        ["fit_rules:7: column points_to: a line cannot go from 0 to 4 points"],
    ),
    (
        "fit_rules",
        "important,9,0,",
        "important,9,9.001,",
        ["fit_rules:7: column points_to: a line to 9.001 points leaves the tier"],
    ),
    (
        "fit_rules",
        "negative,-8,-2,",
        "negative,-8,-101,",
        ["fit_rules:8: column points_to: a line to -101 points leaves the tier"],
    ),
    (
        "fit_rules",
        "important,9,0,",
        "important,9,few,",
        ["fit_rules:7: column points_to: 'few' is not a number."],
    ),
    (
        "fit_rules",
        "important,9,0,",
        "important,9,0.0001,",
        ["fit_rules:7: column points_to: '0.0001' has more than three"],
    ),
    (
        "fit_rules",
        "%direc%,%assist%,,,critical",
        "%direc%,a\\b,,,critical",
        ["fit_rules:6: column excludes: 'a\\b' has a backslash"],
    ),
    (
        "fit_rules",
        "head,Head but no assistant",
        "head,Head {value}",
        [
            "fit_rules:6: column label: 'Head {value}' asks for a number of the lead, and the rule compares none."
        ],
    ),
    ("grades", "fit,A,30", "fit,A,high", ["grades:2: column at_least: 'high' is not a number."]),
    (
        "grades",
        "fit,A,30",
        "bant,A,30",
        [
            "grades:2: column axis: 'bant' is unknown here.",
            "grades:2: column axis: 0 grades of bant have a blank at_least.",
        ],
    ),
    ("grades", "fit,B,,", "fit,B,2,", ["grades:2: column axis: 0 grades of fit have a blank at_least."]),
    ("grades", "fit,A,30", "fit,A,", ["grades:2: column axis: 2 grades of fit have a blank at_least."]),
    (
        "grades",
        "interest,2,,The rest",
        "interest,2,,The rest\ninterest,0,10.50,More",
        [
            "grades:4: column at_least: two grades of interest start at 10.5.",
            "grades:6: column at_least: two grades of interest start at 10.50.",
        ],
    ),
    (
        "grades",
        "fit,B,,",
        "fit,A,,",
        [
            "grades:2: column grade: fit has the grade 'A' more than once.",
            "grades:3: column grade: fit has the grade 'A'",
        ],
    ),
    (
        "conditions",
        "employee_count,,,50,,",
        "employee_count,,,50,50,",
        ["conditions:3: column below: nothing is at least 50 and below 50."],
    ),
    (
        "conditions",
        "ripe_now,Ripe,employee_count",
        "ripe_now,,employee_count",
        ["conditions:3: column label: the cell is blank."],
    ),
    (
        "conditions",
        "knows_email,yes",
        "ripe_now,yes",
        ["conditions:4: column attribute: 'ripe_now' is a condition, and a condition cannot ask"],
    ),
    (
        "conditions",
        "knows_email,yes",
        "knows_ripe_now,yes",
        ["conditions:4: column attribute: 'knows_ripe_now' is a condition"],
    ),
    (
        "conditions",
        "ripe_now,Ripe,knows_email,yes,,,,Can",
        "country,Ripe,knows_email,yes,,,,Can",
        ["conditions:4: column condition: there is an attribute 'country' already."],
    ),
    (
        "conditions",
        "ripe_now,Ripe,knows_email,yes,,,,Can",
        "days_to_x,Ripe,knows_email,yes,,,,Can",
        ["conditions:4: column condition: there is an attribute 'days_to_x'"],
    ),
    (
        "conditions",
        "Can be written to\n",
        "Can be written to\nripe_now,Ripe,employee_count,,,50,,Again\n",
        [
            "conditions:3: column condition: the condition 'ripe_now' has this row more than once.",
            "conditions:5: column condition: the condition 'ripe_now'",
        ],
    ),
    # conditions and behaviours together
    (
        "conditions",
        "price_visits,,,1,",
        "price_visits,4%,,,",
        ["conditions:5: column pattern: price_visits is a number read from events, and '4%'"],
    ),
    (
        "gates",
        "silence,,hold",
        "silence,4%,hold",
        ["gates:4: column pattern: silence is a number read from events, and '4%'"],
    ),
    (
        "scorecards",
        "challenger,country,es|mx,",
        "challenger,silence,,4%",
        ["scorecards:3: column population_excludes: silence is a number read from events, and '4%'"],
    ),
    (
        "behaviour_rules",
        "web,ripe_now,yes",
        "web,ripe_then,yes",
        ["behaviour_rules:6: column attribute: there is no behaviour or condition 'ripe_then'."],
    ),
    (
        "behaviours",
        "people,Colleagues",
        "ripe_now,Colleagues",
        [
            "behaviours:4: column behaviour: 'ripe_now' is the name of an attribute or condition",
            "behaviour_rules:5: column attribute: there is no behaviour or condition 'people'.",
        ],
    ),
    (
        "interest_rules",
        "call,Talked to us,web,call,,",
        "call,Talked for {value},web,call,,",
        ["interest_rules:3: column label: 'Talked for {value}' asks for a number of the lead"],
    ),
    (
        "personas",
        "owner,1,buying_role,decision_maker",
        "owner,1,ripe_now,yes",
        ["personas:3: column attribute: 'ripe_now' is a condition, and conditions are looked at after"],
    ),
    (
        "journeys",
        "buyer,cold,1,attribute,job_title,CEO",
        "buyer,cold,1,attribute,ripe_now,yes",
        ["journeys:2: column name: 'ripe_now' is what a condition says, or whether something is known"],
    ),
    (
        "inferred_attributes",
        "window_pricing,page_view,page_path,/pricing%|/precios%|/precos%|/tarifs%,inferred_timeline",
        "window_pricing,page_view,page_path,/pricing%|/precios%|/precos%|/tarifs%,knows_need",
        ["inferred_attributes:2: column attribute: 'knows_need' is what a condition says"],
    ),
    (
        "gates",
        "yes,hold",
        "yes,block",
        ["gates:2: column effect: 'block' is unknown here. Write one of: ready, hold."],
    ),
    (
        "gates",
        "urgent,main",
        "urgent,mian",
        ["gates:3: column scorecard_id: there is no 'mian' in scorecards.csv."],
    ),
    (
        "gates",
        "urgent,main",
        "consent,main",
        [
            "gates:2: column gate: the gate 'consent' appears more than once.",
            "gates:3: column gate: the gate 'consent'",
        ],
    ),
    (
        "scorecards",
        "champion,,,,60,,",
        "champion,,,es,60,,",
        ["scorecards:2: column population_excludes: population_excludes looks at an attribute"],
    ),
    (
        "scorecards",
        "champion,,,,60,,",
        "champion,,,,60,high,",
        ["scorecards:2: column fit_at_least: 'high' is not a number."],
    ),
]


@pytest.mark.parametrize(("seed", "old", "new", "expected"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_yields_its_sentences_and_no_others(seed, old, new, expected, folders):
    _edit(folders, seed, old, new)
    told = _told(folders)
    starts = [next((start for start in expected if line.startswith(start)), line) for line in told]
    assert sorted(starts) == sorted(expected)
    assert all(line.endswith(".") for line in told), "each says what to do"


def test_a_line_that_nobody_can_reach_is_a_warning(folders):
    _edit(folders, "scorecards", "champion,,,,60,,", "champion,,,,60,42.5,")
    [told] = _told(folders, "warnings")
    assert told.startswith(
        "scorecards:2: column fit_at_least: no lead can reach 42.5: all rules together give at most 42.0 points."
    )


def test_a_rule_that_a_line_never_beats_is_no_covered_rule(folders):
    _edit(folders, "fit_rules", "line,{value}", "flat,Flat,size,seats,,,0,50,influence,1,,Weak\nline,{value}")
    assert _told(folders, "warnings") == []
    _edit(folders, "fit_rules", "important,9,0,", "important,9,5,")
    assert [line.split(": column")[0] for line in _told(folders, "warnings")] == ["fit_rules:7"]
