"""Gates: where a thread waits for a lock of its own process.

The lock itself (a `threading.Lock`) is outside the model, and needs none: at any moment only one
thread of the program runs, so what a lock looks like at that moment is a fact. But a thread that
finds it taken has to wait somewhere until the lock is given free, and that it does here.
"""

from __future__ import annotations

from grader.lockstep.model.base import Model, Outcome, Pending


class Gate(Model):
    """Opened by whoever frees the lock; closed behind the first one that passes, who tries again.

    `opened` is the event after which the lock was free.
    """

    operations = frozenset({"pass"})

    def __init__(self, name: str, type: str) -> None:
        super().__init__(name, type)
        self.open = False
        self.opened = -1

    def free(self, event: int) -> None:
        """Note that the lock was given free, after an event."""
        self.open = True
        self.opened = event
        self.version += 1

    def ready(self, pending: Pending) -> bool:
        return self.open

    def modes(self, pending: Pending) -> frozenset[str]:
        return frozenset()

    def happen(self, pending: Pending) -> Outcome:
        self.open = False
        return Outcome(True, follows=[self.opened])

    def give_up(self, pending: Pending) -> Outcome:
        return Outcome(False, fruitless=True)
