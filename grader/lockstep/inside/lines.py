"""Whose line it is: the place of an operation is the innermost line of the program's own code."""

from __future__ import annotations

import os
import sys
from types import CodeType
from typing import Any

LIBRARIES = (
    os.path.join(os.path.dirname(os.__file__), ""),
    os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ""),
    *(os.path.join(path, "") for path in sys.path if path.endswith("-packages")),
)
"""Folders of the standard library, of this package, and of what is installed.

A program may lie in a folder above them, such as the user's home.
"""

beginnings: set[CodeType] = set()
"""Where a task's own frames begin: below them, a forked process has those of its parent."""


def is_own(file: str, root: str) -> bool:
    """Tell whether a file is one of the program's own: in its folder, but no library in there."""
    return file.startswith(root) and not file.startswith(LIBRARIES)


def depth() -> int:
    """Return how many calls of functions are under way in this thread."""
    count, frame = 0, sys._getframe(1)
    while frame.f_back is not None:
        count, frame = count + 1, frame.f_back
    return count


def where(root: str) -> list[Any] | None:
    """Return file, line and function of the innermost frame of the program's own code."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code not in beginnings:
        code = frame.f_code
        if is_own(code.co_filename, root):
            return [code.co_filename[len(root) :], frame.f_lineno, code.co_name]
        frame = frame.f_back
    return None
