"""Stand-in for Manager. No server is started: what it would keep, the conductor keeps.

Its lists, dicts and values are `proxies`. Its locks, events and queues are those of this package,
but may be sent anywhere.
"""

from __future__ import annotations

import multiprocessing
import weakref
from typing import Any

from grader.lockstep.inside import events, locks, proxies, queues, task
from grader.lockstep.inside.lines import where


class _AnywherePickled:
    """A manager's lock or event may be sent anywhere; any other one may only be inherited."""

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "_semlock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if hasattr(self, "_bind"):
            self._bind()


def _managed(base: type) -> Any:
    """Return the method of a manager that makes a lock or an event."""

    def make(_self: Any, *args: Any) -> Any:
        return type(base.__name__, (_AnywherePickled, base), {"__reduce_ex__": _reduce_managed})(
            *args, ctx=multiprocessing.get_context()
        )

    return make


def _reduce_managed(self: Any, _protocol: Any) -> tuple[Any, ...]:
    return _rebuild_managed, (type(self).__name__, self.__getstate__())


def _rebuild_managed(name: str, state: dict[str, Any]) -> Any:
    base = events.Event if name == "Event" else getattr(locks, name)
    made: Any = type(name, (_AnywherePickled, base), {"__reduce_ex__": _reduce_managed})
    thing = made.__new__(made)
    thing.__setstate__(state)
    return thing


running: weakref.WeakSet[SyncManager] = weakref.WeakSet()
"""The managers of this process that nobody has ended: not even by letting go of them."""


class SyncManager:
    """Stand-in for what `multiprocessing.Manager` returns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._born = where(task.current().world.root)

    def start(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is started; but the program has a server to end now."""
        running.add(self)

    def shutdown(self) -> None:
        running.discard(self)

    def __enter__(self) -> SyncManager:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    def list(self, *args: Any) -> Any:
        return proxies.ListProxy(list(*args))

    def dict(self, *args: Any, **kwargs: Any) -> Any:
        return proxies.DictProxy(dict(*args, **kwargs))

    def Namespace(self, **values: Any) -> Any:
        return proxies.NamespaceProxy(values)

    def Value(self, typecode: Any, value: Any, lock: Any = True) -> Any:
        return proxies.ValueProxy(value)

    def Array(self, typecode: Any, sequence: Any, lock: Any = True) -> Any:
        return proxies.ListProxy(list(sequence))

    def Queue(self, maxsize: int = 0) -> Any:
        return queues.ManagedQueue(maxsize)

    JoinableQueue = Queue
    Lock = _managed(locks.Lock)
    RLock = _managed(locks.RLock)
    Semaphore = _managed(locks.Semaphore)
    BoundedSemaphore = _managed(locks.BoundedSemaphore)
    Event = _managed(events.Event)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        task.outside(f"Manager().{name}")


def install(module: Any) -> None:
    """Put the stand-in where the factories of every context look."""
    module.SyncManager = SyncManager
