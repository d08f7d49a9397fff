"""The maps of the grader, in the docstrings of its packages, are true."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader

HOUSE = Path(grader.__file__).parent
ORDER = re.findall(r"^(\w+)  +\S", grader.__doc__ or "", re.MULTILINE)
PACKAGES = sorted(
    path.parent.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*/__init__.py")
)


def test_every_package_is_on_the_map() -> None:
    """The docstring of the grader names each of its packages."""
    there = {package for package in PACKAGES if "/" not in package}
    assert set(ORDER) == there, "grader/__init__.py names other packages than there are"


@pytest.mark.parametrize("package", ORDER)
def test_dependencies_point_one_way(package: str) -> None:
    """No package imports from one that the map has above it."""
    above = set(ORDER[: ORDER.index(package)])
    for path in sorted((HOUSE / package).rglob("*.py")):
        wrong = above & imported(path)
        assert not wrong, f"{path.relative_to(HOUSE)} imports from {', '.join(sorted(wrong))}"


def test_lockstep_stands_alone() -> None:
    """It needs nothing of the rest of the grader, and no pytest."""
    for path in sorted((HOUSE / "lockstep").rglob("*.py")):
        wrong = {name for name in named(path) if re.match(r"grader\.(?!lockstep\b)|pytest\b", name)}
        assert not wrong, f"{path.relative_to(HOUSE)} imports {', '.join(sorted(wrong))}"


def test_what_runs_inside_needs_the_standard_library_only() -> None:
    """What the learner's processes import is Python's own, or a module of which that is true."""
    paths = sorted((HOUSE / "lockstep" / "inside").glob("*.py"))
    for path in paths:
        for name in named(path):
            for module in (name, name.rpartition(".")[0]):
                below = HOUSE.parent.joinpath(*module.split(".")).with_suffix(".py")
                paths += [below] if below.is_file() and below not in paths else []
            top = name.partition(".")[0]
            assert top == "grader" or top in sys.stdlib_module_names, f"{path.name} imports {name}"


def imported(path: Path) -> set[str]:
    """Return the packages and modules at the top of the grader that a module imports from."""
    return {name.split(".")[1] for name in named(path) if name.startswith("grader.")}


def named(path: Path) -> Iterator[str]:
    """Yield the names that a module imports, anywhere in it: `a.b` for `from a import b`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module)):
                yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", [each for each in PACKAGES if each != "commands"])
def test_every_module_is_on_the_map_of_its_package(package: str) -> None:
    """The docstring of a package has each of its parts on the left of its table, or in backticks,
    and nothing there that is gone; `commands` has its own help.
    """
    folder = HOUSE / package
    doc = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    parts = {path.stem for path in folder.glob("[!_]*.py")}
    parts |= {path.parent.name for path in folder.glob("*/__init__.py")}
    rows = [re.split(r",?$|/? {2,}", row.strip())[0].split(", ") for row in doc.splitlines()]
    table = {name for row in rows if all(map(str.isidentifier, row)) for name in row}
    assert table <= parts, f"not there: {', '.join(sorted(table - parts))}"
    missing = parts - table - set(re.findall(r"`(\w+)`", doc))
    assert not missing, f"the docstring does not name {', '.join(sorted(missing))}"
