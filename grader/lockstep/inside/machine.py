"""Stand-ins for what a program can ask of the machine: how many processors it has.

They are always the same number, so that a program which starts as many processes does the same on
every machine.
"""

from __future__ import annotations

import os

PROCESSORS = 2
"""Few, so that a program is noticed which takes as many workers as there are processors, and not as
many as it is told."""


def _count() -> int:
    return PROCESSORS


def _affinity(_pid: int) -> set[int]:
    return set(range(PROCESSORS))


def install() -> None:
    """Put the stand-ins in place."""
    for name, stand_in in {
        "cpu_count": _count,
        "process_cpu_count": _count,
        "sched_getaffinity": _affinity,
    }.items():
        if hasattr(os, name):
            setattr(os, name, stand_in)
