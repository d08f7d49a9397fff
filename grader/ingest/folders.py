"""Folders on the disk, with the archives in them. No link in them is followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.ingest.archives import is_archive, read_archive
from grader.ingest.tree import (
    MAX_FILE,
    TOO_LONG,
    File,
    NotAFile,
    Tree,
    is_skipped,
    open_file,
    printable,
)


def read_folder(folder: Path) -> Tree:
    """Return what is in a folder, and in the archives in it."""
    tree = Tree()
    for file in _walk(folder, tree):
        path = printable(file.relative_to(folder).as_posix())
        if is_archive(file.name):
            tree.extend(read_archive(file), f"{path}/")
        elif file.suffix == ".py":
            tree.files.append(read_file(file, path))
        elif file.is_symlink():
            tree.aside.append(File(path, problem="is a link, not a file"))
        else:
            tree.aside.append(File(path, problem="is no Python file"))
    return tree


def _walk(folder: Path, tree: Tree) -> Iterator[Path]:
    """Yield all that is not a folder, those nearest the top first."""
    level = [folder]
    while level:
        below: list[Path] = []
        for place in level:
            try:
                entries = sorted(os.scandir(place), key=lambda entry: entry.name)
            except OSError as error:
                shown = printable(place.relative_to(folder).as_posix())
                tree.aside.append(File(shown, problem=f"cannot be read: {error.strerror}"))
                continue
            for entry in entries:
                if is_skipped(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    below.append(Path(entry.path))
                else:
                    yield Path(entry.path)
        level = below


def read_file(file: Path, path: str) -> File:
    """Return what is in a file, which is then called `path`."""
    name = printable(file.name)
    try:
        with open_file(file) as opened:
            data = opened.read(MAX_FILE + 1)
    except NotAFile as error:
        return File(path, problem=f"{name} {error}")
    except OSError as error:
        return File(path, problem=f"{name} cannot be read: {error.strerror}")
    if len(data) > MAX_FILE:
        return File(path, problem=f"{name} {TOO_LONG}")
    return File(path, data)
