"""The tutorial and the how-to pages: every command runs, in the order of the page, and prints what the page quotes."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT
from guides import Step, copy_of_checkout, run, steps

DOCS = PROJECT / "docs"
HOW_TO = sorted((DOCS / "how-to").glob("*.md"))
PAGES = [*DOCS.rglob("*.md"), *PROJECT.glob("*.md"), *(PROJECT / "examples").rglob("*.md")]


def differences(done: list[Step]) -> str:
    return "\n".join(f"{step.place}\n{step.difference()}" for step in done if step.difference())


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory):
    """Return a clone in which the tutorial was followed, and the tutorial's steps with what they printed."""
    folder = tmp_path_factory.mktemp("reader")
    clone = copy_of_checkout(folder / "lead_scoring")
    return clone, run(DOCS / "tutorial.md", clone, folder)


@pytest.mark.long
def test_the_tutorial_prints_what_it_says(reader):
    _, done = reader
    assert len(done) == len(steps(DOCS / "tutorial.md")) > 10
    assert not differences(done)


@pytest.mark.long
@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_a_how_to_page_prints_what_it_says(reader, page):
    clone, _ = reader
    assert not differences(run(page, clone, clone.parent))


def start_morning(clone: Path, raw: str) -> subprocess.Popen:
    """Start the script of the cron recipe on the tutorial's last database, one day later."""
    settings = {"LEAD_SCORING_DB": "mine.duckdb", "AS_OF": "2026-04-01"}
    return subprocess.Popen(
        [clone / "examples" / "schedule" / "morning.sh", raw],
        cwd=clone,
        env=os.environ | settings | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def published(clone: Path) -> dict[str, list[tuple]]:
    with duckdb.connect(str(clone / "mine.duckdb"), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by all"
        ).fetchall()
        return {name: connection.execute(f"from marts.{name} order by all").fetchall() for (name,) in names}


@pytest.mark.long
def test_a_morning_that_fails_says_so_and_leaves_yesterdays_tables(reader):
    clone, _ = reader
    before = published(clone)
    (clone / "data" / "half").mkdir()
    (clone / "data" / "half" / "contacts.csv").write_bytes((clone / "data/mine/contacts.csv").read_bytes())
    morning = start_morning(clone, "data/half")
    printed, complained = morning.communicate()
    assert morning.returncode not in (0, 64, 75)
    assert not printed
    assert f"stopped with exit code {morning.returncode}" in complained
    (log,) = (clone / "logs").glob("morning_*.log")
    assert "The raw table 'events' is missing" in log.read_text(encoding="utf-8")
    assert published(clone) == before


@pytest.mark.long
def test_of_two_mornings_at_once_the_second_does_not_start(reader):
    clone, _ = reader
    before = {path: path.read_text(encoding="utf-8") for path in (clone / "logs").glob("morning_*.log")}
    first = start_morning(clone, "data/mine")
    while {
        path: path.read_text(encoding="utf-8") for path in (clone / "logs").glob("morning_*.log")
    } == before:
        assert first.poll() is None
        time.sleep(0.1)
    second = start_morning(clone, "data/mine")
    _, complained = second.communicate()
    assert first.poll() is None
    assert (second.returncode, complained) == (
        75,
        "Another morning run is at work. This one does not start.\n",
    )
    assert first.communicate() == ("", "")
    assert first.returncode == 0
    assert {str(row[0]) for row in published(clone)["published_runs"]} == {"2026-03-31", "2026-04-01"}
    assert (clone / "report.html").stat().st_mtime > (clone / "logs" / "morning.lock").stat().st_mtime


@pytest.mark.parametrize("quoted", ["one\ntwo\n", "…\ntwo\n", "one\n…\n", "o…e\ntwo\n", "one\ntwo\n…\n"])
def test_an_output_is_what_the_page_quotes(quoted):
    assert not Step("page:1", "", quoted, "one\ntwo\n\n").difference()


@pytest.mark.parametrize(
    "quoted", ["one\n", "two\none\n", "…\nthree\n", "one\nt…x\n", "one…two\n", "One\ntwo\n"]
)
def test_an_output_is_not_what_the_page_quotes(quoted):
    assert Step("page:1", "", quoted, "one\ntwo\n\n").difference()


def test_a_command_that_fails_is_told_by_its_line(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```bash\ntrue\n```\n\n```bash\nfalse\ntrue\n```\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="page.md:7 failed"):
        run(page, tmp_path, tmp_path)


def test_no_command_hides_in_a_block_that_nobody_runs(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```sh\nmake demo\n```\n", encoding="utf-8")
    with pytest.raises(ValueError, match="page.md:3"):
        steps(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_leads_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target
