"""Stand-in for Manager. No server is started: what it would keep, the conductor keeps.

Its lists, dicts and values are `proxies`. Its locks, events and queues are those of this package,
but may be sent anywhere. When the manager ends, all of them are gone. Like a real one it ends where
the program says so, or when nobody in the process that made it knows it or what it keeps.
"""

from __future__ import annotations

import array
import contextlib
import multiprocessing
import os
import weakref
from _thread import allocate_lock
from collections.abc import Iterator
from multiprocessing import managers
from typing import Any

from grader.lockstep.inside import (
    conditions,
    events,
    locks,
    privates,
    proxies,
    queues,
    talk,
    task,
    unmodelled,
)
from grader.lockstep.inside.lines import where

library: Any = managers


class _Kept:
    """Something that a manager keeps. Unlike others of its kind it may be sent anywhere.

    To the program it is a proxy of the library's class, which comes last among those it derives
    from: nothing of that is used.
    """

    __reduce__ = object.__reduce__

    _manager: SyncManager | None = None
    """What must not be forgotten before this is: for the process that has made both."""

    _home = 0
    """The number of the process that has made it: where it was forked or sent, it knows none."""

    _keeper: dict[str, dict[str, Any]]
    """What the conductor must know of the manager, under its name."""

    def description(self) -> dict[str, dict[str, Any]]:
        described: Any = super()
        (keeper,) = self._keeper
        kept = {
            name: {**facts, "manager": keeper} for name, facts in described.description().items()
        }
        return {**self._keeper, **kept}

    def _knows_its_manager(self) -> bool:
        return self._home == os.getpid()

    def __getstate__(self) -> dict[str, Any]:
        own = ("_manager", "_home")
        return {key: value for key, value in self.__dict__.items() if key not in own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


class _Tool(_Kept):
    """What is kept for what can be done with it: there is nothing to read in it."""

    __str__ = object.__str__


class _Lock(_Tool):
    """Is acquired as a lock of `threading`: -1 is no time-out, and what that refuses is refused."""

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        if timeout is not None:
            allocate_lock().acquire(blocking, timeout)
        controlled: Any = super()
        return bool(controlled.acquire(blocking, None if timeout == -1 else timeout))


class _Permits(_Tool):
    """Are acquired as a semaphore of `threading`: who does not wait has no time-out."""

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        controlled: Any = super()
        return bool(controlled.acquire(blocking, timeout))


class Lock(_Lock, locks.Lock, library.AcquirerProxy):
    def release(self) -> None:
        try:
            super().release()
        except ValueError:
            raise RuntimeError("release unlocked lock") from None  # it is one of `threading`


class RLock(_Lock, locks.RLock, library.AcquirerProxy):
    def release(self) -> None:
        try:
            super().release()
        except AssertionError:
            raise RuntimeError("cannot release un-acquired lock") from None  # as above


class Semaphore(_Permits, locks.Semaphore, library.AcquirerProxy):
    pass


class BoundedSemaphore(_Permits, locks.BoundedSemaphore, library.AcquirerProxy):
    def release(self) -> None:
        try:
            super().release()
        except ValueError:
            raise ValueError("Semaphore released too many times") from None  # as above


class Event(_Tool, events.Event, library.EventProxy):
    pass


class Condition(_Tool, conditions.Condition, library.ConditionProxy):
    """Its lock is the manager's, too."""

    def wait(self, timeout: float | None = None) -> bool:
        with _of_threading("wait"):
            return super().wait(timeout)

    def _notify(self, what: str) -> None:
        with _of_threading("notify"):
            super()._notify(what)


@contextlib.contextmanager
def _of_threading(what: str) -> Iterator[None]:
    """Raise what a condition of `threading` does where its lock is not held."""
    try:
        yield
    except AssertionError:
        raise RuntimeError(f"cannot {what} on un-acquired lock") from None


class Queue(_Tool, queues.ManagedQueue, library.BaseProxy):
    pass


class ListProxy(_Kept, proxies.ListProxy, library.ListProxy):
    pass


class DictProxy(_Kept, proxies.DictProxy, library.DictProxy):
    pass


class ArrayProxy(_Kept, proxies.ArrayProxy, library.ArrayProxy):
    pass


class ValueProxy(_Kept, proxies.ValueProxy, library.ValueProxy):
    pass


class NamespaceProxy(_Kept, proxies.NamespaceProxy, library.NamespaceProxy):
    pass


for _kind in (*_Kept.__subclasses__(), *_Tool.__subclasses__()):
    privates.watch(_kind)

FORGOTTEN = "forgotten"
"""How a manager ends that nobody has ended."""

running: weakref.WeakSet[SyncManager] = weakref.WeakSet()
"""The managers of this process that nobody has ended: not even by letting go of them."""


class SyncManager(library.BaseManager):
    """Stand-in for what `multiprocessing.Manager` returns. Nothing that it inherits is used."""

    _maker = 0
    """The number of the process that has started it; 0 before, and when it has ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._born = where(task.current().setting.root)
        self._name = task.new_object()[0]
        self._described = {self._name: {"kind": "manager", "type": "Manager", "born": self._born}}

    def start(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is started; but the program has a server to end now."""
        assert not multiprocessing.current_process().daemon, (
            "daemonic processes are not allowed to have children"
        )
        self._maker = os.getpid()
        running.add(self)

    def shutdown(self) -> None:
        if self._maker == os.getpid():
            self._maker = 0
            running.discard(self)
            task.perform("shutdown", self._name, new=self._described)

    def __del__(self) -> None:
        if self._maker == os.getpid() and task.controlled():
            name, new = self._name, self._described
            task.when_free(lambda: task.perform("shutdown", name, new=new, what=FORGOTTEN))

    def __reduce__(self) -> Any:
        raise TypeError("a manager cannot be pickled, only what it keeps")

    def __enter__(self) -> SyncManager:
        if not self._maker:
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    def _keep(self, kind: Any, *args: Any, **kwargs: Any) -> Any:
        assert self._maker, "server not yet started"
        thing = kind.__new__(kind)
        thing._manager, thing._home, thing._keeper = self, os.getpid(), self._described
        thing.__init__(*args, **kwargs)
        return thing

    def list(self, *args: Any) -> Any:
        return self._keep(ListProxy, list(*proxies.sent(args)))

    def dict(self, *args: Any, **kwargs: Any) -> Any:
        return self._keep(DictProxy, dict(*proxies.sent(args), **kwargs))

    def Namespace(self, **values: Any) -> Any:
        return self._keep(NamespaceProxy, values)

    def Value(self, typecode: Any, value: Any, lock: Any = True) -> Any:
        return self._keep(ValueProxy, value)

    def Array(self, typecode: Any, sequence: Any, lock: Any = True) -> Any:
        return self._keep(ArrayProxy, array.array(typecode, proxies.sent(sequence)))

    def Queue(self, maxsize: int = 0) -> Any:
        return self._keep(Queue, maxsize)

    JoinableQueue = Queue

    def Lock(self) -> Any:
        return self._keep(Lock, ctx=multiprocessing.get_context())

    def RLock(self) -> Any:
        return self._keep(RLock, ctx=multiprocessing.get_context())

    def Semaphore(self, value: int = 1) -> Any:
        return self._keep(Semaphore, value, ctx=multiprocessing.get_context())

    def BoundedSemaphore(self, value: int = 1) -> Any:
        return self._keep(BoundedSemaphore, value, ctx=multiprocessing.get_context())

    def Event(self) -> Any:
        return self._keep(Event, ctx=multiprocessing.get_context())

    def Condition(self, lock: Any = None) -> Any:
        if lock is not None and not isinstance(lock, Lock):
            talk.outside("Manager().Condition with a lock of another kind")
        own = self.RLock() if lock is None else lock
        return self._keep(Condition, own, ctx=multiprocessing.get_context())

    @classmethod
    def register(cls, typeid: str, *_: Any, **__: Any) -> None:
        """Have whoever makes something of this class of the program's own leave the model."""
        setattr(cls, typeid, lambda *_, **__: talk.outside(f"Manager().{typeid}"))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        talk.outside(f"Manager().{name}")


def _install() -> None:
    """Put the stand-in in place; notice who has a server for classes of the program's own."""
    base = library.BaseManager
    for name in ("start", "connect", "get_server"):
        setattr(base, name, unmodelled.noticed(f"BaseManager.{name}", getattr(base, name)))
    for name in ("address", "connect", "get_server", "join"):
        setattr(SyncManager, name, property(lambda self, name=name: self.__getattr__(name)))
    library.SyncManager = SyncManager


_install()
