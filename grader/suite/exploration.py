"""The runs of one call under control: every schedule that matters, or as many as there is time for.

What is explored first differs near the end of the run only. So where schedules have to be left out,
some that are drawn at random follow. So do some where several threads work in one process: what
they share among themselves is in no model, and which of them is the first at it makes no difference
to the explorer. In some more of these they are held up at each line. And in some, whoever takes two
locks is held up between them, where others take these crosswise.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from grader.lockstep.call import Call
from grader.lockstep.crosswise import Nestings
from grader.lockstep.explorer import GivenUp
from grader.lockstep.program import Program
from grader.lockstep.rules import BY_LINES
from grader.lockstep.run import Run

FEW = 8
"""Runs of a brief exploration."""

MAX_EVENTS = 4000
"""Events of all runs together after which an exploration is ended: long runs are dear."""

SAMPLED = 4
"""Where schedules are left out, one at random is run for each so many that were explored."""

MOST_LINES = 40
"""Lines of a program at which its threads are held up, one after the other."""

MOST_CROSSED = 12
"""Runs in which who takes two locks crosswise is held up, where schedules are left out."""


class Exploration:
    """Yields the runs. `cut_short` tells, from the first one after it on, that there are more."""

    def __init__(self, program: Program, call: Call, limit: int) -> None:
        self._program = program
        self._call = call
        self._limit = limit
        self.cut_short = False
        self._count = self._events = self._threads = 0
        self._nestings = Nestings()

    def __iter__(self) -> Iterator[Run]:
        yield from self._explored()
        yield from self._drawn()
        if self._threads > 1:
            yield from self._by_lines()
        if self.cut_short:
            yield from self._crosswise()

    def _explored(self) -> Iterator[Run]:
        with contextlib.suppress(GivenUp):
            for run in self._program.explore(self._call, self._limit):
                yield run
                self._nestings.add(run)
                self._count += 1
                self._events += len(run.events)
                self._threads = max(self._threads, run.threads)
                many = self._count >= FEW and self._events >= MAX_EVENTS
                if self._count >= self._limit or many:
                    break
            else:
                return
        self.cut_short = True

    def _drawn(self) -> Iterator[Run]:
        least = min(FEW, self._limit) if self._threads > 1 else 0
        most = max(least, self._count // SAMPLED if self.cut_short else 0)
        for seed in range(most):
            run = self._program.sample(self._call, seed, self._events // self._count)
            yield run
            self._nestings.add(run)

    def _by_lines(self) -> Iterator[Run]:
        run = self._program.wander(self._call, 0, BY_LINES)
        yield run
        for place in run.lines[:MOST_LINES]:
            yield self._program.held_up(self._call, place)

    def _crosswise(self) -> Iterator[Run]:
        for each in self._nestings.crossed()[:MOST_CROSSED]:
            yield self._program.crosswise(self._call, each)
