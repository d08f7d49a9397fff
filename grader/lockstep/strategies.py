"""Strategies: who moves next, where several can.

One of them, the explorer, has a module of its own; these are for a single run.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from grader.lockstep import schedule
from grader.lockstep.messages import Announcement
from grader.lockstep.model.base import Wish
from grader.lockstep.model.semaphore import Semaphore

if TYPE_CHECKING:
    from grader.lockstep.conductor import Execution
    from grader.lockstep.crosswise import Nesting


@dataclass(slots=True)
class Step:
    """A moment of choice: who could move, and what everybody's next operation may touch."""

    moves: list[str]
    wishes: dict[str, Wish]
    chosen: str = ""


class Strategy(Protocol):
    """Chooses who moves next. In a free run, one that `holds` lets nobody leave a probe soon."""

    holds: bool

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return one of `step.moves` (never empty), or None to give this execution up."""


def _wanted(name: str, execution: Execution) -> Announcement:
    """Return what a task that can move is about to do."""
    pending = execution.actors[name].pending
    assert pending is not None
    return pending.ask


class Straight:
    """Let the task that moved last go on as long as it can, then the oldest one."""

    holds = False

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return the task to move."""
        return execution.last if execution.last in step.moves else step.moves[0]


class Earliest:
    """Let who would come first, had each process a processor of its own.

    So work that can be done side by side is shared as it would be on a machine with many cores. Who
    computed how long is measured in CPU seconds, which a busy machine does not change.
    """

    holds = False

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return the task to move."""

        def arrival(name: str) -> float:
            return execution.trace.finish_of(name) + _wanted(name, execution).cpu

        return min(step.moves, key=arrival)


class Greedy:
    """Never let a probe be left, a lock be given free or anything be written while others can move.

    So everybody who can get inside gets inside, which is the largest number there can be; and who
    waits in vain waits as long as can be. When somebody has to leave, it is who came first, or with
    `last_out` who came last: then the first one stays inside until the end.
    """

    holds = True
    RELUCTANT: tuple[str, ...] = ("write", "update", "release", "leave")

    def __init__(self, last_out: bool = False) -> None:
        self._last_out = last_out

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return the task to move."""

        def reluctance(name: str) -> int:
            op = _wanted(name, execution).op
            return self.RELUCTANT.index(op) + 1 if op in self.RELUCTANT else 0

        moves = step.moves[::-1] if self._last_out else step.moves
        return min(moves, key=reluctance)


class Stale:
    """Never let anything be written while anybody can do something else.

    So everybody writes what they have worked out from what they read as long ago as can be: of two
    who look and then write, without a lock, both look before either writes. When somebody has to
    write, it is who has waited longest. With `last_first` it is who came last, and then all the
    others who are to write, before anybody can see what was written first.
    """

    holds = True
    WRITES = ("write", "update")

    def __init__(self, last_first: bool = False) -> None:
        self._last_first = last_first
        self._due: list[str] = []

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return the task to move."""
        moves = step.moves[::-1] if self._last_first else step.moves
        writers = [name for name in moves if self._writes(name, execution)]
        due = [name for name in self._due if name in writers]
        others = [name for name in moves if name not in writers]
        if others and not due:
            return others[0]

        waits_since = execution.trace.last_index_of
        if not self._last_first:
            return min(writers, key=waits_since)
        chosen = max(due or writers, key=waits_since)
        self._due = [name for name in due or writers if name != chosen]
        return chosen

    def _writes(self, name: str, execution: Execution) -> bool:
        return _wanted(name, execution).op in self.WRITES


class HeldUp(ABC):
    """Let nobody go on from a place in the program while anybody else can move.

    Once all who can move are there, who came last goes on first, and then all the others, before
    anybody does a second time. So what two did in one order before that place, they do in the
    other one after it.
    """

    holds = False

    def __init__(self) -> None:
        self._due: list[str] = []

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return the task to move."""
        others = [name for name in step.moves if not self._is_there(name, execution)]
        if others:
            return execution.last if execution.last in others else others[0]
        due = [name for name in self._due if name in step.moves] or step.moves
        chosen = max(due, key=execution.trace.last_index_of)
        self._due = [name for name in due if name != chosen]
        return chosen

    @abstractmethod
    def _is_there(self, name: str, execution: Execution) -> bool:
        """Tell whether a task has come to that place."""


class AtLine(HeldUp):
    """Let nobody go on from one line of the program while anybody else can move.

    So whatever was looked at before that line, others have changed it meanwhile, if they can; and
    what is noted before and after it, without a lock, is noted in two orders.
    """

    def __init__(self, place: tuple[str, int]) -> None:
        super().__init__()
        self._place = place

    def _is_there(self, name: str, execution: Execution) -> bool:
        wanted = _wanted(name, execution)
        return wanted.op == "line" and wanted.at[:2] == self._place


class BetweenLocks(HeldUp):
    """Let nobody who has one lock take another one, as told, while anybody else can move.

    So somebody else may have taken that meanwhile, and want the first (see `crosswise`).
    """

    def __init__(self, nestings: Iterable[Nesting]) -> None:
        super().__init__()
        self._nestings = nestings

    def _is_there(self, name: str, execution: Execution) -> bool:
        wanted = _wanted(name, execution)
        firsts = [first for first, second in self._nestings if second == wanted.on]
        locks = [execution.models.get(first) for first in firsts]
        held = any(isinstance(lock, Semaphore) and name in lock.holders for lock in locks)
        return held and wanted.op == "acquire"


class Wander:
    """Choose at random, the same for the same seed: for programs that do not repeat their steps."""

    holds = True

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # not for secrets

    def choose(self, step: Step, execution: Execution) -> str | None:  # noqa: ARG002  # a Strategy
        """Return the task to move."""
        return self._random.choice(step.moves)


class Priorities:
    """Let the one of the highest priority move. The priorities are drawn, the same for a seed.

    At a few moments, drawn as well, whoever was to move gets the lowest one. A mistake that needs
    `CHANGES` + 1 events to come in a certain order shows in one of n * length ** `CHANGES` such
    runs at least, whatever else happens in them; n is the number of tasks (Burckhardt, Kothari,
    Musuvathi, Nagarakatte: "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
    ASPLOS 2010).
    """

    holds = False
    CHANGES = 2

    def __init__(self, seed: int, length: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # not for secrets
        self._changes = {self._random.randrange(length) for _ in range(self.CHANGES)}
        self._priorities: dict[str, float] = {}

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return the task to move."""
        for name in step.moves:
            self._priorities.setdefault(name, self._random.random())
        chosen = max(step.moves, key=self._priorities.__getitem__)
        at = len(execution.steps)
        if at in self._changes:
            self._priorities[chosen] = -at
            chosen = max(step.moves, key=self._priorities.__getitem__)
        return chosen


class Replay:
    """Follow the `moves` of a schedule, numbers of tasks; go straight on where it ends.

    `diverged` tells that it did not fit.
    """

    holds = False

    def __init__(self, text: str) -> None:
        self.moves = schedule.read(text)
        self.diverged = False

    def choose(self, step: Step, execution: Execution) -> str | None:
        """Return the task to move."""
        at = len(execution.steps)
        if at < len(self.moves) and not self.diverged:
            tasks = list(execution.actors)
            number = self.moves[at]
            if number < len(tasks) and tasks[number] in step.moves:
                return tasks[number]
            self.diverged = True
        return Straight().choose(step, execution)
