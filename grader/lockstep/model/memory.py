"""Shared values: reads and writes. The memory itself is in the program's processes."""

from __future__ import annotations

from grader.lockstep.model.base import Model, Outcome, Pending, Touch, pairs


class Memory(Model):
    """A Value or RawValue."""

    operations = frozenset({"read", "write"})
    conflicting = pairs("read-write", "write-write")

    def modes(self, pending: Pending) -> frozenset[str]:
        return frozenset({pending.ask.op})

    def happen(self, pending: Pending) -> Outcome:
        reads = pending.ask.op == "read"
        if not reads:
            self.version += 1
        return Outcome(True, [Touch(self.name, pending.ask.op)], fruitless=reads)
