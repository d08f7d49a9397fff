"""The maps of the grader, in the docstrings of its packages, are true."""

import ast
import re
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
        wrong = above & set(imported(path))
        assert not wrong, f"{path.relative_to(HOUSE)} imports from {', '.join(sorted(wrong))}"


def imported(path: Path) -> Iterator[str]:
    """Yield the packages of the grader that a module imports from, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.ImportFrom(module="grader"):
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module)) if module.startswith("grader."):
                yield module.split(".")[1]


@pytest.mark.parametrize("package", [each for each in PACKAGES if each != "commands"])
def test_every_module_is_on_the_map_of_its_package(package: str) -> None:
    """The docstring of a package names each of its modules; `commands` has its own help."""
    folder = HOUSE / package
    doc = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    modules = {path.stem for path in folder.glob("[!_]*.py")}
    missing = modules - set(re.findall(r"\w+", doc))
    assert not missing, f"the docstring does not name {', '.join(sorted(missing))}"
