"""Stand-ins for the methods of Thread: a thread that uses multiprocessing is a task like a process.

Only its start and its end are controlled here, and what it does with multiprocessing objects;
`threadlocks` has where it waits for another thread. What threads share among themselves (a list)
stays outside the model.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import bylines, talk, task

Base = threading.Thread

_start = Base.start
_join = Base.join
_is_alive = Base.is_alive


def start(self: Any) -> None:
    """Ask, open the thread's channel, and start it."""
    if not task.known() or task.adopted() or self._started.is_set() or _serves(self):
        _start(self)
        return
    me = task.current()
    name = me.next_thread()
    task.perform(
        "start",
        name,
        show=plain.as_text(self.name)[: task.MAX_NAME],
        data={"daemon": self.daemon, "thread": True},
    )
    channel = talk.open_channel(name, me.setting)
    self._lockstep, self._lockstep_process = name, os.getpid()
    run = self.run

    def run_as_task() -> None:
        task.enter(task.Task(name, channel, me.setting))
        try:
            task.perform("born", name)  # from here on, only one thread of the process runs
            bylines.begin()
            run()
        except BaseException:
            self._invoke_excepthook, hook = _raise_again, self._invoke_excepthook
            hook(self)  # here and not later: it may be the program's own, which has more to ask
        finally:
            task.perform("exit", name, data={"code": 0, "cancelled": [], "errors": []})
            channel.close()

    self.run = run_as_task
    try:
        with task.uncontrolled_waiting():
            _start(self)
        bylines.begin()
    except RuntimeError:  # it never comes to life, and nobody can speak for it
        channel.close()
        if me.setting.controlled:
            talk.outside("a thread that cannot be started")
        raise


def _raise_again(_: Any) -> None:
    """Stand in for the hook of a thread when that has been called, and has raised what it does."""
    raise  # noqa: PLE0704  # what is being handled


def _serves(self: Any) -> bool:
    """Tell whether this is a thread of a manager, which has one for each connection."""
    return getattr(self._target, "__module__", "") == "multiprocessing.managers"


def join(self: Any, timeout: float | None = None) -> None:
    """Ask to wait for the thread, at most `timeout` virtual seconds."""
    name = name_of(self)
    if not name or not task.controlled():
        _join(self, timeout)
        return
    if task.perform("join", name, timeout=timeout)[0]:
        _really_join(self)


def is_alive(self: Any) -> bool:
    """Ask, and return whether the thread runs."""
    name = name_of(self)
    if not name or not task.controlled() or not _is_alive(self):
        return _is_alive(self)
    if not task.perform("look", name, what="is_alive")[0]:
        return True
    _really_join(self)
    return False


def name_of(self: Any) -> str:
    """Return the name of a thread; none for one that a forked process has from its parent."""
    mine = getattr(self, "_lockstep_process", 0) == os.getpid()
    return self._lockstep if mine else ""


def _really_join(self: Any) -> None:
    with task.uncontrolled_waiting():
        _join(self)


def join_all() -> None:
    """Join the threads that this process has started, as CPython does before it ends."""
    for action in reversed(threading._threading_atexits):  # they end the threads of executors
        action()
    for thread in threading.enumerate():
        if name_of(thread) and not thread.daemon:
            thread.join()


def install() -> None:
    """Put the stand-ins on `Thread`."""
    Base.start = start
    Base.join = join
    Base.is_alive = is_alive
