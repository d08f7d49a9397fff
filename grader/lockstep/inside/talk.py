"""How a process of the program talks to the conductor: it says what it is about to do, and waits.

A process whose conductor is gone must not run on by itself: it ends at once.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import socket
from _signal import pthread_sigmask  # type: ignore[import-not-found]  # signal makes enums
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, NoReturn

from grader.lockstep import wire
from grader.lockstep.inside.lines import where

ABANDONED = 86
"""Exit code of a process that ended because its conductor went away."""

SIGNALS = signal.valid_signals()
"""The signals that wait until a message is sent: all there are."""

# the program may put something else there
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


class Talk:
    """The talk of one task with the conductor.

    `now` is the virtual time that it last heard, `clock_readings` how often it has read the clock
    since then. `asked` counts its messages, `asking` is true while it waits for an answer, and
    `dozes` says what kind of doze it is in, if it is in one.
    """

    def __init__(self, channel: socket.socket, setting: Setting) -> None:
        self.channel = channel
        self.rest = bytearray()
        self.setting = setting
        self.now = 0.0
        self.clock_readings = 0
        self.asked = 0
        self.asking = False
        self.dozes: str | None = None

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
        message: dict[str, Any] = {"op": "sleep", "timeout": seconds_of(seconds), "what": what}
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


def seconds_of(timeout: float) -> float:
    """Return a time-out as it is sent; raise OverflowError for one that never expires.

    Python does so for each above 292 years. But where time-outs expire early, a pause that doubles
    each time gets there.
    """
    if timeout == math.inf:
        raise OverflowError("timestamp too large to convert to C _PyTime_t")
    return max(0.0, float(timeout))


def until_then(over: socket.socket) -> None:
    """Wait as long as a doze is to last: until `over` can be read."""
    _select([over], [], [])


_settings: list[Setting] = []


def belong(setting: Setting) -> None:
    """Note which execution this process is part of."""
    _settings[:] = [setting]


def setting() -> Setting | None:
    """Return the execution that this process is part of, if it knows."""
    return _settings[0] if _settings else None


def paced() -> bool:
    """Tell whether this is a free run in virtual time."""
    return bool(_settings) and _settings[0].paced


def open_channel(name: str, setting: Setting, token: str = "") -> socket.socket:
    """Return a new connection to the conductor that speaks for the task `name`."""
    channel = wire.connect(setting.address)
    channel.sendall(wire.pack({"hello": name, "run": setting.run, "token": token}))
    return channel


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
