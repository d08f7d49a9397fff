"""What is at the top of a class: folders, archives and files, on the disk or in one archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.ingest import gradescope
from grader.ingest.account import Account
from grader.ingest.archives import is_archive, read_archive, stem
from grader.ingest.folders import read_file, read_folder
from grader.ingest.rules import CLONES
from grader.ingest.tree import MAX_TEXT, File, Tree, is_skipped, open_file, printable

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
    tree = read_archive(path)
    for file in tree.aside:
        if not file.path:
            account.set_aside(printable(path.name), file.problem)
    tree.aside = [file for file in tree.aside if file.path]
    tree = tree.found_at("")
    tops = _tops(tree)
    if len(tops) == 1 and _is_wrapper(tops[0], name, tree.paths):
        name, length = tops[0], len(tops[0]) + 1
        tree = tree.moved(lambda place: place[length:])
        tops = _tops(tree)
    return Place(name, [_item(top, tree) for top in tops])


def _tops(tree: Tree) -> list[str]:
    """Return what is at the top of a tree."""
    return sorted({place.partition("/")[0] for place in tree.paths})


def _is_wrapper(top: str, archive: str, paths: Sequence[str]) -> bool:
    """Tell whether the only folder of an archive is round the learners' folders."""
    if top in paths or is_archive(top):
        return False
    return top == archive or top.endswith(CLONES) or f"{top}/{gradescope.FILE}" in paths


def _item(top: str, tree: Tree) -> Item:
    """Return what is called `top` in a tree."""

    def belongs(place: str) -> bool:
        return place.partition("/")[0] == top

    part = Tree(
        [file for file in tree.files if belongs(file.path)],
        [file for file in tree.aside if belongs(file.path)],
        {place: text for place, text in tree.texts.items() if belongs(place)},
    )
    is_folder = not is_archive(top) and any("/" in place for place in part.paths)
    if is_folder:
        part = part.moved(lambda place: place[len(top) + 1 :])
    return Item(top, is_folder, tree=part)
