"""The files of one place, a folder or an archive, read into memory and judged by nobody yet.

What is handed in may be hostile: only Python files are read, and none beyond a limit. Each thing
that is found is either among the files or set aside with a reason. Only what systems and tools keep
for themselves is passed over, such as `.git` and `.DS_Store`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

MAX_FILE = 1 << 20
"""Bytes of a Python file; a longer one is not what an exercise asks for."""

MAX_TEXT = 8 << 20
"""Bytes of a text that says something about the other files."""

NOT_HANDED_IN = {"__pycache__", "__MACOSX", "node_modules", "site-packages"}

TOO_LONG = "has more than 1 MB: that is no solution, hand in your code"


class NotAFile(OSError):
    """What has the name of a file is a link, a device or a pipe."""


def open_file(path: Path) -> IO[bytes]:
    """Open a file for reading, and nothing else: whoever opens a pipe may wait for ever.

    Raise NotAFile, or what `os.open` raises.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotAFile("is a link or a device, not a file: hand in the file itself")
    return path.open("rb")


@dataclass(frozen=True)
class File:
    """A file: its path with "/", and what is in it or why it was not read.

    `path` is what the learner called it, `origin` where it was found.
    """

    path: str
    data: bytes = b""
    problem: str = ""
    origin: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The path without its last part."""
        return self.path.rpartition("/")[0]

    @property
    def depth(self) -> int:
        """How many folders it is below the top."""
        return self.path.count("/")


@dataclass
class Tree:
    """The Python files of a place, and what was set aside there, with the reason as its problem.

    An archive that could not be read has a path that ends with "/", or no path. `texts` are other
    files that may say something about these.
    """

    files: list[File] = field(default_factory=list)
    aside: list[File] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)

    def extend(self, other: Tree, below: str = "") -> None:
        """Take over what is in `other`, as it were in the folder `below`."""
        moved = other.moved(lambda path: below + path) if below else other
        self.files += moved.files
        self.aside += moved.aside
        self.texts |= moved.texts

    def moved(self, rename: Callable[[str], str]) -> Tree:
        """Return the same files with other paths; their origins stay."""
        return Tree(
            [replace(file, path=rename(file.path)) for file in self.files],
            [replace(file, path=rename(file.path)) for file in self.aside],
            {rename(path): text for path, text in self.texts.items()},
        )

    def found_at(self, place: str) -> Tree:
        """Return the same files with the origins `place` + path."""
        return Tree(
            [replace(file, origin=place + file.path) for file in self.files],
            [replace(file, origin=place + file.path) for file in self.aside],
            self.texts,
        )

    @property
    def paths(self) -> list[str]:
        """The paths of all files."""
        return [file.path for file in (*self.files, *self.aside)]


def printable(name: str) -> str:
    """Return a file name as text that can be written; bytes that are no UTF-8 are replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def is_skipped(name: str) -> bool:
    """Tell whether a file or folder of this name is none that somebody hands in."""
    return name.startswith(".") or name in NOT_HANDED_IN
