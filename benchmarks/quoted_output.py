"""Write anew what README and docs quote of the demo, or see that they quote what it prints.

    python benchmarks/quoted_output.py [--check] [--database demo.duckdb]

A page says before a block which command prints it, and how many lines of that it quotes (without a number, all):

    <!-- prints: python -m lead_scoring call-list --database demo.duckdb --top 2 -->
    <!-- prints 8 lines: python -m lead_scoring weights suggest --database demo.duckdb -->

The database is that of `make demo`. `docs/lead.svg`, the README's picture, is drawn from the first lead of its call
list; `docs/sample_report.html` is its report. Exit codes: 0 written or the same, 1 something differs (its name is
printed).
"""

import argparse
import html
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[1]
PICTURE = PROJECT / "docs" / "lead.svg"
SAMPLE = PROJECT / "docs" / "sample_report.html"
QUOTED = re.compile(
    r"(?P<head><!-- prints(?: (?P<lines>\d+) lines?)?: (?P<command>[^\n]+) -->\n+```text\n)(?P<text>.*?)(?P<end>^```$)",
    re.DOTALL | re.MULTILINE,
)
LEAD = """
    select calls.contact_id, handoffs.scorecard_id, calls.full_name, calls.job_title, calls.account_name,
        calls.score, coalesce(wording.text, calls.band) as band, calls.as_of_date
    from marts.call_list as calls
    inner join marts.sales_handoffs as handoffs on calls.handoff_id = handoffs.handoff_id
    left join seeds.wording as wording on wording.phrase = 'band_' || calls.band
    order by calls.call_rank limit 1
"""
LEDGER = """
    select coalesce(subscore, '') as subscore, label, points from marts.lead_score_reasons
    where contact_id = ? and scorecard_id = ? order by points desc, label
"""
COLOURS = {"fit": "#2f6f9f", "interest": "#d9822b", "bant": "#5a8f4e", "": "#8a8f98"}
WORDS = {"fit": "fit: who they are", "interest": "interest: what they did", "bant": "BANT: what they said"}
DARK = "#1c2430"
SHOWN = 9
WIDTH, LEFT, ROW, TOP = 860, 330, 26, 92
POINT = 20


def pages(project: Path = PROJECT) -> list[Path]:
    """Return the pages that may quote."""
    return [project / "README.md", *sorted((project / "docs").rglob("*.md"))]


def commands(page: Path) -> list[str]:
    """Return the commands whose output a page quotes."""
    return [found["command"] for found in QUOTED.finditer(page.read_text(encoding="utf-8"))]


def renewed(text: str, printed) -> str:
    """Return a page's text with what its commands print today; ``printed`` is a function of a command."""

    def block(found: re.Match[str]) -> str:
        lines = printed(found["command"]).rstrip("\n").split("\n")
        if found["lines"] and int(found["lines"]) < len(lines):
            lines = [*lines[: int(found["lines"])], "…"]
        return found["head"] + "\n".join(line.rstrip() for line in lines) + "\n" + found["end"]

    return QUOTED.sub(block, text)


def run(command: str, database: Path) -> str:
    """Return what a command prints, with the demo's database in the place of its name."""
    words = [sys.executable if word == "python" else word for word in shlex.split(command)]
    words = [str(database) if word == "demo.duckdb" else word for word in words]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout.replace(str(database), "demo.duckdb")


def reported(database: Path) -> str:
    """Return the report."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        run(f"python -m lead_scoring report --database demo.duckdb --out {shlex.quote(str(file))}", database)
        return file.read_text(encoding="utf-8")


def drawn(database: Path) -> str:
    """Return the picture of the first lead of the call list: its score, and the entries that add up to it."""
    with duckdb.connect(str(database), read_only=True) as connection:
        contact, scorecard, name, title, company, score, band, day = connection.execute(LEAD).fetchone()
        ledger = connection.execute(LEDGER, [contact, scorecard]).fetchall()
    rows = [(subscore, label, float(points)) for subscore, label, points in ledger]
    if len(rows) > SHOWN + 1:
        rest = rows[SHOWN:]
        rows = [*rows[:SHOWN], ("", f"{len(rest)} more, rounding included", sum(row[2] for row in rest))]
    return "\n".join(
        _svg((name, ", ".join(filter(None, (title, company))), str(score), band, str(day)), rows)
    )


def _svg(lead: tuple[str, ...], rows: list[tuple[str, str, float]]) -> list[str]:
    name, who, score, band, day = lead
    right, height = WIDTH - 24, TOP + ROW * len(rows) + 44
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' font-family="system-ui, sans-serif" role="img"'
        f' aria-label="{html.escape(name)}: the entries that add up to {score}">',
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{height - 2}" rx="10" fill="#ffffff" stroke="#d5d9df"/>',
        _text(24, 38, 20, name, DARK),
        _text(24, 62, 14, who),
        _text(right, 44, 34, score, DARK, "end"),
        _text(right, 64, 14, band, anchor="end"),
    ]
    for number, (subscore, label, points) in enumerate(rows):
        y, length = TOP + ROW * number, max(2, round(abs(points) * POINT))
        lines += [
            _text(LEFT - 12, y + 15, 14, label, DARK, "end"),
            f'<rect x="{LEFT}" y="{y + 2}" width="{length}" height="18" rx="2" fill="{COLOURS[subscore]}"'
            + (' opacity="0.45"/>' if points < 0 else "/>"),
            _text(LEFT + length + 8, y + 16, 13, f"{points:+.3f}"),
        ]
    x, y = 24, height - 16
    for subscore, words in WORDS.items():
        lines += [
            f'<rect x="{x}" y="{y - 10}" width="11" height="11" rx="2" fill="{COLOURS[subscore]}"/>',
            _text(x + 17, y, 12, words),
        ]
        x += 30 + 7 * len(words)
    return [*lines, _text(right, y, 12, f"demo data, as of {day}", anchor="end"), "</svg>", ""]


def _text(x: int, y: int, size: int, words: str, colour: str = "#56606d", anchor: str = "start") -> str:
    place = f'x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {place}>{html.escape(words)}</text>"


def main(arguments: list[str] | None = None) -> int:
    """Renew or compare, and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; name what differs")
    parser.add_argument("--database", type=Path, default=PROJECT / "demo.duckdb")
    options = parser.parse_args(arguments)
    wanted = {PICTURE: drawn(options.database), SAMPLE: reported(options.database)}
    for page in pages():
        if commands(page):
            text = page.read_text(encoding="utf-8")
            wanted[page] = renewed(text, lambda command: run(command, options.database))
    differ = [
        path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in differ:
        print(path.relative_to(PROJECT), "differs" if options.check else "is renewed")
        if not options.check:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if options.check and differ else 0


if __name__ == "__main__":
    sys.exit(main())
