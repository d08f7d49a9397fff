"""Stand-ins for Pipe, its connections, and `multiprocessing.connection.wait`.

No pipe of the operating system is made: the conductor keeps the messages, and knows which process
holds which end. A connection that is forgotten is closed, as in CPython.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterable
from multiprocessing import connection, context, process
from multiprocessing.reduction import ForkingPickler
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import process as controlled_process
from grader.lockstep.inside import queues, talk, task
from grader.lockstep.lineage import parent_of


class Connection(connection.Connection):
    """Stand-in for an end of a pipe."""

    def __init__(self, name: str, end: int, readable: bool, writable: bool) -> None:
        self._name = name
        self._end = end
        self._readable = readable
        self._writable = writable
        self._handle = 0  # what the inherited methods take for "open"

    def _ask(self, op: str, **details: Any) -> tuple[Any, bytes]:
        return task.perform(op, self._name, what=str(self._end), **details)

    def _check_closed(self) -> None:
        if self._handle is None:
            self._ask("use")  # so that the picture shows it
        super()._check_closed()

    def fileno(self) -> int:
        self._check_closed()
        talk.outside("the file descriptor of a connection")

    def send(self, obj: Any) -> None:
        self._check_closed()
        self._check_writable()
        self._send_bytes(bytes(ForkingPickler.dumps(obj)), plain.show(obj))

    def recv(self) -> Any:
        item = super().recv()
        task.current().see(item)
        return item

    # What the library's own methods, which check what they are given, are built on.

    def _send_bytes(self, buf: Any, show: str = "") -> None:
        data = bytes(buf)
        if self._ask("send", blob=data, show=show or plain.show(data))[0] == "broken":
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

    def _recv_bytes(self, maxsize: int | None = None) -> io.BytesIO | None:
        found, data = self._ask("recv")
        if found == "eof":
            raise EOFError
        if maxsize is not None and len(data) > maxsize:
            return None
        buffer = io.BytesIO()
        buffer.write(data)
        return buffer

    def _poll(self, timeout: float | None) -> bool:
        return bool(self._ask("poll", timeout=timeout)[0])

    def close(self) -> None:
        if self._handle is not None:
            self._handle = None
            self._ask("close")

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None and task.controlled():
            self._handle = None
            task.when_free(lambda: self._ask("close"))

    def __repr__(self) -> str:
        return f"<Connection({self._name}/{self._end})>"

    def __reduce__(self) -> tuple[Any, ...]:
        super()._check_closed()  # nothing is asked in the middle of a start
        me = task.current()
        packet = ""
        if context.get_spawning_popen() is not None:
            me.passed.append((self._name, self._end))
        else:
            packet = me.next_packet()
            me.posted.append((self._name, self._end, packet))
        return _unpack, (packet, self._name, self._end, self._readable, self._writable)


def _unpack(packet: str, name: str, end: int, readable: bool, writable: bool) -> Connection:
    """Return an end that another process has handed over, or has sent in a message."""
    if packet:
        task.current().taken.append((name, end, packet))
    return Connection(name, end, readable, writable)


def Pipe(duplex: bool = True) -> tuple[Connection, Connection]:
    """Stand-in for `multiprocessing.Pipe`."""
    name, born = task.new_object()
    task.perform("pipe", name, what="0", new={name: {"kind": "pipe", "type": "Pipe", "born": born}})
    return Connection(name, 0, True, duplex), Connection(name, 1, duplex, True)


def wait(object_list: Iterable[Any], timeout: float | None = None) -> list[Any]:
    """Stand-in for `multiprocessing.connection.wait`: pipes, queues and sentinels of processes."""
    if not task.controlled() or task.current().waits_for_real:
        return _real_wait(object_list, timeout)
    objects = list(object_list)
    targets = [target(thing) for thing in objects]
    if None in targets:
        if any(isinstance(thing, Connection | queues.Reader) for thing in objects):
            talk.outside("waiting for something that is no connection and no sentinel")
        return _real_wait(objects, timeout)
    new: dict[str, dict[str, Any]] = {}
    for thing in objects:
        if isinstance(thing, queues.Reader):
            new |= thing.description
    ready, _ = task.perform("select", timeout=timeout, new=new, data={"targets": targets})
    return [objects[number] for number in ready]


def target(thing: Any) -> list[Any] | None:
    """Return what to wait for, by name; None for what nobody here knows."""
    if isinstance(thing, Connection):
        thing._check_closed()
        return [thing._name, thing._end]
    if isinstance(thing, queues.Reader):
        return [thing.name, 0]
    for child in controlled_process.started:
        if getattr(child, "_sentinel", None) == thing:
            return [child._lockstep[0], 0]
    parent: Any = process.parent_process()
    if parent is not None and parent._sentinel == thing:
        return [parent_of(task.current().name), 0]
    return None


_real_wait = connection.wait


def install() -> None:
    """Put the stand-ins where the factories of every context look."""
    connection.Pipe = Pipe
    connection.wait = wait
