"""Of all the files of a learner, those that belong to an exercise. None is guessed."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Sequence

from grader.catalogue import Exercise, exercises
from grader.ingest.handed import HandIn, Submission
from grader.ingest.tree import File, Tree

MAX_BESIDE = 30
"""Files beside the learner's file that it may import."""

MAX_NAME = 255
"""Bytes of the name of a file, on all usual systems."""

SHOWN = 10
"""Paths that a message names."""

NEARLY = 0.6
"""How much of its name a file has in common with one that is nearly called like it."""

MOST_COMPARED = 1000
"""Names that are compared; there may be any number of them."""


class Choice:
    """What a tree has for an exercise, and which of its files that is.

    `graded` is that file, `beside` what it may import, `others` are those that could have been it
    and `alike` those that are nearly called like it.
    """

    def __init__(self, tree: Tree, exercise: Exercise, renamed: bool = False) -> None:
        self.graded: File | None = None
        self.beside: list[File] = []
        self.others: list[File] = []
        self.alike: list[File] = []
        self._plain = f"there is no file {exercise.file}: hand in one with this name"
        self.hand_in = self._choose(tree, exercise, renamed)

    @property
    def doubt(self) -> str:
        """Why nothing is graded, or another file may have been meant; "" where all is clear."""
        problem = self.hand_in.submission.problem or (self.hand_in.note if self.alike else "")
        return "" if problem == self._plain else problem.replace("\n", "; ")

    def _choose(self, tree: Tree, exercise: Exercise, renamed: bool) -> HandIn:
        """Take the file nearest the top; where two are as near, none."""
        found = [file for file in tree.files if _is_for(exercise, file.name, renamed)]
        if not found:
            self.alike = _alike(exercise, tree)
            return HandIn(self._nothing(tree))
        found.sort(key=lambda file: file.depth)
        nearest = [file for file in found if file.depth == found[0].depth]
        self.others = found if len(nearest) > 1 else found[1:]
        if len(nearest) > 1:
            shown = listed([file.path for file in nearest])
            return HandIn(
                Submission(
                    problem=f"there are {len(nearest)} files for {exercise.file}, and it is not "
                    f"guessed which one is meant: hand in one. They are: {shown}"
                )
            )
        self.graded = found[0]
        if self.graded.problem:
            return HandIn(Submission(problem=self.graded.problem))
        alike = _alike(exercise, tree)
        taken = {id(file) for file in found}
        self.alike = [file for file in alike if _is_copy(file) and id(file) not in taken]
        taken |= {id(file) for file in self.alike}
        beside = (
            file
            for file in tree.files
            if id(file) not in taken
            and file.folder == self.graded.folder
            and not file.problem
            and _can_be_a_name(file.name)
        )
        self.beside = list(itertools.islice(beside, MAX_BESIDE))
        files = {file.name: file.data for file in self.beside}
        files[exercise.file] = self.graded.data
        notes = []
        if len(found) > 1:
            others = listed([file.path for file in found[1:]])
            notes.append(f"graded was {found[0].path}, the one nearest the top, and not: {others}")
        if self.alike:
            others = listed([file.path for file in self.alike])
            notes.append(f"graded was {found[0].path}, which has the right name, and not: {others}")
        return HandIn(Submission(files), note="; ".join(notes))

    def _nothing(self, tree: Tree) -> Submission:
        problem = self._plain
        if self.alike:
            problem += f" (there is {listed([file.path for file in self.alike])})"
        # an archive that could not be read may be where the file is
        broken = [
            f"{(file.path or file.origin).rstrip('/')} {file.problem}"
            for file in tree.aside
            if not file.name
        ]
        return Submission(missing=True, problem="\n".join([problem, *broken[:SHOWN]]))


def is_asked_for(name: str, renamed: bool) -> bool:
    """Tell whether a file is called like one of the exercises that there are."""
    return any(_is_for(exercise, name, renamed) for exercise in exercises())


def _is_for(exercise: Exercise, name: str, renamed: bool) -> bool:
    """Tell whether a file is for an exercise.

    Canvas calls a file that is handed in again `ex06_lock-1.py`: then it is `renamed`.
    """
    return name == exercise.file or (
        renamed and re.fullmatch(rf"{re.escape(exercise.stem)}-\d+\.py", name) is not None
    )


def _alike(exercise: Exercise, tree: Tree) -> list[File]:
    """Return the files that may be meant: `ex06_lock (1).py`, `EX6_LOCK.PY`, `ex06.ipynb`, ..."""
    begin = _folded(exercise.name)
    some = {_folded(file.name): file for file in (*tree.files, *tree.aside)}
    names = sorted(name for name in some if name.startswith(begin))[:MOST_COMPARED]
    close = difflib.get_close_matches(_folded(exercise.file), names, n=SHOWN, cutoff=NEARLY)
    return [some[name] for name in close]


def _is_copy(file: File) -> bool:
    """Tell whether a file is a program that none can import: `ex06_lock (1).py` is another try."""
    stem, dot, ending = file.name.rpartition(".")
    return f"{dot}{ending}" == ".py" and not stem.isidentifier()


def _folded(name: str) -> str:
    """Return a name without the case, and the number in it without zeros before it."""
    return re.sub(r"^(\D+)0+(?=\d)", r"\1", name.casefold())


def listed(paths: Sequence[str]) -> str:
    """Return the first of some paths, and how many more there are."""
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more


def _can_be_a_name(name: str) -> bool:
    """Tell whether a file can have this name in a folder, as it has it in an archive."""
    return "\ufffd" not in name and "\0" not in name and len(name.encode()) <= MAX_NAME
