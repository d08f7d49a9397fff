"""Stand-ins for Array and RawArray: real shared memory, one scheduling point for each access.

Each item is a thing of its own: processes that use different items do not get into each other's
way. A slice, and the `value` or `raw` of an array of characters, is an access of all its items. In
a large array, neighbours count as one: a slice of a buffer would have a hundred thousand of them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from multiprocessing import sharedctypes
from multiprocessing.reduction import ForkingPickler
from typing import Any

from grader.lockstep import plain, wire
from grader.lockstep.inside import locks, talk, task, values

_traced_types: dict[type, type] = {}


def _traced(base: type) -> type:
    """Return a subclass of an array type of C whose accesses ask before they happen."""
    known = _traced_types.get(base)
    if known is None:
        body = {"_kind": "array", "__getitem__": read, "__setitem__": write}
        known = type(base.__name__, (base,), body)
        for name in ("value", "raw"):  # which ctypes gives to each new type of its own accord
            if hasattr(base, name):
                setattr(known, name, _text(base, name))
        _traced_types[base] = known
        ForkingPickler.register(known, _reduce)
    return known


def _text(base: Any, name: str) -> property:
    memory = getattr(base, name)
    return property(
        lambda raw: _use(raw, "read", slice(None), lambda: memory.__get__(raw)),
        lambda raw, text: _use(raw, "write", slice(None), lambda: memory.__set__(raw, text)),
    )


def _use(
    raw: Any,
    op: str,
    key: Any,
    action: Callable[[], Any],
    lock: locks.ControlledLock | None = None,
) -> Any:
    try:
        items = range(len(raw))[key]
    except IndexError:
        raise IndexError("invalid index") from None
    numbers = items if isinstance(items, range) else [items]
    wide = -(-len(raw) // wire.MAX_PLACES)
    places = sorted({number // wide for number in numbers})
    shown = f"[{items}]" if isinstance(items, int) else "[:]"
    return values.touch(raw, op, action, lock, what=shown, data={"places": places})


def read(raw: Any, key: Any, lock: locks.ControlledLock | None = None) -> Any:
    """Return an item or a slice of a shared array."""
    memory: Any = type(raw).__base__
    return _use(raw, "read", key, lambda: memory.__getitem__(raw, key), lock)


def write(raw: Any, key: Any, value: Any, lock: locks.ControlledLock | None = None) -> None:
    """Change an item or a slice of a shared array."""
    memory: Any = type(raw).__base__

    def action() -> Any:
        memory.__setitem__(raw, key, value)
        return memory.__getitem__(raw, key)

    _use(raw, "write", key, action, lock)


def _reduce(raw: Any) -> tuple[Any, ...]:
    base: Any = type(raw).__base__
    return _rebuild, (base._type_, base._length_, raw._wrapper, raw._name, raw._born)


def _rebuild(item: Any, length: int, wrapper: Any, name: str, born: list[Any] | None) -> Any:
    return values.attach(_traced(item * length), wrapper, name, born)


def RawArray(typecode_or_type: Any, size_or_initializer: Any) -> Any:
    """Stand-in for `multiprocessing.RawArray`; only arrays of simple C types are controlled."""
    item = sharedctypes.typecode_to_type.get(typecode_or_type, typecode_or_type)
    size = ctypes.sizeof(item)  # a TypeError for what is no type of C at all
    if not issubclass(item, ctypes._SimpleCData):
        talk.outside(f"a shared array of the type {plain.show(typecode_or_type)}")
    if isinstance(size_or_initializer, int):
        length, initial = size_or_initializer, ()
    else:
        len(size_or_initializer)  # a TypeError for a generator
        initial = tuple(size_or_initializer)
        length = len(initial)
    if length < 0:
        raise ValueError("Array length must be >= 0")
    beginning = (item * length)(*initial)
    raw = _rebuild(item, length, values.block(size * length), *task.new_object())
    ctypes.memmove(raw, beginning, size * length)
    values.note(raw)
    return raw


class SynchronizedArray(sharedctypes.SynchronizedArray):  # type: ignore[type-arg]  # only in typeshed
    """Stand-in for what `multiprocessing.Array` returns."""

    def __getitem__(self, key: Any) -> Any:
        return values.through_lock(self, lambda lock: read(self._obj, key, lock))

    def __setitem__(self, key: Any, value: Any) -> None:
        values.through_lock(self, lambda lock: write(self._obj, key, value, lock))

    def __getslice__(self, start: int, stop: int) -> Any:
        return self[start:stop]

    def __setslice__(self, start: int, stop: int, value: Any) -> None:
        self[start:stop] = value


def install() -> None:
    """Put the stand-ins where the factories of every context look."""
    sharedctypes.RawArray = RawArray
    sharedctypes.SynchronizedArray = SynchronizedArray
