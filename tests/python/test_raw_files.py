"""Raw files of every kind: what is read, what the log says of it, and what is refused in words."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pyarrow
import pyarrow.parquet
import pytest
import yaml
from engine import PROJECT, dbt

from lead_scoring.load_raw import _readings, files_in

AS_OF = "2026-03-31"
# a folder of a data lake, whose name is a column's and a pattern's
FOLDER = "country=XX, [1]*?"
LONG = 17_000_000


def text(*lines: str, end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode()


def parquet(folder: Path, query: str) -> bytes:
    path = folder / "written.parquet"
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    return path.read_bytes()


def arrow(folder: Path, **columns: list) -> bytes:
    """Return a Parquet file; of a name, whatever follows two underscores is left out."""
    names = [name.split("__")[0] for name in columns]
    path = folder / "written.parquet"
    pyarrow.parquet.write_table(
        pyarrow.Table.from_arrays([*map(pyarrow.array, columns.values())], names), path
    )
    return path.read_bytes()


def run_dbt(place: Path, files: dict[str, bytes], *arguments: str, **options: object) -> SimpleNamespace:
    """Run dbt on a raw folder with just these files; the result knows what was said as one line of words."""
    folder = place / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    options = {"database": place / "warehouse.duckdb", "raw": folder, "as_of": AS_OF} | options
    run = dbt(*(arguments or ("run", "--select", "path:models/staging")), target=place / "target", **options)
    said = re.sub(r"\s+", " ", run.stdout + run.stderr)

    def rows(query: str) -> list[tuple]:
        with duckdb.connect(str(options["database"]), read_only=True) as connection:
            return connection.execute(query).fetchall()

    return SimpleNamespace(returncode=run.returncode, said=said, folder=folder, rows=rows)


CONTACTS = text("contact_id,created_at", "C1,2026-01-01")
EVENTS = text("event_id,event_type,occurred_at,contact_id", "E1,page_view,2026-03-01,C1")


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> SimpleNamespace:
    """Read every table from files of other kinds."""
    place = tmp_path_factory.mktemp("files")
    people = text(
        '"contact_id";"E-Mail, private";"full_name";"email";"annual_income";"created_at"',
        '"C1";"x,y";"Peña; Ana";"ana@x.example";"1.234,50";"2026-01-01"',
        "C2;;Bob;bob@x.example;100;2026-01-02;surplus",
        end="\r\n",
    )
    companies = text(
        "account_id\taccount_name\tindustry", 'A1\t"Ñandú 😀\r\ny ""hijos"""\tCafé €', end="\r\n"
    )
    attributes = text("contact_id,attribute,value,known_from", "C1,need,日本,2026-01-01")
    return run_dbt(
        place,
        {
            "contacts.csv": people,
            "contacts/2026-01-01.csv": CONTACTS.replace(b"C1", b"D1"),
            "contacts/2026-01-02.csv": b"created_at\tcity\tcontact_id\r\n2026-01-01\tLima\tD2\r\n",
            "contacts/2026-01-03.csv": "contact_id;city;created_at\nD3;A Coruña €;2026-01-01\n".encode(
                "cp1252"
            ),
            "contacts/2026-01-04.csv": CONTACTS.replace(b"C1", b"D4"),
            "contacts/a.parquet": parquet(
                place, "select 5.0::double as contact_id, date '2026-01-01' as created_at"
            ),
            "contacts/b.parquet": parquet(
                place, "select 'Cali' as city, 6 as contact_id, timestamp '2026-01-01 10:00:00' as created_at"
            ),
            "contacts.parquet/part-0.parquet": parquet(
                place, "select 9 as contact_id, '2026-01-01' as created_at"
            ),
            "contacts.parquet/_SUCCESS": b"",
            "contacts/_SUCCESS": b"",
            "contacts/.half-written.csv": b"?",
            "contacts/notes.json": b"{}",
            "contacts/deeper/x.csv": CONTACTS,
            "Contacts.CSV": CONTACTS,
            "accounts.csv": b"\xff\xfe" + companies.decode().encode("utf-16-le"),
            "contact_attributes.csv": attributes.decode().encode("utf-16-be"),
            "identities.csv": "anonymous_id;contact_id;identified_at\nÁ“1”;C1;2026-01-01\n".encode("cp1252"),
            "contact_merges.csv": b"sep=|\r\nmerged_contact_id|contact_id|merged_at\r\nC8|C9|2026-01-01\r\n",
            "opportunities.csv": text(
                "opportunity_id|contact_id|opened_at|amount|Amount| AMOUNT ", "O1|C1|2026-01-01|10|20|30"
            ),
            "sales_touches.csv": b"\xef\xbb\xbf" + "touch_id,contact_id,reason\nT1,C1,qué\n".encode("cp1252"),
            "sales_reps.parquet": arrow(
                place,
                rep_id=[7.0, 1e16, 1e19, 2.5, float("nan"), float("inf"), -0.0, None],
                rep_name=pyarrow.array([3, 0.5, 1e10, None, None, None, None, None], pyarrow.float32()),
            ),
            "customers.parquet": arrow(place, account_id=["A1"], revenue__1=["1"], Revenue__2=["2"]),
            "erasures.csv": text("contact_id;", "C7;"),
            "events.csv": text(
                "event_id,event_type,occurred_at,contact_id,page_path",
                "E1,page_view,2026-03-01,C1,/" + "x" * LONG,
                "E2,page_view,2026-03-01,C1,/",
            ),
        },
    )


def test_everything_is_read(read):
    assert read.returncode == 0, read.said[-3000:]


def test_the_header_says_what_separates(read):
    assert read.rows(
        "select contact_id, full_name, email, regexp_replace(unreadable_columns, ':[^|]*', '', 'g')"
        " from staging.stg_contacts where contact_id like 'C%' order by 1"
    ) == [
        ("C1", "Peña; Ana", "ana@x.example", "annual_income|"),
        ("C2", "Bob", "bob@x.example", "surplus_cells|"),
    ]
    assert read.rows("select contact_id from staging.stg_erasures") == [("C7",)]
    assert read.rows("select merged_contact_id, contact_id from staging.stg_contact_merges") == [("C8", "C9")]
    assert f"{read.folder}/contacts.csv is read: separated by semicolons." in read.said
    assert f"{read.folder}/opportunities.csv is read: separated by vertical bars." in read.said


def test_utf16_is_read_with_a_mark_and_without(read):
    assert read.rows("select account_name, industry from staging.stg_accounts") == [
        ('Ñandú 😀\r\ny "hijos"', "Café €")
    ]
    assert read.rows("select value from staging.stg_contact_attributes") == [("日本",)]
    assert f"{read.folder}/accounts.csv is read: separated by tabs; UTF-16." in read.said
    assert f"{read.folder}/contact_attributes.csv is read: UTF-16." in read.said


def test_windows_1252_is_read(read):
    assert read.rows("select anonymous_id from staging.stg_identities") == [("Á“1”",)]
    assert read.rows("select touch_id, reason from staging.stg_sales_touches") == [("T1", "qué")]
    for name in ("identities", "sales_touches", "contacts/2026-01-03"):
        assert re.search(
            rf"{name}.csv is read: [^.]*its lines that are not UTF-8 as Windows-1252", read.said
        ), name


def test_a_table_may_be_a_folder_of_daily_files_of_any_kind(read):
    assert read.rows(
        "select contact_id, city, cast(created_at as varchar) from staging.stg_contacts"
        " where contact_id not like 'C%' order by 1"
    ) == [
        ("5", None, "2026-01-01 00:00:00"),
        ("6", "Cali", "2026-01-01 10:00:00"),
        ("9", None, "2026-01-01 00:00:00"),
        ("D1", None, "2026-01-01 00:00:00"),
        ("D2", "Lima", "2026-01-01 00:00:00"),
        ("D3", "A Coruña €", "2026-01-01 00:00:00"),
        ("D4", None, "2026-01-01 00:00:00"),
    ]


def test_what_looks_like_the_table_and_is_not_read_is_told(read):
    assert f"Not read: {read.folder}/contacts/notes.json and 2 more." in read.said


def test_what_was_found_is_told_once_and_the_usual_is_not(read):
    told = re.findall(r"(\S+) is read: ", read.said)
    assert len(told) == len(set(told)), told
    assert not {name for name in told if name.endswith(("events.csv", "2026-01-01.csv", ".parquet"))}


def test_no_folder_becomes_a_column(read):
    assert read.rows("select count(country) from staging.stg_contacts") == [(0,)]


def test_of_two_columns_of_one_name_the_first_is_read_and_both_are_told(read):
    assert read.rows("select amount from staging.stg_opportunities") == [(10,)]
    assert read.rows("select revenue from staging.stg_customers") == [(1,)]
    for file, name, first, other, number in (
        ("opportunities.csv", "amount", "amount' (column 4)", "Amount", 5),
        ("opportunities.csv", "amount", "amount' (column 4)", "AMOUNT", 6),
        ("customers.parquet", "revenue", "revenue' (column 2)", "Revenue", 3),
    ):
        sentence = (
            f"{file}: two columns are called '{name}': '{first} is read, '{other}' (column {number}) is not."
        )
        assert sentence in read.said, sentence


def test_a_floating_number_that_is_whole_has_no_point(read):
    assert read.rows("select rep_id, rep_name from staging.stg_sales_reps order by length(rep_id), 1") == [
        ("0", None),
        ("7", "3"),
        ("2.5", None),
        ("Infinity", None),
        ("10000000000000000", "0.5"),
        ("10000000000000000000", "10000000000"),
        (None, None),
        (None, None),
    ]


def test_a_cell_may_be_long(read):
    assert read.rows("select event_id, length(page_path) from staging.stg_events order by 1") == [
        ("E1", LONG + 1),
        ("E2", 1),
    ]


def test_other_warehouses_are_sent_the_same_texts(read):
    """The command ``load-raw`` reads files in Python."""
    for table, column in {
        "contacts": "contact_id",
        "contacts ": "city",
        "accounts": "account_name",
        "contact_attributes": "value",
        "identities": "anonymous_id",
        "contact_merges": "merged_contact_id",
        "opportunities": "amount",
        "sales_touches": "reason",
        "sales_reps": "rep_id",
        "erasures": "contact_id",
    }.items():
        _, readings = _readings(table.strip(), files_in(read.folder)[table.strip()])
        sent = sorted(
            row[header.index(column)] or "" for header, rows in readings if column in header for row in rows
        )
        there = f"cast({column} as varchar)"
        kept = read.rows(f"select coalesce({there}, '') from staging.stg_{table.strip()} order by 1")
        missing = [""] * (len(kept) - len(sent))  # files that lack the column
        assert [re.sub(r"\.0+$", "", text) for (text,) in kept] == sorted(sent + missing), table


def test_a_file_that_is_no_text_is_told_with_the_remedy(tmp_path):
    run = run_dbt(
        tmp_path,
        {
            "contacts.csv": b"PK\x03\x04" + bytes(100),
            "events.csv": b"\xff\xfe\0\0" + EVENTS.decode().encode("utf-32-le"),
            "accounts.csv": b"\x1f\x8b" + bytes(100),
            "identities.csv": b"PAR1" + bytes(100),
        },
    )
    assert run.returncode == 1
    for name, words in {
        "contacts": "is a workbook (XLSX, ODS) or a ZIP archive, not CSV. Save the sheet as «CSV UTF-8», or unpack it.",
        "events": "is text in UTF-32. Save it as «CSV UTF-8».",
        "accounts": "is compressed. Unpack it.",
        "identities": "is Parquet, not CSV. Call it .parquet.",
    }.items():
        assert f"{run.folder}/{name}.csv {words}" in run.said, name


@pytest.mark.parametrize(
    ("raw", "words"),
    {
        "https://example.com/raw": "is an address. Nothing was read or fetched.",
        "s3://bucket/raw": "is an address. Nothing was read or fetched.",
        "{place}/*": "and there is none called '{place}/*' with files in it; the name is taken literally.",
        "{place}/one/contacts.csv": "is a file, or empty. Nothing was read.",
        "": "names none.",
    }.items(),
)
def test_the_raw_path_is_a_folder(tmp_path, raw, words):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "contacts.csv").write_bytes(CONTACTS)
    path = raw.format(place=tmp_path)
    run = run_dbt(tmp_path, {}, "run", "--select", "stg_contacts", "stg_accounts", raw=path)
    assert run.returncode == 1
    assert run.said.count("raw_path: a folder is wanted, and ") >= 2  # of both, the optional one included
    assert words.format(place=tmp_path) in run.said


TABLES = """
    create schema crm;
    create table crm.contacts (
        "Contact_ID" double, created_at timestamptz, age decimal(10, 3), annual_income float, do_not_score boolean,
        full_name blob
    );
    insert into crm.contacts values
        (7, '2026-03-31 23:30:00-02', 50, 'nan', false, encode('Peña')), (8.5, null, 1.5, 1e10, true, null);
    create table crm.people (
        event_id bigint, event_type varchar, occurred_at date, loaded_at timestamp, contact_id integer
    );
    insert into crm.people values (1, 'page_view', '2026-03-01', '2026-03-02 10:00:00', 7);
    create view crm.events as select * from crm.people;
"""


def of_tables(run: SimpleNamespace) -> None:
    assert run.returncode == 0, run.said[-3000:]
    columns = "contact_id, cast(created_at as varchar), age, annual_income, is_do_not_score, full_name, email"
    assert run.rows(f"select {columns} from staging.stg_contacts order by 1") == [
        ("7", "2026-04-01 01:30:00", "50", None, False, "Peña", None),
        ("8.5", None, "1.5", "10000000000", True, None, None),
    ]
    assert run.rows("select event_id, occurred_at, loaded_on from staging.stg_events") == run.rows(
        "select '1', timestamp '2026-03-01', date '2026-03-02'"
    )
    assert run.rows("select count(*) from staging.stg_accounts") == [(0,)]


@pytest.mark.long
def test_tables_of_the_warehouse_are_read_instead_of_files(tmp_path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(TABLES)
    of_tables(run_dbt(tmp_path, {"contacts.csv": CONTACTS}, settings={"raw_schema": "crm"}))
    run = run_dbt(
        tmp_path, {"contacts.csv": CONTACTS}, "run", "--select", "stg_contacts", settings={"raw_schema": "no"}
    )
    assert run.returncode == 1
    assert "The raw table 'contacts' is missing. It was looked for as the table" in run.said


@pytest.mark.outside
def test_tables_of_an_attached_database_are_read(tmp_path):
    with duckdb.connect(str(tmp_path / "crm_export.duckdb")) as connection:
        connection.execute(TABLES)
    profile = yaml.safe_load((PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    outputs = profile["lead_scoring"]["outputs"]
    profile["lead_scoring"]["outputs"] = {
        "duckdb": outputs["duckdb"]
        | {"attach": [{"path": str(tmp_path / "crm_export.duckdb"), "read_only": True}]}
    }
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    run = run_dbt(
        tmp_path,
        {},
        *("run", "--select", "path:models/staging", "--profiles-dir", str(tmp_path)),
        settings={"raw_schema": "crm", "raw_database": "crm_export"},
    )

    def rows(query: str) -> list[tuple]:
        with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
            connection.execute(f"attach '{tmp_path}/crm_export.duckdb' (read_only)")
            return connection.execute(query).fetchall()

    run.rows = rows
    of_tables(run)
