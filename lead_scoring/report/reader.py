"""How the report reads a warehouse: the tables that are there, and nothing of those that are not."""

import re
from collections.abc import Sequence
from datetime import date

from lead_scoring import parts
from lead_scoring.warehouse import Warehouse

TABLE = re.compile(r"\{(marts|seeds)\}\.(\w+)")


class Tables:
    """The tables of the schemas ``marts`` and ``seeds`` of a warehouse."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._tables = {name: set(warehouse.tables(warehouse.schema(name))) for name in ("marts", "seeds")}

    def has(self, table: str, schema: str = "marts") -> bool:
        """Return whether the table is there."""
        return table in self._tables[schema]

    def absent(self) -> parts.Absent:
        """Return which parts of the project, and which single tables, are not there."""
        return parts.absent(self.warehouse)

    def earlier(self) -> dict[str, date]:
        """Return the tables of an earlier date than the scores, with their date."""
        return parts.earlier_tables(self.warehouse)

    def rows(self, query: str, *values: object) -> list[dict]:
        """Return the rows of a query as dictionaries; none where one of its tables (``{marts}.name``) is not there.

        ``{many}`` in the query stands for a list of placeholders (%s), one for each value. Raises CannotReadError where
        a table is not one of this version.
        """
        if not all(self.has(table, schema) for schema, table in TABLE.findall(query)):
            return []
        names = {name: self.warehouse.quoted(self.warehouse.schema(name)) for name in ("marts", "seeds")}
        return list(
            self.warehouse.records(query.format(**names, many=", ".join(["%s"] * len(values))), values)
        )

    def of_contacts(self, query: str, contacts: Sequence[str], *values: object) -> list[dict]:
        """Return the rows of a query with ``in ({many})`` for some contacts; none without any contact.

        Other values stand before the contacts.
        """
        if not contacts:
            return []
        return self.rows(query.replace("{many}", ", ".join(["%s"] * len(contacts))), *values, *contacts)
