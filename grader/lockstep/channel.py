"""The conductor's side of the sockets: what may come in, and how it is read without trusting it.

Everything that a process of the program sends is checked against a schema and limited in length. A
message that does not fit closes its channel, as if the process had died.
"""

from __future__ import annotations

import os
import selectors
import shutil
import socket
import struct
import sys
import tempfile
from typing import Annotated, Any

import msgspec

from grader.lockstep import wire

SEND_SECONDS = 30.0
"""Wall seconds that a process may take to read an answer which does not fit into its socket."""

CREDENTIALS = struct.Struct("3i")
"""Process, user and group of a sender, as Linux tells them."""

MAX_TEXT = 64 << 20
MAX_BLOB = 64 << 20

MAX_ITEMS = 2_000_000
"""Commas and brackets of a message: each item of a list takes far more memory than its text."""

MAX_HELLO = 1000
"""Bytes of the first message on a channel."""

MAX_UNREAD = MAX_TEXT + MAX_BLOB
"""Bytes of what has come of the messages of all channels that are not there whole."""

LARGE = 1 << 20
"""Bytes of an unread message that are worth counting."""

MAX_STRANGERS = 100
"""Connections of which nobody knows yet, or any more, for whom they speak."""

Name = Annotated[str, msgspec.Meta(max_length=1000)]
Place = tuple[Name, int, Name]
"""Names of the program's own are short; long ones could fill every page and the memory."""


class Announcement(msgspec.Struct, forbid_unknown_fields=True):
    """An operation that a task wants to do.

    `timeout` is in virtual seconds (None: wait for ever, 0: do not wait). `at` is file, line and
    function. `saw` is what the task's previous operation brought it: plain data in a list, or none.
    `passed` are the ends of pipes that it handed to the child that it has just started; `posted`
    are those that it has packed into a message, and `taken` those that it found in one, with the
    name of that packet. `freed` are the gates of locks that it has given free; `reaped` the
    children that it has waited for, with their exit codes. `cpu` are the CPU seconds since its
    previous operation.
    """

    op: Name
    on: Name = ""
    new: dict[Name, dict[str, Any]] = {}
    timeout: float | None = None
    through: Name = ""
    show: Name = ""
    what: Name = ""
    at: Place = ("", 0, "")
    saw: list[Any] = []
    passed: list[tuple[str, int]] = []
    posted: list[tuple[str, int, str]] = []
    taken: list[tuple[str, int, str]] = []
    freed: list[str] = []
    reaped: list[tuple[str, int]] = []
    cpu: float = 0.0
    data: dict[str, Any] = {}


class Failure(msgspec.Struct, forbid_unknown_fields=True):
    """An exception of the program. `phase`: import, missing, signature, call or child.

    `kinds` are the names of its class and of all that it derives from.
    """

    phase: Name
    type: Name
    kinds: Annotated[list[Name], msgspec.Meta(max_length=100)]
    text: Annotated[str, msgspec.Meta(max_length=3000)]
    frames: Annotated[list[Place], msgspec.Meta(max_length=100)]


class Returned(msgspec.Struct, forbid_unknown_fields=True):
    """What became of the call: plain data, or an exception.

    `made` names the objects made for it, `managers` are the places where those were made that still
    run.
    """

    value: Any = None
    error: Failure | None = None
    made: dict[str, str] = {}
    managers: list[tuple[str, int, str]] = []


class End(msgspec.Struct, forbid_unknown_fields=True):
    """How a process ends: its exit code, and its exceptions.

    `cancelled` names the queues whose items it does not wait for.
    """

    code: int
    cancelled: list[str]
    errors: list[Failure]


class Hello(msgspec.Struct, forbid_unknown_fields=True):
    """The first message on a channel: for which task of which execution it speaks.

    The main process of an execution also shows a token that only its host can know.
    """

    hello: str
    run: int
    token: str = ""


class Outside(msgspec.Struct, forbid_unknown_fields=True):
    """The program does something that the model does not cover."""

    outside: Annotated[str, msgspec.Meta(max_length=100)]


class FromHost(msgspec.Struct, forbid_unknown_fields=True):
    """What the host says: its process id when it is ready, then which execution is cleared away.

    `left` are the names of what that had left in the system.
    """

    pid: int = 0
    cleared: int = 0
    left: list[str] = []


class Channel:
    """One connection. `name` and `run` are known once it has said hello.

    `pid` is the process that sent the latest bytes, as the kernel knows it: in a sandbox a process
    has another number, and it might lie. Where the kernel does not tell, it is 0.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.name = ""
        self.run = -1
        self.pid = 0
        self.open = True
        self._buffer = bytearray()

    def read(self) -> None:
        """Take in what has arrived; a channel that has ended or misbehaves is no longer open."""
        try:
            part = self._receive()
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self.open = False
        self._buffer += part

    def _receive(self) -> bytes:
        if sys.platform != "linux":
            return self.sock.recv(1 << 16)
        part, news, _, _ = self.sock.recvmsg(1 << 16, socket.CMSG_SPACE(CREDENTIALS.size))
        for level, kind, data in news:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                self.pid = CREDENTIALS.unpack(data)[0]
        return part

    @property
    def unread(self) -> int:
        """Bytes that have come of messages that are not there whole."""
        return len(self._buffer)

    def next_frame(self) -> tuple[bytes, bytes] | None:
        """Return the text and blob of the next frame that is here whole, or None."""
        buffer = self._buffer
        if len(buffer) < wire.HEADER.size:
            return None
        length, size = wire.HEADER.unpack_from(buffer)
        hello = self.run == -1
        if length > (MAX_HELLO if hello else MAX_TEXT) or size > (0 if hello else MAX_BLOB):
            self.open = False
            buffer.clear()
            return None
        start = wire.HEADER.size
        end = start + length + size
        if len(buffer) < end:
            return None
        text, blob = bytes(buffer[start : start + length]), bytes(buffer[start + length : end])
        del buffer[:end]
        if length > LARGE and text.count(b",") + text.count(b"[") > MAX_ITEMS:
            self.open = False
            return None
        return text, blob

    def send(self, message: Any, blob: bytes = b"") -> None:
        """Send a message; the other side always reads before it does anything else."""
        frame = memoryview(wire.pack(message, blob))
        try:
            sent = self.sock.send(frame)
            if sent < len(frame):
                self.sock.settimeout(SEND_SECONDS)
                self.sock.sendall(frame[sent:])
                self.sock.setblocking(False)
        except OSError:
            self.open = False

    def close(self) -> None:
        """Close the socket."""
        self.open = False
        self.sock.close()


class Switchboard:
    """The listening socket, all the channels, and the pipe of the program's output.

    `spares` are the channels of main processes that wait for their execution, by its number;
    `expected` are the tokens of those that have not come yet. A token is made while the execution
    before runs, so that nothing which was forked earlier can know it.
    """

    def __init__(self) -> None:
        self.spares: dict[int, Channel] = {}
        self.expected = {1: ""}
        self.folder = tempfile.mkdtemp(prefix="lockstep-", dir=wire.folder_for_sockets())
        self._selector = selectors.DefaultSelector()
        self._watched: set[Any] = set()
        if hasattr(socket, "AF_UNIX"):
            self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.address = os.path.join(self.folder, "conductor")
            self._listener.bind(self.address)
            # The folder is ours alone. A host in a sandbox, which may run as another user, is
            # shown the socket without it.
            os.chmod(self.address, 0o666)  # noqa: S103
        else:
            self._listener = socket.create_server(("127.0.0.1", 0))
            self.address = "{}:{}".format(*self._listener.getsockname())
        if sys.platform == "linux":  # what it accepts has it from the first byte on
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._listener.listen(64)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ, None)

    def admit(self, hello: Hello, channel: Channel) -> None:
        """Take the channel of a main process that is expected; raise ValueError for another one."""
        if self.expected.get(hello.run) != hello.token:
            raise ValueError("not the main process that is expected")
        del self.expected[hello.run]
        self.spares[hello.run] = channel

    def watch(self, source: Any, data: Any) -> None:
        """Include `source` in what `wait` waits for."""
        self._watched.add(source)
        self._selector.register(source, selectors.EVENT_READ, data)

    def forget(self, source: Any) -> None:
        """Leave `source` out of what `wait` waits for, if it is not left out already."""
        if source in self._watched:
            self._watched.remove(source)
            self._selector.unregister(source)

    def wait(self, timeout: float) -> list[Any]:
        """Wait at most `timeout` wall seconds; return what has news, None for a new connection."""
        ready: list[Any] = []
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                self._accept()
                ready.append(None)
                continue
            if isinstance(key.data, Channel):
                key.data.read()
                if key.data.unread > LARGE and self._unread() > MAX_UNREAD:
                    key.data.open = False
                if not key.data.open:
                    self.forget(key.data.sock)
            ready.append(key.data)
        return ready

    def _accept(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except OSError:
            return
        sock.setblocking(False)
        self.watch(sock, Channel(sock))
        strangers = [c for c in self._channels() if not c.name and c not in self.spares.values()]
        if len(strangers) > MAX_STRANGERS:
            self.forget(strangers[0].sock)  # the oldest: who is honest says hello at once
            strangers[0].close()

    def _channels(self) -> list[Channel]:
        known = [key.data for key in self._selector.get_map().values()]
        return [data for data in known if isinstance(data, Channel)]

    def _unread(self) -> int:
        return sum(channel.unread for channel in self._channels())

    def close(self) -> None:
        """Close all the channels and the listening socket."""
        for channel in self._channels():
            channel.close()
        self._selector.close()
        self._listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)
