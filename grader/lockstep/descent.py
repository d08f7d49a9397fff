"""Which processes descend from one, as Linux lists them; needs the standard library only."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

HELPERS = (
    b"from multiprocessing.forkserver import main",
    b"from multiprocessing.resource_tracker import main",
)
"""What the library has a new interpreter run that ends by itself, soon after whoever started it."""


def descendants(pid: int) -> Iterator[int]:
    """Yield the numbers of all processes that descend from `pid`; none where nobody lists them."""
    found = _children(pid)
    for each in found:
        yield each
        found += _children(each)


def works(pid: int) -> bool:
    """Tell whether a process has not ended, and is no helper of the library."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
        words = file.read().split(b"\0")
        return words != [b""] and not any(word.startswith(HELPERS) for word in words)
    return False


def _children(pid: int) -> list[int]:
    """Return the children of a process: each of its threads has its own."""
    children: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb", 0) as file:
                children += map(int, file.readall().split())
    return children
