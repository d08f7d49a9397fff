"""Stand-ins for what a program can ask of the machine: how many processors it has.

They are always the same number, so that a program which starts as many processes does the same on
every machine.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable

PROCESSORS = 3
"""Few, so that a program is noticed which takes as many workers as there are processors, and not as
many as it is told; and no number that an exercise has as its default."""


def _count() -> int:
    return PROCESSORS


_kept_on = [set(range(PROCESSORS))]


def _affinity(_pid: int) -> set[int]:
    return set(_kept_on[-1])


def _keep_on(_pid: int, mask: Iterable[int]) -> None:
    """Stand-in for `os.sched_setaffinity`: the machine may not have those processors at all."""
    chosen = set(mask) & set(range(PROCESSORS))
    if not chosen:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    _kept_on[:] = [chosen]


def install() -> None:
    """Put the stand-ins in place."""
    for name, stand_in in {
        "cpu_count": _count,
        "process_cpu_count": _count,
        "sched_getaffinity": _affinity,
        "sched_setaffinity": _keep_on,
    }.items():
        if hasattr(os, name):
            setattr(os, name, stand_in)
