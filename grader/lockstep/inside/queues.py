"""Stand-ins for Queue, SimpleQueue and JoinableQueue, and for the queue of a manager.

An item is pickled by the process that puts it and unpickled by the one that gets it; in between the
conductor keeps the bytes, which it never reads. A `Queue` is filled by a feeder thread in CPython;
the conductor models the feeder as a task of its own, so that an item can be late, as in real life.
"""

from __future__ import annotations

import queue
from multiprocessing import context, queues, util
from multiprocessing.reduction import ForkingPickler
from queue import Empty, Full
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import buffers, handles, privates, talk, task


class Reader:
    """The reading end of the pipe behind a queue.

    It has no public name, but programs that wait for several things at once pass it to
    `connection.wait`. It does not know its queue, which is to be gone when nobody else knows it.
    """

    def __init__(self, name: str, description: dict[str, dict[str, Any]]) -> None:
        self.name = name
        self.description = description

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        talk.outside("the pipe behind a queue")


class _Shared(handles.Sent):
    """What the queues have in common: a name, and how they ask."""

    kind = "queue"
    _name: str
    _born: list[Any] | None
    _maxsize = 0
    _end: Reader | None = None

    def description(self) -> dict[str, dict[str, Any]]:
        """Return what the conductor must know to model this queue, under its name."""
        return {
            self._name: {
                "kind": self.kind,
                "type": type(self).__name__,
                "born": self._born,
                "limit": self._maxsize,
            }
        }

    def _ask(self, op: str, **details: Any) -> tuple[Any, bytes]:
        return task.perform(op, self._name, new=self.description(), **details)

    def _take(self, **details: Any) -> Any:
        found, blob = self._ask("get", **details)
        if not found:
            raise Empty
        item = ForkingPickler.loads(blob)
        task.current().see(item)
        return item

    def empty(self) -> bool:
        return bool(self._ask("look", what="empty")[0])

    @property
    def _reader(self) -> Reader:
        if self._end is None:
            self._end = Reader(self._name, self.description())
        return self._end

    @property
    def _writer(self) -> Any:
        talk.outside("the pipe behind a queue")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}({self._name})>"


class _Sized(_Shared):
    """What all queues have but the simple one."""

    def qsize(self) -> int:
        return int(self._ask("look", what="qsize")[0])

    def full(self) -> bool:
        return bool(self._ask("look", what="full")[0])


class _Counted(_Shared):
    """What queues have that count the items which are not reported as done."""

    def task_done(self) -> None:
        if not self._ask("task_done")[0]:
            raise ValueError("task_done() called too many times")

    def join(self) -> None:
        self._ask("join_queue")


class Queue(_Sized, queues.Queue):  # type: ignore[type-arg]  # generic in typeshed only
    """Stand-in for `multiprocessing.Queue`."""

    def __init__(self, maxsize: int = 0, *, ctx: Any) -> None:
        self._maxsize = max(0, maxsize)
        self._name, self._born = task.new_object()
        self._open()

    def _open(self) -> None:
        """Begin without a thread, as in each process anew: a child may use what its parent closed.

        Where that has put something, its thread closes the pipe as well, sooner or later.
        """
        self._closed = self._fed = False
        util.register_after_fork(self, Queue._begin_anew)

    def _begin_anew(self) -> None:
        if not self._fed:
            self._closed = False

    def __getstate__(self) -> tuple[Any, ...]:
        context.assert_spawning(self)
        self._send()
        return self._name, self._born, self._maxsize

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._name, self._born, self._maxsize = state
        self._receive()
        self._open()

    def put(self, obj: Any, block: bool = True, timeout: float | None = None) -> None:
        if self._closed:
            raise ValueError(f"Queue {self!r} is closed")
        try:
            blob = bytes(ForkingPickler.dumps(obj))
        except Exception as error:
            self._lose(obj, error)
            return
        mark, show = buffers.mark_for(obj, blob), plain.show(obj)
        asked = self._ask("put", block=block, timeout=timeout, blob=blob, show=show, what=mark)
        if not asked[0]:
            raise Full
        self._fed = True
        if mark:
            buffers.keep(self._name, mark, obj, blob)

    def _lose(self, obj: Any, error: Exception) -> None:
        """The feeder thread of CPython prints what it cannot pickle, and forgets the item."""
        self._on_queue_feeder_error(error, obj)
        self._ask("lose", show=plain.show(obj))

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        if self._closed:
            raise ValueError(f"Queue {self!r} is closed")
        return self._take(block=block, timeout=timeout)

    def close(self) -> None:
        self._closed = True

    def join_thread(self) -> None:
        assert self._closed, f"Queue {self!r} not closed"
        if self._name not in task.cancelled:
            self._ask("flushed")

    def cancel_join_thread(self) -> None:
        if self._name not in task.cancelled:
            task.cancelled.append(self._name)


class JoinableQueue(_Counted, Queue, queues.JoinableQueue):  # type: ignore[type-arg]  # as above
    """Stand-in for `multiprocessing.JoinableQueue`."""

    kind = "joinable"


class SimpleQueue(_Shared, queues.SimpleQueue):  # type: ignore[type-arg]  # as above
    """Stand-in for `multiprocessing.SimpleQueue`: no feeder, `put` itself writes to the pipe."""

    kind = "simple"

    def __init__(self, *, ctx: Any) -> None:
        self._name, self._born = task.new_object()
        self._closed = False

    def __getstate__(self) -> tuple[Any, ...]:
        context.assert_spawning(self)
        self._send()
        return self._name, self._born

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._name, self._born = state
        self._receive()
        self._closed = False

    def put(self, obj: Any) -> None:
        self._ask("put", blob=bytes(ForkingPickler.dumps(obj)), show=plain.show(obj))

    def get(self) -> Any:
        return self._take()

    def close(self) -> None:
        self._closed = True

    def _ask(self, op: str, **details: Any) -> tuple[Any, bytes]:
        if self._closed:
            raise OSError("handle is closed")
        return super()._ask(op, **details)


def _check(block: bool, timeout: float | None) -> None:
    """Refuse a time-out as a queue of threads does, which is what a manager keeps."""
    if block and timeout is not None and timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")


class ManagedQueue(_Sized, _Counted):
    """A manager's Queue or JoinableQueue: an item is there as soon as it has been put.

    It may be sent anywhere.
    """

    kind = "managed"

    def __init__(self, maxsize: int = 0) -> None:
        self._maxsize = max(maxsize, 0)
        self._name, self._born = task.new_object()

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        blob = bytes(ForkingPickler.dumps(item))
        if self._maxsize:
            _check(block, timeout)
        mark, show = self.mark_for(item, blob), self.shown(item)
        asked = self._ask("put", block=block, timeout=timeout, blob=blob, show=show, what=mark)
        if not asked[0]:
            raise Full
        if mark:
            buffers.keep(self._name, mark, item, blob)

    def mark_for(self, _item: Any, _blob: bytes) -> str:
        """Return a mark for an item that may change before it is written: the server has it now."""
        return ""

    def shown(self, item: Any) -> str:
        """Return an item as a picture shows it."""
        return plain.show(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        _check(block, timeout)
        return self._take(block=block, timeout=timeout)

    def put_nowait(self, item: Any) -> None:
        self.put(item, False)

    def get_nowait(self) -> Any:
        return self.get(False)


for _kind in (Queue, JoinableQueue, SimpleQueue):
    privates.watch(_kind)
privates.watch(ManagedQueue, queue.Queue)
