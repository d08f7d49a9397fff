"""A task: one process of the program as the conductor knows it, and how it asks for its turn.

Every stand-in calls `perform` before its operation takes place. The call sends the operation over
the task's channel and returns when the conductor lets it happen, with what came of it. A task whose
conductor is gone must not run on by itself: it ends at once.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import socket
import threading
import time
from _signal import pthread_sigmask  # type: ignore[import-not-found]  # signal makes enums
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, NoReturn

from grader.lockstep import plain, wire
from grader.lockstep.inside.lines import where
from grader.lockstep.lineage import PACKET, STRANGER

MAX_NAME = 100
MAX_SHOWN = 500

LITTLE = 0.0002
"""CPU seconds between two operations that are not worth telling."""

ASIDES = ("saw", "passed", "posted", "taken", "freed", "reaped")
"""What a task tells along with its next operation: see `messages.Announcement`."""

ABANDONED = 86
"""Exit code of a process that ended because its conductor went away."""

SIGNALS = signal.valid_signals()
"""The signals that wait until a message is sent: all there are."""

# the program may put something else there
_cpu_seconds = time.thread_time
_exit = os._exit
_select = select.select
_set_mask = pthread_sigmask


class Setting(NamedTuple):
    """What all the processes of one execution share.

    A free run is not `controlled`; where it is `paced`, its time is virtual all the same. `cores`
    are those that its processes are kept on, none where they are not kept. `by_lines`: so are lines
    of its threads operations (see `bylines`).
    """

    address: str
    run: int
    root: str
    controlled: bool = True
    paced: bool = False
    cores: Sequence[int] = ()
    by_lines: bool = False


class Task:
    """One controlled process: its logical name, its channel, and the virtual time it last heard.

    Names are paths of start order ("m", its second child "m.1", its first thread "m~0"), and
    objects are numbered by their creator ("m#0"), so that they are the same in every execution and
    on every machine.
    """

    def __init__(self, name: str, channel: socket.socket, setting: Setting) -> None:
        self.name = name
        self.channel = channel
        self.rest = bytearray()
        self.setting = setting
        self.now = 0.0
        self.clock_readings = 0
        self.saw: list[Any] = []
        self.introduced: set[str] = set()
        self.cancelled: list[str] = []
        self.made: dict[str, str] = {}
        self.passed: list[tuple[str, int]] = []
        self.posted: list[tuple[str, int, str]] = []
        self.taken: list[tuple[str, int, str]] = []
        self.freed: list[str] = []
        self.reaped: list[tuple[str, int]] = []
        self.mark = _cpu_seconds()
        self.waits_for_real = False
        self.forked_by_hand = False
        self.asked = 0
        self.asking = False
        self.dozes: str | None = None
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

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message that needs no answer."""
        self._put(wire.pack(message))

    def _put(self, frame: bytes) -> None:
        try:
            self.channel.sendall(frame)
        except OSError:
            abandon()

    def ask(self, message: dict[str, Any], blob: bytes = b"") -> tuple[Any, bytes]:
        """Send a message and return what the conductor answers; end the process when it is gone.

        The handler of a signal may break off a doze to ask, but no other message.
        """
        if self.asking:
            outside("a signal handler that uses multiprocessing")
        if self.dozes is None:
            return self._ask(message, blob)
        with self._awake():
            return self._ask(message, blob)

    def _ask(self, message: dict[str, Any], blob: bytes = b"") -> tuple[Any, bytes]:
        """Send a message and return what the conductor answers.

        An answer says by its number which message it is `to`: the handler of a signal may have
        broken off an earlier one. "again" wants a message once more of a process that has survived.
        """
        frame = wire.pack(message, blob)
        self.asking = True
        try:
            while True:
                self._send(frame)
                answer, blob = wire.receive(self.channel, self.rest)
                while answer["to"] != self.asked:
                    answer, blob = wire.receive(self.channel, self.rest)
                if "again" not in answer:
                    self.now = answer["now"]
                    return answer["value"], blob
        except wire.HungUp:
            abandon()
        finally:
            self.asking = False

    def doze(
        self,
        seconds: float,
        wait: Callable[[socket.socket], Any] | None = None,
        what: str = wire.UNTIL,
    ) -> Any:
        """Go to sleep, in a free run, and return what `wait` does, if there is something.

        It may come back before the time is over; it gets a socket that can be read as soon as so
        many virtual seconds have passed. `what` says whether it waits for that something.
        """
        if self.asking:
            outside("a signal handler that uses multiprocessing")
        if self.dozes is not None:
            with self._awake():
                return self.doze(seconds, wait, what)
        self.clock_readings = 0
        self._fall_asleep(seconds, what if wait else "")
        try:
            return wait(self.channel) if wait else until_then(self.channel)
        finally:
            self._ask({"op": "awake"})

    def _fall_asleep(self, seconds: float, what: str) -> None:
        message: dict[str, Any] = {"op": "sleep", "timeout": seconds, "what": what}
        if place := where(self.setting.root):
            message["at"] = place
        self._send(wire.pack(message), dozes=what)

    @contextlib.contextmanager
    def _awake(self) -> Iterator[None]:
        """Break off a doze for what the handler of a signal does, then sleep for what is left."""
        what = self.dozes
        assert what is not None
        left, _ = self._ask({"op": "awake"})
        until = self.now + left
        try:
            yield
        finally:
            self._fall_asleep(max(0.0, until - self.now), what)

    def _send(self, frame: bytes, dozes: str | None = None) -> None:
        """Send a message and count it, without the handler of a signal in between.

        `dozes` is what kind of doze begins with it; with every other message one ends.
        """
        before = _set_mask(signal.SIG_BLOCK, ())
        try:
            _set_mask(signal.SIG_BLOCK, SIGNALS)
            self._put(frame)
            self.asked += 1
            self.dozes = dozes
        finally:
            _set_mask(signal.SIG_SETMASK, before)


def until_then(over: socket.socket) -> None:
    """Wait as long as a doze is to last: until `over` can be read."""
    _select([over], [], [])


def before_each() -> None:
    """Do what has to be done before each operation: nothing, unless another module knows better."""


_here = threading.local()
_settings: list[Setting] = []
_channels: list[socket.socket] = []


def enter(task: Task) -> None:
    """Make `task` the one that this thread acts for."""
    _here.task = task
    _settings[:] = [task.setting]
    _channels.append(task.channel)


def setting() -> Setting:
    """Return the execution that this process is part of."""
    return _settings[0]


def belong(setting: Setting) -> None:
    """Note which execution this process is part of, if it was started in an unknown way."""
    if not _settings:
        _settings.append(setting)


def current() -> Task:
    """Return this thread's task; a thread or forked process that has none is outside the model."""
    task: Task | None = getattr(_here, "task", None)
    if task is None and _settings and not _settings[0].controlled:
        task = Task(STRANGER, open_channel(STRANGER, _settings[0]), _settings[0])
        enter(task)
        task.tell({"op": "arrive", "data": {"pid": os.getpid()}})
    if task is None:
        outside("multiprocessing in a thread or a process that was started in an unknown way")
    return task


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


def paced() -> bool:
    """Tell whether this is a free run in virtual time."""
    return bool(_settings) and _settings[0].paced


def adopted() -> bool:
    """Tell whether this process was started in an unknown way, and so cannot announce others."""
    return not _settings[0].controlled and current().name == STRANGER


def known() -> bool:
    """Tell whether this thread acts for a task."""
    return getattr(_here, "task", None) is not None


def leave_after_fork() -> None:
    """Forget the parent's tasks in a process that has just been forked."""
    while _channels:
        _channels.pop().close()
    _here.task = None


def open_channel(name: str, setting: Setting, token: str = "") -> socket.socket:
    """Return a new connection to the conductor that speaks for the task `name`."""
    channel = wire.connect(setting.address)
    channel.sendall(wire.pack({"hello": name, "run": setting.run, "token": token}))
    return channel


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

    Raise BrokenPipeError where the object's manager has ended, and EOFError where it ends while
    somebody waits.
    """
    before_each()
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
        message["timeout"] = max(0.0, float(timeout))
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
        outside("a connection in an object of a manager")
    current().ask({"op": "commit", "on": name}, blob)


def when_free(action: Callable[[], Any]) -> None:
    """Do something that asks, but not in the middle of asking: the garbage collector may call."""
    task = current()
    if task.asking:
        task.later.append(action)
    else:
        action()


def outside(reason: str) -> NoReturn:
    """Tell the conductor that the program leaves what the model covers, and end this process."""
    try:
        channel = open_channel("", _settings[0])
        channel.sendall(wire.pack({"outside": reason}))
        channel.recv(1)
    except (OSError, IndexError):
        pass
    abandon()


def abandon() -> NoReturn:
    """End this process at once: without its conductor it must not touch anything any more."""
    _exit(ABANDONED)
