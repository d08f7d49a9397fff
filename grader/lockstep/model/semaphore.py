"""Locks and semaphores: a count, a limit, and for a mutex its owner."""

from __future__ import annotations

from grader.lockstep.model.base import Model, Outcome, Pending, Touch, pairs


class Semaphore(Model):
    """Lock, Semaphore and BoundedSemaphore.

    `holders` lists who took a place and has not given it back.

    Two releases of an unbounded semaphore commute; every other pair of changes does not, because
    the last place goes to whoever comes first.
    """

    operations = frozenset({"acquire", "release", "look"})
    conflicting = pairs(
        "acquire-acquire", "acquire-release", "acquire-look", "acquire-through",
        "release-look", "release-through", "release-release",
    )  # fmt: skip
    unbounded = conflicting - pairs("release-release")

    def __init__(self, name: str, type: str, count: int, limit: int) -> None:
        super().__init__(name, type)
        self.count = count
        self.limit = limit
        self.holders: list[str] = []
        if type == "Semaphore":
            self.conflicting = self.unbounded

    def ready(self, pending: Pending) -> bool:
        return pending.ask.op != "acquire" or self.count > 0

    def free_for(self, task: str) -> bool:
        """Tell whether `task` may pass, as an access of a `Value` passes through its lock."""
        return self.count > 0

    def modes(self, pending: Pending) -> frozenset[str]:
        if pending.ask.op == "acquire":
            return frozenset({"acquire"} if pending.ask.timeout is None else {"acquire", "look"})
        return frozenset({"release"} if pending.ask.op == "release" else {"look"})

    def happen(self, pending: Pending) -> Outcome:
        match pending.ask.op:
            case "acquire":
                return self._acquire(pending.task)
            case "release":
                return self._release(pending.task)
        return Outcome(self._look(pending), [self._touch("look")], fruitless=True)

    def _touch(self, mode: str) -> Touch:
        return Touch(self.name, mode, self.count > 0, sole=self.limit == 1)

    def passing(self) -> Touch:
        """Return the touch of an access that takes the lock and gives it back in the same step."""
        return self._touch("through")

    def _look(self, pending: Pending) -> int | bool:
        match pending.ask.what:
            case "depth":
                return self.holders.count(pending.task)
            case "mine":
                return pending.task in self.holders
        return self.count

    def _acquire(self, task: str) -> Outcome:
        touch = self._touch("acquire")
        self.count -= 1
        self.holders.append(task)
        self.version += 1
        return Outcome(True, [touch])

    def _release(self, task: str) -> Outcome:
        touch = self._touch("release")
        if self.count >= self.limit:
            return Outcome("too often", [touch], shown="released too often")
        self.count += 1
        if self.holders:
            self.holders.remove(task if task in self.holders else self.holders[0])
        self.version += 1
        return Outcome(True, [touch])


class Mutex(Semaphore):
    """RLock: free, or held some number of times by one task."""

    def __init__(self, name: str, type: str) -> None:
        super().__init__(name, type, 1, 1)

    def ready(self, pending: Pending) -> bool:
        return pending.ask.op != "acquire" or self.free_for(pending.task)

    def free_for(self, task: str) -> bool:
        return not self.holders or self.holders[0] == task

    def _acquire(self, task: str) -> Outcome:
        touch = self._touch("acquire")
        self.holders.append(task)
        self.count = 0
        self.version += 1
        return Outcome(True, [touch])

    def _release(self, task: str) -> Outcome:
        touch = self._touch("release")
        if task not in self.holders:
            return Outcome("not owner", [touch], shown="released by a stranger")
        self.holders.pop()
        self.count = 0 if self.holders else 1
        self.version += 1
        return Outcome(True, [touch])
