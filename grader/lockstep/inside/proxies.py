"""Stand-ins for a manager's list, dict, Value, Array and Namespace: proxies of what is elsewhere.

The conductor keeps the state of each object as bytes that it does not read. Each method call is one
operation: it gets the state, runs the method in the caller, and hands the new state back before
anybody else moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from multiprocessing import managers
from multiprocessing.reduction import ForkingPickler
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import task

READING = frozenset(
    (
        "__getitem__", "__len__", "__contains__", "__iter__", "__next__", "__add__", "__mul__",
        "__rmul__", "__reversed__", "__str__", "copy", "count", "get", "index", "items", "keys",
        "values", "read",
    )
)  # fmt: skip
"""Methods that leave the state as it is."""


def sent(thing: Any) -> Any:
    """Return what is meant for a manager; raise what pickling raises where it cannot be sent."""
    ForkingPickler.dumps(thing)
    return thing


class Stored:
    """A proxy of an object whose state the conductor keeps."""

    _type = "object"

    def __init__(self, state: Any) -> None:
        self._name, self._born = task.new_object()
        self._call("__init__", lambda _: (state, None))

    def description(self) -> dict[str, dict[str, Any]]:
        """Return what the conductor must know to model this object, under its name."""
        return {self._name: {"kind": "stored", "type": self._type, "born": self._born}}

    def _call(self, method: str, action: Any, *shown: Any) -> Any:
        """Run `action`, which maps the state to the new state and a result, as one operation."""
        reads = method in READING
        show = ", ".join(plain.show(thing, 30) for thing in shown)
        _, blob = task.perform(
            "read" if reads else "update",
            self._name,
            new=self.description(),
            what=method,
            show=show,
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

    def _knows_its_manager(self) -> bool:
        """Tell whether this proxy was made by the manager itself, in this process."""
        return True

    def _getvalue(self) -> Any:
        return self._call("copy", lambda state: (state, state))

    def __deepcopy__(self, _memo: dict[int, Any]) -> Any:
        return self._getvalue()

    def __str__(self) -> str:
        return str(self._call("__str__", lambda state: (state, repr(state))))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object, typeid {self._type!r} at {id(self):#x}>"

    def _callmethod(self, name: str, args: Any = (), kwargs: Any = None) -> Any:
        sent((args, kwargs))

        def action(state: Any) -> tuple[Any, Any]:
            return state, getattr(state, name)(*args, **(kwargs or {}))

        return self._call(name, action, *args)


def _method(name: str) -> Any:
    def method(self: Stored, *args: Any, **kwargs: Any) -> Any:
        return self._callmethod(name, args, kwargs)

    method.__name__ = name
    return method


def _in_place(name: str) -> Any:
    """Return an in-place operator: the object changes, and the proxy stays the same."""
    inner = "extend" if name == "__iadd__" else name

    def method(self: Stored, other: Any) -> Stored:
        self._callmethod(inner, (other,))
        return self

    return method


def _proxy(kind: str, methods: Iterable[str]) -> type[Stored]:
    """Return a class with the `methods` that a real proxy of this version of Python has."""
    body: dict[str, Any] = {
        name: _in_place(name) if name.startswith("__i") and name != "__iter__" else _method(name)
        for name in methods
    }
    return type(f"{kind.capitalize()}Proxy", (Stored,), {**body, "_type": kind})


# Who goes through a list or an array gets one item after the other, an operation each.
ListProxy: Any = _proxy("list", [*managers.BaseListProxy._exposed_, "__iadd__"])
ArrayProxy: Any = _proxy("array", managers.ArrayProxy._exposed_)
DictProxy: Any = _proxy("dict", managers.DictProxy._exposed_)


def _iterate(self: Stored) -> Any:
    """Return what asks for one key after the other, as a real proxy's iterator does.

    A proxy that was forked or sent has none: it does not know its manager, and CPython looks there
    for the iterator's class.
    """
    size = self._call("__iter__", lambda state: (state, len(state)))
    if not self._knows_its_manager():
        raise AttributeError("'NoneType' object has no attribute '_registry'")
    return _one_by_one(self, size)


def _one_by_one(proxy: Stored, size: int) -> Iterator[Any]:
    passed: list[Any] = []

    def following(state: dict[Any, Any]) -> tuple[Any, Any]:
        if len(state) != size:
            raise RuntimeError("dictionary changed size during iteration")
        return state, [key for key in state if key not in passed][: size > len(passed)]

    while found := proxy._call("__next__", following, len(passed)):
        passed += found
        yield found[0]


DictProxy.__iter__ = _iterate
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

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_"):
            return object.__getattribute__(self, key)
        return self._call("read", lambda state: (state, _found(state, key)), key)

    def __setattr__(self, key: str, value: Any) -> None:
        if key.startswith("_"):
            object.__setattr__(self, key, value)
        else:
            self._call("write", lambda state: ({**state, key: value}, None), key)

    def __delattr__(self, key: str) -> None:
        if key.startswith("_"):
            object.__delattr__(self, key)
            return

        def action(state: dict[str, Any]) -> tuple[Any, Any]:
            _found(state, key)
            return {name: value for name, value in state.items() if name != key}, None

        self._call("__delattr__", action, key)

    def __str__(self) -> str:
        values = self._call("__str__", lambda state: (state, state))
        return f"Namespace({', '.join(f'{key}={value!r}' for key, value in values.items())})"


def _found(state: dict[str, Any], key: str) -> Any:
    if key not in state:
        raise AttributeError(f"'Namespace' object has no attribute {key!r}")
    return state[key]
