"""A run: one execution and all that is known about it, for whoever judges it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grader.lockstep import plain, schedule
from grader.lockstep.channel import Failure
from grader.lockstep.conductor import Call, Execution
from grader.lockstep.model.life import Life
from grader.lockstep.names import Names, Source
from grader.lockstep.trace import Event


@dataclass(frozen=True)
class Worker:
    """A process that the program started. `exit_code` is None when it did not end by itself."""

    name: str
    label: str
    exit_code: int | None
    killed: bool
    errors: tuple[Failure, ...]


class Run:
    """One execution. All times are seconds of virtual time."""

    def __init__(self, execution: Execution, printed: str, source: Source) -> None:
        self._execution = execution
        self.printed = printed
        self.source = source
        self.ending = execution.ending
        self.reason = execution.reason
        self.events = execution.trace.events
        self.calls = execution.calls

    @cached_property
    def names(self) -> Names:
        """What to call the processes and objects."""
        return Names(self._execution, self.source)

    @property
    def schedule(self) -> str:
        """The schedule that plays this run again."""
        return schedule.write(
            list(self._execution.actors), [step.chosen for step in self._execution.steps]
        )

    @property
    def order(self) -> list[str]:
        """The names of all tasks, in the order of which schedules number them."""
        return list(self._execution.actors)

    @property
    def failure(self) -> Failure | None:
        """The exception that came out of the call, if one did."""
        returned = self._execution.returned
        return returned.error if returned else None

    @property
    def value(self) -> Any:
        """What the call returned, as plain data; None when it did not return."""
        returned = self._execution.returned
        if returned is None or returned.error is not None:
            return None
        try:
            return plain.decode(returned.value)
        except (ValueError, RecursionError):
            return plain.Opaque("?", "<not plain data>")

    @property
    def returned(self) -> bool:
        """Whether the call came to its end, with a value or an exception."""
        return self._execution.returned is not None

    @cached_property
    def seconds(self) -> float:
        """How much virtual time had passed when the call returned."""
        return next((event.time for event in self.events if event.op == "return"), 0.0)

    @cached_property
    def workers(self) -> list[Worker]:
        """The processes that the program started, in the order of their starts."""
        lives = [m for m in self._execution.models.values() if isinstance(m, Life)]
        return [
            Worker(life.name, self.names.process(life.name), life.code, life.killed, tuple(life.errors))
            for life in lives
            if life.name != "m"
        ]

    @property
    def alive_at_return(self) -> list[str]:
        """The workers that had not ended when the call returned."""
        return [self.names.process(name) for name in self._execution.alive_at_return]

    @property
    def unjoined_at_return(self) -> list[str]:
        """The workers that nobody had joined when the call returned."""
        return [self.names.process(name) for name in self._execution.unjoined_at_return]

    def is_blocked(self, task: str, at: Event) -> bool:
        """Tell whether `task` had to wait when the event `at` was chosen."""
        step = self._execution.steps[at.step]
        return task in step.wishes and task not in step.moves

    # -- probes ----------------------------------------------------------------------------------

    def calls_of(self, probe: str) -> list[Call]:
        """Return the calls of a probe, in the order in which they began."""
        return [call for call in self.calls if call.probe == probe]

    def most_inside(self, probe: str) -> int:
        """Return the largest number of callers that can be inside a probe at once.

        Not only in the order that happened, but in every order of the same happens-before: some
        callers can be inside together when none of them has to leave before another may enter.
        """
        calls = self.calls_of(probe)
        apart = {
            (one, other)
            for one, first in enumerate(calls)
            for other, second in enumerate(calls)
            if first.left is not None
            and self.events[second.entered].after(self.events[first.left])
        }

        def largest(chosen: list[int], rest: list[int]) -> int:
            best = len(chosen)
            for position, number in enumerate(rest):
                if len(chosen) + len(rest) - position <= best:
                    break
                if all((number, c) not in apart and (c, number) not in apart for c in chosen):
                    best = max(best, largest([*chosen, number], rest[position + 1 :]))
            return best

        return largest([], list(range(len(calls))))

    def inside_at_each_leave(self, probe: str) -> list[int]:
        """Return how many callers were inside, each time just before one left."""
        calls = self.calls_of(probe)
        leaves = sorted(call.left for call in calls if call.left is not None)
        return [
            sum(call.entered < at and (call.left is None or call.left >= at) for call in calls)
            for at in leaves
        ]

    # -- shared values ---------------------------------------------------------------------------

    def writes(self) -> list[Event]:
        """Return the writes to shared values that processes other than the main one made."""
        return [event for event in self.events if event.op == "write" and event.task != "m"]

    def values_written(self, name: str = "") -> list[Any]:
        """Return the values that were written to a shared value, in order."""
        return [
            event.saw[0]
            for event in self.events
            if event.op == "write" and event.saw and name in ("", event.on)
        ]
