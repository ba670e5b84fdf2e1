"""The words that people read, from the seed `wording`."""

import csv
from pathlib import Path

from lead_scoring.warehouse import Warehouse

LANGUAGES = ("en", "es")
FILE = Path(__file__).parents[1] / "seeds" / "reference" / "wording.csv"


class Wording:
    """The phrases in each language, as the last build loaded them; without a warehouse as the file has them.

    A phrase that is not there is its own name.
    """

    def __init__(self, warehouse: Warehouse | None = None) -> None:
        rows = _of_file() if warehouse is None else _of_build(warehouse)
        self._phrases = {"en": {row[0]: row[1] for row in rows}, "es": {row[0]: row[2] for row in rows}}

    def phrase(self, name: str, language: str) -> str:
        """Return a phrase in a language."""
        return self._phrases[language].get(name, name)

    def value(self, kind: str, value: str | None, language: str) -> str | None:
        """Return the phrase for a value of a kind (`verdict`, `positive`), or the value where there is none."""
        return value and self._phrases[language].get(f"{kind}_{value}", value)

    def values(self, kind: str) -> list[str]:
        """Return the values of a kind that have a phrase, in order."""
        start = f"{kind}_"
        return sorted(name.removeprefix(start) for name in self._phrases["en"] if name.startswith(start))


def _of_build(warehouse: Warehouse) -> list[tuple[str, str, str]]:
    if "wording" not in warehouse.tables(warehouse.schema("seeds")):
        return []
    table = warehouse.table("seeds", "wording")
    query = f"select phrase, text, coalesce(text_es, text) from {table} where text is not null"
    return list(warehouse.rows(query))


def _of_file() -> list[tuple[str, str, str]]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            [(row.get(name) or "").strip() for name in ("phrase", "text", "text_es")]
            for row in csv.DictReader(file)
        ]
    return [(phrase, text, text_es or text) for phrase, text, text_es in rows if text]
