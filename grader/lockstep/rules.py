"""The rules by which an execution is played: how time passes in it, and where patience ends.

The bounds are counts of operations, and seconds that processes compute; never how long anything
took.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rules:
    """How an execution is played.

    `patient`: time-outs expire only when nothing else can move. After `max_steps` operations the
    program is taken to go on for ever. `tolerance`: how much more often than usual a task may try
    in vain (see `actor`). `haste`: how often the time-outs of a task may expire before their time;
    from then on it is patient; where it does something new in between, like a clock that ticks, a
    hundredth as often. `rounds`: how often those who repeat what was in vain may go on when nobody
    else can move; then it is a livelock. `until`: the virtual second at which the execution
    is broken off. `lingers`: who is inside a probe stays until those who sleep have looked once
    more (see `turns`). `news`: how much may be new in a run that counts as getting on for that (see
    `news`). `work`: how much longer than usual a process may compute before it is taken to do so
    for ever. `paced`: a free run has virtual time, too. `by_lines`: where a process has several
    threads, each line of the program is an operation.
    """

    patient: bool
    max_steps: int
    tolerance: int = 1
    haste: int = 5
    rounds: int = 60
    until: float = math.inf
    lingers: bool = False
    news: int = 0
    work: float = 1.0
    paced: bool = False
    by_lines: bool = False

    @property
    def beat(self) -> int:
        """As how many a time-out counts before which the task has done something new."""
        return max(1, self.haste // 100)


EXPLORED = Rules(patient=False, max_steps=600)
"""The rules of an exploration, whose programs are small."""

BY_LINES = replace(EXPLORED, max_steps=10_000, by_lines=True)
"""The rules of a run in which the lines of threads are operations."""

GREEDY = Rules(
    patient=False,
    max_steps=6000,
    tolerance=40,
    haste=2000,
    rounds=600,
    lingers=True,
    news=5000,
)
"""The rules of a run in which who waits in vain waits long."""

TIMED = Rules(patient=True, max_steps=30_000, tolerance=40, rounds=600, news=5000)
"""The rules of a run in virtual time."""

PACED = replace(TIMED, paced=True, tolerance=1)
"""The rules of a free run in virtual time."""

REAL = replace(TIMED, work=12.0)
"""The rules of a real run, which may have much to do."""
