"""Which modules of the grader a learner's commands need, found by following their imports.

A package is taken whole, since some of its modules are started by name and not imported; only of
`grader.commands` are single modules taken.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

COMMANDS = "grader.commands"


def modules(house: Path, commands: Sequence[str]) -> list[Path]:
    """Return the files of the learners' grader with these commands, as paths below `house`."""
    names = ["grader", "grader.__main__", COMMANDS, *(f"{COMMANDS}.{name}" for name in commands)]
    found = set[Path]()
    while names:
        name = _whole(house, names.pop())
        path = _path(house, name)
        if path in found or not path.is_file():
            continue
        whole = path.name == "__init__.py" and name not in ("grader", COMMANDS)
        new = set(path.parent.rglob("*.py") if whole else [path])
        found |= new
        names += [imported for each in new for imported in _imports(each)]
    return sorted(path.relative_to(house) for path in found)


def _whole(house: Path, module: str) -> str:
    """Return the package of the grader that a module is in, if it is to be taken whole."""
    package = ".".join(module.split(".")[:2])
    return module if package == COMMANDS or not _path(house, package).is_file() else package


def _path(house: Path, module: str) -> Path:
    """Return the file of a module or package; it may not exist."""
    path = house / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _imports(path: Path) -> list[str]:
    """Return the modules of the grader that a file imports, anywhere in it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in found if name.startswith("grader.")]
