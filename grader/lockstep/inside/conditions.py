"""Stand-ins for Condition, and for Barrier, which the standard library builds on it."""

from __future__ import annotations

import threading
from multiprocessing import context, synchronize
from typing import Any

from grader.lockstep.inside import handles, privates, task


class Condition(handles.Sent, synchronize.Condition):
    """Stand-in for `multiprocessing.Condition`. `kind` is what it is to the program."""

    kind = "Condition"

    def __init__(self, lock: Any = None, *, ctx: Any) -> None:
        self._lock = lock or ctx.RLock()
        self._name, self._born = task.new_object()
        self._make_methods()

    def description(self) -> dict[str, dict[str, Any]]:
        """Return what the conductor must know to model this condition, under its name."""
        return {self._name: {"kind": "condition", "type": self.kind, "born": self._born}}

    def _ask(self, op: str, **details: Any) -> bool:
        return bool(task.perform(op, self._name, new=self.description(), **details)[0])

    def wait(self, timeout: float | None = None) -> bool:
        assert self._lock._semlock._is_mine(), "must acquire() condition before using wait()"
        depth = self._lock._semlock._count()
        self._ask("wait")
        for _ in range(depth):
            self._lock.release()
        try:
            return self._ask("wake", timeout=timeout)
        finally:
            for _ in range(depth):
                self._lock.acquire()

    def notify(self, n: int = 1) -> None:
        self._notify(str(n))

    def notify_all(self) -> None:
        self._notify("all")

    def _notify(self, what: str) -> None:
        assert self._lock._semlock._is_mine(), "lock is not owned"
        self._ask("notify", what=what)

    def look(self, what: str) -> None:
        """Ask to look at what is built on this condition."""
        self._ask("look", what=what)

    def __repr__(self) -> str:
        return f"<Condition({self._name})>"

    def __getstate__(self) -> tuple[Any, ...]:
        context.assert_spawning(self)
        self._send()
        return self._lock, self._name, self._born

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._lock, self._name, self._born = state
        self._receive()
        self._make_methods()


privates.watch(Condition)


class Barrier(synchronize.Barrier):
    """Stand-in for `multiprocessing.Barrier`: whose condition it is, is known.

    To look at how it is asks as well: somebody may do so again and again, until that has changed.
    """

    def __setstate__(self, state: Any) -> None:
        super().__setstate__(state)
        self._cond.kind = "Barrier"

    @property
    def n_waiting(self) -> int:
        return int(self._look("n_waiting"))

    @property
    def broken(self) -> bool:
        return bool(self._look("broken"))

    def _look(self, what: str) -> Any:
        self._cond.look(what)
        seen = getattr(super(), what)
        task.current().see(seen)
        return seen

    def _enter(self) -> None:
        try:
            super()._enter()
        except threading.BrokenBarrierError:
            self._cond.look("broken")
            task.current().see(True)
            raise
