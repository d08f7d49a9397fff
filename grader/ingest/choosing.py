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


class Choice:
    """What a tree has for an exercise, and which of its entries that is."""

    def __init__(self, tree: Tree, exercise: Exercise, renamed: bool = False) -> None:
        self.graded: Entry | None = None
        self.beside: list[Entry] = []
        self.others: list[Entry] = []
        self.hand_in = self._choose(tree, exercise, renamed)

    def _choose(self, tree: Tree, exercise: Exercise, renamed: bool) -> HandIn:
        """Take the file nearest the top; where two are as near, none."""
        found = [entry for entry in tree.entries if _is_for(exercise, entry.name, renamed)]
        if not found:
            return HandIn(_nothing(exercise, tree))
        found.sort(key=lambda entry: entry.depth)
        nearest = [entry for entry in found if entry.depth == found[0].depth]
        self.others = found if len(nearest) > 1 else found[1:]
        if len(nearest) > 1:
            shown = _listed([entry.path for entry in nearest])
            return HandIn(
                Submission(
                    problem=f"there are {len(nearest)} files called {exercise.file}, and it is not "
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


def _is_for(exercise: Exercise, name: str, renamed: bool) -> bool:
    """Tell whether a file is for an exercise.

    Canvas calls a file that is handed in again `ex06_lock-1.py`: then it is `renamed`.
    """
    return name == exercise.file or (
        renamed and re.fullmatch(rf"{re.escape(exercise.stem)}-\d+\.py", name) is not None
    )


def _nothing(exercise: Exercise, tree: Tree) -> Submission:
    problem = f"there is no file {exercise.file}: hand in one with this name"
    names = sorted({entry.name for entry in (*tree.entries, *tree.aside)})
    like = [
        name
        for name in difflib.get_close_matches(exercise.file, names[:1000], n=1, cutoff=0.75)
        if name.lower().startswith(exercise.name)
    ]
    if like:
        problem += f" (there is one called {like[0]})"
    # an archive that could not be read may be where the file is
    broken = [
        f"{(entry.path or entry.origin).rstrip('/')} {entry.problem}"
        for entry in tree.aside
        if not entry.name
    ]
    return Submission(missing=True, problem="\n".join([problem, *broken[:SHOWN]]))


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more
