"""Stand-ins for `os.fork` and for waiting: processes that a program makes without `Process`.

Such a child is a task like any other, from its first step on. It ends when its channel closes, and
whoever waits for it by its number, or for any child, joins it and tells its exit code. Where there
are very many of them, or somebody waits for what nobody here knows, the program is outside of what
is controlled. In a free run, only those that the main process forks are announced, and they tell
when they are about to end: some have to wait there, so that all are seen together.
"""

from __future__ import annotations

import multiprocessing.process
import os
import resource
from collections.abc import Callable
from typing import Any, NoReturn

from grader.lockstep.inside import life, process, talk, task
from grader.lockstep.lineage import MAIN

DATA = {"daemon": False, "method": "fork", "by_hand": True}

_exit = os._exit
_fork = os.fork
_waitpid = os.waitpid
_wait4 = os.wait4

NOBODY = 0, 0
NOTHING = resource.struct_rusage([0] * resource.struct_rusage.n_fields)


def fork() -> int:
    """Ask, open the child's channel, and fork; only fork for `Process`, which has asked."""
    if not task.known() or task.adopted() or process.starts():
        return _fork()
    me = task.current()
    if not me.setting.controlled and me.name != MAIN:
        return _fork()
    name = me.next_child()
    with process.locks_for_forking():
        task.perform("start", name, show="forked process", data=DATA)
    channel = talk.open_channel(name, me.setting)
    try:
        pid = _fork()
    except BlockingIOError:
        channel.close()
        process.refuse()
        raise
    if pid == 0:
        life.arrive(name, channel, me.setting, me.now)
        task.current().forked_by_hand = True
        return 0
    channel.close()
    process.by_number[pid] = name
    return pid


def waitpid(pid: int, options: int) -> tuple[int, int]:
    """Stand-in for `os.waitpid`."""
    return _ask_for(pid, options, _waitpid) or NOBODY


def wait4(pid: int, options: int) -> tuple[int, int, Any]:
    """Stand-in for `os.wait4`: it tells what the child has used as well."""
    return _ask_for(pid, options, _wait4) or (*NOBODY, NOTHING)


def wait3(options: int) -> tuple[int, int, Any]:
    """Stand-in for `os.wait3`."""
    return os.wait4(-1, options)


def _ask_for(pid: int, options: int, reap: Callable[[int, int], Any]) -> Any:
    """Ask to wait for the child `pid` (0 or -1: for any), or to look at it.

    Return what `reap` says of it, or nothing if it has not ended.
    """
    if not task.controlled():
        ended = reap(pid, options)
        if name := process.by_number.pop(ended[0], None):
            _tell_code(name, ended[1])
            task.perform("join", name)
        return ended
    if pid in (0, -1) and process.by_number and not multiprocessing.process._children:
        first = _first_to_end(options)
        if first is None:
            return None
        pid = first
    name = process.by_number.get(pid)
    if name is None:
        return reap(pid, options)
    if options & os.WNOHANG:
        dead, _ = task.perform("look", name, what="os.waitpid")
    else:
        dead, _ = task.perform("join", name)
    if not dead:
        return None
    with task.uncontrolled_waiting():
        ended = reap(pid, 0)
    del process.by_number[pid]
    _tell_code(name, ended[1])
    return ended


def leave(status: int) -> NoReturn:
    """Stand-in for `os._exit` in a free run: tell of it first."""
    if task.known() and task.current().forked_by_hand:
        life.leave_the_stage(status, [])
    _exit(status)


def wait() -> tuple[int, int]:
    """Stand-in for `os.wait`."""
    return os.waitpid(-1, 0)


def _first_to_end(options: int) -> int | None:
    """Ask to wait until one of the children has ended; return its number, if one has."""
    children = dict(process.by_number)
    timeout = 0 if options & os.WNOHANG else None
    targets = [[name, 0] for name in children.values()]
    ready, _ = task.perform("select", timeout=timeout, data={"targets": targets})
    return [*children][ready[0]] if ready else None


def _tell_code(name: str, status: int) -> None:
    task.current().reaped.append((name, os.waitstatus_to_exitcode(status)))


def install() -> None:
    """Put the stand-ins in place."""
    os.fork = fork
    os.waitpid = waitpid
    os.wait = wait
    os.wait3 = wait3
    os.wait4 = wait4
