"""Stand-ins for free runs: the program has the real multiprocessing, and only tells what it does.

The birth and the end of processes and threads are announced, the calls of probes, and what is made
that has a name in the system; nothing waits for its turn but the probes. A process that was started
in a way which nobody here knows announces itself when it first calls a probe. In virtual time, the
first accesses of a shared value take some real time, so that others can come in between.
"""

from __future__ import annotations

import itertools
import os
import random
import select
import time
from functools import partial
from multiprocessing import sharedctypes
from typing import Any

from grader.lockstep.inside import (
    alarms,
    clock,
    forks,
    life,
    named,
    process,
    talk,
    task,
    threads,
    timeouts,
)

DAWDLES = 40
"""How many accesses of shared values take their time, in each process."""

DAWDLE = 0.01
"""Wall seconds that such an access takes at most."""

LOOKS = 0.02
"""Wall seconds between two looks at a time-out that comes while somebody waits for a thread."""

_accesses = itertools.count()
_value: Any = sharedctypes.Synchronized.value
_join = process.Base.join
_join_thread = threads.Base.join
_sleep = time.sleep


def join(self: Any, timeout: float | None = None) -> None:
    """Wait for a process, and tell when it has ended."""
    _join(self, timeout)
    birth = getattr(self, "_lockstep", None)
    if birth is not None and self._popen.returncode is not None and task.known():
        task.perform("join", birth[0])


def join_thread(self: Any, timeout: float | None = None) -> None:
    """Wait for a thread, and tell when it has ended."""
    if timeout is None or timeouts.is_short(timeout):
        _join_thread(self, timeout)
    else:
        task.current().doze(timeout, partial(_until_it_ends, self))
    name = threads.name_of(self)
    if name and not self.is_alive() and task.known():
        task.perform("join", name)


def _until_it_ends(thread: Any, over: Any) -> None:
    """Wait for a thread, or until `over` can be read. There is nothing that tells of both."""
    while thread.is_alive() and not select.select([over], [], [], 0)[0]:
        _join_thread(thread, LOOKS)


def _dawdle() -> None:
    """Take some time, where time is virtual; else, and in the end, put the library's own back."""
    if talk.paced() and next(_accesses) < DAWDLES:
        _sleep(random.random() * DAWDLE)  # noqa: S311  # not for secrets
    else:
        sharedctypes.Synchronized.value = _value


def _read(shared: Any) -> Any:
    value = _value.__get__(shared)
    _dawdle()
    return value


def _write(shared: Any, value: Any) -> None:
    _dawdle()
    _value.__set__(shared, value)


def install() -> None:
    """Put the stand-ins in place."""
    process.Base.start = process.start
    life.install()
    process.Base.join = join
    forks.install()
    os._exit = forks.leave
    threads.Base.start = threads.start
    threads.Base.join = join_thread
    named.watch()
    clock.install()
    alarms.install()
    timeouts.install()
    sharedctypes.Synchronized.value = property(_read, _write)
    os.register_at_fork(after_in_child=task.leave_after_fork)
