"""What goes to a worker and what comes back: MessagePack, the length before each message."""

from __future__ import annotations

import struct
from typing import IO

import msgspec

from grader.suite.results import Check, ExerciseResult

MAX_FRAME = 4 << 20
"""Bytes of one message; what a worker may send is cut to far less."""

MAX_FRAMES = 1000
LENGTH = struct.Struct(">I")


class Job(msgspec.Struct):
    """Run the suite of `exercise` on the file `name` among `files`, in the folder `folder`.

    `files` is what the folder has to hold: the learner's file, and what it may import from beside
    it. The worker makes the folder and removes it. `sandbox` is the level under which they run.
    """

    exercise: str
    house: str
    name: str
    files: dict[str, bytes]
    folder: str
    sandbox: str


class Frame(msgspec.Struct, forbid_unknown_fields=True):
    """News of a worker: a check that is done or, at the end, the whole result."""

    check: Check | None = None
    result: ExerciseResult | None = None


class BadFrame(Exception):
    """What came is too long or does not fit the schema."""


def send(frame: Frame, stream: IO[bytes]) -> None:
    """Write a message."""
    data = msgspec.msgpack.encode(frame)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Frame | None:
    """Read a message; return None at the end, raise BadFrame for what is none."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if length > MAX_FRAME:
        raise BadFrame(f"a message of {length:,} bytes")
    data = stream.read(length)
    if len(data) < length:
        return None
    try:
        return msgspec.msgpack.decode(data, type=Frame)
    except msgspec.MsgspecError as error:
        raise BadFrame(str(error)) from error
