"""Handles: the maker of what was sent to a spawned process drops it, and that process finds it.

See `model.handle` for why. The stand-ins have no semaphore of the operating system. So what would
become of its name is told to the conductor: when an object that was sent is collected by the
process that made it, and when a new process begins.
"""

from __future__ import annotations

import errno
import os
import weakref
from typing import Any, NamedTuple

from grader.lockstep.inside import task
from grader.lockstep.lineage import HANDLE

_received: list[Handle] = []


class Handle(NamedTuple):
    """The name of an object, what it is, and where the program made it."""

    name: str
    type: str
    born: list[Any] | None

    @property
    def new(self) -> dict[str, dict[str, Any]]:
        """What the conductor must know to model it."""
        return {self.name: {"kind": "handle", "type": self.type, "born": self.born}}


class Sent:
    """Base of the stand-ins for what has a semaphore in real life; it has their name and place."""

    _name: str
    _born: list[Any] | None
    _seen_to = False

    def _send(self) -> None:
        """Note that this object is being pickled for a new process."""
        if not self._seen_to:
            self._seen_to = True
            weakref.finalize(self, _drop, self._handle(), os.getpid()).atexit = False

    def _receive(self) -> None:
        """Note that this object, which another process has made, has been unpickled."""
        self._seen_to = True
        _received.append(self._handle())

    def _handle(self) -> Handle:
        return Handle(self._name + HANDLE, type(self).__name__, self._born)


def _drop(handle: Handle, maker: int) -> None:
    """Tell that the process which made an object has no more use for it."""
    if os.getpid() == maker and task.controlled():
        task.when_free(lambda: task.perform("drop", handle.name, new=handle.new))


def find_all() -> None:
    """Look for what this process was sent; raise FileNotFoundError where that is gone already."""
    while _received:
        handle = _received.pop()
        if not task.perform("find", handle.name, new=handle.new)[0]:
            line = f" (line {handle.born[1]})" if handle.born else ""
            raise FileNotFoundError(
                errno.ENOENT,
                f"the {handle.type}{line} is gone: the process that made it let go of it before "
                "this process had begun",
            )
