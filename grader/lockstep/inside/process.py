"""Stand-ins for the methods of Process: start, join, is_alive, exitcode, terminate, kill.

They are put on `BaseProcess` itself, so that subclasses and the processes of every context are
controlled. The processes are real: after the conductor has granted an operation, the original
method does it.

A child's channel to the conductor is opened by its parent *before* the child exists. So the
conductor sees the death of a child that never got as far as to speak: its channel closes.
"""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import resource
import signal
import sys
import weakref
from multiprocessing import context, process
from typing import Any

from grader.lockstep import plain, wire
from grader.lockstep.inside import talk, task

Base = process.BaseProcess

GROUP = "a signal to a group of processes"

NO_MORE = "more processes than this machine lets anybody start"

FEW, MANY = 200, 1000
"""Processes: who may not have so few cannot do what others can; nobody needs so many."""

SERVER = "BaseManager._run_server"
"""What the process of a manager runs."""

_start = Base.start
_close = Base.close
_kill_by_pid = os.kill
_kill_by_descriptor = getattr(signal, "pidfd_send_signal", None)

_starting: list[str] = []
started: weakref.WeakSet[Any] = weakref.WeakSet()
"""The processes that have been started: the library forgets those that have been waited for."""

by_number: dict[int, str] = {}
"""The children that were forked by hand, by their process numbers."""


def start(self: Any) -> None:
    """Ask, open the child's channel, start the child, and keep no copy of its channel."""
    self._check_closed()
    assert self._popen is None, "cannot start a process twice"
    assert self._parent_pid == os.getpid(), (
        "can only start a process object created by current process"
    )
    assert not process.current_process().daemon, (
        "daemonic processes are not allowed to have children"
    )
    if task.adopted():
        _start(self)
        return
    me = task.current()
    name = me.next_child()
    daemon = bool(self._config.get("daemon"))
    method = (
        getattr(type(self), "_start_method", None) or context._default_context.get_start_method()
    )
    server = getattr(self._target, "__qualname__", "") == SERVER
    data = {"daemon": daemon, "method": method, "server": server}
    show = plain.as_text(self._name)[: task.MAX_NAME]
    idle = getattr(self.run, "__func__", None) is Base.run and not self._target
    what = wire.NO_FUNCTION if idle else ""
    with locks_for_forking():
        task.perform("start", name, show=show, what=what, data=data)
    channel = talk.open_channel(name, me.setting)
    self._lockstep = (name, channel, me.setting, me.now)
    _starting.append(name)
    try:
        _start(self)
        started.add(self)
    except BlockingIOError:
        refuse()
        raise
    finally:
        _starting.remove(name)
        self._lockstep = (name, None, me.setting, me.now)
        channel.close()


def refuse() -> None:
    """Leave the model where a process cannot be started and few are allowed: nobody's fault.

    Who comes to the end of enough has started too many. Where nothing is known that ends there, it
    is the limit of a container: then too many are as many as would have been enough.
    """
    most, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    if most == resource.RLIM_INFINITY or most >= MANY:
        most = len(process._children) + len(by_number)
    if most < FEW:
        talk.outside(NO_MORE)


def locks_for_forking() -> Any:
    """Return what the standard library takes before it forks.

    A thread that has announced a child must not wait for anybody else before the child is there.
    """
    executors = sys.modules.get("concurrent.futures.thread")
    return getattr(executors, "_global_shutdown_lock", contextlib.nullcontext())


def starts() -> bool:
    """Tell whether a process is being started right now."""
    return bool(_starting)


def join(self: Any, timeout: float | None = None) -> None:
    """Ask to wait for the child, at most `timeout` virtual seconds."""
    self._check_closed()
    assert self._parent_pid == os.getpid(), "can only join a child process"
    assert self._popen is not None, "can only join a started process"
    dead, _ = task.perform("join", _name(self), timeout=timeout)
    if dead:
        _reap(self)


def is_alive(self: Any) -> bool:
    """Return whether the process runs; for another one than this, ask."""
    self._check_closed()
    if self is process.current_process():
        return True
    assert self._parent_pid == os.getpid(), "can only test a child process"
    if self._popen is None or self._popen.returncode is not None:
        return False
    return not _look(self, "is_alive")


def exitcode(self: Any) -> int | None:
    """Return the child's exit code; None before it starts and while it runs."""
    self._check_closed()
    if self._popen is None:
        return None
    if self._popen.returncode is None and not _look(self, "exitcode"):
        return None
    return int(self._popen.returncode)


def terminate(self: Any) -> None:
    """Ask to send the child SIGTERM, and send it."""
    self._check_closed()
    _kill(self, "terminate")


def kill(self: Any) -> None:
    """Ask to send the child SIGKILL, and send it."""
    self._check_closed()
    _kill(self, "kill")


def close(self: Any) -> None:
    """Release what the process object holds; raise ValueError where the child still runs."""
    if self._popen is not None and self._popen.returncode is None:
        _look(self, "is_alive")
    _close(self)


def _kill(self: Any, how: str) -> None:
    if self._popen.returncode is None and task.perform("kill", _name(self), what=how)[0]:
        with task.uncontrolled_waiting():
            getattr(self._popen, how)()


def kill_by_pid(pid: int, number: int) -> None:
    """Stand-in for `os.kill`: where it is meant for a process of the program, ask; then send it.

    One that has ended gets none: it may not have come to its real end yet. It is a zombie until its
    parent waits for it, which is the fork server for the children of that: it does so at once.
    """
    if number and task.controlled() and not task.current().waits_for_real and not _is_a_command():
        children = {child.pid: child for child in process._children}  # no public name
        child = children.get(pid)
        name = _name(child) if child else by_number.get(pid) or _name_of(pid)
        if name and not task.perform("kill", name, what="os.kill")[0]:
            if child and child._popen.method == "forkserver":
                raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))
            if not child and pid not in by_number:
                _kill_by_pid(pid, 0)
            return
    _kill_by_pid(pid, number)


def _is_a_command() -> bool:
    """Tell whether it is the library that ends what it runs for the program: no process of that."""
    return sys._getframe(2).f_globals.get("__name__") == "subprocess"


def _name_of(pid: int) -> str:
    """Return which process of the program has this number, of another parent; "" if none has."""
    if pid == os.getpid():
        return ""
    name = str(task.current().ask({"op": "whose", "data": {"pid": abs(pid)}})[0])
    if pid in (0, -1) or (pid < 0 and (name or -pid == os.getpgrp())):
        talk.outside(GROUP)
    return name


def kill_group(group: int, number: int) -> None:
    """Stand-in for `os.killpg`."""
    os.kill(-group, number)


def kill_by_descriptor(pidfd: int, number: int, info: None = None, flags: int = 0, /) -> None:
    """Stand-in for `signal.pidfd_send_signal`."""
    pid = _number_of(pidfd)
    if pid > 0:
        os.kill(pid, number)
    else:
        _kill_by_descriptor(pidfd, number, info, flags)


def _number_of(pidfd: int) -> int:
    """Return the number of the process that a descriptor stands for; 0 or less if there is none."""
    with contextlib.suppress(OSError), open(f"/proc/self/fdinfo/{pidfd}") as lines:
        return next((int(line.split()[1]) for line in lines if line.startswith("Pid:")), 0)
    return 0


def _look(self: Any, what: str) -> bool:
    dead, _ = task.perform("look", _name(self), what=what)
    if dead:
        _reap(self)
    return bool(dead)


def _reap(self: Any) -> None:
    """Wait for the real end of a process whose channel has closed."""
    with task.uncontrolled_waiting():
        self._popen.wait()
    if self._popen.returncode is None:
        talk.outside("os.wait for a process of multiprocessing")
    task.current().reaped.append((_name(self), self._popen.returncode))
    process._children.discard(self)


def _name(self: Any) -> str:
    return str(self._lockstep[0])


def active_children() -> list[Any]:
    """Stand-in for `multiprocessing.active_children`."""
    children = sorted(process._children, key=lambda child: child._identity)
    return [child for child in children if child.is_alive()]


def forget() -> None:
    """Know nothing of the children of the process from which this one was forked."""
    _starting.clear()
    by_number.clear()


def _cleanup() -> None:
    """Stand-in for what CPython does at each start: look for dead children, in no order at all."""


def install() -> None:
    """Put the stand-ins on `BaseProcess`."""
    kill_by_pid.__qualname__ = "kill"  # what Python calls it in its messages
    os.kill = kill_by_pid
    os.killpg = kill_group
    if _kill_by_descriptor:
        signal.pidfd_send_signal = kill_by_descriptor
    process._cleanup = _cleanup
    process.active_children = active_children
    context.BaseContext.active_children = staticmethod(active_children)
    multiprocessing.active_children = active_children
    for name, method in {
        "start": start,
        "join": join,
        "is_alive": is_alive,
        "terminate": terminate,
        "kill": kill,
        "close": close,
        "exitcode": property(exitcode),
    }.items():
        setattr(Base, name, method)
