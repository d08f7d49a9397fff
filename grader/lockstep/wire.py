"""Frames: how a message crosses a socket. A header with two lengths, a JSON text, and a blob.

The blob is for bytes that nobody on the way needs to understand (a pickled item of a queue).
"""

from __future__ import annotations

import json
import os
import socket
import struct
import tempfile
from json import encoder
from typing import Any

# Made once: `json.dumps` and `json.loads` make theirs, or look for an encoding, each time.
_write: Any = encoder.c_make_encoder(  # type: ignore[attr-defined]  # not in typeshed
    None, None, encoder.encode_basestring_ascii, None, ":", ",", False, False, False
)
_scan: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # not in typeshed

GONE = "gone"
"""The answer to who uses an object whose manager has ended."""

CUT_OFF = "cut off"
"""The answer to who waited for such an object when its manager ended."""

UNTIL = "until"
"""What is said of a sleep that ends when something comes for which somebody waits."""

NO_FUNCTION = "no function"
"""What is said of the start of a process that has nothing to run."""

MAX_FOLDER = 50
"""Bytes of the path of the folder for temporary files. The conductor makes a folder in it, and the
host one in that, for sockets: with more, the path of a socket would be longer than systems allow.
"""

MAX_PLACES = 1000
"""Places of a shared array that are told apart."""

HEADER = struct.Struct("!II")
PART = 1 << 12
"""Bytes to ask for where no more are known to come."""


class HungUp(EOFError):
    """The other side of a connection is not there any more."""


def pack(message: Any, blob: bytes = b"") -> bytes:
    """Return the frame of a JSON-able `message` and a `blob`."""
    text = "".join(_write(message, 0)).encode("ascii")
    return b"".join((HEADER.pack(len(text), len(blob)), text, blob))


def receive(sock: socket.socket, rest: bytearray | None = None) -> tuple[Any, bytes]:
    """Wait for one frame; return its message and blob.

    `rest` holds what has come of later frames, for the next call. Raise HungUp where nobody is at
    the other side any more, and let through whatever the handler of a signal raises meanwhile.
    """
    buffer = bytearray() if rest is None else rest
    end = HEADER.size
    while True:
        if len(buffer) >= HEADER.size:
            length, size = HEADER.unpack_from(buffer)
            start = HEADER.size + length
            end = start + size
            if len(buffer) >= end:
                break
        try:
            part = sock.recv(min(max(end - len(buffer), PART), 1 << 20))
        except OSError as error:
            if is_raised_by_a_handler(error):
                raise
            part = b""
        if not part:
            raise HungUp
        buffer += part
    message, _ = _scan(buffer[HEADER.size : start].decode(), 0)
    blob = bytes(buffer[start:end])
    del buffer[:end]
    return message, blob


def is_raised_by_a_handler(error: OSError) -> bool:
    """Tell whether an error out of a call of the system, caught beside it, is a handler's own.

    While the system waits, Python runs the handlers of signals, and they may raise what they like.
    """
    return error.__traceback__ is not None and error.__traceback__.tb_next is not None


def folder_for_sockets(below: str = "") -> str:
    """Return where temporary folders with sockets go; they may also go to the path `below` there.

    The path of a Unix socket has room for about a hundred bytes, and a temporary folder may have a
    long one.
    """
    usual = os.path.abspath(tempfile.gettempdir())  # which may be "."
    longest = os.path.join(usual, below) if below else usual
    return usual if len(os.fsencode(longest)) <= MAX_FOLDER else "/tmp"  # noqa: S108  # a short one


def connect(address: str) -> socket.socket:
    """Connect to the listener at `address`, the path of a Unix socket."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(None)  # the program may have set another default
    sock.connect(address)
    return sock
