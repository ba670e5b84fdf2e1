"""The project's SQL held against what a warehouse's documentation says: python tests/warehouses/lint.py snowflake …

Every model and test is compiled for the warehouse without one (offline.py). Its SQL must be read by sqlglot in the
warehouse's dialect, and each function, type, operator and form in it must be one that the warehouse has, as
vocabulary.csv tells with its source. What is not in that list is a finding as well: nobody has looked it up yet.
"""

import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlglot import exp, parse
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

VOCABULARY = Path(__file__).with_name("vocabulary.csv")
# GoogleSQL, compiled for this machine; in the environment that it belongs to
COMPILED = Path(sys.prefix) / "zetasql.compiled"
CASTS = {"cast", "try_cast", "safe_cast"}
OPERATORS = {
    "=",
    "<>",
    "<",
    ">",
    "<=",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "||",
    ".",
    ",",
    "(",
    ")",
    "[",
    "]",
    "=>",
    ";",
}
# before a parenthesis, and no function
KEYWORDS = {
    "all",
    "and",
    "any",
    "as",
    "between",
    "by",
    "distinct",
    "else",
    "exists",
    "from",
    "group",
    "having",
    "in",
}
KEYWORDS |= {
    "interval",
    "join",
    "lateral",
    "not",
    "on",
    "or",
    "over",
    "partition",
    "select",
    "then",
    "union",
    "using",
}
# functions of a window whose order is no frame
RANKS = {"rownumber", "rank", "denserank", "percentrank", "cumedist", "ntile", "lag", "lead"}
KEYWORDS |= {"values", "when", "where", "with", "within"}


class Word(NamedTuple):
    """A word of SQL: its kind (function, type, operator or form) and its name in small letters."""

    kind: str
    name: str


def vocabulary(warehouse: str) -> dict[Word, dict[str, str]]:
    """Return what has been looked up of a warehouse."""
    with VOCABULARY.open(newline="", encoding="utf-8") as file:
        return {
            Word(row["kind"], row["name"]): row
            for row in csv.DictReader(file)
            if row["warehouse"] == warehouse
        }


def findings(sql: str, warehouse: str, known: dict[Word, dict[str, str]]) -> set[str]:
    """Return, in words, what the warehouse would refuse or answer otherwise."""
    dialect = Dialect.get_or_raise(warehouse)
    try:
        trees = [tree for tree in parse(sql, dialect=dialect) if tree]
        words = {*_words(dialect.tokenize(sql)), *_forms(trees)}
        words -= {Word("function", query.alias) for tree in trees for query in tree.find_all(exp.CTE)}
    except SqlglotError as error:
        return {f"cannot be read: {str(error).splitlines()[0]}"}
    said = set()
    for word in words:
        looked_up = known.get(word)
        if looked_up is None and word.kind != "form":
            said.add(f"{word.kind} {word.name}: not in vocabulary.csv")
        elif looked_up and looked_up["verdict"] != "has":
            said.add(f"{word.kind} {word.name}: {looked_up['note']} ({looked_up['source']})")
    return said


def _words(tokens: list[Token]) -> Iterator[Word]:
    """Yield functions, types of casts and operators as they are written."""
    opened = []
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        name = token.text.lower()
        is_word = token.token_type not in (TokenType.IDENTIFIER, TokenType.STRING, TokenType.NUMBER)
        opens = after is not None and after.token_type == TokenType.L_PAREN
        if token.token_type == TokenType.L_PAREN:
            opened.append(before.text.lower() if before else "")
        elif token.token_type == TokenType.R_PAREN:
            opened.pop()
        elif before and before.text.lower() == "as" and opened and opened[-1] in CASTS and is_word:
            yield Word("type", name)
        elif is_word and opens and name[:1].isalpha() and name not in KEYWORDS:
            # an alias with its columns, names (column_name)
            if not (before and before.text.lower() == "as"):
                yield Word("function", name)
        elif name in ("<", ">") and before and before.text == name:
            yield Word("operator", 2 * name)
        elif is_word and name and not name[0].isalnum() and name[0] not in '_"`' and name not in OPERATORS:
            yield Word("operator", name)


def _forms(trees: Iterable[exp.Expression]) -> Iterator[Word]:
    """Yield the forms that a warehouse may lack although sqlglot reads them."""
    for node in (node for tree in trees for node in tree.walk()):
        if isinstance(node, exp.Window) and node.args.get("order") and not node.args.get("spec"):
            if node.this.key not in RANKS:
                yield Word("form", "ordered window without frame")
            continue
        if isinstance(node, exp.Values):
            yield Word("form", "values")
        elif isinstance(node, exp.Escape):
            yield Word("form", "like escape")
        elif (
            isinstance(node, exp.Select)
            and node.args.get("where")
            and not (node.args.get("from_") or node.args.get("from"))
        ):
            yield Word("form", "where without from")
        elif (
            isinstance(node, exp.Window)
            and isinstance(node.this, exp.RowNumber)
            and not node.args.get("order")
        ):
            yield Word("form", "row_number without order")
        elif isinstance(node, exp.NullSafeEQ | exp.NullSafeNEQ):
            yield Word("form", "is distinct from")
        elif isinstance(node, exp.CTE) and node.parent.args.get("recursive") and _reads_itself(node):
            columns = node.args["alias"].args.get("columns")
            yield Word("form", f"recursive query {'with' if columns else 'without'} its columns")
        elif isinstance(node, exp.Select) and len(_orders_of_lists(node)) > 1:
            yield Word("form", "lists in two orders")
        elif isinstance(node, exp.DataType) and node.this in exp.DataType.NUMERIC_TYPES | {exp.DType.DECIMAL}:
            digits = [int(each.name) for each in node.expressions]
            if digits and isinstance(node.parent, exp.Cast):
                yield Word("form", "cast with digits")
            if (
                node.this == exp.DType.DECIMAL
                and len(digits) == 2
                and (digits[1] > 9 or digits[0] - digits[1] > 29)
            ):
                yield Word("form", "decimal of more than nine places")


def _reads_itself(query: exp.CTE) -> bool:
    """Tell whether a query of `with` reads itself."""
    return any(table.name == query.alias for table in query.this.find_all(exp.Table))


def _orders_of_lists(select: exp.Select) -> set[str]:
    """Return the orders of the texts that a select puts together, subqueries apart."""
    return {
        node.args["expression"].sql()
        for node in select.find_all(exp.WithinGroup)
        if isinstance(node.this, exp.GroupConcat) and node.find_ancestor(exp.Select) is select
    }


def lint(warehouse: str, folder: Path) -> dict[str, set[str]]:
    """Compile everything for a warehouse and return what is found in each model or test."""
    from offline import compile_offline

    known, found = vocabulary(warehouse), {}
    manifest = compile_offline(warehouse, folder)
    for node in manifest.nodes.values():
        if node.resource_type in ("model", "test") and (
            said := findings(node.compiled_code, warehouse, known)
        ):
            found[node.name] = said
    if warehouse == "bigquery":
        # which knows types
        from googlesql import GoogleSql, refused

        first_day = compile_offline(warehouse, folder, first_day=True)
        for name, reason in refused(GoogleSql(COMPILED), first_day, manifest).items():
            found.setdefault(name, set()).add(reason)
    return found


def main(warehouses: Iterable[str]) -> int:
    """Print what is found in each warehouse and return the exit code."""
    failed = False
    for warehouse in warehouses:
        with tempfile.TemporaryDirectory() as folder:
            found = lint(warehouse, Path(folder))
        by_finding = defaultdict(list)
        for name, said in sorted(found.items()):
            for each in said:
                by_finding[each].append(name)
        for each, names in sorted(by_finding.items()):
            print(
                f"{warehouse}: {each}: {', '.join(names[:3])}{f' and {len(names) - 3} more' if names[3:] else ''}"
            )
        print(f"{warehouse}: {len(by_finding) or 'no'} findings")
        failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
