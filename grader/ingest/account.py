"""The account of what was found: a line for each file, with what became of it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from grader.catalogue import exercises
from grader.characters import harmless
from grader.ingest.choosing import Choice, listed
from grader.ingest.tree import Tree

GRADED, BESIDE, OLDER = "graded", "beside the graded one", "not graded: not the only one"
ALIKE = "not graded: it is not called as it should be"


@dataclass(frozen=True)
class AccountLine:
    """What became of a file: `what` is one of the phrases above, or why it was set aside.

    Where there is no path, it is what the instructor should look at.
    """

    path: str
    learner: str
    exercise: str
    what: str


@dataclass
class Account:
    """All lines, and what the instructor should look at before they trust the grades."""

    lines: list[AccountLine] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def set_aside(self, path: str, why: str, doubtful: bool = True) -> None:
        """Note what belongs to nobody; where it is `doubtful`, the instructor is told at once."""
        self.lines.append(AccountLine(path, "", "", why))
        if doubtful:
            self.doubts.append(f"{path} {why}")

    def doubt(self, what: str) -> None:
        """Note what is in doubt of more than one file."""
        self.lines.append(AccountLine("", "", "", what))
        self.doubts.append(what)

    def add(self, learner: str, tree: Tree, choices: dict[str, Choice]) -> None:
        """Note what became of the files of one attempt of a learner."""
        if strange := _strange(tree, choices):
            self.doubts.append(f"{learner}: no file is called like an exercise; there is {strange}")
        fates: dict[int, tuple[str, str]] = {}
        for exercise, choice in choices.items():
            if choice.doubt:
                self.doubts.append(f"{learner}, {exercise}: {choice.doubt}")
            fates |= {id(file): (exercise, ALIKE) for file in choice.alike}
            fates |= {id(file): (exercise, OLDER) for file in choice.others}
            for file in choice.beside:
                fates.setdefault(id(file), (exercise, BESIDE))
            if choice.graded is not None:
                fates[id(choice.graded)] = (exercise, GRADED)
        if any(choice.graded for choice in choices.values()):
            for archive in [file for file in tree.aside if not file.name]:
                where = (archive.path or archive.origin).rstrip("/")
                self.doubts.append(f"{learner}: {where} {archive.problem}; there may be more in it")
        for file in (*tree.files, *tree.aside):
            exercise, fate = fates.get(id(file), ("", "not asked for"))
            what = fate if fate == ALIKE else file.problem or fate
            self.lines.append(AccountLine(file.origin.rstrip("/"), learner, exercise, what))

    def written(self) -> bytes:
        """Return all lines as CSV, with the mark by which a spreadsheet knows UTF-8."""
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(["file", "learner", "exercise", "what became of it"])
        for line in self.lines:
            cells = (line.path, line.learner, line.exercise, line.what)
            writer.writerow([harmless(cell) for cell in cells])
        return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _strange(tree: Tree, choices: dict[str, Choice]) -> str:
    """Return the files of a learner of whom nothing was graded; "" where others explain that."""
    if any(choice.graded or choice.doubt for choice in choices.values()):
        return ""
    known = {exercise.file for exercise in exercises()}
    return "" if any(file.name in known for file in tree.files) else listed(tree.paths)
