"""Takes away a folder of a program's, whatever the program has made of it.

It may be deeper than a path can tell, or than a function can call itself. It may be closed to
everybody, or a link to somewhere else, which is taken away, and not what it leads to.
"""

from __future__ import annotations

import contextlib
import os
import shutil


def remove(folder: str | os.PathLike[str]) -> None:
    """Remove a folder with all that is in it, as far as the system allows."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        if os.path.islink(folder) or not os.path.isdir(folder):
            os.unlink(folder)
        else:
            _clear(str(folder))
            os.rmdir(folder)


def _clear(folder: str) -> None:
    """Remove what is in a folder, level by level: what is in a folder in it comes up first."""
    os.chmod(folder, 0o700)
    while inner := _folders_left_in(folder):
        for path in inner:
            os.chmod(path, 0o700)
            for deeper in _folders_left_in(path):
                os.chmod(deeper, 0o700)
                os.rename(deeper, os.path.join(folder, os.urandom(16).hex()))
            os.rmdir(path)


def _folders_left_in(folder: str) -> list[str]:
    """Remove the files in a folder; return the folders."""
    with os.scandir(folder) as found:
        entries = list(found)
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)
    return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
