"""One core for all the processes of a controlled execution.

Of these processes one moves at a time, so a second core gains little. But it costs: at each turn
the kernel finds the other core idle, wakes it by an interrupt, and moves the next process there,
away from its caches. On one core a turn is a context switch and no more, and two explorations side
by side take two thirds of the time (`benchmarks/executions.py`).

Which core it is, the kernel knows best. So every now and then an execution runs wherever the kernel
puts it, and those that follow stay where it ended.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

_set_affinity: Any = getattr(os, "sched_setaffinity", None)  # a program finds a stand-in there

STAY_SECONDS = 0.25
"""Wall seconds after which the kernel may choose anew."""


class Core:
    """The core that the executions of one host share with their conductor."""

    def __init__(self) -> None:
        self._all = os.sched_getaffinity(0) if sys.platform == "linux" else set[int]()
        self._chosen: int | None = None
        self._until = 0.0

    @contextlib.contextmanager
    def taken(self) -> Iterator[list[int]]:
        """Keep this process on the core for an execution.

        Give where the other processes have to stay: there, or where the kernel may choose anew on
        any of several. Where processes cannot be kept anywhere, give nothing.
        """
        if sys.platform != "linux":
            yield []
            return
        chooses = time.monotonic() >= self._until
        cores = self._all if chooses or self._chosen is None else {self._chosen}
        keep(cores, 0)
        try:
            yield sorted(cores)
        finally:
            if chooses:
                self._chosen = _here()
                self._until = time.monotonic() + STAY_SECONDS
            keep(self._all, 0)


def keep(cores: Iterable[int], *pids: int) -> None:
    """Keep processes, and what they will start, on these cores; 0 is this process."""
    for pid in pids:
        with contextlib.suppress(OSError):  # it only takes longer
            _set_affinity(pid, cores)


def _here() -> int:
    """Return the core that this process runs on (field 39 of /proc/pid/stat, see proc(5))."""
    with open("/proc/self/stat", "rb") as file:
        return int(file.read().rpartition(b")")[2].split()[36])
