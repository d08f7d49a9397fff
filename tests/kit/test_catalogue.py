"""docs/catalogue.md: each solution that it names is there, and says the same of itself."""

from __future__ import annotations

import re
from pathlib import Path

import documents
import houses
import pytest

from grader.validation.cases import REFERENCE
from grader.validation.expectations import expectations_in

PAGE = "docs/catalogue.md"
ROW = re.compile(
    r"^\| .+ \| \[(?P<name>\w+)\]\(\.\./(?P<path>solutions/[\w/]+\.py)\) \|"
    r"(?: `(?P<check>\w+)` \|)?$",
    re.MULTILINE,
)
ROWS = [tuple(row.groups()) for row in ROW.finditer(documents.text_of(PAGE))]
MISTAKES = [(path, check) for _, path, check in ROWS if check]
RIGHT_WAYS = [path for _, path, check in ROWS if not check]


@pytest.mark.parametrize(("path", "check"), MISTAKES)
def test_a_mistake_is_rejected_by_the_check_that_is_named(path: str, check: str) -> None:
    """Its solution lies among the wrong ones, and its docstring names that check."""
    solution = houses.HOUSE / path
    assert solution.parent.name == "wrong", path
    assert check in [each.check for each in expectations_in(solution.read_bytes())], path


@pytest.mark.parametrize("path", RIGHT_WAYS)
def test_a_right_way_lies_among_the_correct_ones(path: str) -> None:
    """Its solution is there, and `validate` takes it for a correct one."""
    solution = houses.HOUSE / path
    assert solution.is_file(), path
    assert solution.parent.name == "correct" or solution.name == REFERENCE, path


def test_no_row_escapes() -> None:
    """Each link to a solution is a row that was read, by the name of its file."""
    links = re.findall(r"\]\(\.\./(solutions/[^)]+)\)", documents.text_of(PAGE))
    assert sorted(links) == sorted(path for _, path, _ in ROWS)
    assert all(path.endswith(f"/{name}.py") for name, path, _ in ROWS)
    assert len(set(links)) == len(links), "a solution is named twice"


def test_an_exercise_has_both() -> None:
    """There are exercises on the page, and each has mistakes and right ways."""
    mistaken = {Path(path).parts[1] for path, _ in MISTAKES}
    assert mistaken
    assert mistaken == {Path(path).parts[1] for path in RIGHT_WAYS}


def test_the_matrix(tmp_path: Path) -> None:
    """It counts the runs that went as they should, and tells what came in place of a message."""
    house = houses.copy_of_the_kit(tmp_path / "kit")
    solution = house / "solutions/ex01_gil/wrong/target_called.py"
    source = solution.read_text("utf-8")
    solution.write_text(source.replace("expected all calls", "expected no calls"), "utf-8")
    command = "python benchmarks/steadiness.py --times 2 --load --jobs 2 --kind wrong ex01"
    done = documents.run(command, house)
    assert done.returncode == 1, done.stdout + done.stderr
    said = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "wrong/joined_in_the_same_loop.py 2 of 2 2 of 2" in said, done.stdout
    assert "wrong/target_called.py 0 of 2 0 of 2" in said, done.stdout
    assert "but it failed with 'run_processes" in done.stdout, done.stdout
    count = sum("/ex01_gil/" in path for path, _ in MISTAKES)
    total = f"wrong, loaded: {count} solutions, {2 * count - 2} of {2 * count} runs"
    assert f"{total} as they should be" in said, done.stdout
