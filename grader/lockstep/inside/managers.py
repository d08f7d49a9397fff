"""Stand-in for Manager: objects that live in a server process, and proxies that call their methods.

No server is started: the conductor keeps the state of each object as bytes that it does not read.
Each method call is one operation. It gets the state, runs the method in the caller, and hands the
new state back before anybody else moves.
"""

from __future__ import annotations

import multiprocessing
import weakref
from multiprocessing.reduction import ForkingPickler
from queue import Full
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import events, locks, queues, task
from grader.lockstep.inside.lines import where

READING = frozenset(
    {
        "__getitem__",
        "__len__",
        "__contains__",
        "__iter__",
        "__eq__",
        "__repr__",
        "__str__",
        "copy",
        "count",
        "get",
        "index",
        "items",
        "keys",
        "values",
        "read",
    }
)
"""Methods that leave the state as it is."""


class Stored:
    """A proxy of an object whose state the conductor keeps."""

    _type = "object"
    _methods: tuple[str, ...] = ()

    def __init__(self, state: Any) -> None:
        self._name, self._born = task.new_object()
        self._call("__init__", lambda _: (state, None))

    def _call(self, method: str, action: Any, *shown: Any) -> Any:
        """Run `action`, which maps the state to the new state and a result, as one operation."""
        new = {self._name: {"kind": "stored", "type": self._type, "born": self._born}}
        reads = method in READING
        show = ", ".join(plain.show(thing, 30) for thing in shown)
        _, blob = task.perform(
            "read" if reads else "update", self._name, new=new, what=method, show=show
        )
        try:
            state, result = action(ForkingPickler.loads(blob) if blob else None)
        except BaseException:
            if not reads:
                task.commit(self._name, blob)
            raise
        if not reads:
            task.commit(self._name, bytes(ForkingPickler.dumps(state)))
        task.current().see(result)
        return result

    def _callmethod(self, name: str, args: Any = (), kwargs: Any = None) -> Any:
        def action(state: Any) -> tuple[Any, Any]:
            return state, getattr(state, name)(*args, **(kwargs or {}))

        return self._call(name, action, *args)

    def __getstate__(self) -> tuple[Any, ...]:
        return self._name, self._born

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._name, self._born = state


def _method(name: str) -> Any:
    def method(self: Stored, *args: Any, **kwargs: Any) -> Any:
        return self._callmethod(name, args, kwargs)

    method.__name__ = name
    return method


def _iterate(self: Stored) -> Any:
    return iter(self._call("__iter__", lambda state: (state, list(state))))


def _proxy(kind: str, *methods: str) -> type[Stored]:
    body: dict[str, Any] = {name: _method(name) for name in methods}
    body.update(_type=kind, __iter__=_iterate, __repr__=_method("__repr__"))
    return type(f"{kind.capitalize()}Proxy", (Stored,), body)


ListProxy = _proxy(
    "list",
    "__add__",
    "__contains__",
    "__delitem__",
    "__getitem__",
    "__len__",
    "__mul__",
    "__reversed__",
    "__setitem__",
    "append",
    "count",
    "extend",
    "index",
    "insert",
    "pop",
    "remove",
    "reverse",
    "sort",
    "clear",
    "copy",
)
DictProxy = _proxy(
    "dict",
    "__contains__",
    "__delitem__",
    "__getitem__",
    "__len__",
    "__setitem__",
    "clear",
    "copy",
    "get",
    "items",
    "keys",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "values",
)


def _in_place(name: str) -> Any:
    """Return an in-place operator: the list changes, and the proxy stays the same."""

    def method(self: Stored, other: Any) -> Stored:
        self._callmethod(name, (other,))
        return self

    return method


ListProxy.__iadd__ = _in_place("extend")
for _name in ("items", "keys", "values"):
    # Views cannot be pickled; a manager's proxy returns lists as well.
    def _listed(self: Stored, _name: str = _name) -> list[Any]:
        found = self._call(_name, lambda state: (state, list(getattr(state, _name)())))
        return list(found)

    setattr(DictProxy, _name, _listed)


class ValueProxy(Stored):
    """A manager's Value: reading and writing are an operation each, without any lock."""

    _type = "Value"

    def get(self) -> Any:
        return self._call("read", lambda state: (state, state))

    def set(self, value: Any) -> None:
        self._call("write", lambda _: (value, None), value)

    value = property(get, set)


class NamespaceProxy(Stored):
    """A manager's Namespace."""

    _type = "Namespace"

    def __init__(self, state: dict[str, Any]) -> None:
        super().__init__(state)

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_"):
            return object.__getattribute__(self, key)
        return self._call("read", lambda state: (state, _found(state, key)), key)

    def __setattr__(self, key: str, value: Any) -> None:
        if key.startswith("_"):
            object.__setattr__(self, key, value)
        else:
            self._call("write", lambda state: ({**state, key: value}, None), key)


def _found(state: dict[str, Any], key: str) -> Any:
    if key not in state:
        raise AttributeError(key)
    return state[key]


class _AnywherePickled:
    """A proxy may be sent anywhere, where the object itself may only be inherited."""

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "_semlock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if hasattr(self, "_bind"):
            self._bind()


class ManagedQueue(_AnywherePickled, queues._Shared):
    """A manager's Queue or JoinableQueue: an item is there as soon as it has been put."""

    kind = "managed"

    def __init__(self, maxsize: int = 0) -> None:
        self._maxsize = max(maxsize, 0)
        self._name, self._born = task.new_object()

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        blob = bytes(ForkingPickler.dumps(item))
        if not self._ask("put", block=block, timeout=timeout, blob=blob, show=plain.show(item))[0]:
            raise Full

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        return self._take(block=block, timeout=timeout)

    def put_nowait(self, item: Any) -> None:
        self.put(item, False)

    def get_nowait(self) -> Any:
        return self.get(False)

    def qsize(self) -> int:
        return int(self._ask("look", what="qsize")[0])

    def full(self) -> bool:
        return bool(self._ask("look", what="full")[0])

    def task_done(self) -> None:
        if not self._ask("task_done")[0]:
            raise ValueError("task_done() called too many times")

    def join(self) -> None:
        self._ask("join_queue")


def _managed(base: type) -> Any:
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
        return ListProxy(list(*args))

    def dict(self, *args: Any, **kwargs: Any) -> Any:
        return DictProxy(dict(*args, **kwargs))

    def Namespace(self, **values: Any) -> Any:
        return NamespaceProxy(values)

    def Value(self, typecode: Any, value: Any, lock: Any = True) -> Any:
        return ValueProxy(value)

    def Array(self, typecode: Any, sequence: Any, lock: Any = True) -> Any:
        return ListProxy(list(sequence))

    def Queue(self, maxsize: int = 0) -> Any:
        return ManagedQueue(maxsize)

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
