"""Probes: where the program calls a function that it was handed.

A probe can ask its callers to meet: nobody goes on until so many of them are there at once.
"""

from __future__ import annotations

from grader.lockstep.model.base import Model, Outcome, Pending


class Stage(Model):
    """A probe: who waits there for the others, and who has met whom."""

    operations = frozenset({"enter", "meet", "leave"})

    def __init__(self, name: str) -> None:
        super().__init__(name, "function")
        self.waiting: set[str] = set()
        self.parties: dict[str, list[str]] = {}

    def ready(self, pending: Pending) -> bool:
        return pending.ask.op != "meet" or pending.task in self.parties

    def modes(self, pending: Pending) -> frozenset[str]:
        return frozenset()

    def arrive(self, task: str, needed: int) -> None:
        """Note that `task` waits for the others; with enough of them, all are admitted."""
        self.waiting.add(task)
        if len(self.waiting) >= needed:
            self.parties |= dict.fromkeys(self.waiting, sorted(self.waiting))
            self.waiting.clear()

    def break_off(self, pending: Pending) -> None:
        self.waiting.discard(pending.task)

    def happen(self, pending: Pending) -> Outcome:
        if pending.ask.op == "meet":
            del self.parties[pending.task]
        return Outcome(True)
