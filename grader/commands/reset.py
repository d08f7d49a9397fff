"""`reset`: put the stub of an exercise back; what the learner wrote is kept beside it."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import subprocess
from pathlib import Path

from grader import files
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
    written = _written(exercise)
    if written == original:
        print(f"exercises/{exercise.file} is as it was at the beginning: nothing to do")
        return 0
    if written is not None and not given.yes and not _agrees(exercise):
        print("nothing was changed")
        return 1
    try:
        kept = _kept(exercise.stub)
        if kept is not None:
            print(f"your file is now exercises/{kept.name}")
        files.put(exercise.stub, original)
    except OSError as error:
        raise Usage(
            f"exercises/{exercise.file} cannot be put back: {error.strerror}. The folder has to be "
            "yours to write to, with room on the disk"
        ) from None
    print(f"exercises/{exercise.file} is the stub again")
    return 0


def _written(exercise: Exercise) -> bytes | None:
    """Return what the learner has written so far; None where there is no file."""
    try:
        if exercise.stub.exists() and not exercise.stub.is_file():
            raise Usage(f"exercises/{exercise.file} is no file: move it away, and do this again")
        return exercise.stub.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Usage(
            f"exercises/{exercise.file} cannot be read: {error.strerror}. Make it readable, or "
            "move it away"
        ) from None


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


def _kept(path: Path) -> Path | None:
    """Give the file at `path` a name that nothing has, and return it; None where there is no file.

    The name is taken first, by an empty file: nobody else, who resets meanwhile, gets it as well.
    """
    for number in itertools.count(1):
        kept = path.with_name(f"{path.name}.old{number}")
        with contextlib.suppress(FileExistsError):
            kept.touch(exist_ok=False)
            break
    try:
        os.replace(path, kept)
    except OSError as error:
        kept.unlink()
        if isinstance(error, FileNotFoundError):
            return None
        raise
    return kept


def _agrees(exercise: Exercise) -> bool:
    question = (
        f"Put the stub back in place of exercises/{exercise.file}?\n"
        "Your file will be kept beside it, under another name. y for yes, anything else for no:"
    )
    print(question, flush=True)  # whole lines: tox shows nothing less
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        raise Usage("there is nobody to ask; to go on without a question, add --yes") from None
