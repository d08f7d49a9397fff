"""What happened in one execution: its events, which came before which, and which ones raced.

*Happens-before* is kept with vector clocks (Mattern 1989): an event knows how many events of each
task are in its past. Two executions with the same happens-before differ only in the order of events
that cannot influence each other.

A *race* is a pair of conflicting events of two tasks, with nothing in between that orders them.
Each race is a reason to look at another schedule.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from grader.lockstep.lineage import is_feeder, process_of, whole_of
from grader.lockstep.messages import Place
from grader.lockstep.model.base import WAITING, WATCHING, WRITING, Model, Touch, Wish

Clock = dict[str, int]


@dataclass(slots=True)
class Event:
    """One operation that happened: `op`, `on`, `at`, `show` and `what` as it was announced.

    `step` is the choice that led to it; a death has that of what the process did last. `clock` says
    how many events of each task are in its past, itself included. `time` is in seconds of virtual
    time, `finish` in CPU seconds (`Trace.finish_of`). `expired` tells that the operation gave up.
    `rivals` are the indices of the events it raced with. `value` is what the task was answered, and
    `saw` what that brought it, as plain data in a list; `shown` is what a picture adds to it.
    """

    index: int
    step: int
    task: str
    number: int
    op: str
    on: str
    touches: list[Touch]
    clock: Clock
    time: float
    finish: float
    at: Place
    show: str = ""
    what: str = ""
    expired: bool = False
    rivals: list[int] = field(default_factory=list)
    value: Any = None
    saw: list[Any] = field(default_factory=list)
    shown: str = ""

    @property
    def chosen(self) -> bool:
        """Whether it was a move of its own, and not a birth, or a feeder's end with its process."""
        return self.op != "begin" and not (self.op == "die" and is_feeder(self.task))

    def after(self, earlier: Event) -> bool:
        """Tell whether `earlier` happens before this event, or is it."""
        return self.clock.get(earlier.task, 0) >= earlier.number


def join(into: Clock, clock: Clock) -> None:
    """Make `into` know all that `clock` knows."""
    for task, number in clock.items():
        if into.get(task, 0) < number:
            into[task] = number


LOCKED = getattr(sys, "_is_gil_enabled", lambda: True)()
"""Whether the threads of a process take turns, as everywhere but in free-threaded builds."""


def processor_of(task: str) -> str:
    """Return who the processor belongs to that a task computes on."""
    return process_of(task) if LOCKED else task


class Trace:
    """The events of an execution, in the order in which they happened."""

    def __init__(self, models: dict[str, Model]) -> None:
        self.events: list[Event] = []
        self._models = models
        self._latest: dict[str, dict[tuple[str, str, bool], tuple[Event, Touch]]] = {}
        self._opened: dict[str, list[tuple[int, bool]]] = {}
        self._clocks: dict[str, Clock] = {}
        self._last: dict[str, int] = {}
        self._times: dict[str, float] = {}
        self._finishes: dict[str, float] = {}
        self.work: defaultdict[str, float] = defaultdict(float)
        self._floor: Clock = {}
        self._floor_time = 0.0

    def last_of(self, task: str) -> Event | None:
        """Return the last event of `task`, if there is one."""
        index = self._last.get(task)
        return None if index is None else self.events[index]

    def last_index_of(self, task: str) -> int:
        """Return the number of the last event of `task`; -1, if there is none."""
        return self._last.get(task, -1)

    def time_of(self, task: str) -> float:
        """Return the virtual time at which `task` is."""
        return max(self._times.get(task, 0.0), self._floor_time)

    def clock_of(self, task: str) -> Clock:
        """Return what `task` knows now, its next event not included."""
        clock = dict(self._clocks.get(task, {}))
        join(clock, self._floor)
        return clock

    def finish_of(self, task: str) -> float:
        """Return when `task` would have got so far, had each process a processor of its own.

        In CPU seconds: the length of the critical path, carried on from event to event (Yang and
        Miller 1988; Hollingsworth 1998). Threads of one process share its interpreter lock.
        """
        return self._finishes.get(processor_of(task), 0.0)

    def let_time_pass(self, until: float) -> None:
        """Let no later event happen before the virtual time `until`."""
        self._floor_time = max(self._floor_time, until)

    def barrier(self) -> None:
        """Order all events so far before all later ones."""
        for clock in self._clocks.values():
            join(self._floor, clock)

    def add(
        self,
        task: str,
        touches: list[Touch],
        follows: list[int],
        not_before: float,
        waits: bool = False,
        awaits: Iterable[int] = (),
        cpu: float = 0.0,
        **facts: Any,
    ) -> Event:
        """Write down an event of `task`, which happens at the virtual time `not_before` or later.

        It comes after what it `follows` in this execution, and after what it `awaits` in each one.
        `waits` tells that it could only happen once it could succeed. Before it, the task has
        computed for `cpu` seconds.
        """
        before = self.clock_of(task)
        past = [self.events[index] for index in awaits]
        for earlier in past:
            join(before, earlier.clock)
        clock = dict(before)
        time = max(self.time_of(task), not_before)
        conflicts = list(self._conflicting(task, touches))
        rivals = self._races(before, conflicts, touches if waits else [])
        past += [self.events[index] for index in follows if index >= 0]
        past += [earlier for earlier, _, _ in conflicts]
        for earlier in past:
            join(clock, earlier.clock)
            time = max(time, earlier.time)
        finish = max([self.finish_of(task) + cpu, *(earlier.finish for earlier in past)])
        self._finishes[processor_of(task)] = finish
        self.work[task] += cpu
        number = before.get(task, 0) + 1
        clock[task] = number
        event = Event(
            index=len(self.events),
            task=task,
            number=number,
            touches=touches,
            clock=clock,
            time=time,
            finish=finish,
            rivals=[rival.index for rival in rivals],
            **facts,
        )
        self.events.append(event)
        self._clocks[task] = clock
        self._times[task] = time
        self._last[task] = event.index
        for touch in touches:
            latest = self._latest.setdefault(touch.object, {})
            latest[task, touch.mode, touch.open] = (event, touch)
            self._opened.setdefault(touch.object, []).append((event.index, touch.open))
        return event

    def races_of_wish(
        self, task: str, before: Clock, wish: Wish, waits: bool = True
    ) -> list[Event]:
        """Return the events that race with an announced operation that did not happen.

        Where it `waits` in vain, only what it waits for counts of its `wish`; or all of it, where
        nothing of that usually waits (`set`, for somebody who was killed and never wakes).
        """
        waits = waits and any(mode in WAITING | WRITING for _, mode in wish)
        touches = [
            Touch(name, mode)
            for base, mode in wish
            if mode in WAITING | WRITING or not waits
            for name in self._latest
            if whole_of(name) == base
        ]
        return self._races(before, self._conflicting(task, touches), touches)

    def _conflicting(self, task: str, touches: list[Touch]) -> Iterator[tuple[Event, Touch, Touch]]:
        """Yield the latest earlier events that conflict, and both touches."""
        for touch in touches:
            for event, earlier in self._latest.get(touch.object, {}).values():
                if event.task != task and self.conflict(touch.object, earlier.mode, touch.mode):
                    yield event, earlier, touch

    def conflict(self, name: str, one: str, other: str) -> bool:
        """Tell whether the order of two touches of the object `name` can matter."""
        return self._models[whole_of(name)].conflict(one, other)

    def _races(
        self,
        before: Clock,
        conflicts: Iterable[tuple[Event, Touch, Touch]],
        waited_for: Iterable[Touch],
    ) -> list[Event]:
        """Return the events that race with an operation that knows `before`, of its `conflicts`.

        It could only happen once it could succeed in what it has `waited_for`. From the latest
        rival back: one that the operation, or a later racing event, already knew is not in a race
        of its own. A rival before which the operation could not have happened stays in the list,
        since something else may have made it possible, but it does not hide an earlier one.
        """
        waits = [touch for touch in waited_for if touch.mode in WAITING]
        watched = [touch.object for touch in waits if touch.mode == WATCHING]
        gates = [touch.object for touch in waits if touch.mode != WATCHING]
        rivals = {
            event.index
            for event, earlier, touch in conflicts
            if earlier.open or not earlier.sole or touch.object not in gates
        }
        known = dict(before)
        found = []
        for index in sorted(rivals, reverse=True):
            event = self.events[index]
            if known.get(event.task, 0) < event.number:
                found.append(event)
                could = all(self._was_open(gate, index) for gate in gates)
                if could and (not watched or any(self._was_open(it, index) for it in watched)):
                    join(known, event.clock)
        return found

    def _was_open(self, name: str, index: int) -> bool:
        """Tell whether, just before an event, nobody would have had to wait for an object.

        Every change of that is a touch, so the next touch has found what the event did.
        """
        touches = self._opened.get(name, [])
        following = bisect_left(touches, (index, False))
        return following == len(touches) or touches[following][1]
