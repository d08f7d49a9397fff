"""Stand-ins for the locks of `threading`: a thread that has to wait for one says so.

Everything else in `threading`, `queue` and `concurrent.futures` that makes a thread wait is built
on these locks, as long as it is written in Python; so `RLock` and `SimpleQueue`, which are not, are
replaced by the versions in Python that the standard library keeps beside them.

Taking a free lock is no scheduling point. While a thread runs, every other one stands at an
operation of its own; which thread comes first is decided there.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import types

from grader.lockstep.inside import clock, task
from grader.lockstep.inside.gates import Gate

_allocate = threading._allocate_lock

POOL = "multiprocessing.pool"


class Lock:
    """Stand-in for `threading.Lock`."""

    def __init__(self) -> None:
        self._lock = _allocate()
        self._gate = Gate()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if timeout != -1:
            _allocate().acquire(blocking, timeout)  # has the real one refuse what it refuses
        if self._lock.acquire(False):
            return True
        if not task.controlled() or task.current().waits_for_real:
            return self._lock.acquire(blocking, timeout) if blocking else False
        task.look_at_all()  # others may move meanwhile
        if self._lock.acquire(False):
            return True
        end = task.current().now + timeout
        while self._wait(blocking, None if timeout < 0 else end - task.current().now):
            if self._lock.acquire(False):
                return True
        return False

    def _wait(self, blocking: bool, timeout: float | None) -> bool:
        """Wait until somebody has given the lock free; tell whether that was so."""
        thing, what = _what_waits(sys._getframe(1)), "" if timeout is None else "timed"
        return self._gate.wait(thing, block=blocking, timeout=timeout, what=what)

    def release(self) -> None:
        self._lock.release()
        self._gate.open()

    def locked(self) -> bool:
        return bool(self._lock.locked())

    def _is_owned(self) -> bool:
        """Tell a Condition, without trying to acquire, that it is locked: that is no operation."""
        return self.locked()

    def _at_fork_reinit(self) -> None:
        self._lock._at_fork_reinit()

    acquire_lock, release_lock, locked_lock = acquire, release, locked  # what they were called once

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"<{'locked' if self.locked() else 'unlocked'} lock>"


def _what_waits(frame: types.FrameType | None) -> str:
    """Return the name of what a thread waits for: a lock, or that which has the lock in it."""
    name = "threading.Lock"
    while frame and frame.f_globals.get("__name__") in (__name__, "threading", "queue", POOL):
        owner = type(frame.f_locals.get("self"))
        if owner.__module__ == POOL:
            return "result of a pool"
        if owner.__module__ in ("threading", "queue"):
            name = f"{owner.__module__}.{owner.__name__.removeprefix('_Py').lstrip('_')}"
        frame = frame.f_back
    return name


def install() -> None:
    """Put the stand-ins where `threading`, `queue` and `subprocess` look for them."""
    threading.Lock = threading._allocate_lock = Lock
    threading.RLock = threading._PyRLock
    queue.SimpleQueue = queue._PySimpleQueue
    threading._time = queue.time = subprocess._time = clock.reader("monotonic")
