"""Stand-ins for `os.fork` and `os.waitpid`: processes that a program makes without `Process`.

Such a child is a task like any other, from its first step on. It ends when its channel closes, and
whoever waits for it by its number joins it. (`os.wait`, which waits for any child, is not known.)
Where there are very many of them, or somebody waits for what nobody here knows, the program is
outside of what is controlled. In a free run, only those that the main process forks are announced.
"""

from __future__ import annotations

import os

from grader.lockstep.inside import process, task

DATA = {"daemon": False, "method": "fork", "by_hand": True}

_fork = os.fork
_waitpid = os.waitpid


def fork() -> int:
    """Ask, open the child's channel, and fork; only fork for `Process`, which has asked."""
    if not task.known() or task.adopted() or process.starts():
        return _fork()
    me = task.current()
    if not me.world.controlled and me.name != "m":
        return _fork()
    name = me.next_child()
    with process.locks_for_forking():
        task.perform("start", name, show="forked process", data=DATA)
    channel = task.open_channel(name, me.world)
    pid = _fork()
    if pid == 0:
        process.arrive(name, channel, me.world, me.now)
        return 0
    channel.close()
    process.by_number[pid] = name
    return pid


def waitpid(pid: int, options: int) -> tuple[int, int]:
    """Ask to wait for the child `pid`, or to look at it, and get its status."""
    name = process.by_number.get(pid)
    if name is None:
        return _waitpid(pid, options)
    if not task.controlled():
        ended = _waitpid(pid, options)
        if ended[0]:
            task.perform("join", process.by_number.pop(pid))
        return ended
    if options & os.WNOHANG:
        dead, _ = task.perform("look", name, what="os.waitpid")
    else:
        dead, _ = task.perform("join", name)
    if not dead:
        return 0, 0
    with task.uncontrolled_waiting():
        ended = _waitpid(pid, 0)
    del process.by_number[pid]
    return ended


def install() -> None:
    """Put the stand-ins in place."""
    os.fork = fork
    os.waitpid = waitpid
