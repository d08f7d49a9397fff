"""Who held which locks when: the acquires and releases of a run, played once more."""

from __future__ import annotations

from grader.lockstep.model.semaphore import Mutex, Semaphore
from grader.lockstep.record import Record
from grader.lockstep.trace import Event

Held = dict[str, tuple[str, ...]]
"""For each task the locks and places that it holds, in the order in which it took them."""


class Holding:
    """What everybody held just before each event, and who gave back what they did not have."""

    def __init__(self, run: Record) -> None:
        self._run = run
        self._before: list[Held] = []
        self.strangers: list[Event] = []
        now: Held = {}
        for event in run.events:
            self._before.append(now)
            if event.op == "acquire" and event.value is True:
                now = {**now, event.task: (*now.get(event.task, ()), event.on)}
            elif event.op == "release" and event.value is True:
                now = self._released(now, event)
        self.at_end = now

    def _released(self, now: Held, event: Event) -> Held:
        """Take one place from who gives it back; else, as the model does, from who had it first."""
        owner = event.task
        if event.on not in now.get(owner, ()):
            self.strangers.append(event)
            owner = next((task for task, held in now.items() if event.on in held), "")
        held = list(now.get(owner, ()))
        if event.on in held:
            held.remove(event.on)
        return {**now, owner: tuple(held)}

    def before(self, event: Event, task: str = "") -> tuple[str, ...]:
        """Return what `task` (default: its own) held when the event happened."""
        return self._before[event.index].get(task or event.task, ())

    def kept(self, first: Event, last: Event) -> tuple[str, ...]:
        """Return what the task of both events held all the time from the one to the other."""
        released = {
            event.on
            for event in self._run.events[first.index : last.index]
            if event.op == "release" and event.task == first.task
        }
        return tuple(name for name in self.before(first) if name not in released)

    def taken(self, task: str, name: str) -> Event | None:
        """Return the last event with which a task took a lock."""
        events = reversed(self._run.events)
        return next(
            (e for e in events if (e.op, e.task, e.on) == ("acquire", task, name) and e.value), None
        )

    def places(self, name: str) -> int:
        """Return how many may hold a lock or semaphore at the same time, as it was made."""
        lock = self._run.model(name)
        if isinstance(lock, Mutex) or not isinstance(lock, Semaphore):
            return 1
        changes = [e.op for e in self._run.events if e.on == name and e.value is True]
        return lock.count + changes.count("acquire") - changes.count("release")
