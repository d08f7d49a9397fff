"""`watch`: check an exercise again each time its file is saved.

It looks at the few files of exercises/ three times a second. That is instant to a person, works the
same on every system and on network drives, and the learner has nothing more to install.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from grader.catalogue import HOUSE, Exercise, exercises
from grader.commands import Usage, find_exercise
from grader.commands.keys import keys
from grader.commands.next import following
from grader.commands.terminal import line, show, wants_colours

HELP = "check again each time you save"
DESCRIPTION = """\
Check an exercise each time you save its file, and show what came of it. Without EX
it begins with the next one to do; it follows you to whichever file you save.
Keys: r run again, n next exercise, h hint, q quit.
"""
EXAMPLE = """\
example:
  python -m grader watch ex06

exit code: 0
"""
PERIOD = 0.3
"""Wall seconds between two looks."""

Stamp = tuple[int, int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("exercise", metavar="EX", nargs="?", help='its name, such as "ex06"')


def run(given: argparse.Namespace) -> int:
    """Watch until the key q or Ctrl-C; return 0."""
    known = exercises(HOUSE)
    first = find_exercise(given.exercise) if given.exercise else following(HOUSE) or known[0]
    try:
        _watch(first, known)
    except KeyboardInterrupt:
        print()
    return 0


def _watch(exercise: Exercise, known: list[Exercise]) -> None:
    stamps = {each: _stamp(each.stub) for each in known}
    with keys() as pressed:
        _check(exercise)
        while True:
            key = pressed(PERIOD)
            if key == "q":
                return
            if key == "n":
                exercise = following(HOUSE) or exercise
            if key == "h":
                _lockstep("hint", exercise.name)
                _footer(exercise)
            before, stamps = stamps, {each: _stamp(each.stub) for each in known}
            saved = [each for each in known if stamps[each] != before[each]]
            if saved:
                exercise = exercise if exercise in saved else saved[0]
            if saved or key in ("r", "n"):
                _check(exercise)


def _stamp(path: Path) -> Stamp:
    """Return what changes when a file is saved; an editor may remove it for a moment."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def _check(exercise: Exercise) -> None:
    if sys.stdout.isatty():
        print("\x1b[2J\x1b[3J\x1b[H" if wants_colours() else "\n" * 2, end="", flush=True)
    _lockstep("check", exercise.name)
    _footer(exercise)


def _lockstep(*arguments: str) -> None:
    """Run a command of the kit as a program of its own: each check begins from scratch."""
    try:
        subprocess.run([sys.executable, "-m", "grader", *arguments], cwd=HOUSE, check=False)
    except OSError as error:
        raise Usage(f"{sys.executable} cannot be run: {error.strerror}") from None


def _footer(exercise: Exercise) -> None:
    text = f"watching exercises/{exercise.file}"
    keys_text = "   r run again   n next   h hint   q quit" if sys.stdin.isatty() else ""
    show([line(), line(text + keys_text, "dim")])
    sys.stdout.flush()
