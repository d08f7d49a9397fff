"""The same calls again and again, and nothing else: an execution that will not come to an end.

A watchdog that nobody stops would go on until the run has had all the operations that it may have.
Long before that it is plain that there will be nothing new: time passes, and all that happens in
between are pauses, looks, and calls of probes that were made just so before. As long as somebody
waits for a moment that was set before that began, the moment may bring a change. Who only pauses,
and calls nothing, may be waiting for an hour to come.
"""

from __future__ import annotations

from collections.abc import Iterable

from grader.lockstep.actor import Actor
from grader.lockstep.probes import Calls
from grader.lockstep.trace import Event, Trace

MOST_ROUNDS = 500
"""How often in a row time may pass, and all that comes of it is that calls are made again."""

NO_NEWS = ("sleep", "look", "read", "pass", "leave")


class Monotony:
    """Keeps account of how monotonous an execution has become."""

    def __init__(self, trace: Trace, calls: Calls) -> None:
        self._trace = trace
        self._calls = calls
        self._rounds = 0
        self._looked = 0
        self._began = 0
        self._made: set[str] = set()

    @property
    def variety(self) -> int:
        """How many different calls there have been."""
        return len(self._made)

    def is_endless(self, waiting: Iterable[Actor]) -> bool:
        """Take in what has happened since time passed; tell whether there will be nothing new."""
        events = self._trace.events
        again = False
        for event in events[self._looked :]:
            if event.op == "enter" and self._was_made(event):
                again = True
            elif not event.expired and event.op not in NO_NEWS:
                self._rounds, self._began, again = 0, event.index + 1, False
        self._looked = len(events)
        self._rounds += again
        return self._rounds > MOST_ROUNDS and not any(map(self._has_waited, waiting))

    def _was_made(self, event: Event) -> bool:
        """Tell whether a task calls a probe as it has done before."""
        call = next(call for call in reversed(self._calls.made) if call.entered == event.index)
        made = repr((call.probe, call.task, call.args, call.kwargs))
        known = made in self._made
        self._made.add(made)
        return known

    def _has_waited(self, actor: Actor) -> bool:
        """Tell whether a task has waited all the time for a moment that will come."""
        last = self._trace.last_of(actor.name)
        timed = actor.pending is not None and actor.pending.deadline is not None
        return timed and (last is None or last.index < self._began)
