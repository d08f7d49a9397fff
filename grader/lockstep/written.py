"""What was written to the shared values of a run, by whom, and in which order.

A value is known by its name; each item of a shared array counts as one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from grader.lockstep.lineage import MAIN
from grader.lockstep.names import Names
from grader.lockstep.trace import Event


class Written:
    """The writes among the events of a run."""

    def __init__(self, events: Sequence[Event], names: Names) -> None:
        self._writes = [event for event in events if event.op == "write"]
        self._names = names

    def by_worker(self) -> dict[str, Counter[str]]:
        """Return how often each worker wrote to each value."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for event in self._by_workers():
            for touch in event.touches:
                if touch.mode == "write":
                    counts[touch.object][self._names.process(event.task)] += 1
        return counts

    def writes_to(self, value: str) -> list[Event]:
        """Return the events with which workers wrote to a value, in order."""
        return [event for event in self._by_workers() if _is_to(event, value)]

    def writers(self, value: str) -> list[str]:
        """Return the workers that wrote to a value, one for each time, in order."""
        return [event.task for event in self.writes_to(value)]

    def in_each_hold(self, value: str, kept: Callable[[Event, Event], object]) -> list[int]:
        """Return how often workers wrote to a value, each time while a lock was `kept`."""
        latest, rows = dict[str, tuple[Event, int]](), list[int]()
        for event in self.writes_to(value):
            before, row = latest.get(event.task, (event, -1))
            if row < 0 or not kept(before, event):
                row = len(rows)
                rows.append(0)
            rows[row] += 1
            latest[event.task] = event, row
        return rows

    def turns(self, value: str) -> list[str]:
        """Return the workers that wrote to a value, one after the other, each turn once."""
        return [task for task, _ in groupby(self.writers(value))]

    def to(self, value: str) -> list[Any]:
        """Return what was written to a value, also by the main process, in order."""
        return [event.saw[0] for event in self._writes if event.saw and _is_to(event, value)]

    def _by_workers(self) -> Iterator[Event]:
        return (event for event in self._writes if event.task != MAIN)


def _is_to(event: Event, value: str) -> bool:
    return any((touch.object, touch.mode) == (value, "write") for touch in event.touches)
