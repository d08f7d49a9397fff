"""What an execution has shown for the first time: as long as there is something new, it gets on."""

from __future__ import annotations

from itertools import takewhile

from grader.lockstep.probes import Calls
from grader.lockstep.trace import Trace

SHOWING = ("read", "write")
"""Operations that show what is in shared memory, or in an object of a manager."""


class News:
    """Keeps account of what is new: calls of probes, and what has been in shared objects."""

    def __init__(self, trace: Trace, calls: Calls) -> None:
        self._trace = trace
        self._calls = calls
        self._looked = 0
        self._called = 0
        self._known: set[int] = set()

    def count(self, until: int) -> int:
        """Take in what has happened before the event `until`; return how much of all was new."""
        shown = [
            (event.on, event.what, event.saw)
            for event in self._trace.events[self._looked : until]
            if event.op in SHOWING and event.saw
        ]
        called = list(takewhile(lambda it: it.entered < until, self._calls.made[self._called :]))
        self._looked, self._called = max(self._looked, until), self._called + len(called)
        made = [(it.probe, it.task, it.args, it.kwargs) for it in called]
        self._known.update(hash(repr(thing)) for thing in (*shown, *made))
        return len(self._known)
