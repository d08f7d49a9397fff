"""Events: a flag that is set or not, and tasks that wait for it.

`set` comes back when everybody who waits has woken. A process that is killed while it waits still
counts (the `ghost`), and never wakes: from then on `set` waits for ever.
"""

from __future__ import annotations

from grader.lockstep.model.base import Model, Outcome, Pending, Touch, pairs


class Flag(Model):
    """A multiprocessing.Event."""

    operations = frozenset({"set", "clear", "wait", "look"})
    conflicting = pairs("set-wait", "set-look", "set-clear", "clear-wait", "clear-look")

    def __init__(self, name: str, type: str) -> None:
        super().__init__(name, type)
        self.flag = False
        self.ghost = ""

    def ready(self, pending: Pending) -> bool:
        if pending.ask.op == "set":
            return not self.ghost
        return pending.ask.op != "wait" or self.flag

    def break_off(self, pending: Pending) -> None:
        if pending.ask.op == "wait" and not pending.tries and not self.flag:
            self.ghost = pending.task

    def modes(self, pending: Pending) -> frozenset[str]:
        timed = pending.ask.op == "wait" and pending.ask.timeout is not None
        return frozenset({pending.ask.op, "look"} if timed else {pending.ask.op})

    def happen(self, pending: Pending) -> Outcome:
        op = pending.ask.op
        touch = Touch(self.name, op, self.flag)
        if op in ("set", "clear"):
            self.version += self.flag != (op == "set")
            self.flag = op == "set"
        return Outcome(self.flag, [touch], fruitless=op == "look")
