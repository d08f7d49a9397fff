"""A task as the conductor sees it, and what it remembers of what the task has tried in vain.

A program may wait by trying again and again. If every try were let through, there would be no end
of schedules. So a task that repeats an operation which brought nothing is *parked* until something
that it looked at has changed: the same as if it had been written as a wait. Nothing is lost by
that, since the tries in between can tell it nothing new (GenMC treats such loops alike:
Kokologiannakis et al., "Making weak memory models fair", 2021, and the fair scheduler of CHESS,
PLDI 2008).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from grader.lockstep.channel import Channel
from grader.lockstep.model.base import Outcome, Pending

REPEATED_LOOKS = 3
"""How often a task may look at the same unchanged thing before it has to wait for a change; a
failed try may not be repeated at all. An execution's `tolerance` multiplies both."""

PATIENCE = 60
"""How often a parked task may go on when nobody else can move, before it is a livelock."""


@dataclass(slots=True)
class Actor:
    """A process of the program, one of its threads, or the feeder of a queue.

    A feeder has no channel. `running`: it has been let go and has not asked again. `doomed`: it was
    sent a signal.
    """

    name: str
    channel: Channel | None = None
    pending: Pending | None = None
    running: bool = True
    doomed: bool = False
    dead: bool = False
    pid: int = 0
    patience: int = PATIENCE
    _fruitless: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)

    def remember(self, pending: Pending, outcome: Outcome, version: int) -> None:
        """Keep account of fruitless operations, until something else comes of one."""
        if outcome.fruitless:
            seen, times = self._fruitless.get(_key(pending), (version, 0))
            self._fruitless[_key(pending)] = (version, times + 1 if seen == version else 1)
        elif pending.ask.op != "sleep":
            self._fruitless.clear()
            self.patience = PATIENCE

    def repeats(self, tolerance: int, version: Callable[[str], int]) -> bool:
        """Tell whether its next operation was fruitless before, and nothing has changed since."""
        if self.pending is None or not self._fruitless:
            return False
        looks = self.pending.ask.op in ("read", "look")
        allowed = tolerance * (REPEATED_LOOKS if looks else 1)
        _, times = self._fruitless.get(_key(self.pending), (0, 0))
        return times >= allowed and all(
            version(name) == seen for (_, name, _), (seen, _) in self._fruitless.items()
        )


def _key(pending: Pending) -> tuple[str, str, str]:
    return pending.ask.op, pending.ask.on, pending.ask.what
