"""Handles: the names under which a process that does not fork finds a semaphore again.

A forked process has a copy of everything. A spawned one is sent the name of each semaphore, and
opens it when it begins. But the name is removed as soon as the process that made the semaphore has
no more use for it; if that is too early, the new process dies of a FileNotFoundError. See CPython
issue 94765.
"""

from __future__ import annotations

from grader.lockstep.model.base import Model, Outcome, Pending, Touch, pairs


class Handle(Model):
    """A name in the file system: it is there until its maker lets go of it."""

    operations = frozenset({"drop", "find"})
    conflicting = pairs("drop-find")

    def __init__(self, name: str, type: str) -> None:
        super().__init__(name, type)
        self.there = True

    def modes(self, pending: Pending) -> frozenset[str]:
        return frozenset({pending.ask.op})

    def happen(self, pending: Pending) -> Outcome:
        if pending.ask.op == "drop":
            self.there = False
            self.version += 1
        return Outcome(self.there, [Touch(self.name, pending.ask.op)])
