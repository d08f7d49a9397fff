"""Whether as many calls began as were due, each in time, and when that was, in words."""

from __future__ import annotations

from collections.abc import Sequence

from grader.lockstep.words import listed

LATE = 1.0
"""Virtual seconds after which a call is late: others may look for their turn every now and then."""


def in_time(begun: Sequence[float], due: Sequence[float]) -> bool:
    """Tell whether there are as many as are due, in order of time, and none of them is late."""
    return len(begun) == len(due) and all(
        begin < second + LATE for begin, second in zip(begun, due, strict=True)
    )


def moments(seconds: Sequence[float]) -> str:
    """Return virtual times as an enumeration: "0, 1 and 2.5 s"."""
    return f"{listed([f'{second:g}' for second in seconds])} s" if seconds else "no time"
