"""Stand-ins, in a free run in virtual time, for waits that the system would end by the real clock.

Who waits for descriptors goes to sleep, and wakes up when one of them is ready. So does a thread
that waits for others, which find a descriptor in the place of the lock that they release; and what
waits that way has the virtual clock. Nobody can do both at a lock: a wait for one, or for an Event
of several processes, keeps the real clock.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import select
import selectors
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing import connection
from typing import Any

from grader.lockstep import wire
from grader.lockstep.inside import clock, selecting, talk, task

_wait: Any = connection.wait
_select: Any = select.select
_wait_for_notice: Any = threading.Condition.wait
_wait_for_command: Any = subprocess.Popen.wait
_talk_to_command: Any = subprocess.Popen.communicate
_seconds: Any = time.monotonic

SHORT = 0.5
"""Seconds up to which the system's clock will do: who looks for something again and again, with a
pause, is not to hold up the others.
"""

MOMENT = 0.25
"""Wall seconds that a command has, from when somebody first waits for it, before time may pass."""

SELECTORS = (*((selectors, kind) for kind in selecting.KINDS), (subprocess, "_PopenSelector"))
"""Those that programs choose from, and the one that commands are read with."""

RECEIVING = (
    "accept",
    "recv",
    "recv_into",
    "recvfrom",
    "recvfrom_into",
    "recvmsg",
    "recvmsg_into",
)
"""The methods of sockets that wait until there is something to be had."""


def is_short(timeout: float) -> bool:
    """Tell whether the system's clock will do for a wait of so many seconds."""
    return timeout < SHORT or not talk.paced()


def _wait_of(timeout: float) -> str:
    """Return what a doze of so many seconds is: a wait for something, or no more than a pause."""
    return "" if is_short(timeout) else wire.UNTIL


def wait(object_list: Iterable[Any], timeout: float | None = None) -> Any:
    """Stand-in for `multiprocessing.connection.wait`."""
    things = list(object_list)
    if timeout is None or is_short(timeout):
        return _wait(things, timeout)

    def until(over: Any) -> list[Any]:
        return [thing for thing in _wait([*things, over]) if thing is not over]

    return task.current().doze(timeout, until)


def select_ready(rlist: Any, wlist: Any, xlist: Any, timeout: float | None = None) -> Any:
    """Stand-in for `select.select`."""
    if timeout is None or is_short(timeout):
        return _select(rlist, wlist, xlist, timeout)

    def until(over: Any) -> Any:
        ready, others, special = _select([*rlist, over], wlist, xlist)
        return [thing for thing in ready if thing is not over], others, special

    return task.current().doze(timeout, until)


class Notice:
    """What a condition of threads releases in order to wake who waits."""

    def __init__(self) -> None:
        self._comes, self._goes = socket.socketpair()

    def release(self) -> None:
        if self._goes.fileno() < 0:
            raise RuntimeError("nobody waits any more")
        self._goes.send(b"!")

    def come(self, over: Any) -> bool:
        """Wait until it has been released or `over` can be read; tell whether it has been."""
        return self._comes in _select([self._comes, over], [], [])[0]

    def close(self) -> None:
        self._comes.close()
        self._goes.close()


def _looks_whether_to_end() -> bool:
    """Tell whether this is what the server of a manager does meanwhile, once in a second."""
    server = hasattr(multiprocessing.current_process(), "_manager_server")
    return server and threading.current_thread() is threading.main_thread()


def wait_for_notice(condition: Any, timeout: float | None = None) -> bool:
    """Stand-in for `wait` of `threading.Condition`, as it is but for what it waits with."""
    if timeout is None or timeout <= 0 or not talk.paced():
        return bool(_wait_for_notice(condition, timeout))
    if _looks_whether_to_end() or not condition._is_owned():
        return bool(_wait_for_notice(condition, timeout))
    notice = Notice()
    condition._waiters.append(notice)
    state = condition._release_save()
    try:
        return bool(task.current().doze(timeout, notice.come, _wait_of(timeout)))
    finally:
        condition._acquire_restore(state)
        if notice in condition._waiters:
            condition._waiters.remove(notice)
        notice.close()


def _is_over_soon(command: Any) -> bool:
    """Tell whether a command ends within its moment: who looks all the time is not asleep."""
    until = vars(command).setdefault("_lockstep_until", _seconds() + MOMENT)
    while command.poll() is None and _seconds() < until:
        pass
    return command.returncode is not None


def talk_to_command(command: Any, input: Any = None, timeout: float | None = None) -> Any:
    """Stand-in for `communicate` of `subprocess.Popen`."""
    if timeout is not None and not is_short(timeout):
        _is_over_soon(command)
    return _talk_to_command(command, input, timeout)


def wait_for_command(command: Any, timeout: float | None = None) -> Any:
    """Stand-in for `wait` of `subprocess.Popen`, which looks again and again, with pauses."""
    if timeout is not None and not is_short(timeout) and not _is_over_soon(command):
        end = os.pidfd_open(command.pid)
        try:
            if not select_ready([end], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(command.args, timeout)
        finally:
            os.close(end)
    return _wait_for_command(command, timeout)


def _paced(own: Any) -> Any:
    """Return a stand-in for a class of selectors."""

    def select(self: Any, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0 or not talk.paced():
            return own.select(self, timeout)

        def until(over: Any) -> list[Any]:
            key = self.register(over, selectors.EVENT_READ)
            try:
                found = own.select(self)
            finally:
                self.unregister(over)
            return [(ready, events) for ready, events in found if ready is not key]

        return task.current().doze(timeout, until, _wait_of(timeout))

    return type(own.__name__, (own,), {"select": select})


def _after_news(own: Callable[..., Any]) -> Callable[..., Any]:
    """Return a stand-in for one of these methods."""

    def stand_in(self: Any, *args: Any, **kwargs: Any) -> Any:
        timeout = self.gettimeout()
        if timeout and not is_short(timeout) and not select_ready([self], [], [], timeout)[0]:
            raise TimeoutError("timed out")
        return own(self, *args, **kwargs)

    return stand_in


class Poll:
    """Stand-in for what `select.poll` returns. Its time-outs are in milliseconds."""

    make = getattr(select, "poll", None)
    unit = 0.001

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        assert self.make is not None
        self._own: Any = self.make(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def poll(self, timeout: float | None = None, maxevents: int | None = None) -> Any:
        most = () if maxevents is None else (maxevents,)
        if timeout is None or timeout < 0 or is_short(timeout * self.unit):
            return self._own.poll(timeout, *most)

        def until(over: Any) -> Any:
            self._own.register(over, select.POLLIN)
            try:
                found = self._own.poll(None, *most)
            finally:
                self._own.unregister(over)
            return [(number, events) for number, events in found if number != over.fileno()]

        return task.current().doze(timeout * self.unit, until)


class Epoll(Poll):
    """Stand-in for `select.epoll`. Its time-outs are in seconds."""

    make = getattr(select, "epoll", None)
    unit = 1.0

    def __enter__(self) -> Epoll:
        return self

    def __exit__(self, *_: object) -> None:
        self._own.close()


def install() -> None:
    """Put the stand-ins in place."""
    connection.wait = wait
    select.select = select_ready
    threading.Condition.wait = wait_for_notice
    for module, name in ((threading, "_time"), (queue, "time"), (subprocess, "_time")):
        setattr(module, name, clock.now_or(getattr(module, name)))
    queue.SimpleQueue = queue._PySimpleQueue
    if hasattr(os, "pidfd_open"):
        subprocess.Popen.wait = wait_for_command
        subprocess.Popen.communicate = talk_to_command
    for module, name in SELECTORS:
        if hasattr(module, name):
            setattr(module, name, _paced(getattr(module, name)))
    for name in RECEIVING:
        setattr(socket.socket, name, _after_news(getattr(socket.socket, name)))
    for kind in (Poll, Epoll):
        if kind.make:
            setattr(select, kind.__name__.lower(), kind)
