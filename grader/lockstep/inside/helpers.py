"""The helpers of the start methods forkserver and spawn: a fork server and a resource tracker.

The library starts an interpreter for each of them, and one more for each process that is spawned.
That takes fifty times as long as a fork, and what all these interpreters begin with is what the
host still is, which never runs a line of the program. So the helpers are forks of the host, and
under control the fork server starts what is spawned as well. Such a process has nothing but what it
is sent, the open files that it is sent, and the environment of its parent: just as if it had an
interpreter of its own.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import time
from collections.abc import Sequence
from multiprocessing import (
    context,
    forkserver,
    popen_forkserver,
    popen_spawn_posix,
    resource_tracker,
    util,
)
from types import ModuleType

TRACKER_SECONDS = 1.0
"""Wall seconds that the resource tracker may take to end."""

HIGHEST = 1 << 16
"""A number that no descriptor of the host reaches."""


class Popen(popen_forkserver.Popen):
    """Stand-in for what starts a process that is spawned: the fork server does."""

    method = "spawn"


def start(spawns: bool) -> None:
    """Start the helpers: so they are children of the host, and not of the program.

    The fork server `spawns`, or leaves that to the library.
    """
    if hasattr(resource_tracker, "_fork_intent"):  # since 3.14, a fork by hand loses the tracker
        resource_tracker._fork_intent.preserve_fd = True
    by_library = util.spawnv_passfds

    def fork(_path: bytes, args: Sequence[str], passed: Sequence[int]) -> int:
        child = os.fork()
        if child == 0:
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                util.spawnv_passfds = by_library
                _run(args[args.index("-c") + 1], passed)
            finally:
                os._exit(1)
        return child

    forkserver.set_forkserver_preload([])
    util.spawnv_passfds = fork
    try:
        forkserver.ensure_running()
    finally:
        util.spawnv_passfds = by_library
    forkserver._forkserver.ensure_running = _runs
    if spawns:
        popen_spawn_posix.Popen = Popen


def _run(code: str, passed: Sequence[int]) -> None:
    """Be the interpreter that the library wanted to start with this code and these descriptors."""
    kept = sorted({2, *passed})
    for below, above in zip(kept, [*kept[1:], HIGHEST], strict=True):
        os.closerange(below + 1, above)
    for one in (forkserver._forkserver, resource_tracker._resource_tracker):
        type(one).__init__(one)  # their locks are taken just now
    gc.enable()
    sys.modules["__main__"] = ModuleType("__main__")
    exec(code, vars(sys.modules["__main__"]))  # noqa: S102  # the library's own


def _runs() -> None:
    """Stand-in for the check that the fork server runs: it is the child of the host."""


def pids() -> set[int]:
    """Return the processes that serve every execution."""
    numbers = (
        forkserver._forkserver._forkserver_pid,  # no public name
        resource_tracker._resource_tracker._pid,
    )
    return {number for number in numbers if number}


def trackers() -> set[int]:
    """Return the resource tracker, if it runs."""
    number = resource_tracker._resource_tracker._pid
    return {number} if number else set()


def end_tracker() -> None:
    """Let the resource tracker unlink what it knows of: it does so when nobody else is there.

    The program may have stopped it, so that it never ends.
    """
    tracker, end = resource_tracker._resource_tracker, time.monotonic() + TRACKER_SECONDS
    if tracker._pid:
        os.close(tracker._fd)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(tracker._pid, os.WNOHANG)[0] == 0 and time.monotonic() < end:
                time.sleep(0.005)


def to_inherit() -> dict[str, str] | None:
    """Return the environment that the process which is being pickled has from this one.

    Under spawn that is all of it. Under forkserver it is none: there it is the fork server's.
    """
    popen = context.get_spawning_popen()
    return dict(os.environ) if getattr(popen, "method", "") == "spawn" else None


def take(environment: dict[str, str]) -> None:
    """Have this environment, and no other, from now on."""
    if environment != dict(os.environ):
        os.environ.clear()
        os.environ.update(environment)
