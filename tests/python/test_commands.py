"""Every command tells a user's mistake in a sentence or two: exit code 1 (2 for wrong usage), no stack trace."""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from unittest.mock import MagicMock

import duckdb
import pytest
from engine import PROJECT
from public_tables import AS_OF, call, contracts, warehouse
from public_tables import fill as fill_tables

from lead_scoring import cli, load_raw
from lead_scoring.errors import UserError

RAW = PROJECT / "tests" / "fixtures" / "raw"
# what reads a warehouse, with OUT for what it would write
READERS = {
    "call-list": ["call-list"],
    "summary": ["summary"],
    "report": ["report", "--out", "OUT"],
    "export": ["export", "--out", "OUT"],
    "notify": ["notify", "--log", "OUT"],
    "notify --dry-run": ["notify", "--dry-run", "--log", "OUT"],
    "digest": ["digest"],
    "validate raw": ["validate", "raw", "--history", "OUT"],
    "validate scores": ["validate", "scores", "--history", "OUT"],
    "rules suggest": ["rules", "suggest"],
    "weights suggest": ["weights", "suggest"],
    "policy check": ["policy", "check"],
    "policy diff": ["policy", "diff", "--raw", str(RAW)],
}
# … and all the others: what else is told of, with OUT for a path
OTHERS = {
    "demo-data": ["demo-data", "--leads", "80", "--out", "OUT"],
    "load-raw": ["load-raw", "--raw", "OUT"],
    "free": ["free", "--database", "OUT"],
    "prove": ["prove", "--target", "OUT"],
    "pulse": ["pulse", "--raw", str(RAW), "--database", "OUT", "--no-notify"],
    "policy new": ["policy", "new", "OUT"],
    "policy tidy": ["policy", "tidy", "OUT"],
    "policy to-xlsx": ["policy", "to-xlsx", "OUT"],
    "policy to-xlsx of a folder": ["policy", "to-xlsx", os.devnull, "--policy", "OUT"],
    "policy from-xlsx": ["policy", "from-xlsx", "OUT"],
    "take-back": ["take-back", "OUT", "--raw", str(RAW)],
    "take-back to a path": ["take-back", str(PROJECT / "README.md"), "--raw", "OUT"],
    "policy check of a folder": ["policy", "check", "--policy", "OUT"],
    **{
        f"{name} of a path": [*(part for part in arguments if part != "OUT"), "--database", "OUT"]
        for name, arguments in READERS.items()
        if "OUT" not in arguments
    },
}
INTERMEDIATE = (
    "int_feed_cases",
    "int_score_cases",
    "int_expectation_results",
    "int_scorecards",
    "int_scorecard_rules",
    "int_criteria",
    "int_cut_date",
    "int_fit_bant_hits",
    "int_resolved_opportunities",
    "int_interest_hits",
    "int_lead_totals",
    "int_rules",
    "int_rule_activities",
    "int_lead_attributes",
    "int_attribute_values",
    "int_lead_events",
    "int_lead_resets",
    "int_activities",
)
SEEDS = ("wording", "notifications", "scorecards", "fit_rules", "importance_tiers")


def missing(folder: Path) -> Path:
    return folder / "none.duckdb"


def a_folder(folder: Path) -> Path:
    (folder / "a.duckdb").mkdir()
    return folder / "a.duckdb"


def some_text(folder: Path) -> Path:
    (folder / "a.duckdb").write_text("not a database " * 500)
    return folder / "a.duckdb"


def without_tables(folder: Path) -> Path:
    duckdb.connect(str(folder / "a.duckdb")).close()
    return folder / "a.duckdb"


def of_an_older_version(folder: Path) -> Path:
    """Every table is there and lacks every column that anybody reads."""
    with duckdb.connect(str(folder / "a.duckdb")) as connection:
        for schema, tables in (("marts", contracts()), ("intermediate", INTERMEDIATE), ("seeds", SEEDS)):
            connection.execute(f"create schema {schema}")
            for table in tables:
                connection.execute(f"create table {schema}.{table} as select 'x' as another_column")
    return folder / "a.duckdb"


MISTAKES = [
    (missing, "There is no database", ()),
    (a_folder, "is a folder", ()),
    (some_text, "cannot be opened", ()),
    # a policy can be scored where nothing was published yet
    (without_tables, "There is no table .*uild it", ("policy diff",)),
    # whatever columns there are, they have a hash
    (of_an_older_version, "cannot be read|an earlier version", ("digest",)),
]


def said(arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture) -> str:
    """Run a command in this process and return the sentence that it tells instead of doing anything."""
    assert cli.main(arguments) == code
    told = capsys.readouterr()
    assert re.search(words, told.err), told.err
    assert "Traceback" not in told.err and told.err.count("\n") <= 2 and len(told.err) < 600, told.err
    return told.err


@pytest.fixture
def fill(tmp_path: Path) -> Callable[[list[str]], list[str]]:
    """Return a function: arguments with OUT → arguments with a path in a folder of their own."""
    return lambda arguments: [str(tmp_path / "out" / "file") if word == "OUT" else word for word in arguments]


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(("make", "words", "fine"), MISTAKES, ids=[make.__name__ for make, *_ in MISTAKES])
def test_a_wrong_database_is_told(command, make, words, fine, tmp_path, fill, capsys):
    if command in fine:
        pytest.skip("this is no mistake there")
    said([*fill(READERS[command]), "--database", str(make(tmp_path))], 1, words, capsys)
    assert command == "export" or not (tmp_path / "out" / "file").exists()


@pytest.mark.parametrize("command", READERS)
def test_a_file_that_may_not_be_opened_is_told(command, tmp_path, fill, capsys, monkeypatch):
    """As the superuser everything may be opened: the refusal is made up."""

    database, connect = without_tables(tmp_path), duckdb.connect

    class Refuses:
        def __init__(self, *given, **options):
            self._connection = connect(*given, **options)

        def __getattr__(self, name):
            return getattr(self._connection, name)

        def execute(self, statement, *given):
            if str(database) in statement:
                raise duckdb.IOException(f'IO Error: Cannot open file "{database}": Permission denied')
            return self._connection.execute(statement, *given)

    monkeypatch.setattr(duckdb, "connect", Refuses)
    words = "cannot be opened: .*Permission denied"
    said([*fill(READERS[command]), "--database", str(database)], 1, words, capsys)


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    ("target", "environment", "words"),
    [
        ("nowhere", {}, "The target nowhere cannot be used"),
        (
            "postgres",
            {"LEAD_SCORING_PG_HOST": "127.0.0.1", "LEAD_SCORING_PG_PORT": "1"},
            "PostgreSQL cannot be reached|dbt-postgres is not installed",
        ),
        ("duckdb", {"LEAD_SCORING_THREADS": "many"}, "The target duckdb cannot be used"),
        ("duckdb", {"LEAD_SCORING_DB": "no/such/file"}, "There is no database no/such/file"),
    ],
)
def test_a_wrong_target_is_told(command, target, environment, words, fill, capsys, monkeypatch):
    monkeypatch.chdir(PROJECT)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    said([*fill(READERS[command]), "--target", target], 1, words, capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ["call-list", "--top", "-1"],
        ["call-list", "--top", "9" * 30],
        ["call-list", "--top", "3", "--no-names"],
        ["call-list", "--top", "ten"],
        ["report", "--language", "fr"],
        ["policy", "diff", "--as-of", "31.3.2026"],
        ["policy", "diff", "--top", "0"],
        ["weights", "suggest", "--cut-date", "2025-13-01"],
        ["rules", "suggest", "--max-rules", "0"],
        ["demo-data", "--leads", "0"],
        ["demo-data", "--leads", "79"],
        ["demo-data", "--seed", "-1"],
        ["validate", "everything"],
        ["take-back"],
        ["take-back", "a.xlsx", "--time-zone", "Europe/Nowhere"],
        ["export", "--paper", "a3"],
        ["no-such-command"],
        ["policy"],
        *([*READERS[command], "--database", "a", "--target", "b"] for command in READERS),
    ],
)
def test_wrong_usage_has_a_code_of_its_own(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["load-raw"], ["load-raw", "--target", "duckdb"], ["load-raw", "--target", "nowhere"]]
)
def test_what_cannot_be_loaded_is_told(arguments, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(PROJECT)
    monkeypatch.setenv("LEAD_SCORING_PG_HOST", str(tmp_path))
    said([*arguments, "--raw", str(tmp_path)], 1, "There is no .csv or .parquet file in", capsys)
    words = (
        "cannot be reached|dbt-postgres is not installed|works with postgres and spark|nowhere cannot be used"
    )
    said([*arguments, "--raw", str(RAW)], 1, words, capsys)


@pytest.mark.parametrize(
    ("name", "content"), [("contacts.parquet", b"no parquet"), ("events.csv", b'a\n"' + b"x" * 200_000)]
)
def test_a_raw_file_that_is_none_is_told(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(load_raw.CannotLoadError, match="cannot be read: "):
        load_raw.load(MagicMock(), tmp_path)


@pytest.mark.parametrize("policy", [str(PROJECT / "seeds" / "policy"), "seeds/../seeds/policy"])
def test_a_policy_outside_the_project_is_not_compared(policy, tmp_path, capsys, monkeypatch):
    """The files there are the analyst's, and those of a revision must not take their place."""
    monkeypatch.setenv("LEAD_SCORING_POLICY", policy)
    before = {path: path.read_bytes() for path in (PROJECT / "seeds").rglob("*.csv")}
    database = without_tables(tmp_path)
    said(["policy", "diff", "--database", str(database)], 1, "Name a folder inside the project", capsys)
    assert {path: path.read_bytes() for path in (PROJECT / "seeds").rglob("*.csv")} == before


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return a warehouse with one lead to call."""
    tables = {
        "call_list": [call(1, has_opted_out=False)],
        "lead_scores": [{"contact_id": "C1", "scorecard_id": "b2b", "as_of_date": AS_OF}],
        "published_runs": [{"as_of_date": AS_OF}],
        "sales_handoffs": [
            {"handoff_id": call(1)["handoff_id"], "contact_id": "C1", "score": 79, "band": "hot"}
        ],
    }
    database = warehouse(tmp_path / "built.duckdb", tables, seeds=("wording",))
    with duckdb.connect(str(database)) as connection:
        connection.execute("""
            create table seeds.notifications as
            select 'a' as route, 'crm' as channel, 'HOOK' as variable, 'handoff' as what, null as band,
                null as rep_id, 'immediate' as mode, 'en' as language
        """)
    return database


def test_the_summary_tells_rows_in_and_what_looks_wrong_in_them_first(built, capsys):
    reasons = {
        "unreadable_age": 5,
        "no_created_at": 3,
        "unknown_account": 2,
        "other_name": 2,
        "no_contact_id": 2,
    }
    with duckdb.connect(str(built)) as connection:
        fill_tables(
            connection,
            {
                "rejected_rows": [
                    {"source_table": "contacts", "reason": reason}
                    for reason, rows in reasons.items()
                    for _ in range(rows)
                ],
                "policy_warnings": [
                    {"seed_name": seed, "warning": warning, "sentence": f"{warning} of {seed}."}
                    for seed, warning in [("fit_rules", "never_fired")] * 9
                    + [("events", "unknown_event_type")]
                ],
            },
        )
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_scorecards as select 'b2b' as scorecard_id, true as is_champion"
        )
        for name, rows in {"contacts": 20, "accounts": 4, "opportunities": 0, "sales_reps": 0}.items():
            connection.execute(f"create table intermediate.int_{name} as from range({rows})")
        connection.execute(f"""
            create table intermediate.int_table_profiles as
            select 'tables' as feed, 'rejected_share' as metric, date '{AS_OF}' as day, *
            from (values ('contacts', 25, 5.0), ('accounts', 4, 0.0), ('customers', 6, 1.0)) as t (part, cases, counted)
        """)
    built.chmod(0o640)
    assert cli.main(["summary", "--database", str(built)]) == 0
    told = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "Used 20 of 25 contacts, 4 accounts, 5 of 6 customers Set" in told
    assert (
        "contacts: 5 unreadable_age, 3 no_created_at, 2 no_contact_id, 2 other_name, 2 for other reasons"
        in told
    )
    assert told.endswith(
        "Look at unknown_event_type of events. never_fired of fit_rules. (and 8 more: never_fired) "
    )
    built.chmod(0o644)
    assert cli.main(["summary", "--database", str(built)]) == 0
    told = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "Look at" in told and "holds names, and every user of this machine may read it: chmod 600" in told


@pytest.mark.parametrize("command", ["report", "export", "notify"])
@pytest.mark.parametrize("place", ["below a file", "a folder"])
def test_a_place_that_cannot_be_written_to_is_told(command, place, built, tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder" / "full").mkdir(parents=True)
    if place == "a folder" and command == "export":
        pytest.skip("that is where an export goes")
    out = tmp_path / "file" / "out" if place == "below a file" else tmp_path / "folder"
    arguments = [str(out) if word == "OUT" else word for word in READERS[command]]
    said([*arguments, "--database", str(built)], 1, "cannot be (written|kept)", capsys)


def a_file(folder: Path) -> Path:
    (folder / "bad").write_text("in the way")
    return folder / "bad"


def below_a_file(folder: Path) -> Path:
    return a_file(folder) / "out"


def a_full_folder(folder: Path) -> Path:
    (folder / "bad" / "full").mkdir(parents=True)
    return folder / "bad"


def a_circle(folder: Path) -> Path:
    (folder / "bad").symlink_to(folder / "bad")
    return folder / "bad"


def a_long_name(folder: Path) -> Path:
    return folder / ("x" * 300)


def a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "bad")
    return folder / "bad"


@pytest.mark.parametrize("place", [a_file, below_a_file, a_full_folder, a_circle, a_long_name])
@pytest.mark.parametrize("command", [*(name for name in READERS if "OUT" in READERS[name]), *OTHERS])
def test_no_path_gives_a_stack_trace(command, place, built, tmp_path, capsys, monkeypatch):
    """Done where it can be done, else a sentence: whatever the path, no exception passes the command line."""
    monkeypatch.setenv("LEAD_SCORING_PG_HOST", str(tmp_path))
    bad = place(tmp_path)
    arguments = [str(bad) if word == "OUT" else word for word in (READERS | OTHERS)[command]]
    if "--database" not in arguments and command in READERS:
        arguments += ["--database", str(built)]
    before = {path.name for path in tmp_path.iterdir()}
    code = cli.main(arguments)
    told = capsys.readouterr()
    assert code in (0, 1, 2) and "Traceback" not in told.err
    if code:
        assert told.out + told.err
        # beside a place that is none nothing is left
        assert {path.name for path in tmp_path.iterdir()} <= before | {"bad.lock"}


def test_every_command_meets_bad_paths():
    names = {" ".join(arguments[:2]).split(" --")[0] for arguments in (READERS | OTHERS).values()}
    commands = set(cli.COMMANDS) | {
        f"{group} {name}" for group, (_, members) in cli.GROUPS.items() for name in members
    }
    assert {name for name in commands if not any(known.startswith(name) for known in names)} == set()


def test_what_the_system_says_no_to_is_told(built, capsys, monkeypatch):
    """Whatever its number is."""

    def refuses(*_):
        raise OSError(12345, "An error of tomorrow", "some/file")

    monkeypatch.setattr("lead_scoring.commands.call_list.render", refuses)
    said(
        ["call-list", "--database", str(built)], 1, "some/file cannot be read or written: An error of", capsys
    )


def test_a_device_is_written_to_and_stays_one(built, capsys):
    assert cli.main(["report", "--database", str(built), "--out", "/dev/null"]) == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("content", ["no database " * 500, "SQLite format 3\0" + "x" * 5000])
def test_a_log_that_is_none_is_told(content, built, tmp_path, capsys):
    (tmp_path / "log").write_text(content)
    said(
        ["notify", "--database", str(built), "--log", str(tmp_path / "log")],
        *(1, "delivery log .*log cannot be kept: .* Move it away, or name another file", capsys),
    )
    assert (tmp_path / "log").read_text() == content


def test_a_link_where_a_lock_goes_leaves_alone_what_it_points_at(built, tmp_path, capsys):
    (tmp_path / "keep").write_text("keep")
    (tmp_path / "x").mkdir()
    for link in (tmp_path / "x" / ".lock", tmp_path / "log.lock"):
        link.symlink_to(tmp_path / "keep")
    for arguments in (["export", "--out", str(tmp_path / "x")], ["notify", "--log", str(tmp_path / "log")]):
        said([*arguments, "--database", str(built)], 1, "lock cannot be written: .*symbolic link", capsys)
        assert (tmp_path / "keep").read_text() == "keep"


def test_a_report_is_written_where_a_link_points(built, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "report.html").symlink_to(tmp_path / "there" / "page.html")
    assert cli.main(["report", "--database", str(built), "--out", str(tmp_path / "report.html")]) == 0
    assert (tmp_path / "report.html").is_symlink()
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["page.html"]


def test_what_holds_names_is_for_its_owner_alone(built, tmp_path):
    before = os.umask(0o022)
    try:
        (tmp_path / "log").touch(0o644)
        for arguments in (
            ["report", "--out", str(tmp_path / "new" / "report.html")],
            ["export", "--out", str(tmp_path / "export")],
            ["notify", "--as-sent", "--log", str(tmp_path / "log")],
        ):
            assert cli.main([*arguments, "--database", str(built)]) == 0
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    written = [tmp_path / "log", tmp_path / "new", *(tmp_path / "new").iterdir()]
    written += [tmp_path / "export", *(tmp_path / "export").rglob("*")]
    assert len(written) > 10
    assert not [path for path in written if not path.is_symlink() and path.stat().st_mode & 0o077]


@pytest.mark.parametrize("name", ["second", "marts", "o'neil & co $HOME", "temp", "memory"])
@pytest.mark.parametrize("command", ["call-list", "report", "export", "notify --dry-run", "digest"])
def test_a_file_of_any_name_is_read(command, name, built, tmp_path, fill, capsys):
    shutil.copy(built, tmp_path / f"{name}.duckdb")
    assert cli.main([*fill(READERS[command]), "--database", str(tmp_path / f"{name}.duckdb")]) == 0


NAME = "\x1b]0;owned\x07\x1b[2JAna\u202egro\u200b.elpmaxe\x9b31m\rRuiz\ttab\u2066"


@pytest.mark.parametrize("command", ["call-list", "notify --dry-run"])
def test_no_character_of_a_name_moves_the_cursor(command, built, fill, capsys):
    with duckdb.connect(str(built)) as connection:
        connection.execute("update marts.call_list set full_name = ?, account_name = ?", [NAME, NAME])
    assert cli.main([*fill(READERS[command]), "--database", str(built)]) == 0
    told = capsys.readouterr().out
    assert "Ana" in told and "Ruiz tab" in told
    assert {character for character in told if unicodedata.category(character) in ("Cc", "Cf")} == {"\n"}


def test_an_error_that_quotes_a_name_moves_no_cursor_either(tmp_path, capsys):
    assert cli.main(["call-list", "--database", str(tmp_path / "\x1b[2J.duckdb")]) == 1
    assert "\x1b" not in capsys.readouterr().err


def test_a_log_gets_no_names(built, capsys):
    assert cli.main(["call-list", "--no-names", "--database", str(built)]) == 0
    told = capsys.readouterr().out
    assert "1 of 1 leads are to be called" in told
    names = [
        value for key, value in call(1).items() if key in ("full_name", "account_name", "email", "phone")
    ]
    assert not [name for name in names if name and name in told]


def test_what_notify_says_of_a_delivery_names_no_lead(built, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HOOK", "json://127.0.0.1:1/")
    assert cli.main(["notify", "--log", str(tmp_path / "log"), "--database", str(built)]) == 1
    told = capsys.readouterr()
    assert "crm: hand-off (" in told.err and "not delivered" in told.err
    assert "Person" not in told.err + told.out and "Firm" not in told.err + told.out


def test_a_run_is_told_who_has_the_file(built):
    """Before dbt starts, which would tell it in stack traces."""
    assert cli.main(["free", "--database", str(built)]) == 0
    code = (
        "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(built)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    holder.stdout.readline()
    process = started(["free", "--database", str(built)])
    told = process.stderr.read()
    holder.communicate()
    assert process.wait() == 1
    assert told.count("\n") == 1 and f"process {holder.pid}" in told and "try again" in told


def started(arguments: list[str], **more: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "lead_scoring", *arguments],
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


PRINTERS = (["call-list"], ["digest"], ["notify", "--dry-run", "--log", "OUT"])


@pytest.mark.parametrize("arguments", PRINTERS)
def test_a_closed_pipe_ends_in_silence(arguments, built, fill):
    process = started([*fill(arguments), "--database", str(built)], stdout=subprocess.PIPE)
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == ("", 1)


@pytest.mark.parametrize("arguments", PRINTERS)
def test_an_output_that_is_full_is_told(arguments, built, fill):
    with open("/dev/full", "w") as full:
        process = started([*fill(arguments), "--database", str(built)], stdout=full)
        told = process.stderr.read()
    assert process.wait() == 1
    assert "cannot be read or written: No space left on device" in told and "Traceback" not in told


def test_a_mistake_of_ours_still_leaves_its_trace(built, monkeypatch):
    def breaks(*_):
        raise KeyError("a programmer's mistake")

    monkeypatch.setattr("lead_scoring.commands.call_list.render", breaks)
    with pytest.raises(KeyError):
        cli.main(["call-list", "--database", str(built)])


def test_every_error_of_ours_is_one_that_is_told():
    """A class of the package that is raised to users must reach the command line's one `except`."""
    found = []
    for path in (PROJECT / "lead_scoring").rglob("*.py"):
        found += re.findall(r"^class (\w+Error)\((\w+)\)", path.read_text("utf-8"), re.MULTILINE)
    assert len(found) > 10
    assert {base for _, base in found} - {"Exception", "UserError", "WrongUsageError"} == set()
    assert [name for name, base in found if base == "Exception"] == [UserError.__name__]


def test_policy_check_loads_no_library_of_another_command():
    """What takes seconds to start is loaded by the command that needs it. DuckDB itself loads numpy and pandas."""
    code = (
        "import sys; from lead_scoring import cli; cli.main(['policy', 'check']);"
        "print(sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=os.environ, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.splitlines()[-1]
    assert "'jinja2'" in loaded
    for library in (
        "scipy",
        "great_expectations",
        "apprise",
        "xlsxwriter",
        "openpyxl",
        "dbt",
        "pyspark",
        "psycopg2",
    ):
        assert f"'{library}'" not in loaded, library
