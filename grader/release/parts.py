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
    found = [_path(house, "grader"), _path(house, "grader.__main__"), _path(house, COMMANDS)]
    found += [_path(house, f"{COMMANDS}.{name}") for name in commands]
    for path in found:
        for name in _imports(path):
            package = ".".join(name.split(".")[:2])
            folder = house / package.replace(".", "/")
            if package == COMMANDS or not folder.is_dir():
                new = [_path(house, name)]
            else:
                new = sorted(folder.rglob("*.py"))
            found += [each for each in new if each.is_file() and each not in found]
    return sorted(path.relative_to(house) for path in found)


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
