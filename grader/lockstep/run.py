"""A run: one execution, and all that can be asked of it by whoever judges it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grader.lockstep.call import SharedArgument
from grader.lockstep.holding import Holding
from grader.lockstep.lineage import MAIN, process_of
from grader.lockstep.messages import Failure, Place
from grader.lockstep.overlap import largest_overlap, overlap_that_happened
from grader.lockstep.probes import ProbeCall
from grader.lockstep.raised import ProgramRaised, in_a_line
from grader.lockstep.record import Record
from grader.lockstep.trace import Event
from grader.lockstep.written import Written


@dataclass(frozen=True)
class Worker:
    """A process that the program started. `exit_code` is None when it did not end by itself."""

    name: str
    label: str
    exit_code: int | None
    killed: bool
    errors: tuple[Failure, ...]


TAKING = ("get", "recv")
"""Operations that take a message out of a queue or a pipe."""

FINDING = ("pop", "popitem", "get", "__getitem__")
"""Methods that find one in what a manager keeps."""


class Run(Record):
    """The record of an execution, and what follows from it.

    One that is taken `literally` says only who was inside at once in the order that happened.
    """

    literally = False

    @property
    def were_together(self) -> bool:
        """Whether what `most_inside` has found was so in the order that happened, too."""
        entered = [call.entered for call in self.asked.together]
        left = [end.index for end in map(self._end_of, self.asked.together) if end]
        return max(entered, default=0) < min(left, default=math.inf)

    @property
    def raised(self) -> str:
        """The exception that came out of the call as text, with the place where it was raised."""
        return str(ProgramRaised(self.failure)) if self.failure else "nothing"

    @property
    def result(self) -> Any:
        """What the call returned, as plain data; raise ProgramRaised where it raised instead."""
        if self.failure is not None:
            raise ProgramRaised(self.failure)
        self.asked.result = True
        return self.value

    @property
    def ended_by(self) -> list[str]:
        """The exceptions that have ended workers, but for those that a probe was to raise."""
        meant = {call.raised for call in self.calls}
        return [
            f"{self.names.process(worker.name)} ends by {in_a_line(error)}"
            for worker in self.workers
            for error in worker.errors
            if error.type not in meant
        ]

    @property
    def seconds(self) -> float:
        """How much virtual time had passed when the call returned."""
        self.asked.duration = True
        return next((event.time for event in self.events if event.op == "return"), 0.0)

    @property
    def work(self) -> float:
        """The CPU seconds of all processes together."""
        return sum(self._execution.trace.work.values())

    def work_for(self, probe: str) -> float:
        """Return the CPU seconds of all together who have called a probe.

        Who computes beside them, whatever that is, does not share their work.
        """
        tasks = {call.task for call in self.calls_of(probe)}
        return sum(self._execution.trace.work[task] for task in tasks)

    @cached_property
    def span(self) -> float:
        """The CPU seconds on the longest way to the return of the call, from event to event.

        However many cores a machine has, it cannot be faster than that.
        """
        return next((event.finish for event in self.events if event.op == "return"), 0.0)

    @property
    def started(self) -> list[str]:
        """The processes that the program started, servers of managers as well."""
        return [life.name for life in self._execution.world.lives() if life.is_worker]

    @cached_property
    def workers(self) -> list[Worker]:
        """The processes that the program started, in the order of their starts.

        The server of a manager is none of them.
        """
        lives = self._execution.world.lives()
        return [
            Worker(
                life.name,
                self.names.process(life.name),
                life.exit_code,
                life.killed,
                tuple(life.errors),
            )
            for life in lives
            if life.is_worker and not life.server
        ]

    @property
    def left_behind(self) -> str:
        """What was still there when the call came back, as a sentence; nothing where all is gone.

        Workers that run, those that nobody has waited for, and shared memory.
        """
        found = {
            "still running": self.alive_at_return,
            "never joined": self.unjoined_at_return,
            "never unlinked": self.never_unlinked,
        }
        return next((f"{what}: {', '.join(names)}" for what, names in found.items() if names), "")

    def done(self, op: str, on: str) -> list[Event]:
        """Return the operations of a kind on an object that had success."""
        return [e for e in self.events if (e.op, e.on) == (op, on) and e.value is not False]

    @property
    def alive_at_return(self) -> list[str]:
        """What had not ended when the call returned: workers, servers of managers, strangers."""
        self.asked.ends = True
        returned = self._execution.returned
        return [
            *(self.names.process(name) for name in self._execution.alive_at_return),
            *(f"the Manager made {_place(at)}" for at in (returned.managers if returned else ())),
            *["a process started by other means"] * len(self._execution.strangers),
        ]

    @property
    def unjoined_at_return(self) -> list[str]:
        """The workers that nobody had joined when the call returned."""
        self.asked.ends = True
        return [self.names.process(name) for name in self._execution.unjoined_at_return]

    @property
    def never_unlinked(self) -> list[str]:
        """What had a name in the system and was still there when every process had ended.

        The names themselves are random for the most part, so the places are told.
        """
        if self.ending != "finished":
            return []  # it may be there because the processes were killed
        made = [self._execution.made[name] for name in self._execution.left]
        return list(dict.fromkeys(f"{ask.what} made {_place(ask.at)}" for ask in made))

    @cached_property
    def most_alive(self) -> int:
        """The largest number of workers that can be there at once, in any order of this run."""
        self.asked.overlap = True
        begun = {event.task: event for event in self.events if event.op == "begin"}
        spans = [(begun[w.name], self._ended.get(w.name)) for w in self.workers if w.name in begun]
        return len(largest_overlap(spans))

    @cached_property
    def _ended(self) -> dict[str, Event]:
        return {event.task: event for event in self.events if event.op in ("exit", "die")}

    # -- probes ----------------------------------------------------------------------------------

    def calls_of(self, probe: str) -> list[ProbeCall]:
        """Return the calls of a probe, in the order in which they began.

        A call with the wrong arguments is none. Raise LookupError where the program was handed no
        probe of this name.
        """
        probes = self._execution.calls.probes
        if probe not in probes:
            raise LookupError(f"no probe is called {probe!r}; there are: {', '.join(probes)}")
        return [call for call in self.calls if call.probe == probe and not call.misfit]

    def calls_in_main(self, probe: str) -> list[ProbeCall]:
        """Return the calls of a probe that the main process made, in whichever of its threads."""
        self.asked.in_main = [call for call in self.calls_of(probe) if call.process == MAIN]
        return self.asked.in_main

    def most_inside(self, probe: str) -> int:
        """Return the largest number of callers that can be inside a probe at once.

        Not only in the order that happened, but in every order of the same happens-before: some
        callers can be inside together when none of them has to leave before another may enter.
        """
        self.asked.overlap = True
        calls = self.calls_of(probe)
        spans = [(self.events[call.entered], self._end_of(call)) for call in calls]
        found = largest_overlap(spans)
        if self.literally:
            happened = overlap_that_happened(spans)
            self.asked.understated, found = len(happened) < len(found), happened
        self.asked.together = [calls[number] for number in found]
        return len(self.asked.together)

    def begun(self, probe: str) -> list[float]:
        """Return the virtual times at which a probe was called, in order."""
        return [self.events[call.entered].time for call in self.calls_of(probe)]

    def last_left(self, probe: str) -> float:
        """Return the virtual time at which the last caller left a probe."""
        self.asked.overlap = True
        lefts = [self.events[call.left].time for call in self.calls_of(probe) if call.left]
        return max(lefts, default=0.0)

    def started_before_first_left(self, probe: str) -> int:
        """Return how many workers had been started when the first caller left a probe."""
        self.asked.overlap = True
        lefts = [call.left for call in self.calls_of(probe) if call.left is not None]
        first, workers = min(lefts, default=math.inf), {worker.name for worker in self.workers}
        begun = {event.task for event in self.events if event.op == "begin" and event.index < first}
        return len(begun & workers)

    def inside_at_each_leave(self, probe: str) -> list[int]:
        """Return how many callers were inside, each time just before one left."""
        self.asked.overlap = True
        calls = self.calls_of(probe)
        spans = [(call.entered, self._end_of(call)) for call in calls]
        leaves = sorted(call.left for call in calls if call.left is not None)
        return [
            sum(entered < at and (end is None or end.index >= at) for entered, end in spans)
            for at in leaves
        ]

    def _end_of(self, call: ProbeCall) -> Event | None:
        """Return the event with which a caller is not inside any more: it leaves, or has ended."""
        return self._ended.get(call.process) if call.left is None else self.events[call.left]

    def begun_out_of_order(self, probe: str, order: Sequence[Any]) -> tuple[Any, Any] | None:
        """Return two first arguments, the earlier in `order` and the later, begun the other way.

        Only when a process turned to the one after the other had been begun: who has an item in
        hand may be slow to begin.
        """
        calls = [call for call in self.calls_of(probe) if call.argument in order]
        turned_to = {call.entered: self._turned_to(call) for call in calls}
        for first in calls:
            for second in calls:
                if self.free and first.task != second.task:
                    continue  # what is seen later has not always happened later
                after = turned_to[second.entered].after(self.events[first.entered])
                if after and order.index(second.argument) < order.index(first.argument):
                    return second.argument, first.argument
        return None

    def _turned_to(self, call: ProbeCall) -> Event:
        """Return the first event after which a process can have got what it called a probe with."""
        own = [e for e in self.events[: call.entered + 1] if process_of(e.task) == call.process]
        before = [e for e in own if e.op == "leave" and e.on == call.probe]
        return next(e for e in own if not before or e.index > before[-1].index)

    # -- shared values ---------------------------------------------------------------------------

    @cached_property
    def written(self) -> Written:
        """What was written to shared values."""
        return Written(self.events, self.names)

    def written_in_each_hold(self, value: str) -> list[int]:
        """Return how often workers wrote to a value each time before they gave a lock free.

        A write without a lock counts for itself.
        """
        return self.written.in_each_hold(value, Holding(self).kept)

    def name_of(self, shared: SharedArgument) -> str:
        """Return the name of an object that was made for the program; none in a free run."""
        returned = self._execution.returned
        return returned.made.get(shared.name, "") if returned else ""

    @property
    def messages(self) -> list[Any]:
        """What was taken out of queues and pipes, and found in what a manager keeps, in order."""
        return [
            event.saw[0]
            for event in self.events
            if event.saw and (event.op in TAKING or event.what in FINDING)
        ]


def _place(at: Place) -> str:
    file, line, function = at
    return f"in {function} ({file}:{line})" if file else "somewhere"
