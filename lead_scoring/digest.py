"""One hash per public table, equal on two warehouses exactly where the tables hold the same rows.

A row is written as JSON: its values in the order of the column names, numbers without trailing zeros, dates and times
(UTC) as in ISO 8601. A table's hash is the sum of its rows' SHA-256, modulo 2^256, written as 64 hex digits: the order
in which a warehouse hands out rows does not matter, how often a row is there does. The column names are a row as well.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

from lead_scoring.errors import UserError
from lead_scoring.warehouse import Warehouse


class CannotDigestError(UserError):
    """There is nothing to read; the message says what to do."""


def digests(warehouse: Warehouse) -> dict[str, tuple[int, str]]:
    """Return rows and hash of each table in the schema ``marts``. Raises CannotDigestError where there is none."""
    schema = warehouse.schema("marts")
    tables = warehouse.public_tables()
    if not tables:
        raise CannotDigestError(
            f"There is no table in the schema {schema} of {warehouse.place}. Build it first: {warehouse.build}"
        )
    return {table: digest(*read(warehouse, schema, table)) for table in tables}


def read(warehouse: Warehouse, schema: str, table: str) -> tuple[list[str], Iterable[tuple]]:
    """Return a table's columns, sorted by name, and its rows."""
    columns = warehouse.columns(schema, table)
    selected = ", ".join(map(warehouse.quoted, columns))
    return columns, warehouse.rows(
        f"select {selected} from {warehouse.quoted(schema)}.{warehouse.quoted(table)}"
    )


def digest(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> tuple[int, str]:
    """Return the number of rows and their hash; both must be in the order of the column names."""
    total, number = _number_of(as_text(columns)), 0
    for row in rows:
        total += _number_of(as_text(row))
        number += 1
    return number, f"{total % 2**256:064x}"


def as_text(row: Sequence[object]) -> str:
    """Return a row as every warehouse writes it."""
    return "[" + ",".join(map(_cell, row)) + "]"


def _cell(value: object) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float, Decimal)):
        text = format(Decimal(str(value)), "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text
    if isinstance(value, datetime):
        utc = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return f'"{utc.isoformat()}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    raise TypeError(f"a public table has no values like {value!r}")


def _number_of(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest())
