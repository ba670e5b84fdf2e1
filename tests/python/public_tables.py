"""A warehouse with the public tables alone, as their contracts describe them, and the rows that a test gives them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import yaml
from engine import PROJECT

AS_OF = date(2026, 3, 31)


@cache
def contracts() -> dict[str, dict[str, str]]:
    """Return the type of each column of each public table."""
    files = [
        yaml.safe_load(path.read_text("utf-8")) for path in (PROJECT / "models" / "marts").rglob("*.yml")
    ]
    return {
        model.get("config", {}).get("alias", model["name"]): {
            column["name"]: column["data_type"] for column in model["columns"]
        }
        for file in files
        for model in file.get("models", [])
    }


def statements(names: Iterable[str] = ()) -> list[str]:
    """Return what makes the public tables (all, or those named), empty, on DuckDB and PostgreSQL."""
    return ["create schema marts"] + [
        f"create table marts.{name} ("
        + ", ".join(f'"{column}" {_type(kind)}' for column, kind in contracts()[name].items())
        + ")"
        for name in names or contracts()
    ]


def warehouse(
    path: Path,
    tables: Mapping[str, list[Mapping[str, object]]],
    names: Iterable[str] = (),
    seeds: Iterable[str] = ("wording",),
) -> Path:
    """Write a DuckDB file with public tables (all, or those named), some of them filled, and some seeds."""
    with duckdb.connect(str(path)) as connection:
        for statement in [*statements(names), "create schema seeds"]:
            connection.execute(statement)
        for seed in seeds:
            file = PROJECT / "seeds" / "reference" / f"{seed}.csv"
            connection.execute(
                f"create table seeds.{seed} as select * from read_csv('{file}', all_varchar = true)"
            )
        fill(connection, tables)
    return path


def fill(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, list[Mapping[str, object]]]) -> None:
    """Add rows to public tables; a column that a row does not name is null."""
    for name, rows in tables.items():
        for row in rows:
            connection.execute(
                f"insert into marts.{name} ({', '.join(row)}) values ({', '.join('?' * len(row))})",
                list(row.values()),
            )


def call(number: int, **changes: object) -> dict[str, object]:
    """Return a row of the call list."""
    return {
        "call_rank": number,
        "contact_id": f"C{number}",
        "as_of_date": AS_OF,
        "full_name": f"Person {number}",
        "job_title": "CFO",
        "email": f"person{number}@firm.example",
        "phone": "+34 600 000 000",
        "country": "ES",
        "account_name": "Firm",
        "score": 80 - number,
        "band": "hot",
        "bant_verdict": "positive",
        "why": "Asked for a demo, once, on 29 Mar: +14.3",
        "against": "",
        "fit_total": Decimal("38.2"),
        "fit_max": Decimal(50),
        "interest_total": Decimal("31.5"),
        "interest_max": None,
        "last_activity_date": AS_OF,
        "missing": "",
        "next_step": "Call now",
        "rep_id": "R1",
        "rep_name": "Ana",
        "respond_by": datetime(2026, 4, 1, 2),
        "respond_by_local": datetime(2026, 4, 1, 4),
        "time_zone": "Europe/Madrid",
        "handoff_id": f"{AS_OF} C{number}",
        "handed_off_on": AS_OF,
        "channel": "threshold",
        **changes,
    }


def _type(kind: str) -> str:
    return "text" if kind == "string" else kind
