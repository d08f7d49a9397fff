"""A record of one execution: what happened, for whoever draws it or explains how it ended."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from grader.lockstep import plain, schedule
from grader.lockstep.asked import Asked
from grader.lockstep.call import Call
from grader.lockstep.conductor import Execution
from grader.lockstep.lineage import process_of
from grader.lockstep.messages import Failure, Place
from grader.lockstep.model.base import Model, Pending
from grader.lockstep.names import Names, Source
from grader.lockstep.stacks import Stack
from grader.lockstep.trace import Event


class Record:
    """One execution. All times are seconds of virtual time, but for a real run's: wall seconds.

    In a `free` run nobody saw what was done with shared objects. In one that was `hurried` who only
    looked again and again slept for longer than it asked for.
    """

    def __init__(
        self,
        execution: Execution,
        call: Call,
        printed: str,
        source: Source,
        stacks: Sequence[Stack] = (),
    ) -> None:
        self._execution = execution
        self.call = call
        self.stacks = stacks
        """Where the processes were that had to be stopped."""
        self.printed = printed
        self.source = source
        self.ending = execution.ending
        self.reason = execution.reason
        self.events = execution.trace.events
        self.calls = execution.calls.made
        self.free = not execution.controlled
        self.by_lines = execution.rules.by_lines
        self.hurried = execution.hurried
        self.asked = Asked()

    @cached_property
    def names(self) -> Names:
        """What to call the processes and objects."""
        return Names(self._execution, self.source)

    @property
    def schedule(self) -> str:
        """The schedule that plays this run again."""
        return schedule.write(
            list(self._execution.actors),
            [step.chosen for step in self._execution.steps],
            self.by_lines,
        )

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
        return plain.decode_or_opaque(returned.value)

    @property
    def returned(self) -> bool:
        """Whether the call came to its end, with a value or an exception."""
        return self._execution.returned is not None

    @property
    def threads(self) -> int:
        """How many threads the program has started in one process, at most."""
        started = [event for event in self.events if event.op == "born"]
        return max(Counter(process_of(event.task) for event in started).values(), default=0)

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The lines of the program at which its threads were, each once: files and numbers."""
        return list({event.at[:2]: None for event in self.events if event.op == "line"})

    @property
    def method(self) -> str:
        """The start method of the run: fork, forkserver or spawn."""
        return str(self._execution.order.get("method", "fork"))

    @property
    def has_probes(self) -> bool:
        """Whether the program was handed a probe."""
        return bool(self._execution.calls.probes)

    @property
    def waiting(self) -> list[Pending]:
        """The operations on which tasks wait when the run has come to its end."""
        return [
            actor.pending
            for actor in self._execution.actors.values()
            if actor.pending is not None and actor.channel is not None
        ]

    @property
    def waits_for_time(self) -> bool:
        """Whether time was to pass: somebody sleeps, or the run was to last so many seconds."""
        asleep = any(pending.ask.op == "sleep" for pending in self.waiting)
        return asleep or self._execution.rules.until < math.inf

    @property
    def stuck(self) -> list[Pending]:
        """Of the operations in `waiting`, those that could not happen when the run was ended."""
        models = [(p, self.model(p.ask.through or p.ask.on)) for p in self.waiting]
        return [pending for pending, model in models if model and not model.ready(pending)]

    def model(self, name: str) -> Model | None:
        """Return what is known about an object of the program at the end of the run."""
        return self._execution.models.get(name)

    def born(self, name: str) -> Place:
        """Return where an object of the program was made: file, line (0: unknown), function."""
        return self._execution.world.born.get(name, ("", 0, ""))

    def is_dead(self, task: str) -> bool:
        """Tell whether a process or thread has ended."""
        return self._execution.actors[task].dead

    def is_blocked(self, task: str, at: Event) -> bool:
        """Tell whether `task` had to wait when the event `at` was chosen."""
        step = self._execution.steps[at.step]
        return task in step.wishes and task not in step.moves
