"""A manager: a process that keeps objects for others, and takes them with it when it ends."""

from __future__ import annotations

from grader.lockstep import wire
from grader.lockstep.model.base import Model, Outcome, Pending, Touch, pairs

USE = "use"
"""The mode in which whoever uses what a manager keeps uses the manager as well."""


class Manager(Model):
    """A manager."""

    operations = frozenset({"shutdown"})
    conflicting = pairs(f"{USE}-end")

    def __init__(self, name: str, type: str) -> None:
        super().__init__(name, type)
        self.ended = False

    def modes(self, pending: Pending) -> frozenset[str]:
        return frozenset({"end"})

    def happen(self, pending: Pending) -> Outcome:
        self.ended = True
        self.version += 1
        return Outcome(True, [Touch(self.name, "end")])

    def refuse(self, ready: bool) -> Outcome:
        """Return what comes of an operation on something that it kept."""
        return Outcome(wire.GONE if ready else wire.CUT_OFF, shown="gone")
