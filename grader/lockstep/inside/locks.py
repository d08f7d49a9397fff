"""Stand-ins for Lock, RLock, Semaphore and BoundedSemaphore.

The conductor's model decides who has them; no semaphore of the operating system is made.
"""

from __future__ import annotations

import errno
import math
import os
from multiprocessing import context, synchronize
from typing import Any

from grader.lockstep.inside import handles, task

SEM_VALUE_MAX = synchronize.SEM_VALUE_MAX


class _Counter:
    """What the standard library's own classes read from a lock's `_semlock`."""

    def __init__(self, lock: ControlledLock) -> None:
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        self.maxvalue = lock._limit

    def _count(self) -> int:
        return int(self._lock._ask("depth"))

    def _is_mine(self) -> bool:
        return bool(self._lock._ask("mine"))

    def _get_value(self) -> int:
        return int(self._lock._ask("count"))

    def _is_zero(self) -> bool:
        return self._get_value() == 0

    def _after_fork(self) -> None:
        pass


class ControlledLock(handles.Sent, synchronize.SemLock):
    """A counter with a limit; as a mutex (`RLock`) it also knows whose it is."""

    kind = "semaphore"

    def __init__(self, count: int, limit: int, ctx: Any) -> None:
        if not 0 <= count <= limit:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))  # as _multiprocessing.SemLock
        self._name, self._born = task.new_object()
        self._count = count
        self._limit = limit
        self._context = ctx.get_start_method()
        self._bind()

    def _bind(self) -> None:
        facts = {"type": type(self).__name__, "count": self._count, "limit": self._limit}
        self._described = {self._name: {"kind": self.kind, "born": self._born, **facts}}

    @property
    def _semlock(self) -> _Counter:
        """Made anew each time: in a cycle with it, a lock would outlive its last user."""
        return _Counter(self)

    def description(self) -> dict[str, dict[str, Any]]:
        """Return what the conductor must know to model this lock, under its name."""
        return self._described

    def _ask(self, what: str) -> Any:
        return task.perform("look", self._name, new=self.description(), what=what)[0]

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        if block and timeout == math.inf:  # which the system refuses, but only to who has to wait
            if self.acquire(False):
                return True
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        value, _ = task.perform(
            "acquire", self._name, new=self.description(), block=bool(block), timeout=timeout
        )
        return bool(value)

    def release(self) -> None:
        value, _ = task.perform("release", self._name, new=self.description())
        if value == "too often":
            raise ValueError("semaphore or lock released too many times")
        if value == "not owner":
            raise AssertionError("attempt to release recursive lock not owned by thread")

    def locked(self) -> bool:
        return bool(self._semlock._is_zero())

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}({self._name})>"

    def __getstate__(self) -> tuple[Any, ...]:
        context.assert_spawning(self)
        method = type(context.get_spawning_popen()).method
        if self._context == "fork" and method != "fork":
            raise RuntimeError(
                "A SemLock created in a fork context is being shared with a process in a spawn "
                "context. This is not supported. Please use the same context to create "
                "multiprocessing objects and Process."
            )
        self._send()
        return self._name, self._born, self._count, self._limit, self._context

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._name, self._born, self._count, self._limit, self._context = state
        self._receive()
        self._bind()


class Semaphore(ControlledLock, synchronize.Semaphore):
    """Stand-in for `multiprocessing.Semaphore`: a release too many raises the count for good."""

    def __init__(self, value: int = 1, *, ctx: Any) -> None:
        ControlledLock.__init__(self, value, SEM_VALUE_MAX, ctx)

    def get_value(self) -> int:
        return int(self._ask("count"))


class BoundedSemaphore(Semaphore):
    """Stand-in for `multiprocessing.BoundedSemaphore`."""

    def __init__(self, value: int = 1, *, ctx: Any) -> None:
        ControlledLock.__init__(self, value, value, ctx)


class Lock(ControlledLock, synchronize.Lock):
    """Stand-in for `multiprocessing.Lock`: anybody may release it."""

    def __init__(self, *, ctx: Any) -> None:
        ControlledLock.__init__(self, 1, 1, ctx)


class RLock(ControlledLock, synchronize.RLock):
    """Stand-in for `multiprocessing.RLock`: its owner may take it again."""

    kind = "mutex"

    def __init__(self, *, ctx: Any) -> None:
        ControlledLock.__init__(self, 1, 1, ctx)
