"""The fixture `explore`: it runs functions of the submission, and hands out the runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from grader.lockstep.call import Call
from grader.lockstep.raised import ProgramRaised
from grader.lockstep.rules import REAL, TIMED
from grader.lockstep.run import Run
from grader.suite.exploration import FEW
from grader.suite.player import Player
from grader.suite.submission import Function
from grader.suite.unsatisfied import Unsatisfied


class Explore(Player):
    """Runs functions of the submission. Called, it yields a run for each schedule that matters."""

    def __call__(
        self, function: Function, *args: Any, method: str = "fork", **kwargs: Any
    ) -> Iterator[Run]:
        """Yield the runs of one call, under every schedule that can make a difference."""
        return self._explore(_call(function, args, kwargs, method))

    def briefly(
        self, function: Function, *args: Any, method: str = "fork", **kwargs: Any
    ) -> Iterator[Run]:
        """Yield the first few runs of an exploration: where another check does all of it."""
        return self.first(FEW, function, *args, method=method, **kwargs)

    def first(
        self, count: int, function: Function, *args: Any, method: str = "fork", **kwargs: Any
    ) -> Iterator[Run]:
        """Yield the first `count` runs of an exploration: for programs with very many schedules."""
        return self._explore(_call(function, args, kwargs, method), count)

    def together(
        self, function: Function, calls: Sequence[Sequence[Any]], method: str = "fork"
    ) -> Iterator[Run]:
        """Yield the runs of several calls, each in a process of its own."""
        arguments = [(args, dict[str, Any]()) for args in calls]
        return self._explore(Call(function.name, arguments, together=True, method=method))

    def greedy(
        self, function: Function, *args: Any, method: str = "fork", **kwargs: Any
    ) -> Iterator[Run]:
        """Yield the two runs in which as many as possible are inside probes and locks at once.

        In the one, who came first leaves first; in the other, who came last.
        """
        return self._twice(self._program.greedy, _call(function, args, kwargs, method))

    def stale(
        self, function: Function, *args: Any, method: str = "fork", **kwargs: Any
    ) -> Iterator[Run]:
        """Yield two runs in which everybody writes what follows from what they read long ago.

        A lost update, or two who both find that something has not been done yet, shows in them
        even where there are too many schedules to try them all.
        """
        return self._twice(self._program.stale, _call(function, args, kwargs, method))

    def stale_after(
        self,
        before: Sequence[Any],
        function: Function,
        *args: Any,
        method: str = "fork",
        **kwargs: Any,
    ) -> Iterator[Run]:
        """Yield two runs like those of `stale`, of a call that follows one as for `after`."""
        call = _call(function, args, kwargs, method, before)
        return self._twice(self._program.stale, call)

    def at_random(
        self, function: Function, *args: Any, method: str = "fork", **kwargs: Any
    ) -> Iterator[Run]:
        """Yield runs under schedules that are drawn at random, always the same ones.

        For what has to happen in one of them, where no run of an exploration shows it: there may
        have been too many schedules to try them all.
        """
        return self._at_random(_call(function, args, kwargs, method))

    def timed(self, function: Function, /, *args: Any, method: str = "fork", **kwargs: Any) -> Run:
        """Return a run in virtual time, in which sleeping takes exactly as long as it says."""
        return self._timed(_call(function, args, kwargs, method))

    def twice(self, function: Function, *args: Any, **kwargs: Any) -> Run:
        """Return a run like `timed` of the same call twice; the result is a list of both results.

        For what a call leaves in the program's variables.
        """
        run = self._timed(Call(function.name, [(args, kwargs)] * 2))
        if run.failure is not None:
            raise Unsatisfied(f"{function.name}, called twice: {ProgramRaised(run.failure)}")
        if not isinstance(run.value, list) or len(run.value) != 2:
            raise Unsatisfied(f"{function.name}, called twice: it did not come back twice")
        return run

    def after(
        self,
        before: Sequence[Any],
        function: Function,
        *args: Any,
        method: str = "fork",
        **kwargs: Any,
    ) -> Run:
        """Return a run like `timed` of a call that follows one with the arguments `before`.

        That one may raise. For what another call leaves in the program's variables.
        """
        run = self.failing_after(before, function, *args, method=method, **kwargs)
        if run.failure is not None:
            raise Unsatisfied(
                f"{function.name}, called after another call: {ProgramRaised(run.failure)}"
            )
        return run

    def failing_after(
        self,
        before: Sequence[Any],
        function: Function,
        *args: Any,
        method: str = "fork",
        **kwargs: Any,
    ) -> Run:
        """Return a run like `after`, of a call that is to raise as well."""
        return self._timed(_call(function, args, kwargs, method, before))

    def for_a_while(
        self, seconds: float, function: Function, *args: Any, method: str = "fork", **kwargs: Any
    ) -> Run:
        """Return a run of a call in a process of its own, for functions that never return.

        After `seconds` of virtual time it is broken off.
        """
        return self._single(
            Call(function.name, [(args, kwargs)], together=True, method=method),
            replace(TIMED, until=seconds),
            partial(self._program.timed, until=seconds),
            partial(self._program.paced, until=seconds),
        )

    def side_by_side(
        self, function: Function, *args: Any, method: str = "fork", **kwargs: Any
    ) -> Run:
        """Return a run as on a machine with a core for each process, with its `work` and `span`."""
        call = _call(function, args, kwargs, method)
        return self._single(call, TIMED, self._program.side_by_side, self._program.paced)

    def note(self, text: str) -> None:
        """Have a line shown with the check, whatever its verdict."""
        self.notes.append(text)

    def real(self, function: Function, *args: Any, method: str = "fork", **kwargs: Any) -> Run:
        """Return a free run: real multiprocessing, real time, nothing controlled."""
        call = _call(function, args, kwargs, method)
        self._begin(call, REAL)
        self.executions += 1
        return self._finished(self._program.real(call))


def _call(
    function: Function, args: Any, kwargs: Any, method: str, before: Sequence[Any] | None = None
) -> Call:
    earlier = [] if before is None else [(before, dict[str, Any]())]
    return Call(function.name, [(args, kwargs)], earlier, method=method)
