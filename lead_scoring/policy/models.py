"""The project's own policy models, run without dbt: rendered by Jinja and executed by an in-memory DuckDB.

The models and macros need little of dbt: `builtins.ref`, `var`, `adapter.dispatch` and a few portable functions.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytz
import yaml


class Renderer:
    """The SQL of a project's models, as dbt would render it for DuckDB. ``project`` is its folder."""

    def __init__(self, project: Path) -> None:
        self._files = {path.stem: path for path in (project / "models").rglob("*.sql")}
        self._rendered: dict[str, tuple[str, list[str]]] = {}
        self._references: list[str] = []
        self._returned: list[Any] = []
        variables = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
        self._environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
        self._environment.globals.update(
            {
                "builtins": SimpleNamespace(ref=self._ref),
                "project_name": "lead_scoring",
                "var": variables.get,
                "config": lambda **_: "",
                "return": self._return,
                "lead_scoring": _Package(self.given_by),
                "execute": False,
                "modules": SimpleNamespace(pytz=pytz),
                "adapter": SimpleNamespace(dispatch=self._dispatch, quote=lambda name: f'"{name}"'),
                "dbt": SimpleNamespace(
                    type_string=lambda: "varchar",
                    string_literal=lambda text: f"'{text}'",
                    escape_single_quotes=lambda text: text.replace("'", "''"),
                    listagg=lambda value, separator, order: f"string_agg({value}, {separator} {order})",
                ),
            }
        )
        # not macros/materializations: how tables are written is dbt's own language, and no model is written here
        files = [path.read_text(encoding="utf-8") for path in sorted((project / "macros").glob("*.sql"))]
        self._macros = self._environment.from_string("\n".join(files)).module
        macros = {
            name: macro
            for name, macro in vars(self._macros).items()
            if isinstance(macro, jinja2.runtime.Macro)
        }
        self._environment.globals.update(macros)

    def sql(self, model: str) -> tuple[str, list[str]]:
        """Return a model's SQL and what it refers to. Raises KeyError where there is no such model."""
        if model not in self._rendered:
            self._references = []
            source = self._files[model].read_text(encoding="utf-8")
            self._rendered[model] = self._environment.from_string(source).render(), self._references
        return self._rendered[model]

    def returned_by(self, macro: str, *arguments: object) -> Any:
        """Return what a macro gives back by `return()`. Raises AttributeError without such a macro."""
        getattr(self._macros, macro)(*arguments)
        return self._returned.pop()

    def given_by(self, macro: str, *arguments: object, **named: object) -> Any:
        """Return what a macro gives to the one that calls it: a list or a number by `return()`, else its text."""
        before = len(self._returned)
        text = getattr(self._macros, macro)(*arguments, **named)
        given = self._returned[before:]
        del self._returned[before:]
        return given[-1] if given and not isinstance(given[-1], str) else text

    def _ref(self, _package: str, name: str) -> str:
        self._references.append(name)
        return f'"{name}"'

    def _return(self, value: Any) -> Any:
        self._returned.append(value)
        return value

    def _dispatch(self, macro: str, _package: str) -> Callable[..., str]:
        return getattr(self._macros, f"duckdb__{macro}", None) or getattr(self._macros, f"default__{macro}")


class _Package:
    """The project's macros by name, as its own macros call them: `lead_scoring.name(…)`."""

    def __init__(self, given_by: Callable[..., Any]) -> None:
        self._given_by = given_by

    def __getattr__(self, macro: str) -> Callable[..., Any]:
        return partial(self._given_by, macro)


class Models:
    """An in-memory database that builds models on demand, each after what it refers to."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        # small tables: more threads would only wait for each other
        self._connection = duckdb.connect(":memory:", config={"threads": 1})
        self._tables: set[str] = set()

    def load(self, table: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        """Make a table of text columns (`line_number`: integer) that stands for a model or seed."""
        columns = list(columns)
        kinds = ", ".join(
            f'"{column}" {"integer" if column == "line_number" else "varchar"}' for column in columns
        )
        self._connection.execute(f'create table "{table}" ({kinds})')
        self._tables.add(table)
        # a list per column is one statement whatever stands in the cells; values row by row would be slow
        values = [list(cells) for cells in zip(*rows, strict=True)]
        if values:
            lists = ", ".join("unnest(?)" for _ in columns)
            self._connection.execute(f'insert into "{table}" select {lists}', values)

    def rows(self, model: str) -> list[dict[str, Any]]:
        """Build a model, after what it refers to, and return its rows. Raises KeyError if there is none."""
        self._build(model)
        result = self._connection.execute(f'select * from "{model}"')
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def _build(self, model: str) -> None:
        if model in self._tables:
            return
        sql, references = self._renderer.sql(model)
        for reference in references:
            self._build(reference)
        self._connection.execute(f'create table "{model}" as {sql}')
        self._tables.add(model)
