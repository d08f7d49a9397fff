"""One connection to a process of the program, read without trusting who writes to it.

What comes is limited in length, whole or not yet: a message that is too long closes its channel, as
if the process had died. Whether one fits its schema (`messages`), its reader sees.
"""

from __future__ import annotations

import socket
import struct
import sys
from typing import Any

from grader.lockstep import wire

SEND_SECONDS = 30.0
"""Wall seconds that a process may take to read an answer which does not fit into its socket."""

CREDENTIALS = struct.Struct("3i")
"""Process, user and group of a sender, as Linux tells them."""

MAX_TEXT = 64 << 20
MAX_BLOB = 64 << 20

MAX_ITEMS = 2_000_000
"""Commas and brackets of a message: each item of a list takes far more memory than its text."""

MAX_HELLO = 10_000
"""Bytes of the first message on a channel."""

LARGE = 1 << 20
"""Bytes of an unread message that are worth counting."""


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
