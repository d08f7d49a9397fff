"""Locks that are taken crosswise: who has the one takes the other as well, and the other way round.

Two who do that at the same time wait for each other for ever. It takes a preemption between the two
locks, at which few schedules have one. But that there are both orders shows in any run that has
them (Havelund: "Using Runtime Analysis to Guide Model Checking of Java Programs", SPIN 2000).

Maybe it cannot happen all the same, since a third lock, or a start, keeps the two apart. So such a
*nesting* is where somebody is to be held up until somebody else comes from the other side
(Joshi, Park, Sen, Naik: "A Randomized Dynamic Program Analysis Technique for Detecting Real
Deadlocks", PLDI 2009). What fails then is a run that happened.
"""

from __future__ import annotations

from collections import defaultdict

from grader.lockstep.holding import Holding
from grader.lockstep.record import Record

Nesting = tuple[str, str]
"""A lock, and another one that is taken by somebody who has it."""


class Nestings:
    """The nestings of some runs of one program, and which tasks they are of."""

    def __init__(self) -> None:
        self._tasks: defaultdict[Nesting, set[str]] = defaultdict(set)

    def add(self, run: Record) -> None:
        """Take in those of a run."""
        taken = [event for event in run.events if event.op == "acquire" and event.value is True]
        if len({event.on for event in taken}) < 2:
            return
        holding = Holding(run)
        for event in taken:
            held = holding.before(event)
            if event.on not in held:
                for lock in held:
                    self._tasks[lock, event.on].add(event.task)

    def crossed(self) -> list[list[Nesting]]:
        """Return at which nestings to hold somebody up, in one run after the other.

        In the first run of a circle it is at all of them, so that each has a lock when the last one
        comes. In the others it is at one: who came to the others first would keep everybody away.
        """
        circles: list[list[Nesting]] = []
        for nesting in self._tasks:
            circle = self._circle(nesting)
            tasks = set().union(*(self._tasks[each] for each in circle))
            if len(tasks) > 1 and circle not in circles:
                circles.append(circle)
        return [*circles, *([nesting] for circle in circles for nesting in circle)]

    def _circle(self, nesting: Nesting) -> list[Nesting]:
        """Return the nestings that lie on a way from this one to itself, if there are any."""
        there, back = self._reached(nesting[1], 0), self._reached(nesting[0], 1)
        return [each for each in self._tasks if each[0] in there and each[1] in back]

    def _reached(self, lock: str, end: int) -> set[str]:
        """Return the locks that are reached from one: over nestings (`end` 0), or back (1)."""
        found = [lock]
        for each in found:
            found += {n[1 - end] for n in self._tasks if n[end] == each}.difference(found)
        return set(found)
