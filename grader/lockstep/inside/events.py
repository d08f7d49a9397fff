"""Stand-in for Event: one operation for each of its methods."""

from __future__ import annotations

from multiprocessing import context, synchronize
from typing import Any

from grader.lockstep.inside import handles, privates, task


class Event(handles.Sent, synchronize.Event):
    """Stand-in for `multiprocessing.Event`."""

    def __init__(self, *, ctx: Any) -> None:
        self._name, self._born = task.new_object()

    def description(self) -> dict[str, dict[str, Any]]:
        """Return what the conductor must know to model this event, under its name."""
        return {self._name: {"kind": "event", "type": "Event", "born": self._born}}

    def _ask(self, op: str, **details: Any) -> Any:
        return task.perform(op, self._name, new=self.description(), **details)[0]

    def is_set(self) -> bool:
        return bool(self._ask("look", what="is_set"))

    def set(self) -> None:
        self._ask("set")

    def clear(self) -> None:
        self._ask("clear")

    def wait(self, timeout: float | None = None) -> bool:
        return bool(self._ask("wait", timeout=timeout))

    def __repr__(self) -> str:
        return f"<Event({self._name})>"

    def __getstate__(self) -> tuple[Any, ...]:
        context.assert_spawning(self)
        self._send()
        return self._name, self._born

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._name, self._born = state
        self._receive()


privates.watch(Event)
