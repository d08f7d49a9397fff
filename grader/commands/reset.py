"""`reset`: put the stub of an exercise back; what the learner wrote is kept beside it."""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path

from grader.catalogue import Exercise
from grader.commands import Usage, find_exercise

HELP = "begin an exercise again, and keep your file under another name"
DESCRIPTION = "Put the stub of an exercise back. Your file is kept beside it, under another name."
EXAMPLE = """\
example:
  python -m grader reset ex06

exit code: 0 done, 1 you said no, 2 wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("exercise", metavar="EX", help='its name, such as "ex06"')
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(given: argparse.Namespace) -> int:
    """Ask, and put the stub back; return the exit code."""
    exercise = find_exercise(given.exercise)
    original = _original(exercise)
    if exercise.stub.exists() and exercise.stub.read_bytes() == original:
        print(f"exercises/{exercise.file} is as it was at the beginning: nothing to do")
        return 0
    kept = _free_name(exercise.stub)
    if exercise.stub.exists() and not given.yes and not _agrees(exercise, kept):
        print("nothing was changed")
        return 1
    try:
        if exercise.stub.exists():
            os.rename(exercise.stub, kept)
            print(f"your file is now exercises/{kept.name}")
        exercise.stub.write_bytes(original)
    except OSError as error:
        raise Usage(
            f"{error.filename} cannot be written: {error.strerror}. The folder has to be yours to "
            "write to, with room on the disk"
        ) from None
    print(f"exercises/{exercise.file} is the stub again")
    return 0


def _original(exercise: Exercise) -> bytes:
    """Return the stub as it was handed out: a kit for learners has it, and otherwise git.

    Of the versions in git it is the latest one in which nothing is written yet.
    """
    if exercise.original.exists():
        return exercise.original.read_bytes()
    from grader.suite.stubs import written_in

    path = f"./exercises/{exercise.file}"
    for commit in _git(exercise, "log", "--format=%H", "--", path).decode().split():
        text = _git(exercise, "show", f"{commit}:{path}")
        try:
            if text and not written_in(text.decode(), exercise):
                return text
        except (SyntaxError, ValueError):
            continue
    raise Usage(
        f"the stub as it was is not here, neither in exercises/original/{exercise.file} nor in "
        "git: copy it from where you have the kit from"
    )


def _git(exercise: Exercise, *words: str) -> bytes:
    """Return what git says; nothing where it says no, or is not there."""
    try:
        done = subprocess.run(["git", *words], cwd=exercise.house, capture_output=True, check=False)
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout


def _free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.name}.old{number}")).exists():
        number += 1
    return kept


def _agrees(exercise: Exercise, kept: Path) -> bool:
    question = (
        f"Put the stub back in place of exercises/{exercise.file}?\n"
        f"Your file will be kept as exercises/{kept.name}. y for yes, anything else for no:"
    )
    print(question, flush=True)  # whole lines: tox shows nothing less
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        raise Usage("there is nobody to ask; to go on without a question, add --yes") from None
