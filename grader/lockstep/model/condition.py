"""Conditions: who sleeps, and how many of them a `notify` has allowed to wake.

The lock of a condition is a lock like any other, with operations of its own. A `notify` is meant
for those who sleep at that moment; which of them wakes is open. It comes back when as many have
woken. A process that is killed while it sleeps still counts (the `ghost`), and never wakes: who
wants to wake more than the others are waits for ever. A `look` is at what is built on the
condition, a Barrier: it is a glance, which changes nothing.
"""

from __future__ import annotations

from grader.lockstep.model.base import Model, Outcome, Pending, Touch, pairs


class Condition(Model):
    """A multiprocessing.Condition. `what` of a `notify` is the number to wake, or "all"."""

    operations = frozenset({"wait", "wake", "notify", "look"})
    conflicting = pairs(
        "wake-wake", "notify-wake", "notify-notify", "notify-look", "wake-look",
        "glance-wait", "glance-wake", "glance-notify",
    )  # fmt: skip

    def __init__(self, name: str, type: str) -> None:
        super().__init__(name, type)
        self.sleepers: list[str] = []
        self.called: set[str] = set()
        self.calls = 0
        self.ghost = ""

    def ready(self, pending: Pending) -> bool:
        if pending.ask.op == "notify":
            return not self.ghost or self._number(pending) <= len(self.sleepers)
        return pending.ask.op != "wake" or (self.calls > 0 and pending.task in self.called)

    def modes(self, pending: Pending) -> frozenset[str]:
        if pending.ask.op == "look":
            return frozenset({"glance"})
        timed = pending.ask.op == "wake" and pending.ask.timeout is not None
        return frozenset({pending.ask.op, "look"} if timed else {pending.ask.op})

    def happen(self, pending: Pending) -> Outcome:
        if pending.ask.op == "look":
            return Outcome(True, [Touch(self.name, "glance")], fruitless=True)
        touch = Touch(self.name, pending.ask.op, self.calls > 0)
        self.version += 1
        match pending.ask.op:
            case "wait":
                self.sleepers.append(pending.task)
            case "wake":
                self.calls -= 1
                self._get_up(pending.task)
            case "notify":
                self.calls = min(self.calls + self._number(pending), len(self.sleepers))
                self.called = set(self.sleepers) if self.calls else set()
                shown = "" if self.calls else "nobody waits"
                return Outcome(True, [touch], shown=shown)
        return Outcome(True, [touch])

    def give_up(self, pending: Pending) -> Outcome:
        self._get_up(pending.task)
        return Outcome(False, [Touch(self.name, "look", False)], fruitless=True)

    def break_off(self, pending: Pending) -> None:
        if pending.ask.op == "wake" and pending.task in {*self.sleepers} - self.called:
            self.sleepers.remove(pending.task)
            self.ghost = pending.task

    def _number(self, pending: Pending) -> int:
        """Return how many a `notify` is to wake."""
        everybody = len(self.sleepers) + bool(self.ghost)
        return everybody if pending.ask.what == "all" else int(pending.ask.what)

    def _get_up(self, task: str) -> None:
        self.sleepers.remove(task)
        self.called.discard(task)
        self.calls = min(self.calls, len(self.called))
