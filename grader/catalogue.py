"""The exercises of this kit, found by the names of their files.

An exercise is a stub `exercises/ex06_lock.py` with its hints, a suite `tests/test_ex06_lock.py` and
a folder `solutions/ex06_lock/`. Nothing else lists them.
"""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent

NUMBERED = re.compile(r"Exercise \d+: ")
"""How the first line of a stub begins."""

WITHHELD = "tests/withheld.txt"
"""The file of a learners' kit that says how many checks it lacks."""


class UnknownExercise(Exception):
    """There is no such exercise."""


@dataclass(frozen=True)
class Exercise:
    """One exercise: `name` is "ex06", `stem` is "ex06_lock"."""

    stem: str
    house: Path = HOUSE

    @property
    def name(self) -> str:
        """The number of the exercise with its prefix: "ex06"."""
        return self.stem.partition("_")[0]

    @property
    def file(self) -> str:
        """The name of the file that a learner hands in."""
        return f"{self.stem}.py"

    @property
    def stub(self) -> Path:
        """The file that a learner starts from."""
        return self.house / "exercises" / self.file

    @property
    def suite(self) -> Path:
        """The file with the checks."""
        return self.house / "tests" / f"test_{self.stem}.py"

    @property
    def solutions(self) -> Path:
        """The folder with right and wrong solutions."""
        return self.house / "solutions" / self.stem

    @property
    def reference(self) -> Path:
        """The commented solution; a kit for learners may have none."""
        return self.solutions / "reference.py"

    @property
    def hints(self) -> Path:
        """The file with the hints, one heading for each step."""
        return self.house / "exercises" / f"{self.stem}.hints.md"

    @property
    def original(self) -> Path:
        """The stub as it was handed out; only a kit for learners has it."""
        return self.house / "exercises" / "original" / self.file

    @property
    def contract(self) -> Path:
        """A file whose functions have the signatures that the exercise fixes.

        The stub may be a learner's file by now. The reference solution has the same signatures.
        """
        return next((path for path in (self.original, self.reference) if path.exists()), self.stub)

    def sentence(self, check: str) -> str:
        """Return what a check says that it asks for; its name where the suite does not have it."""
        for node in ast.parse(self.suite.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name == f"test_{check}":
                return " ".join((ast.get_docstring(node) or check).split())
        return check.replace("_", " ")

    @property
    def withheld(self) -> int:
        """How many checks the instructor runs that this kit does not have.

        `tests/withheld.txt` says so, a line for each exercise: "ex06 3".
        """
        path = self.house / WITHHELD
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        counts = [line.split()[1] for line in lines if line.split()[:1] == [self.name]]
        return int(counts[0]) if counts else 0

    @property
    def title(self) -> str:
        """What the stub calls itself; where a learner has taken that away, what the suite does."""
        told = [_first_line(path) for path in (self.original, self.stub, self.suite)]
        numbered = [line for line in told if NUMBERED.match(line)]
        return next((line for line in (*numbered, told[-1], told[1]) if line), self.stem)

    @property
    def subject(self) -> str:
        """The title without the number of the exercise."""
        return self.title.partition(": ")[2] or self.title


def _first_line(path: Path) -> str:
    """Return the first line of what a file says of itself; nothing, where there is none."""
    try:
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
    except OSError:
        return ""
    lines = (line.strip().strip('"').strip() for line in text.splitlines())
    return next((line for line in lines if line and not line.startswith("#")), "").rstrip(".")


def exercises(house: Path = HOUSE) -> list[Exercise]:
    """Return all exercises that have a suite, in the order of their numbers."""
    suites = sorted((house / "tests").glob("test_ex[0-9][0-9]_*.py"))
    return [Exercise(suite.stem.removeprefix("test_"), house) for suite in suites]


def find(name: str, house: Path = HOUSE) -> Exercise:
    """Return the exercise called `name`: "ex06", "EX6", "6", "ex06_lock" or a path of its file.

    Raise UnknownExercise with a sentence for the user where there is none.
    """
    known = exercises(house)
    wanted = Path(name).name.lower().removesuffix(".py")
    if number := re.fullmatch(r"(?:ex)?0?(\d+)", wanted):
        wanted = f"ex{int(number[1]):02}"
    for exercise in known:
        if wanted in (exercise.name, exercise.stem):
            return exercise
    names = ", ".join(exercise.name for exercise in known) or "none"
    raise UnknownExercise(f"there is no exercise {name!r}; this kit has: {names}")


def digest() -> str:
    """Return twelve hexadecimal digits that change whenever the suites or the grader change."""
    total = hashlib.sha256()
    for folder in ("tests", "grader"):
        for path in sorted((HOUSE / folder).rglob("*.py")):
            if "kit" not in path.relative_to(HOUSE).parts:
                total.update(path.relative_to(HOUSE).as_posix().encode() + b"\0")
                total.update(path.read_bytes())
    return total.hexdigest()[:12]
