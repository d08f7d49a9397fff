"""Frames: how a message crosses a socket. A header with two lengths, a JSON text, and a blob.

The blob is for bytes that nobody on the way needs to understand (a pickled item of a queue).
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_write = json.JSONEncoder(separators=(",", ":")).encode

HEADER = struct.Struct("!II")


def pack(message: Any, blob: bytes = b"") -> bytes:
    """Return the frame of a JSON-able `message` and a `blob`."""
    text = _write(message).encode("ascii")
    return b"".join((HEADER.pack(len(text), len(blob)), text, blob))


def receive(sock: socket.socket) -> tuple[Any, bytes]:
    """Wait for one frame; return its message and blob.

    Raise EOFError where the other side is gone.
    """
    head = _exactly(sock, HEADER.size)
    length, size = HEADER.unpack(head)
    return json.loads(_exactly(sock, length)), _exactly(sock, size)


def _exactly(sock: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        try:
            part = sock.recv(min(size, 1 << 20))
        except ConnectionError:
            part = b""
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def connect(address: str) -> socket.socket:
    """Connect to a listener at `address`: the path of a Unix socket, or else host:port."""
    if hasattr(socket, "AF_UNIX"):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.connect(address)
        return sock
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)))
