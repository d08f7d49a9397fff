"""Copies of this kit in other folders, and its program run in them, as learners run it."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
GUARD = 600.0
"""Wall seconds for a command; only a safety net."""

OURS = {f"ex0{number}" for number in range(1, 9)}
"""The exercises that come with the kit; of those that somebody adds less is asked."""


def copy_of_the_kit(folder: Path) -> Path:
    """Return the whole kit in the new `folder`, with what has been compiled of it."""
    unwanted = shutil.ignore_patterns(".*", "graded", "kit")
    shutil.copytree(HOUSE, folder, ignore=unwanted)
    shutil.copy(HOUSE / ".gitignore", folder)
    return folder


def copy_the_grader(folder: Path) -> None:
    """Copy `grader` into `folder`, compiled: each of its processes would have to do that."""
    compileall.compile_dir(HOUSE / "grader", quiet=1)
    shutil.copytree(HOUSE / "grader", folder / "grader")


def copy_for_a_learner(folder: Path) -> Path:
    """Copy what a learner needs into `folder`; return it."""
    copy_the_grader(folder)
    for name in ("exercises", "tests", "solutions"):
        (folder / name).mkdir()
    for path in [*HOUSE.glob("exercises/*.*"), *HOUSE.glob("tests/test_*.py")]:
        shutil.copy(path, folder / path.relative_to(HOUSE))
    for path in HOUSE.glob("solutions/*/reference.py"):
        (folder / path.relative_to(HOUSE)).parent.mkdir()
        shutil.copy(path, folder / path.relative_to(HOUSE))
    return folder


def lockstep(
    house: Path, *arguments: object, cwd: Path | None = None, answer: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of the kit in `house` to its end, as if its output went into a pipe."""
    own = {name: text for name, text in os.environ.items() if name != "FORCE_COLOR"}
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=cwd or house,
        input=answer or "",
        capture_output=True,
        text=True,
        check=False,
        env={**own, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(house)},
        timeout=GUARD,
    )
