"""Stand-ins for Pipe, its connections, and `multiprocessing.connection.wait`.

No pipe of the operating system is made: the conductor keeps the messages, and knows which process
holds which end. A connection that is forgotten is closed, as in CPython.
"""

from __future__ import annotations

from collections.abc import Iterable
from multiprocessing import connection, context, process
from multiprocessing.reduction import ForkingPickler
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import process as controlled_process
from grader.lockstep.inside import queues, task


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
        task.outside("the file descriptor of a connection")

    def send(self, obj: Any) -> None:
        self._check_closed()
        self._check_writable()
        self._write(bytes(ForkingPickler.dumps(obj)), plain.show(obj))

    def send_bytes(self, buf: Any, offset: int = 0, size: int | None = None) -> None:
        self._check_closed()
        self._check_writable()
        data = bytes(memoryview(buf).cast("B"))
        if offset < 0 or (size is not None and not 0 <= size <= len(data) - offset):
            raise ValueError("buffer length < offset + size")
        data = data[offset:] if size is None else data[offset : offset + size]
        self._write(data, plain.show(data))

    def _write(self, data: bytes, show: str) -> None:
        if self._ask("send", blob=data, show=show)[0] == "broken":
            raise BrokenPipeError(32, "Broken pipe")

    def recv(self) -> Any:
        item = ForkingPickler.loads(self._read())
        task.current().see(item)
        return item

    def recv_bytes(self, maxlength: int | None = None) -> bytes:
        if maxlength is not None and maxlength < 0:
            raise ValueError("negative maxlength")
        data = self._read()
        if maxlength is not None and len(data) > maxlength:
            self.close()
            raise OSError("bad message length")
        return data

    def recv_bytes_into(self, buf: Any, offset: int = 0) -> int:
        data = self._read()
        view = memoryview(buf).cast("B")
        if len(data) > len(view) - offset:
            raise connection.BufferTooShort(data)
        view[offset : offset + len(data)] = data
        return len(data)

    def _read(self) -> bytes:
        self._check_closed()
        self._check_readable()
        found, data = self._ask("recv")
        if found == "eof":
            raise EOFError
        return data

    def poll(self, timeout: float | None = 0.0) -> bool:
        self._check_closed()
        self._check_readable()
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
            task.outside("waiting for something that is no connection and no sentinel")
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
        return [task.current().parent(), 0]
    return None


_real_wait = connection.wait


def install() -> None:
    """Put the stand-ins where the factories of every context look."""
    connection.Pipe = Pipe
    connection.wait = wait
