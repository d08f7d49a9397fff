"""How a process begins and ends: it becomes a task, runs, and announces its end.

A forked child becomes a task in `_bootstrap`, which is the first thing that it does. One that is
spawned does so when its process object is unpickled, which is before it imports the program. At
the end come, in CPython's order, the finalizers of pools, the children, the threads, and what is in
queues; only then does a process say that it is over.
"""

from __future__ import annotations

import atexit
import os
import random
import socket
import sys
from multiprocessing import process as library
from multiprocessing import reduction, util
from typing import Any

from grader.lockstep import pinning
from grader.lockstep.inside import exceptions, handles, helpers, lines, process, talk, task, threads

_bootstrap = process.Base._bootstrap
_reduce: Any = process.Base.__reduce_ex__
_close_stdin = util._close_stdin

OF_POOLS = 15
"""The priority at which the library finalizes pools; what has a higher one comes before."""

FLUSHES = "_exit_function" in _bootstrap.__code__.co_names
"""Whether the library's `_bootstrap` itself waits for what is in queues to be written.

Since 3.13 its caller does so (CPython issue 83856), which is after the end has been announced.
"""


def bootstrap(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Run a process that has just been forked or unpickled: become its task, run, leave."""
    if not task.known():
        birth = getattr(self, "_lockstep", None)
        if birth is None:  # in a free run, the child of a process that nobody knows
            if talk.setting():
                task.current()  # which tells that it is there
            return _bootstrap(self, *args, **kwargs)
        arrive(*birth)
    run = self.run
    errors: list[dict[str, Any]] = []

    def run_and_leave() -> None:
        try:
            handles.find_all()
            run()
        except Exception as error:
            errors.append(exceptions.describe(error, "child"))
            print(
                f"Process {self.name}:", exceptions.traceback_text(error), sep="\n", file=sys.stderr
            )
            sys.exit(1)  # what CPython does as well, after a traceback that shows its own frames
        finally:
            if task.controlled():
                leave()

    self.run = run_and_leave
    try:
        code = _bootstrap(self, *args, **kwargs)
        if not FLUSHES:
            atexit._run_exitfuncs()
    except RuntimeError:  # a thread of an executor has forked it, and cannot join itself
        leave_the_stage(1, errors)
        raise
    leave_the_stage(code, errors)
    return code


def leave_the_stage(code: int, errors: list[dict[str, Any]]) -> None:
    """Announce the end of this process: it waits there until what it put into queues is written."""
    me = task.current()
    end = {"code": int(code), "cancelled": task.cancelled, "errors": errors}
    task.perform("exit", me.name, data=end)


def leave() -> None:
    """Do what CPython does at the end of a process: end the daemons, join the other children."""
    util._run_finalizers(OF_POOLS)  # nobody is replaced from now on
    children = sorted(library._children, key=lambda child: child._identity)
    for child in children:
        if child.daemon:
            child.terminate()
    for child in children:
        child.join()
    threads.join_all()


def arrive(name: str, channel: socket.socket, setting: talk.Setting, now: float = 0.0) -> None:
    """Make this process the task `name`, which was started at the time `now`."""
    process.forget()
    me = task.Task(name, channel, setting)
    me.now = now
    task.enter(me)
    me.tell({"op": "arrive", "data": {"pid": os.getpid()}})
    # the same in every execution, and another one in each process; a number is seeded faster
    random.seed(int.from_bytes(name.encode(), "big"))


def reduce_process(self: Any, protocol: Any) -> tuple[Any, ...]:
    """Pickle a process so that its child knows its task before it imports the program.

    What it is to do may know the process in turn: a method of the object that holds it does.
    """
    birth = getattr(self, "_lockstep", None)
    if birth is None or birth[1] is None:
        return tuple(_reduce(self, protocol))
    del self._lockstep
    try:
        body = bytes(reduction.ForkingPickler.dumps(self))
        return unpickle, (birth, body, helpers.to_inherit())
    finally:
        self._lockstep = birth


def unpickle(birth: tuple[Any, ...], body: bytes, environment: dict[str, str] | None) -> Any:
    """Counterpart of `reduce_process`, in a process that was spawned."""
    from grader.lockstep.inside import install

    if environment is not None:
        helpers.take(environment)
    if birth[2].cores:
        pinning.keep(birth[2].cores, 0)
    install.install(birth[2])
    arrive(*birth)
    return reduction.ForkingPickler.loads(body)


def close_stdin() -> None:
    """Stand-in for what CPython does in each child: its input is the host's null device already."""
    if sys.stdin is not sys.__stdin__:
        _close_stdin()


def install() -> None:
    """Put the stand-ins in place."""
    process.Base._bootstrap = bootstrap
    process.Base.__reduce_ex__ = reduce_process
    util._close_stdin = close_stdin


lines.beginnings.add(bootstrap.__code__)
