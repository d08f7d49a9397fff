"""What is at the top of a class: folders, archives and files, on the disk or in one archive."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.ingest import gradescope
from grader.ingest.account import Account
from grader.ingest.archives import is_archive, paths_in, read_archive, stem
from grader.ingest.folders import read_file, read_folder
from grader.ingest.rules import CLONES, Ambiguous, claim_of
from grader.ingest.tree import MAX_TEXT, File, Tree, is_skipped, open_file, printable
from grader.ingest.unpacking import Budgets, TooMuch

NUMBERED = re.compile(r" ?\(\d+\)$")
"""What a browser puts behind the name of a file that it has downloaded before."""

OURS = ("results", "report", "exports")
"""Folders that a class gets from us, where it is graded into its own folder."""


class BadClass(Exception):
    """There is no class to grade there; the text says what was expected."""


@dataclass
class Item:
    """A folder, archive or file at the top of a class: at `path`, or in an archive as `tree`."""

    name: str
    is_folder: bool
    path: Path | None = None
    tree: Tree = field(default_factory=Tree)

    def read(self) -> Tree:
        """Return the files in a folder, with paths below it; else all, with paths from the name."""
        shown = printable(self.name)
        if self.path is None:
            return self.tree
        if self.is_folder:
            return read_folder(self.path).found_at(f"{shown}/")
        tree = Tree()
        if is_archive(self.name):
            tree.extend(read_archive(self.path), f"{shown}/")
        elif self.path.suffix == ".py":
            tree.files.append(read_file(self.path, shown))
        else:
            tree.aside.append(File(shown, problem="is no Python file"))
        return tree.found_at("")

    def text(self) -> str:
        """Return what is in a file that says something about the others; "" where there is none."""
        if self.path is None:
            data = self.tree.texts.get(self.name, b"")
        else:
            try:
                with open_file(self.path) as opened:
                    data = opened.read(MAX_TEXT)
            except OSError:
                return ""
        return data.decode("utf-8", "replace")


@dataclass
class Place:
    """A class: its name, and what is at its top, in the order of the names."""

    name: str
    items: list[Item]


def place_at(path: Path, out: Path, account: Account) -> Place:
    """Return the class at `path`, of which `out` is no part. A folder round all of it is taken off.

    Raise BadClass where there is no such place.
    """
    if not path.exists():
        raise BadClass(f"there is no folder {path}")
    if path.is_dir():
        return _of_folder(path.resolve(), out, account)
    if is_archive(path.name):
        return _of_archive(path, account)
    raise BadClass(
        f"{path} is not a folder: give the folder that has a folder for each learner, or an archive"
    )


def _of_folder(path: Path, out: Path, account: Account) -> Place:
    skipped = {out.resolve(), *((out / name).resolve() for name in OURS)}
    try:
        found = sorted(path.iterdir())
    except OSError as error:
        raise BadClass(f"{path} cannot be read: {error.strerror}") from None
    for each in found:
        if each.name.startswith(".") and any(each.glob("ex[0-9][0-9]_*.py")):
            account.set_aside(f"{printable(each.name)}/", "is hidden: its name begins with a dot")
    found = [each for each in found if not is_skipped(each.name) and _whole(each) not in skipped]
    if len(found) == 1 and found[0].is_dir():
        top = found[0]
        if top.name.endswith(CLONES) or (top / gradescope.FILE).is_file():
            return _of_folder(top, out, account)
    return Place(path.name, [Item(each.name, each.is_dir(), each) for each in found])


def _whole(path: Path) -> Path:
    """Return where a path leads; itself, where it is a link that leads in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # the latter before Python 3.13
        return path


def _of_archive(path: Path, account: Account) -> Place:
    name = NUMBERED.sub("", stem(path.name))
    wrapper = _wrapper(name, paths_in(path))
    try:
        tree = read_archive(path, Budgets(lambda place: _whose(place.removeprefix(wrapper))))
    except TooMuch as error:
        raise BadClass(
            f"{path} cannot be read to its end, and a part of a class is not graded: {error}. "
            "Unpack it, and grade the folder"
        ) from None
    for file in tree.aside:
        if not file.path:
            account.set_aside(printable(path.name), file.problem)
    tree.aside = [file for file in tree.aside if file.path]
    tree = tree.found_at("")
    if wrapper:
        name = wrapper.rstrip("/")
        tree = tree.moved(lambda place: place.removeprefix(wrapper))
    parts: defaultdict[str, Tree] = defaultdict(Tree)
    for file in tree.files:
        parts[_top(file.path)].files.append(file)
    for file in tree.aside:
        parts[_top(file.path)].aside.append(file)
    for place, text in tree.texts.items():
        parts[_top(place)].texts[place] = text
    return Place(name, [_item(top, parts[top]) for top in sorted(parts)])


def _top(place: str) -> str:
    return place.partition("/")[0]


def _wrapper(archive: str, paths: Sequence[str]) -> str:
    """Return the folder of an archive that is round the learners' folders, with "/"; or ""."""
    tops = {_top(place) for place in paths}
    top = tops.pop() if len(tops) == 1 else ""
    if not top or top in paths or is_archive(top):
        return ""
    is_one = top == archive or top.endswith(CLONES) or f"{top}/{gradescope.FILE}" in paths
    return f"{top}/" if is_one else ""


def _whose(place: str) -> str:
    """Return what tells those whose file is at a place in a class from the others."""
    top = _top(place)
    try:
        claim = claim_of(top, is_folder="/" in place)
    except Ambiguous:
        return top
    return claim.head or claim.key if claim else top


def _item(top: str, part: Tree) -> Item:
    """Return what is called `top`, of which `part` has the files."""
    is_folder = not is_archive(top) and any("/" in place for place in part.paths)
    if is_folder:
        part = part.moved(lambda place: place[len(top) + 1 :])
    return Item(top, is_folder, tree=part)
