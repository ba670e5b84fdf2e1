"""The macros that read text into values, each on its own: dbt renders them once, the warehouse runs the result.

``make test-postgres`` runs the same on PostgreSQL, ``make test-spark`` on Spark.
"""

from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from random import Random

import duckdb
import pytest
import spellings
from engine import dbt
from reference import NO, THOUSANDTH, YES, flag, instant, is_whole, number

MARK = "%%%"
LARGEST = Decimal("99999999999999999999")

# name of the expression → the macro's call, over columns of the test's own rows
CALLS = {
    "safe_number": "safe_number('value')",
    "compared_number": "compared_number('value')",
    "safe_decimal": "safe_decimal('value')",
    "safe_timestamp": "safe_timestamp('value')",
    "is_whole": "is_whole('value')",
    "do_not_score": "flag('value', blank=false, otherwise=true)",
    "active": "flag('value', blank=true, otherwise=false)",
    "is_no_flag": "is_no_flag('value')",
    "plain_text": "plain_text('value')",
    "lowered": "lowered('value')",
    "trimmed": "trimmed('value')",
    "alternatives": "alternatives('value')",
    "email_domain": "email_domain('value')",
    "signed_points": "signed_points('value')",
    "to_utc": "to_utc(safe_timestamp('value'), 'zone')",
    "in_zone": "in_zone(safe_timestamp('value'), 'zone')",
    "unreadable": (
        "unreadable_columns("
        "attributes=['age'], whole=['places'], amounts=['amount'], flags=['active'], unread=['moment'])"
    ),
    "filled_in": "filled_in('phrase', {'count': 'events', 'label': 'label'})",
    "decay_billionths": "decay_billionths('decay', 'days', 'age')",
    "rounded": "rounded('value')",
    "rounded_to_two": "rounded('value', 2)",
    "points_of_billionths": "points_of_billionths('points', 'billionths')",
    "limited": "limited('value', 'most')",
    "hash_of": "hash_of(['one', 'two', 'three'])",
}


@pytest.fixture(
    scope="module",
    params=[
        "duckdb",
        pytest.param("postgres", marks=pytest.mark.postgres),
        pytest.param("spark", marks=pytest.mark.spark),
    ],
)
def target(request: pytest.FixtureRequest) -> str:
    """Return the dbt target to try."""
    return request.param


@pytest.fixture(scope="module")
def environment(
    target: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Return what the environment must say for dbt to reach the target."""
    if target == "duckdb":
        return {}
    if target == "spark":
        return {"LEAD_SCORING_SPARK_WAREHOUSE": str(tmp_path_factory.mktemp("compiled"))}
    return request.getfixturevalue("postgres").database("values")


@pytest.fixture(scope="module")
def rendered(target: str, environment: dict, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the SQL of each call, as dbt renders it."""
    folder = tmp_path_factory.mktemp("rendered")
    query = MARK.join(["", *(f"{name}={{{{ {call} }}}}" for name, call in CALLS.items()), ""])
    compiled = dbt(
        "--quiet",
        "compile",
        "--target",
        target,
        "--inline",
        query,
        database=folder / "rendered.duckdb",
        raw=folder,
        target=folder / "target",
        environment=environment,
    )
    assert compiled.returncode == 0, compiled.stdout
    return dict(part.split("=", 1) for part in compiled.stdout.split(MARK)[1:-1])


@pytest.fixture(scope="module")
def warehouse(target: str, environment: dict, request: pytest.FixtureRequest):
    """Return a function: query (columns marked $name) and values → rows. Its session is far from UTC: no matter."""
    if target == "postgres":
        return request.getfixturevalue("postgres").asker(environment, time_zone="Pacific/Auckland")
    if target == "spark":
        return request.getfixturevalue("spark").asker()
    connection = duckdb.connect(":memory:")
    connection.execute("set TimeZone = 'Pacific/Auckland'")
    return lambda query, values: connection.execute(query, values).fetchall()


@pytest.fixture
def run(rendered, warehouse):
    """Return a function: macro call and a row's columns → the values that come out."""

    def values(name: str, **row: object) -> list:
        columns = ", ".join(f"${column} as {column}" for column in row)
        query = f"select {rendered[name]} from (select {columns}) as rows"
        return [value for (value,) in warehouse(query, row)]

    return values


@pytest.fixture
def read(run):
    """Return a function: macro call and a row's columns → the one value that comes out."""

    def value(name: str, **row: object) -> object:
        [only] = run(name, **row)
        return only

    return value


NUMBERS = {
    "0": "0",
    "-0": "0",
    "35": "35",
    "+12": "12",
    "-7": "-7",
    ".5": "0.5",
    "-.5": "-0.5",
    "5.": "5",
    "0005": "5",
    "1e3": "1000",
    "1E+3": "1000",
    "1.5e-3": "0.0015",
    "5.e1": "50",
    "35.0": "35",
    "1e-400": "0",
}

NO_NUMBERS = [
    None,
    "",
    "n/a",
    "NaN",
    "nan",
    "inf",
    "-Infinity",
    "null",
    "10.000,50",
    "10,5",
    "1,000",
    "1 000",
    "1\u00a0000",
    "1'000",
    "1_000",
    "1.000.000",
    "1.5.2",
    "--5",
    "+-5",
    "5-",
    "1-2",
    "+",
    ".",
    "e3",
    "1e",
    "1e+",
    "1e1.5",
    "0x1F",
    "1f",
    "5%",
    "€5",
    "10k",
    "true",
    "5\n6",
    "١٢",
    "１２",
    "½",
]


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_number_is_a_sign_digits_a_point_and_an_exponent(read, text, number):
    assert read("safe_number", value=text) == float(number)
    assert read("compared_number", value=text) == Decimal(number)
    assert read("safe_decimal", value=text) == pytest.approx(Decimal(number), abs=Decimal("0.0005"))


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_unknown(read, text):
    assert read("safe_number", value=text) is None
    assert read("compared_number", value=text) is None
    assert read("safe_decimal", value=text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    {
        # to the left of a half-open edge, however near
        "9999.99999999999999999": "9999.99999999999999999",
        "9999.99999999999999999e0": "9999.99999999999999999",
        "199.9999999999999999999999": "199.999999999999999999",
        # floats end before these do
        "9007199254740993": "9007199254740993",
        "12345678901234567.123456": "12345678901234567.123456",
        # a power of ten is itself, whatever a double makes of it
        "1e5": "100000",
        "5e4": "50000",
        "1e6": "1000000",
        "2.5E+6": "2500000",
        "12455.e5": "1245500000",
        "1e-5": "0.00001",
        "1e15": "1000000000000000",
        # an exponent moves the point and rounds nothing
        "9999.9999999999999999999e0": "9999.999999999999999999",
        "9999999999999999999999999e-21": "9999.999999999999999999",
        "-1.9e-18": "-0.000000000000000001",
        "9.9e-19": "0",
        "123456789012345678901234567890e-10": "12345678901234567890.123456789",
        "0." + "0" * 60 + "15e61": "1.5",
        "15" + "0" * 60 + "E-60": "15",
        "00.00e5": "0",
        "0e99999999999999999999": "0",
        "7e-99999999999999999999": "0",
        "99999999999999999999e0": "99999999999999999999",
    }.items(),
)
def test_numbers_are_compared_unrounded(read, text, number):
    assert read("compared_number", value=text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["1e400", "1e20", "0.1e21", "1e99999999999999999999", "9" * 21, "9" * 400, "1e+100"]
)
def test_a_number_too_large_to_hold_is_the_largest(read, text):
    assert read("safe_number", value=text) is not None
    assert read("compared_number", value=text) == LARGEST
    assert read("compared_number", value="-" + text) == -LARGEST
    assert read("safe_decimal", value=text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    {
        "2.0005": "2.001",
        "2.00049": "2.000",
        "-2.0005": "-2.001",
        "0.0005": "0.001",
        # a double is a little less than it
        "0.5005": "0.501",
        "1.0005e0": "1.001",
        "123456789012345.678": "123456789012345.678",
        "-0.0005": "-0.001",
        "-0.0004": "0.000",
        "1.0015": "1.002",
        "8.0005": "8.001",
        "2.5e-3": "0.003",
        "999999999999.999": "999999999999.999",
    }.items(),
)
def test_decimals_are_rounded_half_away_from_zero(read, text, number):
    assert read("safe_decimal", value=text) == Decimal(number)


TIMES = {
    "2026-03-31": datetime(2026, 3, 31),
    "2026-03-31T08:30:00": datetime(2026, 3, 31, 8, 30),
    "2026-03-31 08:30:00": datetime(2026, 3, 31, 8, 30),
    "2026-03-31T08:30:00Z": datetime(2026, 3, 31, 8, 30),
    "2026-03-31T08:30:00.5": datetime(2026, 3, 31, 8, 30, 0, 500000),
    "2026-03-31T08:30:00.123456789Z": datetime(2026, 3, 31, 8, 30, 0, 123456),
    "2026-03-31T23:30:00-02:00": datetime(2026, 4, 1, 1, 30),
    "2026-04-01 01:29:59.999+01:30": datetime(2026, 3, 31, 23, 59, 59, 999000),
    "2026-03-31T10:00:00+05:45": datetime(2026, 3, 31, 4, 15),
    "2026-03-31T10:00:00-00:30": datetime(2026, 3, 31, 10, 30),
    # an hour of one digit, no seconds, any zone, a blank before it
    "2026-01-05 9:12": datetime(2026, 1, 5, 9, 12),
    "2026-01-05T9:12:05": datetime(2026, 1, 5, 9, 12, 5),
    "2026-01-05 10:00": datetime(2026, 1, 5, 10),
    "2026-01-05 9:12 UTC": datetime(2026, 1, 5, 9, 12),
    "2026-01-05 10:00:00 UTC": datetime(2026, 1, 5, 10),
    "2026-01-05 10:00:00UTC": datetime(2026, 1, 5, 10),
    "2026-01-05 10:00:00 Z": datetime(2026, 1, 5, 10),
    "2026-01-05T10:00:00z": datetime(2026, 1, 5, 10),
    "2026-01-05 10:00:00 +02:00": datetime(2026, 1, 5, 8),
    "2026-01-05T10:00:00.000+0200": datetime(2026, 1, 5, 8),
    "2026-01-05 10:00:00+02": datetime(2026, 1, 5, 8),
    "2026-01-05 10:00-02": datetime(2026, 1, 5, 12),
    # seconds, milliseconds and microseconds since 1970
    "1767604320": datetime(2026, 1, 5, 9, 12),
    "1767604320123": datetime(2026, 1, 5, 9, 12, 0, 123000),
    "1767604320123456": datetime(2026, 1, 5, 9, 12, 0, 123456),
    "0000000000": datetime(1970, 1, 1),
    "9999999999999999": datetime(2286, 11, 20, 17, 46, 39, 999999),
    # the year is that after the offset
    "0001-01-01T00:00:00-00:01": datetime(1, 1, 1, 0, 1),
    "9999-12-31T23:59:59.9999999+23:59": datetime(9999, 12, 31, 0, 0, 59, 999999),
    # no time is rounded into the next day
    "2026-03-31 23:59:59.9999999": datetime(2026, 3, 31, 23, 59, 59, 999999),
    "2026-03-31T23:59:59.999999999999-00:00": datetime(2026, 3, 31, 23, 59, 59, 999999),
    "2028-02-29": datetime(2028, 2, 29),
    "1999-12-31T23:00:00-23:59": datetime(2000, 1, 1, 22, 59),
    "0001-01-01": datetime(1, 1, 1),
    "9999-12-31T23:59:59": datetime(9999, 12, 31, 23, 59, 59),
}

NO_TIMES = [
    None,
    "",
    "n/a",
    "yesterday",
    "2026-02-30",
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-5",
    "26-01-05",
    "02026-01-05",
    "2026/01/05",
    "05.01.2026",
    "01/05/2026",
    "20260105",
    "2026-01",
    "2026-W01-1",
    "2026-01-05T",
    "2026-01-05 24:00:00",
    "24:00:00",
    "2026-01-05 10:60:00",
    "2026-01-05 23:59:60",
    "2026-01-05 10",
    "2026-01-05 9",
    "2026-01-05 9:5",
    "2026-01-05 010:00",
    "2026-01-05Z",
    "2026-01-05 Z",
    "2026-03-31+02:00",
    "2026-01-05 10:00:00  Z",
    "2026-01-05 10:00:00 utc",
    "2026-01-05 10:00:00 GMT",
    "2026-01-05 10:00:00+2",
    "2026-01-05 10:00:00+02:0",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-00:01",
    "0000-12-31T23:30:00-01:00",
    "176760432",
    "17676043201",
    "-1767604320",
    "1767604320.5",
    "46027.383",
    "2026-01-05  10:00:00",
    "2026-01-05t10:00:00",
    "2026-01-05_10:00:00",
    "2026-01-05 10:00:00.",
    "2026-01-05 10:00:00,5",
    "2026-01-05 10:00:00+24:00",
    "2026-01-05 10:00:00+02:60",
    "2026-01-05 10:00:00 PM",
    "2026-01-05 (BC)",
    "-2026-01-05",
    "infinity",
    "epoch",
    "٢٠٢٦-٠١-٠٥",
    "2026-01-05\n2026-01-06",
]


@pytest.mark.parametrize(("text", "moment"), TIMES.items())
def test_times_are_read_as_utc(read, text, moment):
    assert read("safe_timestamp", value=text) == moment


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time_is_unknown(read, text):
    assert read("safe_timestamp", value=text) is None


@pytest.mark.parametrize(
    "text", ["25", "25.0", "-3", "+5.", "1e3", "1.5e1", "0.0", "0e-5", "1.0000", "1e400", "2.50e1"]
)
def test_a_whole_number_may_be_written_with_a_point(read, text):
    assert read("is_whole", value=text) is True


@pytest.mark.parametrize(
    "text",
    [
        "1.5",
        "1.500",
        "1.000",
        "0.000",
        "-12.000",
        "1.500e3",
        "15e-1",
        "1.00000000000000000000001",
        "1e-400",
        "x",
        "",
        None,
    ],
)
def test_a_fraction_is_not_whole_nor_is_what_may_be_thousands(read, text):
    assert read("is_whole", value=text) is False


@pytest.mark.parametrize("text", [*sorted(NO), "FALSO", "Não", "NÃO", "Nein"])
def test_a_no_is_a_no(read, text):
    assert read("active", value=text) is False
    assert read("do_not_score", value=text) is False
    assert read("is_no_flag", value=text) is False


@pytest.mark.parametrize("text", [*sorted(YES), "TRUE", "Sí", "SÍ", "Verdadero"])
def test_a_yes_is_a_yes(read, text):
    assert read("active", value=text) is True
    assert read("do_not_score", value=text) is True
    assert read("is_no_flag", value=text) is False


@pytest.mark.parametrize("text", ["x", "objected by phone", "2", "-", "sì", "no no"])
def test_another_word_protects_and_is_counted(read, text):
    assert read("active", value=text) is False
    assert read("do_not_score", value=text) is True
    assert read("is_no_flag", value=text) is True


def test_a_blank_flag_is_what_the_model_says(read):
    assert read("active", value=None) is True
    assert read("do_not_score", value=None) is False


def moment(text: str) -> datetime | None:
    """Return the UTC time that a cell says, as the reference reads it."""
    found = instant(text)
    return found and found[0] + timedelta(microseconds=int(found[1].scaleb(6)))


def double(text: str) -> float | None:
    """Return the number that a cell says, as the reference reads it."""
    found = number(text)
    return None if found is None else float(found)


def compared(text: str) -> Decimal | None:
    """Return the number that a cell says, cut after eighteen places and at the largest, as the reference reads it."""
    found = number(text)
    if found is None or found.adjusted() >= 20:
        return found and LARGEST.copy_sign(found)
    cut = Context(prec=60, rounding=ROUND_DOWN)
    return cut.quantize(found, Decimal(1).scaleb(-18)) if found.adjusted() >= -18 else Decimal(0)


def amount(text: str) -> Decimal | None:
    """Return what a cell says of money, to three places, as the reference reads it; None from 10^15 on."""
    found = number(text)
    if found is None or found and found.adjusted() >= 15:
        return None
    return found.quantize(THOUSANDTH, ROUND_HALF_UP) if found and found.adjusted() > -9 else Decimal("0.000")


@pytest.mark.parametrize(
    ("name", "write", "reading"),
    [
        ("safe_timestamp", spellings.a_time, moment),
        ("compared_number", spellings.a_number, compared),
        ("safe_decimal", spellings.a_number, amount),
        ("safe_number", spellings.a_number, double),
        ("is_whole", spellings.a_number, is_whole),
        ("do_not_score", spellings.a_flag, lambda text: flag(text, blank=False, otherwise=True)),
        ("active", spellings.a_flag, lambda text: flag(text, blank=True, otherwise=False)),
        ("is_no_flag", spellings.a_flag, lambda text: text.lower() not in YES | NO),
    ],
)
def test_ten_thousand_random_cells_are_read_as_plain_python_reads_them(
    rendered, warehouse, target, name, write, reading
):
    if target == "spark":
        pytest.skip("a session of Spark takes no lists")
    dice = Random(name)
    cells = [text for text in (write(dice).strip() for _ in range(10_000)) if text]
    each = 'unnest(cells) collate "C"' if target == "postgres" else "unnest(cells)"
    rows = f"(select {each} as value from (select $cells as cells) as given) as rows"
    found = dict(warehouse(f"select value, {rendered[name]} from {rows}", {"cells": cells}))
    assert len(found) > (5000 if write is not spellings.a_flag else 90)
    assert [(cell, value, reading(cell)) for cell, value in found.items() if value != reading(cell)] == []


@pytest.mark.parametrize(
    ("text", "plain"),
    {
        "  Dirección \t": "direccion",
        "DIRECCIÓN": "direccion",
        "Direccio\u0301n": "direccion",
        "Señor Gestão": "senor gestao",
        "coração": "coracao",
        "Ärzte über": "arzte uber",
        "L'Haÿ façade où être naïf": "l'hay facade ou etre naif",
        "\u00a0Año\r\n": "ano",
        "C\u0327a": "ca",
        "straße": "straße",
        "a  b": "a  b",
        "100%_|": "100%_|",
    }.items(),
)
def test_matching_ignores_case_accents_and_spaces_around(read, text, plain):
    assert read("plain_text", value=text) == plain


def test_every_accent_of_the_three_languages_goes(read):
    accents = "áàâãäéèêëíìîïóòôõöúùûüñç"
    plain = "aaaaaeeeeiiiiooooouuuunc"
    assert read("plain_text", value=accents) == plain
    assert read("plain_text", value=accents.upper()) == plain


def test_every_capital_of_every_alphabet_has_its_small_letter(read):
    letters = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    capitals = [letter for letter in letters if letter.lower() != letter]
    small = ["i" if letter == "İ" else letter.lower() for letter in capitals]
    assert len(capitals) > 1400
    assert list(read("lowered", value="".join(capitals))) == small


@pytest.mark.parametrize(
    ("text", "trimmed"),
    {
        " a b ": "a b",
        "\t\r\n\u00a0a\u00a0\n": "a",
        "a\nb": "a\nb",
        "a": "a",
        "0": "0",
        "": None,
        " \t\u00a0\r\n": None,
        None: None,
    }.items(),
)
def test_text_is_trimmed_and_blank_text_is_unknown(read, text, trimmed):
    assert read("trimmed", value=text) == trimmed


def test_alternatives_are_one_row_each(run):
    assert run("alternatives", value="%a%|b | ") == ["%a%", "b ", " "]
    assert run("alternatives", value="a") == ["a"]
    assert run("alternatives", value=None) == []


@pytest.mark.parametrize(
    ("text", "domain"),
    {
        "Ana@Acme.Example": "acme.example",
        '"a@b"@c.example': "c.example",
        "a@sub.c.example": "sub.c.example",
        "acme.example": None,
        "ana@": None,
        "": None,
        None: None,
    }.items(),
)
def test_the_domain_is_what_follows_the_last_at(read, text, domain):
    assert read("email_domain", value=text) == domain


@pytest.mark.parametrize(
    ("points", "text"),
    {
        "17.5": "+18",
        "17.499": "+17",
        "-17.5": "-18",
        "-5": "-5",
        "100": "+100",
        "0.95": "+1",
        "0.949": "+0.9",
        "-0.05": "-0.1",
    }.items(),
)
def test_points_are_told_whole_and_below_one_with_a_decimal(read, points, text):
    assert read("signed_points", value=Decimal(points)) == text


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/Madrid", "2026-03-28 09:00", "2026-03-28 08:00"),
        ("Europe/Madrid", "2026-03-29 01:59", "2026-03-29 00:59"),
        # no clock shows it: as long after the change as after the skipped hour began
        ("Europe/Madrid", "2026-03-29 02:30", "2026-03-29 01:30"),
        ("Europe/Madrid", "2026-03-29 03:00", "2026-03-29 01:00"),
        # clocks show it twice: the later one
        ("Europe/Madrid", "2026-10-25 02:30", "2026-10-25 01:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 15:15"),
        ("America/Mexico_City", "2026-06-01 18:00", "2026-06-02 00:00"),
    ],
)
def test_a_clock_of_any_zone_is_read_alike(read, zone, local, utc):
    assert read("to_utc", value=local, zone=zone) == datetime.fromisoformat(utc)
    shown = read("in_zone", value=utc, zone=zone)
    assert (shown == datetime.fromisoformat(local)) is (local != "2026-03-29 02:30")


def test_a_cell_that_cannot_be_read_is_named_with_its_text(read):
    whole = {
        "age": "35",
        "places": "3.0",
        "amount": "1e3",
        "active": "sí",
        "moment_text": None,
        "surplus_cells": None,
    }
    broken = whole | {"age": "old", "places": "1.500", "amount": "10|5", "active": "x", "moment_text": "soon"}
    assert read("unreadable", **whole) is None
    assert read("unreadable", **dict.fromkeys(whole)) is None
    assert read("unreadable", **broken) == "age:old|places:1.500|amount:10\x1e5|active:x|moment:soon|"
    assert read("unreadable", **whole | {"amount": "1e15"}) == "amount:1e15|"
    # the policy says what an attribute must be: what is more than digits is noted
    assert read("unreadable", **whole | {"age": "25.0"}) == "age:25.0|"
    # the cells of a line that has too many may have moved: a name may stand under any header
    moved = read("unreadable", **broken | {"surplus_cells": "x"})
    assert moved == "surplus_cells:|age:old|places:|amount:|active:|moment:|"


def test_a_phrase_is_filled_in_and_typed_braces_stay(read):
    phrase = "{label}, {count} times ({count})"
    assert read("filled_in", phrase=phrase, events=3, label="Visited") == "Visited, 3 times (3)"
    assert read("filled_in", phrase=phrase, events=3, label="{count}") == "{count}, 3 times (3)"
    assert read("filled_in", phrase=phrase, events=None, label=None) == ",  times ()"
    assert read("filled_in", phrase="nothing to {do}", events=3, label="x") == "nothing to {do}"


@pytest.mark.parametrize(
    ("decay", "days", "age", "billionths"),
    [
        ("none", None, 0, 1000000000),
        ("none", None, 5000, 1000000000),
        ("half_life", 30.0, 0, 1000000000),
        ("half_life", 30.0, 30, 500000000),
        ("half_life", 21.0, 42, 250000000),
        ("half_life", 1.0, 10, 976563),  # 0.5^10 = 0.0009765625
        ("half_life", 30.0, 10, 793700526),
        ("half_life", 0.5, 1, 250000000),
        ("half_life", 1.0, 31, 0),
        ("half_life", 1.0, 5000, 0),
        ("linear", 30.0, 0, 1000000000),
        ("linear", 3.0, 1, 666666667),
        ("linear", 30.0, 29, 33333333),
        ("linear", 30.0, 30, 0),
        ("linear", 30.0, 31, 0),
        ("window", 30.0, 0, 1000000000),
        ("window", 30.0, 29, 1000000000),
        ("window", 30.0, 30, 0),
        ("window", 0.5, 0, 1000000000),
        ("window", 0.5, 1, 0),
    ],
)
def test_decay_is_rounded_to_nine_places(read, decay, days, age, billionths):
    assert read("decay_billionths", decay=decay, days=days, age=age) == billionths


@pytest.mark.parametrize(
    ("value", "whole", "two_places"),
    [
        (0.5, 1, "0.5"),
        (1.5, 2, "1.5"),
        (2.5, 3, "2.5"),
        (-2.5, -3, "-2.5"),
        (0.49999999999999994, 0, "0.5"),
        (-0.4, 0, "-0.4"),
        (0.125, 0, "0.13"),
        (-0.125, 0, "-0.13"),
        (1.005, 1, "1"),  # a hundred times this is 100.49999999999999
        (2.675, 3, "2.68"),  # … and this 267.5
        (123456789012.345, 123456789012, "123456789012.35"),
        (976562.5, 976563, "976562.5"),
    ],
)
def test_doubles_are_rounded_half_away_from_zero(read, value, whole, two_places):
    assert read("rounded", value=value) == whole
    assert float(read("rounded_to_two", value=value)) == float(two_places)


@pytest.mark.parametrize(
    ("points", "billionths", "earned"),
    [
        ("8", 1000000000, "8.000"),
        ("8", 2293700526, "18.350"),  # 18.349604208
        ("5", 100100000, "0.501"),  # 0.5005
        ("-5", 100100000, "-0.501"),
        ("5", 100099999, "0.500"),
        ("0.001", 500000000, "0.001"),
        ("0.001", 499999999, "0.000"),
        ("15", 1000000000000000, "15000000.000"),  # a million events at full strength
        ("-100", 1, "0.000"),
    ],
)
def test_points_are_exact_and_rounded_once(read, points, billionths, earned):
    assert read("points_of_billionths", points=Decimal(points), billionths=billionths) == Decimal(earned)


@pytest.mark.parametrize(
    ("value", "most", "limited"),
    [
        ("9.000", "8.000", "8.000"),
        ("-9.000", "8.000", "-8.000"),
        ("8.000", "8.000", "8.000"),
        ("-7.999", "8.000", "-7.999"),
        ("9.000", None, "9.000"),
        ("-9.000", None, "-9.000"),
    ],
)
def test_a_limit_holds_in_both_directions_and_none_is_no_limit(read, value, most, limited):
    most = Decimal(most) if most else None
    assert read("limited", value=Decimal(value), most=most) == Decimal(limited)


def test_a_key_is_equal_where_all_columns_are(read):
    rows = [
        (None, None, None),
        ("", None, None),
        ("-", None, None),
        ("a", "b", None),
        ("ab", None, None),
        ("a", None, "b"),
        ("a+1:b", None, None),
        ("a", "+1:b", None),
        ("a-", None, None),
        ("+1:a", "b", None),
    ]
    keys = [read("hash_of", one=one, two=two, three=three) for one, two, three in rows]
    assert len(set(keys)) == len(rows)
    assert keys == [read("hash_of", one=one, two=two, three=three) for one, two, three in rows]
    assert None not in keys
