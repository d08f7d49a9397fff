"""Of all the files of a learner, those that belong to an exercise. None is guessed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from grader.catalogue import Exercise
from grader.ingest.handed import HandIn, Submission
from grader.ingest.tree import Entry, Tree

MAX_BESIDE = 30
"""Files beside the learner's file that it may import."""

SHOWN = 10
"""Paths that a message names."""

NEARLY = 0.6
"""How much of its name a file has in common with one that is nearly called like it."""

MOST_COMPARED = 1000
"""Names that are compared; there may be any number of them."""


class Choice:
    """What a tree has for an exercise, and which of its entries that is.

    `graded` is that entry, `beside` what it may import, `others` are those that could have been it
    and `alike` those that are nearly called like it.
    """

    def __init__(self, tree: Tree, exercise: Exercise, renamed: bool = False) -> None:
        self.graded: Entry | None = None
        self.beside: list[Entry] = []
        self.others: list[Entry] = []
        self.alike: list[Entry] = []
        self._plain = f"there is no file {exercise.file}: hand in one with this name"
        self.hand_in = self._choose(tree, exercise, renamed)

    @property
    def doubt(self) -> str:
        """Why nothing is graded, where there is something that was meant to be; else ""."""
        problem = self.hand_in.submission.problem
        return "" if problem == self._plain else problem.replace("\n", "; ")

    def _choose(self, tree: Tree, exercise: Exercise, renamed: bool) -> HandIn:
        """Take the file nearest the top; where two are as near, none."""
        found = [entry for entry in tree.entries if _is_for(exercise, entry.name, renamed)]
        if not found:
            self.alike = _alike(exercise, tree)
            return HandIn(self._nothing(tree))
        found.sort(key=lambda entry: entry.depth)
        nearest = [entry for entry in found if entry.depth == found[0].depth]
        self.others = found if len(nearest) > 1 else found[1:]
        if len(nearest) > 1:
            shown = _listed([entry.path for entry in nearest])
            return HandIn(
                Submission(
                    problem=f"there are {len(nearest)} files for {exercise.file}, and it is not "
                    f"guessed which one is meant: hand in one. They are: {shown}"
                )
            )
        self.graded = found[0]
        if self.graded.problem:
            return HandIn(Submission(problem=self.graded.problem))
        self.beside = [
            entry
            for entry in tree.entries
            if entry.folder == self.graded.folder and entry not in found and not entry.problem
        ][:MAX_BESIDE]
        files = {entry.name: entry.data for entry in self.beside if "\ufffd" not in entry.name}
        files[exercise.file] = self.graded.data
        note = ""
        if len(found) > 1:
            others = _listed([entry.path for entry in found[1:]])
            note = f"graded was {found[0].path}, the one nearest the top, and not: {others}"
        return HandIn(Submission(files), note=note)

    def _nothing(self, tree: Tree) -> Submission:
        problem = self._plain
        if self.alike:
            problem += f" (there is {_listed([entry.path for entry in self.alike])})"
        # an archive that could not be read may be where the file is
        broken = [
            f"{(entry.path or entry.origin).rstrip('/')} {entry.problem}"
            for entry in tree.aside
            if not entry.name
        ]
        return Submission(missing=True, problem="\n".join([problem, *broken[:SHOWN]]))


def _is_for(exercise: Exercise, name: str, renamed: bool) -> bool:
    """Tell whether a file is for an exercise.

    Canvas calls a file that is handed in again `ex06_lock-1.py`: then it is `renamed`.
    """
    return name == exercise.file or (
        renamed and re.fullmatch(rf"{re.escape(exercise.stem)}-\d+\.py", name) is not None
    )


def _alike(exercise: Exercise, tree: Tree) -> list[Entry]:
    """Return the files that may be meant: `ex06_lock (1).py`, `EX6_LOCK.PY`, `ex06.ipynb`, ..."""
    begin = _folded(exercise.name)
    some = {_folded(entry.name): entry for entry in (*tree.entries, *tree.aside)}
    names = sorted(name for name in some if name.startswith(begin))[:MOST_COMPARED]
    close = difflib.get_close_matches(_folded(exercise.file), names, n=SHOWN, cutoff=NEARLY)
    return [some[name] for name in close]


def _folded(name: str) -> str:
    """Return a name without the case, and the number in it without zeros before it."""
    return re.sub(r"^(\D+)0+(?=\d)", r"\1", name.casefold())


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more
