"""How README and docs quote the demo, and that the README stays short; `make check-quotes` compares."""

import re
import sys
from xml.etree import ElementTree

import pytest
from engine import PROJECT
from public_tables import contracts

sys.path.append(str(PROJECT / "benchmarks"))
import quoted_output
import report_picture

from lead_scoring import cli

PAGE = """# Page

<!-- prints 2 lines: python -m lead_scoring one -->
```text
old
```

<!-- prints: python -m lead_scoring two -->
```text
```
"""


def test_a_block_is_what_its_command_prints():
    text = quoted_output.renewed(PAGE, lambda command: f"{command.split()[-1]}\n  b \nc\n")
    assert text == PAGE.replace("old\n", "one\n  b\n…\n").replace("```text\n```", "```text\ntwo\n  b\nc\n```")
    assert quoted_output.renewed(text, lambda command: f"{command.split()[-1]}\n  b \nc\n") == text


def test_every_marked_block_is_found_and_its_command_exists():
    known = set(cli.COMMANDS) | {name for _, members in cli.GROUPS.values() for name in members}
    marked = 0
    for page in quoted_output.pages():
        found = quoted_output.commands(page)
        assert len(found) == len(
            re.findall(r"^<!-- prints\b", page.read_text(encoding="utf-8"), re.MULTILINE)
        )
        assert all(command.startswith("python -m lead_scoring ") for command in found)
        assert all(known.intersection(command.split()) for command in found)
        marked += len(found)
    assert marked >= 2


def test_the_readme_is_short():
    assert len((PROJECT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_every_public_table_has_its_row():
    text = (PROJECT / "docs" / "tables.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text, re.MULTILINE)
    named = sorted(name for row in rows for name in re.findall(r"`(\w+)`", row))
    assert named == sorted(contracts())
    models = {path.stem for path in (PROJECT / "models" / "marts").rglob("*.sql")}
    assert models - contracts().keys() == {"all_scorecards"}  # called scorecards, as a seed is
    assert contracts().keys() - models == {"scorecards"}


def test_the_sample_report_is_of_today_small_and_linked():
    """What is written in it is compared with the demo by test_the_pages_quote_the_demo."""
    page = quoted_output.SAMPLE.read_text(encoding="utf-8")
    template = PROJECT / "lead_scoring" / "report" / "template"
    assert all((template / name).read_text(encoding="utf-8") in page for name in ("page.css", "page.js"))
    assert len(page.encode()) < 1_500_000
    assert "(sample_report.html)" in (PROJECT / "docs" / "report.md").read_text(encoding="utf-8")


def test_the_picture_opens_a_lead_of_the_sample():
    page = report_picture.with_open_lead(quoted_output.SAMPLE.read_text(encoding="utf-8"))
    assert "Content-Security-Policy" not in page
    assert page.count(report_picture.OPEN) == 1
    assert page.count("<summary>") > 2 and 'id="leads"' in page


@pytest.mark.parametrize("name", ["<b>", 'O\'Neil & "Co"'])
def test_a_name_cannot_break_the_picture(name):
    lines = quoted_output._svg(
        (name, name, "73", "SQL", "2026-03-31"), [("fit", name, 10.0), ("", "x", -0.4)]
    )
    words = [
        text.text for text in ElementTree.fromstring("\n".join(lines)).iter() if text.tag.endswith("text")
    ]
    assert words.count(name) == 3 and "SQL" in words and "-0.400" in words
