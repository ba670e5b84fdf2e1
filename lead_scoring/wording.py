"""The words that people read, from the seed `wording` as the last build loaded it."""

from lead_scoring.warehouse import Warehouse

LANGUAGES = ("en", "es")


class Wording:
    """The phrases in each language; a phrase that is not there is its own name."""

    def __init__(self, warehouse: Warehouse) -> None:
        loaded = "wording" in warehouse.tables(warehouse.schema("seeds"))
        table = warehouse.table("seeds", "wording")
        query = f"select phrase, text, coalesce(text_es, text) from {table} where text is not null"
        rows = list(warehouse.rows(query)) if loaded else []
        self._phrases = {"en": {row[0]: row[1] for row in rows}, "es": {row[0]: row[2] for row in rows}}

    def phrase(self, name: str, language: str) -> str:
        """Return a phrase in a language."""
        return self._phrases[language].get(name, name)

    def value(self, kind: str, value: str | None, language: str) -> str | None:
        """Return the phrase for a value of a kind (`verdict`, `positive`), or the value where there is none."""
        return value and self._phrases[language].get(f"{kind}_{value}", value)
