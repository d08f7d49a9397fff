"""Put the stand-ins where `multiprocessing` looks for its own classes.

`multiprocessing.Lock` is a method of the default context whose body imports
`multiprocessing.synchronize.Lock` when it is called. So replacing the names in the modules that the
factories import from also catches `from multiprocessing import Lock`, made before or after, and the
contexts that `get_context` returns.
"""

from __future__ import annotations

import os
from multiprocessing import queues, sharedctypes, synchronize

from grader.lockstep.inside import (
    clock,
    events,
    locks,
    managers,
    pipes,
    process,
    task,
    threads,
    values,
)
from grader.lockstep.inside import queues as controlled_queues

_installed: list[bool] = []


def install() -> None:
    """Install every stand-in, once per process."""
    if _installed:
        return
    _installed.append(True)
    for lock in (locks.Lock, locks.RLock, locks.Semaphore, locks.BoundedSemaphore):
        setattr(synchronize, lock.__name__, lock)
    for queue in (
        controlled_queues.Queue,
        controlled_queues.JoinableQueue,
        controlled_queues.SimpleQueue,
    ):
        setattr(queues, queue.__name__, queue)
    sharedctypes.RawValue = values.RawValue
    sharedctypes.Synchronized = values.Synchronized
    synchronize.Event = events.Event
    process.install()
    threads.install()
    pipes.install()
    managers.install()
    clock.install()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=task.leave_after_fork)
