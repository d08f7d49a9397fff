"""The submissions of a class: a folder for each learner, and somewhere in it their files.

Everything is read before anything runs, so that no submission can change another one.
"""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.catalogue import Exercise

MAX_FILE = 1 << 20
"""Bytes of a learner's file; a longer one is not what the exercise asks for."""

MAX_BESIDE = 30
"""Files beside the learner's file that it may import."""

NOT_LOOKED_INTO = {"__pycache__", "__MACOSX", "node_modules", "site-packages"}


class BadClass(Exception):
    """There is no class to grade there; the text says what was expected."""


@dataclass(frozen=True)
class Submission:
    """What a learner has handed in for an exercise: `files` by name, among them the exercise's own.

    `problem` says why it cannot be graded, `note` what the learner should know of it. `missing`
    tells that there is no file.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    missing: bool = False
    problem: str = ""
    note: str = ""


@dataclass(frozen=True)
class Learner:
    """A learner, named after their folder, and the submissions by exercise."""

    name: str
    folder: Path
    submissions: dict[Exercise, Submission]


def find_learners(path: Path, exercises: Sequence[Exercise], out: Path) -> list[Learner]:
    """Return the learners below `path`, in the order of their names; `out` is not one of them.

    Raise BadClass where there are none.
    """
    if not path.exists():
        raise BadClass(f"there is no folder {path}")
    if not path.is_dir():
        raise BadClass(
            f"{path} is not a folder: give the folder that has a folder for each learner"
        )
    try:
        folders = sorted(entry for entry in path.iterdir() if entry.is_dir())
    except OSError as error:
        raise BadClass(f"{path} cannot be read: {error.strerror}") from None
    skipped = {out.resolve(), (out / "results").resolve()}
    folders = [
        folder
        for folder in folders
        if not _is_skipped(folder.name) and folder.resolve() not in skipped
    ]
    if not folders:
        files = ", ".join(exercise.file for exercise in exercises)
        raise BadClass(
            f"there are no learners in {path}: it should have a folder for each of them, and in "
            f"that their files ({files})"
        )
    return [_read_learner(folder, exercises) for folder in folders]


def printable(name: str) -> str:
    """Return a file name as text that can be written; bytes that are no UTF-8 are replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in NOT_LOOKED_INTO


def _read_learner(folder: Path, exercises: Sequence[Exercise]) -> Learner:
    found: dict[str, list[Path]] = {}
    for file in _walk(folder):
        found.setdefault(file.name, []).append(file)
    submissions = {
        exercise: _choose(folder, exercise, found.get(exercise.file, []))
        if exercise.file in found
        else _nothing(exercise, sorted(found))
        for exercise in exercises
    }
    return Learner(printable(folder.name), folder, submissions)


def _walk(folder: Path) -> Iterator[Path]:
    """Yield all that is not a folder, those nearest the top first."""
    level = [folder]
    while level:
        below: list[Path] = []
        for place in level:
            try:
                entries = sorted(os.scandir(place), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not _is_skipped(entry.name):
                        below.append(Path(entry.path))
                else:
                    yield Path(entry.path)
        level = below


def _choose(folder: Path, exercise: Exercise, files: list[Path]) -> Submission:
    """Read the file nearest the top; where two are as near, none."""
    depths = [len(file.parts) for file in files]
    shown = [printable(str(file.relative_to(folder))) for file in files]
    if depths.count(min(depths)) > 1:
        nearest = [name for name, depth in zip(shown, depths, strict=True) if depth == min(depths)]
        return Submission(
            problem=f"there are {len(nearest)} files called {exercise.file}, and it is not guessed "
            f"which one is meant: hand in one. They are: {', '.join(nearest)}"
        )
    submission = _read(files[0])
    if len(files) == 1 or submission.problem:
        return submission
    return Submission(
        submission.files,
        note=f"graded was {shown[0]}, the one nearest the top, and not: {', '.join(shown[1:])}",
    )


def _nothing(exercise: Exercise, names: list[str]) -> Submission:
    problem = f"there is no file {exercise.file}: hand in one with this name"
    like = [
        printable(name)
        for name in difflib.get_close_matches(exercise.file, names, n=1, cutoff=0.75)
        if name.lower().startswith(exercise.name)
    ]
    if like:
        problem += f" (there is one called {like[0]})"
    return Submission(missing=True, problem=problem)


def _read(file: Path) -> Submission:
    """Read a learner's file, and what Python files there are beside it."""
    data = _contents(file)
    if isinstance(data, str):
        return Submission(problem=data)
    files = {file.name: data}
    for beside in sorted(file.parent.glob("*.py"))[:MAX_BESIDE]:
        if beside != file and isinstance(other := _contents(beside), bytes):
            files[beside.name] = other
    # names that are no UTF-8 cannot be imported
    return Submission({name: data for name, data in files.items() if printable(name) == name})


def _contents(file: Path) -> bytes | str:
    """Return what is in a file or, as text, why it is not read."""
    try:
        status = file.lstat()
        if not stat.S_ISREG(status.st_mode):
            return f"{file.name} is a link or a device, not a file: hand in the file itself"
        if status.st_size > MAX_FILE:
            size = status.st_size / (1 << 20)
            return (
                f"{file.name} has {size:.1f} MB; more than 1 MB is no solution: hand in your code"
            )
        return file.read_bytes()
    except OSError as error:
        return f"{printable(file.name)} cannot be read: {error.strerror}"
