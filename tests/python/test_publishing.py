"""Audit, then publish: a build that fails leaves every published table as it was and says what is wrong.

All builds of this file run in one copy of the project, on one database, in the order of the tests.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from engine import copy_of_project, dbt
from house import PUBLIC_CORE

AS_OF = "2026-03-31"
Rows = list[list[str]]
Published = dict[str, tuple[list, list]]


class Workshop:
    """A copy of the project that may be broken and mended, with the database that it publishes to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = copy_of_project(folder / "project")
        self.database = folder / "warehouse.duckdb"

    def build(self, *options: str) -> SimpleNamespace:
        """Build everything, or what is selected; the result has the return code and the sentences told."""
        run = dbt(
            *("--no-use-colors", "--log-level-file", "none", "build", "--exclude-resource-type", "unit_test"),
            *options,
            database=self.database,
            raw=self.project / "tests" / "fixtures" / "raw",
            as_of=AS_OF,
            project=self.project,
            target=self.folder / "target",
        )
        lines = [line.strip() for line in run.stdout.splitlines()]
        told = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        return SimpleNamespace(returncode=run.returncode, said=run.stdout + run.stderr, told=told)

    def published(self) -> Published:
        """Return columns, types and rows of every published table."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            names = connection.execute(
                "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
            ).fetchall()
            return {
                name: (
                    connection.execute(f"describe marts.{name}").fetchall(),
                    connection.execute(f"from marts.{name} order by all").fetchall(),
                )
                for (name,) in names
            }

    def seed(self, name: str) -> Path:
        """Return the file of a seed."""
        [path] = (self.project / "seeds").rglob(f"{name}.csv")
        return path

    def rows(self, seed: str) -> Rows:
        """Return the header and rows of a seed."""
        with self.seed(seed).open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    @contextmanager
    def changed(self, *changes: tuple[Path, bytes]) -> Iterator[None]:
        """Have other contents in some files for as long as it lasts."""
        before = [(path, path.read_bytes()) for path, _ in changes]
        try:
            for path, content in changes:
                path.write_bytes(content)
            yield
        finally:
            for path, content in before:
                path.write_bytes(content)

    def edited(self, seed: str, edit: Callable[[Rows], object]) -> tuple[Path, bytes]:
        """Return a seed's file and what stands in it after an edit of its header and rows."""
        rows = self.rows(seed)
        edit(rows)
        path = self.folder / "edited.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        return self.seed(seed), path.read_bytes()


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return the copied project, built once as it is."""
    workshop = Workshop(tmp_path_factory.mktemp("publishing"))
    built = workshop.build()
    assert built.returncode == 0, built.said
    return workshop


@pytest.fixture(scope="module")
def before(workshop) -> Published:
    """Return what was published before anything was broken."""
    published = workshop.published()
    assert len(published["lead_scores"][1]) >= 2
    assert len(published["lead_score_reasons"][1]) >= 2
    return published


def broken_build(
    workshop: Workshop, before: Published, *changes: tuple[Path, bytes], options: tuple[str, ...] = ()
) -> SimpleNamespace:
    """Build with changed files; the build must fail and nothing published may change."""
    with workshop.changed(*changes):
        built = workshop.build(*options)
    assert built.returncode != 0
    assert workshop.published() == before
    return built


@pytest.mark.long
def test_the_same_build_twice_publishes_the_same_rows(workshop, before):
    assert workshop.build().returncode == 0
    assert workshop.published() == before


# ---------------------------------------------------------------------------------------------------------
# one build for many broken cells; each must be told with file, row, column and value

NOT_A_NUMBER = [
    ("scorecards", 1, "fit_max", "6O"),
    ("criteria", 1, "max_points", "ten"),
    ("fit_rules", 1, "points", "10,5"),
    ("bant_rules", 1, "at_least", "10.000,00"),
    ("interest_rules", 1, "max_per_day", "once"),
    ("importance_tiers", 1, "at_most", "1 000"),
    ("score_bands", 2, "at_least", "NaN"),
    ("weight_overrides", 1, "points", "+"),
    ("journeys", 1, "days_before", "soon"),
    ("offers", 1, "price_at_least", "€6000"),
    ("personas", 1, "priority", "first"),
    ("title_roles", 1, "priority", "0x1F"),
    ("fast_lane", 1, "valid_days", "a week"),
    ("expectations", 1, "at_least", "a fifth"),
]


UNKNOWN = [
    ("fit_rules", 1, "criterion", "stature", "there is no 'stature' in criteria.csv"),
    ("bant_rules", 1, "tier", "vital", "there is no 'vital' in importance_tiers.csv"),
    ("bant_rules", 2, "verdict", "perhaps", "Write one of"),
    ("interest_rules", 1, "property", "colour", "Write one of"),
    ("interest_rules", 2, "decay", "exponential", "Write one of"),
    ("scorecards", 2, "bant_mode", "on", "Write one of"),
    ("scorecards", 3, "status", "draft", "Write one of"),
    ("criteria", 1, "subscore", "Fit", "Write one of"),
    ("weight_overrides", 1, "rule_id", "nobodys_rule", "there is no 'nobodys_rule' in bant_rules.csv"),
    ("weight_overrides", 2, "scorecard_id", "nobodys_card", "there is no 'nobodys_card' in scorecards.csv"),
    ("journeys", 1, "expected_band", "boiling", "there is no 'boiling' in score_bands.csv"),
    ("journeys", 2, "kind", "guess", "Write one of"),
    ("inferred_attributes", 1, "property", "smell", "Write one of"),
    ("fast_lane", 1, "property", "haste", "Write one of"),
    ("attribute_types", 1, "value_type", "colour", "Write one of"),
    ("status_words", 1, "field", "mood", "Write one of"),
    ("status_words", 2, "meaning", "sold", "Write one of: open, won, lost"),
    ("policy_checks", 1, "check_name", "be_nice", "Write one of"),
    ("expectations", 2, "severity", "panic", "Write one of"),
    ("expectations", 3, "metric", "mood", "Write one of"),
]


BLANK = [
    ("scorecards", 1, "handoff_at_least"),
    ("criteria", 1, "owner_team"),
    ("fit_rules", 1, "label"),
    ("bant_rules", 1, "verdict"),
    ("interest_rules", 1, "event_type"),
    ("importance_tiers", 1, "at_least"),
    ("score_bands", 2, "band"),
    ("weight_overrides", 1, "why"),
    ("journeys", 1, "kind"),
    ("machine_traffic", 1, "why"),
    ("offers", 2, "price_at_least"),
    ("personas", 1, "attribute"),
    ("title_roles", 1, "pattern"),
    ("inferred_attributes", 1, "value"),
    ("fast_lane", 2, "event_type"),
    ("wording", 1, "text"),
    ("expectations", 2, "owner_team"),
    ("expectations", 3, "what_to_do"),
]


@pytest.fixture(scope="module")
def with_bad_cells(workshop, before):
    """Build with all of these cells at once."""
    bad = [
        *NOT_A_NUMBER,
        *((*place, value) for *place, value, _ in UNKNOWN),
        *((*place, " ") for place in BLANK),
    ]

    def put(seed: str) -> Callable[[Rows], None]:
        def edit(rows: Rows) -> None:
            for where, number, column, value in bad:
                if where == seed:
                    rows[number][rows[0].index(column)] = value

        return edit

    seeds = dict.fromkeys(seed for seed, *_ in bad)
    return broken_build(workshop, before, *(workshop.edited(seed, put(seed)) for seed in seeds))


def assert_told(built: SimpleNamespace, seed: str, column: str, value: str, problem: str) -> None:
    """One sentence names the seed's file, a row, the column and the value, and says what is wrong."""
    start = re.compile(rf"{seed}\.csv, row '.+', column {column}: ")
    told = [line for line in built.told if start.match(line) and value in line and problem in line]
    assert told, "\n".join([f"{seed}, {column}: {value} {problem}", *built.told])


@pytest.mark.parametrize(("seed", "row", "column", "value"), NOT_A_NUMBER)
def test_a_cell_that_is_no_number_is_told(with_bad_cells, seed, row, column, value):
    assert_told(with_bad_cells, seed, column, f"'{value}'", "is not a number")


@pytest.mark.parametrize(("seed", "row", "column", "value", "problem"), UNKNOWN)
def test_a_word_that_nothing_knows_is_told(with_bad_cells, seed, row, column, value, problem):
    assert_told(with_bad_cells, seed, column, f"'{value}'", problem)


@pytest.mark.parametrize(("seed", "row", "column"), BLANK)
def test_a_blank_cell_that_is_needed_is_told(with_bad_cells, seed, row, column):
    assert_told(with_bad_cells, seed, column, "", "the cell is blank")


REPEATED = {
    "scorecards": "scorecard_id",
    "criteria": "criterion",
    "fit_rules": "rule_id",
    "bant_rules": "rule_id",
    "interest_rules": "rule_id",
    "importance_tiers": "tier",
    "score_bands": "band",
    "weight_overrides": "rule_id",
    "journeys": "step",
    "machine_traffic": "rule_id",
    "free_email_domains": "domain",
    "offers": "offer_id",
    "personas": "condition",
    "title_roles": "title_role_id",
    "inferred_attributes": "inference_id",
    "fast_lane": "wish_id",
    "attribute_types": "attribute",
    "status_words": "word",
    "expectations": "expectation_id",
    "wording": "phrase",
}


@pytest.fixture(scope="module")
def with_copies(workshop, before):
    """Build with the first row of each seed standing twice, its last word changed."""

    def repeat(rows: Rows) -> None:
        rows.append([*rows[1][:-1], rows[1][-1] + " again"] if len(rows[1]) > 1 else rows[1])

    return broken_build(workshop, before, *(workshop.edited(seed, repeat) for seed in REPEATED))


@pytest.mark.parametrize(("seed", "column"), REPEATED.items())
def test_a_row_that_stands_twice_is_told(workshop, with_copies, seed, column):
    header, first, *_ = workshop.rows(seed)
    assert_told(with_copies, seed, column, f"'{first[header.index(column)]}'", "")


@pytest.fixture(scope="module")
def contradicting(workshop, before):
    """Build with rows that contradict each other, or cells that contradict others of their row."""

    def first(rows: Rows, **wanted: str) -> list[str]:
        return next(row for row in rows if all(row[rows[0].index(name)] == at for name, at in wanted.items()))

    def put(row: list[str], header: list[str], **cells: str) -> None:
        for name, value in cells.items():
            row[header.index(name)] = value

    def champions(rows: Rows) -> None:
        put(first(rows, status="challenger"), rows[0], status="champion")

    def bands(rows: Rows) -> None:
        put(first(rows, at_least="0"), rows[0], at_least="1")

    def fit(rows: Rows) -> None:
        header = rows[0]
        put(rows[1], header, rule_id="too_strong", tier="influence", points="4.5")
        put(rows[2], header, rule_id="no_tier", tier="", points="4")
        put(rows[3], header, rule_id="empty_range", pattern="", at_least="10", below="10")

    def bant(rows: Rows) -> None:
        put(rows[1], rows[0], rule_id="wrong_subscore", criterion=interest_criterion)

    def interest(rows: Rows) -> None:
        put(rows[1], rows[0], rule_id="no_days", decay="linear", decay_days="")
        put(rows[2], rows[0], rule_id="no_decay", decay="", decay_days="7")

    def overrides(rows: Rows) -> None:
        put(rows[1], rows[0], rule_id=important_rule, points="12")

    header, *rules = workshop.rows("interest_rules")
    interest_criterion = rules[5][header.index("criterion")]
    header, *rules = workshop.rows("bant_rules")
    important_rule = next(rule[0] for rule in rules[2:] if rule[header.index("tier")] == "important")
    edits = {
        "scorecards": champions,
        "score_bands": bands,
        "fit_rules": fit,
        "bant_rules": bant,
        "interest_rules": interest,
        "weight_overrides": overrides,
    }
    return broken_build(workshop, before, *(workshop.edited(seed, edit) for seed, edit in edits.items()))


@pytest.mark.parametrize(
    "pattern",
    [
        r"scorecards\.csv, column status: 2 scorecards are champion",
        r"score_bands\.csv, column at_least: no band starts at 0",
        r"fit_rules\.csv, row 'too_strong .+', column points: 4\.5 points lie outside the tier \(influence",
        r"fit_rules\.csv, row 'no_tier .+', column tier: 4 points need a tier",
        r"fit_rules\.csv, row 'empty_range .+', column below: nothing is at least 10 and below 10",
        r"bant_rules\.csv, row 'wrong_subscore .+', column criterion: .+ belongs to interest",
        r"interest_rules\.csv, row 'no_days .+', column decay_days: the decay 'linear' needs its",
        r"interest_rules\.csv, row 'no_decay .+', column decay: 7 days are given but no decay",
        r"weight_overrides\.csv, row '.+', column points: 12 points lie outside the tier \(important",
    ],
)
def test_a_contradiction_is_told(contradicting, pattern):
    assert [line for line in contradicting.told if re.match(pattern, line)], "\n".join(contradicting.told)


MISSING = {
    "fit_rules": "points",
    "interest_rules": "decay_days",
    "scorecards": "status",
    "importance_tiers": "at_most",
    "machine_traffic": "pattern",
    "wording": "text_es",
}
STRAY = (
    "bant_rules",
    "criteria",
    "score_bands",
    "weight_overrides",
    "journeys",
    "offers",
    "free_email_domains",
)


@pytest.fixture(scope="module")
def with_other_headers(workshop, before):
    """Build with columns that are gone and columns that nobody knows."""

    def drop(column: str) -> Callable[[Rows], None]:
        def edit(rows: Rows) -> None:
            place = rows[0].index(column)
            for row in rows:
                del row[place]

        return edit

    def add(rows: Rows) -> None:
        for number, row in enumerate(rows):
            row.append("remark" if number == 0 else "")

    return broken_build(
        workshop,
        before,
        *(workshop.edited(seed, drop(column)) for seed, column in MISSING.items()),
        *(workshop.edited(seed, add) for seed in STRAY),
    )


@pytest.mark.parametrize(("seed", "column"), MISSING.items())
def test_a_missing_column_is_told(with_other_headers, seed, column):
    start = f"{seed}.csv, column {column}: the header lacks this column"
    assert [line for line in with_other_headers.told if line.startswith(start)]


@pytest.mark.parametrize("seed", STRAY)
def test_a_stray_column_is_told(with_other_headers, seed):
    start = f"{seed}.csv, column remark: the file knows no such column"
    assert [line for line in with_other_headers.told if line.startswith(start)]


@pytest.mark.long
def test_a_row_with_more_cells_than_the_header_stops_the_build(workshop, before):
    path = workshop.seed("score_bands")
    built = broken_build(workshop, before, (path, path.read_bytes() + b"warm,40,warm,,,Wait, then call\n"))
    assert "score_bands.csv" in built.said
    assert re.search(r"Row \d+ has 7 values, but Table only has 6 columns", built.said)


@pytest.mark.long
def test_a_journey_in_another_band_stops_the_build(workshop, before):
    [journey] = {row[0] for row in workshop.rows("journeys")[1:2]}

    def expect_cold(rows: Rows) -> None:
        for row in rows[1:]:
            if row[0] == journey:
                row[rows[0].index("expected_band")] = "cold"

    built = broken_build(workshop, before, workshop.edited("journeys", expect_cold))
    [told] = built.told
    assert re.match(rf"Journey {journey} should be cold and is (mql|sql|hot) with score \d+: ", told)


@pytest.mark.long
def test_a_raw_table_that_is_gone_stops_the_build(workshop, before):
    events = workshop.project / "tests" / "fixtures" / "raw" / "events.csv"
    aside = events.rename(events.with_suffix(".aside"))
    built = broken_build(workshop, before)
    aside.rename(events)
    assert "The raw table 'events' is missing." in built.said


# ---------------------------------------------------------------------------------------------------------
# a broken engine


def spoiled(workshop: Workshop, model: str, query: str) -> tuple[Path, bytes]:
    """Return a model's file and a text in which a query spoils what the model says (CTE ``sound``)."""
    [path] = (workshop.project / "models").rglob(f"{model}.sql")
    sound = path.read_text(encoding="utf-8")
    return path, f"with sound as (\n{sound}\n)\n\n{query}\n".encode()


@pytest.mark.parametrize(
    ("model", "query", "test"),
    {
        "reasons that do not add up": (
            "int_lead_ledger",
            "select * replace (cast(points + 0.001 as decimal(18, 3)) as points) from sound",
            "reasons_add_up_to_scores",
        ),
        "a lead that stands twice": (
            "int_lead_scores_today",
            "from sound union all (from sound limit 1)",
            "grain_of_scoring",
        ),
        "an event that is lost": (
            "int_events",
            "from sound where event_id <> 'E1'",
            "raw_events_are_all_accounted_for",
        ),
    }.values(),
)
def test_a_broken_engine_publishes_nothing(workshop, before, model, query, test):
    options = ("--select", f"{model}+")
    built = broken_build(workshop, before, spoiled(workshop, model, query), options=options)
    assert f"Failure in test {test}" in built.said


def test_whatever_can_fail_of_the_core_comes_before_the_publication(workshop):
    manifest = json.loads((workshop.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"]
    parents = {key: set(node["depends_on"].get("nodes", [])) & nodes.keys() for key, node in nodes.items()}

    def upstream(key: str) -> set[str]:
        found, waiting = set(), [key]
        while waiting:
            new = parents[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    publication = "model.lead_scoring.int_publication"
    checked = upstream(publication) | {publication}
    core = {f"model.lead_scoring.{name}" for name in PUBLIC_CORE}
    assert all(publication in upstream(key) for key in core)
    late = set().union(*(upstream(key) for key in core)) - checked
    assert late == set(), "a failure there would publish a part of the core"
    study = re.compile(r"models/(marts|nurture|feedback|checks)/")
    for key, node in nodes.items():
        if node["resource_type"] == "test" and node["config"]["severity"].lower() == "error":
            beyond = parents[key] - checked
            # what only tables read that people study is no matter of the publication
            assert all(
                study.match(nodes[other]["original_file_path"]) or not core & _below(other, parents)
                for other in beyond
            ), f"{key} is not awaited by the publication"


def _below(key: str, parents: dict[str, set[str]]) -> set[str]:
    found, waiting = set(), [key]
    while waiting:
        above = waiting.pop()
        new = {other for other, its in parents.items() if above in its} - found
        found |= new
        waiting += new
    return found


@pytest.mark.long
def test_what_is_mended_is_published(workshop, before, with_bad_cells):
    header, *rules = workshop.rows("fit_rules")
    tiers = {row[0]: row for row in workshop.rows("importance_tiers")}
    tier, points = header.index("tier"), header.index("points")
    number = next(number for number, rule in enumerate(rules, start=1) if rule[tier] == "influence")
    edge = "4" if rules[number - 1][points] != "4" else "3"
    assert float(tiers["influence"][1]) <= float(edge) <= float(tiers["influence"][2])

    def change(value: str) -> Callable[[Rows], None]:
        def edit(rows: Rows) -> None:
            rows[number][points] = value

        return edit

    with workshop.changed(workshop.edited("fit_rules", change(edge))):
        built = workshop.build()
    assert built.returncode == 0, built.said
    after = workshop.published()

    def versions(published: Published) -> set:
        columns, rows = published["lead_scores"]
        place = [column[0] for column in columns].index("policy_version")
        return {row[place] for row in rows}

    assert versions(before).isdisjoint(versions(after))
    assert {name: columns for name, (columns, _) in after.items()} == {
        name: columns for name, (columns, _) in before.items()
    }
    assert len(after["lead_scores"][1]) == len(before["lead_scores"][1])
