"""What may stand, or usually stands, in the cells of a policy: the lists that a workbook offers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lead_scoring.policy import seeds

Tables = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class Choice:
    """The words of a column, or the seed and column that lists them; whether others are refused, or asked about."""

    words: tuple[str, ...]
    listed_in: tuple[str, str] | None = None
    others: str = "refused"


def choices(tables: Tables) -> dict[tuple[str, str], Choice]:
    """Return the choice of each seed and column that has one. ``tables`` are the rows of all seeds."""
    found = {
        **_usual(tables, ("event_type",), _event_types(tables)),
        **_usual(tables, ("attribute", "population_attribute"), _attributes(tables)),
    }
    behaviours = (*_values(tables, "behaviours", "behaviour"), *_values(tables, "conditions", "condition"))
    found["behaviour_rules", "attribute"] = Choice(_once(behaviours), others="allowed")
    for check in seeds.checks():
        place = check.seed, check.column
        if check.name == "one_of":
            found[place] = Choice(tuple(check.argument.split("|")))
        elif check.name == "refers_to":
            sources = [
                (source.seed, source.column)
                for source in seeds.checks()
                if (source.name, source.argument) == ("unique", check.argument)
            ]
            words = _once(word for source in sources for word in _values(tables, *source))
            found[place] = Choice(words, sources[0] if len(sources) == 1 else None, "asked about")
    return found


def _usual(tables: Tables, columns: Iterable[str], words: tuple[str, ...]) -> dict[tuple[str, str], Choice]:
    return {
        (seed, column): Choice(words, others="allowed")
        for seed in tables
        for column in columns
        if column in seeds.declared()[seed].columns
    }


def _event_types(tables: Tables) -> tuple[str, ...]:
    """Return the types that some row names; a cell may hold several."""
    cells = (cell for seed in tables for cell in _values(tables, seed, "event_type"))
    return tuple(sorted(set(word for cell in cells for word in cell.split("|") if "%" not in word)))


def _attributes(tables: Tables) -> tuple[str, ...]:
    named = (
        word
        for seed in tables
        if seed != "behaviour_rules"
        for column in ("attribute", "population_attribute")
        for word in _values(tables, seed, column)
    )
    return tuple(sorted(set(named)))


def _values(tables: Tables, seed: str, column: str) -> list[str]:
    return [row[column] for row in tables.get(seed, ()) if row.get(column)]


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
