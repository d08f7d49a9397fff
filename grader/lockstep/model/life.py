"""Processes, and threads, as objects: what others can do to them and ask of them.

A process is dead when its channel has closed. Everything that it does is a *step* of its life; a
kill competes with each of them.
"""

from __future__ import annotations

from grader.lockstep.lineage import MAIN, parent_of, process_of
from grader.lockstep.messages import Failure
from grader.lockstep.model.base import Model, Outcome, Pending, Touch, pairs


class Life(Model):
    """A process. `joined` tells whether its parent has waited for its end, or has seen it.

    `code` is the exit code that it announced, `reaped` the one that its parent found. `server`
    tells whether it is that of a manager, `by_hand` whether it was made by `os.fork`.
    """

    operations = frozenset({"join", "look", "kill", "return", "exit", "born", "line"})
    conflicting = pairs(
        "exit-look",
        "exit-watch",
        "exit-join",
        "exit-kill",
        "exit-feed",
        "step-kill",
        "kill-kill",
        "kill-look",
        "kill-watch",
        "kill-join",
        "kill-feed",
        "line-line",
    )

    def __init__(self, name: str, type: str = "Process", daemon: bool = False) -> None:
        super().__init__(name, type)
        self.daemon = daemon
        self.server = False
        self.by_hand = False
        self.dead = False
        self.joined = False
        self.killed = False
        self.code: int | None = None
        self.reaped: int | None = None
        self.errors: list[Failure] = []

    @property
    def parent(self) -> str:
        """The process that has started this one: nobody else can wait for its end."""
        return parent_of(self.name)

    @property
    def is_worker(self) -> bool:
        """Whether this is a process that the program started."""
        return self.name != MAIN and self.name == process_of(self.name)

    @property
    def exit_code(self) -> int | None:
        """The exit code of a process that has ended by itself, `os._exit` included, if known."""
        return self.reaped if self.code is None and not self.killed else self.code

    def ready(self, pending: Pending) -> bool:
        return pending.ask.op != "join" or self.dead

    def modes(self, pending: Pending) -> frozenset[str]:
        op = pending.ask.op
        if op == "join":
            return frozenset({"join"} if pending.ask.timeout is None else {"join", "look"})
        if op in ("exit", "die"):
            return frozenset({"exit"})
        return frozenset({op if op in ("kill", "look") else "step"})

    def happen(self, pending: Pending) -> Outcome:
        op = pending.ask.op
        touch = Touch(self.name, op, self.dead, sole=True)
        if op in ("look", "join") and self.dead and process_of(pending.task) == self.parent:
            self.joined = True
        if op == "look":
            return Outcome(self.dead, [touch], fruitless=not self.dead)
        if op == "kill":
            was_alive = not self.dead
            self.killed = self.killed or was_alive
            self.version += was_alive
            return Outcome(was_alive, [touch])
        if op == "line":
            return Outcome(True, [Touch(process_of(self.name), "line")])
        if op == "die":
            return Outcome(True, [Touch(self.name, "exit", self.dead, sole=True)])
        return Outcome(True, [touch])

    def end(self) -> None:
        """Note that the process is dead."""
        self.dead = True
        self.version += 1
