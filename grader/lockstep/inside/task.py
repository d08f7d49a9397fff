"""A task: one process of the program as the conductor knows it, and how it asks for its turn.

Every stand-in calls `perform` before its operation takes place. The call sends the operation over
the task's channel and returns when the conductor lets it happen, with what came of it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from grader.lockstep import plain, wire
from grader.lockstep.inside import talk
from grader.lockstep.inside.lines import is_own, where
from grader.lockstep.lineage import PACKET, STRANGER

MAX_NAME = 100
MAX_SHOWN = 500

LITTLE = 0.0002
"""CPU seconds between two operations that are not worth telling."""

ASIDES = ("saw", "passed", "posted", "taken", "freed", "reaped")
"""What a task tells along with its next operation: see `messages.Announcement`."""

# the program may put something else there
_cpu_seconds = time.thread_time


class Task(talk.Talk):
    """One controlled process: its logical name, and what it has to tell with its next operation.

    Names are paths of start order ("m", its second child "m.1", its first thread "m~0"), and
    objects are numbered by their creator ("m#0"), so that they are the same in every execution and
    on every machine.
    """

    def __init__(self, name: str, channel: socket.socket, setting: talk.Setting) -> None:
        super().__init__(channel, setting)
        self.name = name
        self.saw: list[Any] = []
        self.introduced: set[str] = set()
        self.made: dict[str, str] = {}
        self.passed: list[tuple[str, int]] = []
        self.posted: list[tuple[str, int, str]] = []
        self.taken: list[tuple[str, int, str]] = []
        self.freed: list[str] = []
        self.reaped: list[tuple[str, int]] = []
        self.mark = _cpu_seconds()
        self.waits_for_real = False
        self.forked_by_hand = False
        self.later: list[Callable[[], Any]] = []
        self._children = 0
        self._threads = 0
        self._objects = 0
        self._packets = 0

    def next_child(self) -> str:
        self._children += 1
        return f"{self.name}.{self._children - 1}"

    def next_thread(self) -> str:
        self._threads += 1
        return f"{self.name}~{self._threads - 1}"

    def next_object(self) -> str:
        self._objects += 1
        return f"{self.name}#{self._objects - 1}"

    def next_packet(self) -> str:
        self._packets += 1
        return f"{self.name}{PACKET}{self._packets - 1}"

    def see(self, value: Any) -> None:
        """Note what an operation brought, to be announced next; that is not the task's own work."""
        began = _cpu_seconds()
        self.saw = [plain.encode(value)]
        self.mark += _cpu_seconds() - began


before_each: list[Callable[[], None]] = []
"""What other modules have to look after before each operation."""


def look_at_all(op: str = "") -> None:
    """Do what has to be done before each operation, which may take a turn of its own.

    Who has found a thread's lock taken must not lose its turn before it waits for that.
    """
    if op != "pass":
        for look in before_each:
            look()


cancelled: list[str] = []
"""The queues whose items this process does not wait for at its end."""

_here = threading.local()
_channels: list[socket.socket] = []


def enter(task: Task) -> None:
    """Make `task` the one that this thread acts for."""
    _here.task = task
    talk.belong(task.setting)
    _channels.append(task.channel)


def current() -> Task:
    """Return this thread's task; a thread or forked process that has none is outside the model."""
    task: Task | None = getattr(_here, "task", None)
    setting = talk.setting()
    if task is None and setting and not setting.controlled:
        task = Task(STRANGER, talk.open_channel(STRANGER, setting), setting)
        enter(task)
        task.tell({"op": "arrive", "data": {"pid": os.getpid()}})
    if task is None:
        talk.outside("multiprocessing in a thread or a process that was started in an unknown way")
    return task


def is_of_the_program(frame: FrameType) -> bool:
    """Tell whether a frame is one of the program's own code."""
    return is_own(frame.f_code.co_filename, current().setting.root)


@contextlib.contextmanager
def uncontrolled_waiting() -> Iterator[None]:
    """Let the standard library wait for a real descriptor meanwhile."""
    task = current()
    task.waits_for_real = True
    try:
        yield
    finally:
        task.waits_for_real = False


def new_object() -> tuple[str, list[Any] | None]:
    """Return a name for an object that is being made, and the place where the program makes it."""
    task = current()
    return task.next_object(), where(task.setting.root)


def controlled() -> bool:
    """Tell whether this thread acts for a task whose every operation waits for its turn."""
    task: Task | None = getattr(_here, "task", None)
    return task is not None and task.setting.controlled


def adopted() -> bool:
    """Tell whether this process was started in an unknown way, and so cannot announce others."""
    setting = talk.setting()
    return setting is not None and not setting.controlled and current().name == STRANGER


def known() -> bool:
    """Tell whether this thread acts for a task."""
    return getattr(_here, "task", None) is not None


def channels() -> list[int]:
    """Return the descriptors by which the tasks of this process talk."""
    return [channel.fileno() for channel in _channels if channel.fileno() >= 0]


def leave_after_fork() -> None:
    """Forget the parent's tasks in a process that has just been forked."""
    cancelled.clear()
    while _channels:
        _channels.pop().close()
    _here.task = None


def perform(
    op: str,
    on: str = "",
    *,
    new: dict[str, dict[str, Any]] | None = None,
    block: bool = True,
    timeout: float | None = None,
    blob: bytes = b"",
    **details: Any,
) -> tuple[Any, bytes]:
    """Ask for one operation and return its outcome: a JSON value and a blob.

    `new` describes objects, by name, to a conductor that may not have met them. `timeout` is in
    seconds of virtual time. `details` are further fields of `messages.Announcement`.

    Raise BrokenPipeError where the object's manager has ended, EOFError where it ends while
    somebody waits, and OverflowError for a time-out that never expires.
    """
    look_at_all(op)
    task = current()
    message: dict[str, Any] = {"op": op, "on": on, **details}
    used = _cpu_seconds() - task.mark
    if used > LITTLE:
        message["cpu"] = used
    task.clock_readings = 0
    if new is not None and not new.keys() <= task.introduced:
        task.introduced.update(new)
        message["new"] = new
    if not block:
        message["timeout"] = 0
    elif timeout is not None:
        message["timeout"] = talk.seconds_of(timeout)
    if "show" in message:
        message["show"] = message["show"][:MAX_SHOWN]
    if place := where(task.setting.root):
        message["at"] = place
    for field in ASIDES:
        if aside := getattr(task, field):
            message[field] = aside
            setattr(task, field, [])
    answer = task.ask(message, blob)
    while task.later:
        task.later.pop()()
    task.mark = _cpu_seconds()
    if answer[0] == wire.GONE:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    if answer[0] == wire.CUT_OFF:
        raise EOFError
    return answer


def commit(name: str, blob: bytes) -> None:
    """Hand back the new state of a stored object, before anybody else moves."""
    if current().posted:
        talk.outside("a connection in an object of a manager")
    current().ask({"op": "commit", "on": name}, blob)


def when_free(action: Callable[[], Any]) -> None:
    """Do something that asks, but not in the middle of asking: the garbage collector may call."""
    task = current()
    if task.asking:
        task.later.append(action)
    else:
        action()
