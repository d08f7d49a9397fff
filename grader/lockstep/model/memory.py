"""Shared values: reads and writes. The memory itself is in the program's processes.

The objects of a manager as well: their state is kept here, as bytes that are never read.
"""

from __future__ import annotations

import msgspec

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


class Items(Memory):
    """An Array or RawArray: each place in it is an object of its own to the explorer."""

    def happen(self, pending: Pending) -> Outcome:
        outcome = super().happen(pending)
        places = msgspec.convert(pending.ask.data["places"], list[int])
        outcome.touches = [Touch(f"{self.name}/{place}", pending.ask.op) for place in places]
        return outcome


class Stored(Memory):
    """An object of a manager: a method call is a read, or an update of its whole state."""

    operations = frozenset({"read", "update"})
    conflicting = pairs("read-update", "update-update")

    def __init__(self, name: str, type: str) -> None:
        super().__init__(name, type)
        self.state = b""

    def happen(self, pending: Pending) -> Outcome:
        outcome = super().happen(pending)
        outcome.blob = self.state
        return outcome
