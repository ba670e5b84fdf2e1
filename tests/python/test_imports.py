"""The package's imports: no module needs itself, by whatever way round."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from engine import PROJECT

PACKAGE = PROJECT / "lead_scoring"


def imports(package: Path) -> dict[str, set[str]]:
    """Return what each module of a package imports of the package itself, wherever the statement stands."""
    files = {_name(package, path): path for path in sorted(package.rglob("*.py"))}
    return {
        name: {found for found in _imported(ast.parse(path.read_text("utf-8")), files) if found != name}
        for name, path in files.items()
    }


def _name(package: Path, path: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.Module, modules: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            submodules = [name for name in names if name in modules]
            yield from submodules
            if len(submodules) < len(names) and node.module in modules:
                yield node.module


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle, none where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_import_goes_round_in_a_circle():
    graph = imports(PACKAGE)
    assert len(graph) > 40 and sum(map(len, graph.values())) > 60
    assert circle(graph) == []


def test_a_circle_is_found(tmp_path: Path):
    package = tmp_path / "made_up"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("from made_up.two import a\n")
    (package / "two.py").write_text("def f():\n    from made_up import one\n")
    assert set(circle(imports(package))) == {"made_up.one", "made_up.two"}
