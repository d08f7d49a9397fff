"""Stand-ins for the methods of Process: start, join, is_alive, exitcode, terminate, kill.

They are put on `BaseProcess` itself, so that subclasses and the processes of every context are
controlled. The processes are real: after the conductor has granted an operation, the original
method does it.

A child's channel to the conductor is opened by its parent *before* the child exists. So the
conductor sees the death of a child that never got as far as to speak: its channel closes.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import multiprocessing
import os
import random
import socket
import sys
import weakref
from multiprocessing import context, process, reduction, util
from typing import Any

from grader.lockstep import pinning, plain
from grader.lockstep.inside import exceptions, handles, helpers, lines, talk, task, threads

Base = process.BaseProcess

SERVER = "BaseManager._run_server"
"""What the process of a manager runs."""

_start = Base.start
_close = Base.close
_bootstrap = Base._bootstrap
_reduce: Any = Base.__reduce_ex__
_kill_by_pid = os.kill

FLUSHES = "_exit_function" in _bootstrap.__code__.co_names
"""Whether the library's `_bootstrap` itself waits for what is in queues to be written.

Since 3.13 its caller does so (CPython issue 83856), which is after the end has been announced.
"""

_close_real_stdin = util._close_stdin
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
    with locks_for_forking():
        task.perform("start", name, show=plain.as_text(self._name)[: task.MAX_NAME], data=data)
    channel = talk.open_channel(name, me.setting)
    self._lockstep = (name, channel, me.setting, me.now)
    _starting.append(name)
    try:
        _start(self)
        started.add(self)
    finally:
        _starting.remove(name)
        self._lockstep = (name, None, me.setting, me.now)
        channel.close()


def locks_for_forking() -> Any:
    """Return what the standard library takes before it forks.

    A thread that has announced a child must not wait for anybody else before the child is there.
    """
    executors = sys.modules.get("concurrent.futures.thread")
    return getattr(executors, "_global_shutdown_lock", contextlib.nullcontext())


def starts() -> bool:
    """Tell whether a process is being started right now."""
    return bool(_starting)


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
    util._run_finalizers(15)  # those of pools: nobody is replaced from now on
    children = sorted(process._children, key=lambda child: child._identity)
    for child in children:
        if child.daemon:
            child.terminate()
    for child in children:
        child.join()
    threads.join_all()


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


def kill_by_pid(pid: int, signal: int) -> None:
    """Stand-in for `os.kill`: where it is meant for a child, ask; then send the signal.

    One that has ended gets none: it may not have come to its real end yet. It is a zombie until its
    parent waits for it, which is the fork server for the children of that: it does so at once.
    """
    if signal and task.controlled() and not task.current().waits_for_real:
        children = {child.pid: child for child in process._children}  # no public name
        child = children.get(pid)
        name = _name(child) if child else by_number.get(pid)
        if name and not task.perform("kill", name, what="os.kill")[0]:
            if child and child._popen.method == "forkserver":
                raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))
            return
    _kill_by_pid(pid, signal)


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


def arrive(name: str, channel: socket.socket, setting: talk.Setting, now: float = 0.0) -> None:
    """Make this process the task `name`, which was started at the time `now`."""
    _starting.clear()
    by_number.clear()
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


def active_children() -> list[Any]:
    """Stand-in for `multiprocessing.active_children`."""
    children = sorted(process._children, key=lambda child: child._identity)
    return [child for child in children if child.is_alive()]


def _cleanup() -> None:
    """Stand-in for what CPython does at each start: look for dead children, in no order at all."""


def _close_stdin() -> None:
    """Stand-in for what CPython does in each child: its input is the host's null device already."""
    if sys.stdin is not sys.__stdin__:
        _close_real_stdin()


def install() -> None:
    """Put the stand-ins on `BaseProcess`."""
    kill_by_pid.__qualname__ = "kill"  # what Python calls it in its messages
    os.kill = kill_by_pid
    process._cleanup = _cleanup
    util._close_stdin = _close_stdin
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
        "_bootstrap": bootstrap,
        "__reduce_ex__": reduce_process,
        "exitcode": property(exitcode),
    }.items():
        setattr(Base, name, method)


lines.beginnings.add(bootstrap.__code__)
