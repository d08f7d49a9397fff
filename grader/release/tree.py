"""The folder of the learners' kit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from grader import files
from grader.catalogue import WITHHELD, Exercise
from grader.release.cutting import NotReleasable, Public, public
from grader.release.parts import modules
from grader.suite.stubs import written_in
from grader.suite.unsatisfied import UNWRITTEN

README = Path(__file__).with_name("README-learners.md")
COPIED = (".gitignore", "LICENSE", "conftest.py", "requirements.txt", "exercises/checkpoints.txt")

AUTHORS = ("kit:", "tests:", "kit,tests:")
"""How the lines of tox.ini begin that are for authors."""

HIDDEN_THERE = """\
Your instructor runs a few checks more than you have here. They ask for nothing that the stub does
not say; the page names how many there are."""

HIDDEN_NONE = "Your instructor runs the very checks that you have here, and no others."


def release(
    exercises: Sequence[Exercise], commands: Sequence[str], target: Path
) -> dict[str, Public]:
    """Write the learners' kit with these exercises and commands; return the suites by exercise.

    The folder is there whole, or not at all. Raise NotWritable where it cannot be written, and
    NotReleasable where it would tell what is to be kept: a hidden check, or a solution.
    """
    for exercise in exercises:
        if not exercise.stub.exists():
            raise NotReleasable(f"there is no stub {exercise.stub}")
        try:
            written = written_in(exercise.stub.read_text("utf-8"), exercise)
        except (SyntaxError, ValueError) as error:
            raise NotReleasable(f"{exercise.stub} is no Python: {error}") from None
        if written:
            raise NotReleasable(
                f"{exercise.stub} is no stub: {', '.join(written)} does not raise {UNWRITTEN}. Is "
                "that a solution?"
            )
    suites = {
        exercise.name: public(exercise.suite.read_text("utf-8"), exercise.suite.name)
        for exercise in exercises
    }
    target = Path(os.path.realpath(target))
    if target.exists() and not (target.is_dir() and not os.listdir(target)):
        raise files.NotWritable(f"{target} is there already: name a new folder, or remove it first")
    try:
        with files.in_place_of(target) as new:
            _write(new, exercises, commands, suites)
    except OSError as error:
        raise files.NotWritable(f"{target} cannot be written: {error.strerror or error}") from None
    return suites


def _write(
    new: Path,
    exercises: Sequence[Exercise],
    commands: Sequence[str],
    suites: dict[str, Public],
) -> None:
    house = exercises[0].house
    copied = [*modules(house, commands), *map(Path, COPIED)]
    (new / "tests").mkdir()
    for exercise in exercises:
        copied += [path.relative_to(house) for path in (exercise.stub, exercise.hints)]
        (new / "tests" / exercise.suite.name).write_text(suites[exercise.name].text, "utf-8")
    for path in copied:
        if (house / path).exists():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(house / path, new / path)
    (new / "exercises" / "original").mkdir()
    for exercise in exercises:
        shutil.copyfile(exercise.stub, new / "exercises" / "original" / exercise.file)
    tox = (house / "tox.ini").read_text("utf-8")
    (new / "tox.ini").write_text(_tox(tox, exercises), "utf-8")
    lines = [f"{name} {suite.hidden}\n" for name, suite in suites.items() if suite.hidden]
    if lines:
        (new / WITHHELD).write_text("".join(lines), "utf-8")
    (new / "README.md").write_text(_readme(exercises, suites), "utf-8")


def _tox(text: str, exercises: Sequence[Exercise]) -> str:
    """Return the text of tox.ini for these exercises, without what only the whole kit has."""
    names = [exercise.name for exercise in exercises]
    lines = []
    for line in text.partition("\n[testenv:")[0].splitlines():
        word = line.strip()
        if word.startswith("envlist"):
            lines.append(f"envlist = {','.join(names)}")
        elif not word.startswith(AUTHORS) and (word[:2] != "ex" or word.partition(":")[0] in names):
            lines.append(line.replace("!kit-!tests-", "").replace(", solution", ""))
    return "\n".join(lines) + "\n"


def _readme(exercises: Sequence[Exercise], suites: dict[str, Public]) -> str:
    """Return the README, with a line for each exercise."""
    rows = [f"| `{e.name}` | `exercises/{e.file}` | {e.subject} |" for e in exercises]
    more = any(suite.hidden for suite in suites.values())
    text = README.read_text("utf-8")
    for place, words in {
        "{first}": exercises[0].name,
        "{exercises}": "\n".join(rows),
        "{hidden}": HIDDEN_THERE if more else HIDDEN_NONE,
    }.items():
        text = text.replace(place, words)
    return text
