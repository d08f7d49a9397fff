"""What goes to a worker and what comes back: MessagePack, the length before each message."""

from __future__ import annotations

import os
import struct
from typing import IO, TypeVar

import msgspec

from grader.suite.results import Check, ExerciseResult

MAX_FRAME = 4 << 20
"""Bytes of a worker's message; what it may send is cut to far less."""

MAX_FRAMES = 1000
LENGTH = struct.Struct(">I")

NO_SPACE = 28
"""Exit code of a process that had no space for its files: it may not have any for words, either."""

MAX_WORDS = 2000
"""Characters of a process's own words that are kept when it fails."""

T = TypeVar("T")


class Job(msgspec.Struct):
    """Run the suite of `exercise` on the file `name` among `files`, in the folder `folder`.

    `files` is what the folder has to hold: the learner's file, and what it may import from beside
    it. The worker makes the folder and removes it. `sandbox` is the level under which they run,
    `only` the checks to run, or none for all, `runs` the most runs of an exploration, or 0.
    """

    exercise: str
    house: str
    name: str
    files: dict[str, bytes]
    folder: str
    sandbox: str
    only: list[str]
    runs: int


class Ended(msgspec.Struct):
    """The process that ran the job has ended, and all that it started; `words` are its last."""

    code: int
    words: str


class Frame(msgspec.Struct, forbid_unknown_fields=True):
    """News of a worker: a check that is done, the whole result or, at last, the end of the job."""

    check: Check | None = None
    result: ExerciseResult | None = None
    ended: Ended | None = None


class BadFrame(Exception):
    """What came is too long or does not fit the schema."""


def send(message: msgspec.Struct, stream: IO[bytes]) -> None:
    """Write a message."""
    data = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes], kind: type[T], limit: int = MAX_FRAME) -> T | None:
    """Read a message; return None at the end, raise BadFrame for what is none."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if length > limit:
        raise BadFrame(f"a message of {length:,} bytes")
    data = stream.read(length)
    if len(data) < length:
        return None
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except msgspec.MsgspecError as error:
        raise BadFrame(str(error)) from error


def last_words(written: IO[bytes]) -> str:
    """Return the end of what a process wrote to a file."""
    size = written.seek(0, os.SEEK_END)
    written.seek(max(0, size - MAX_WORDS))
    return written.read().decode("utf-8", "replace").strip()
