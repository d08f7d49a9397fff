"""Stand-ins for Value and RawValue: real shared memory, one scheduling point for each access.

The memory is the real one, so that overflow and conversion are those of C. An access of a `Value`
passes through the lock of that value, as in CPython: it has to wait while another process holds it.

Memory can be written through a buffer as well, and nobody hears of it. So beside it lies a copy of
what it has been known to be, and whoever finds the two to differ has noticed.
"""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Callable
from multiprocessing import heap, sharedctypes
from multiprocessing.reduction import ForkingPickler
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import locks, talk, task

LARGE = 4096
"""Bytes of shared memory from which on there is no copy."""

_traced_types: dict[type, type] = {}
_copied: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
"""What this process has of shared memory with a copy, by its `id`: it cannot be hashed."""


def _traced(base: type) -> type:
    """Return a subclass of a simple C type whose `value` asks before each access."""
    known = _traced_types.get(base)
    if known is None:

        def read(self: Any) -> Any:
            return access(self, "read")

        def write(self: Any, value: Any) -> None:
            access(self, "write", value)

        body = {"value": property(read, write), "_kind": "value"}
        known = type(base.__name__, (base,), body)
        _traced_types[base] = known
        ForkingPickler.register(known, _reduce)
    return known


def access(raw: Any, op: str, value: Any = None, lock: locks.ControlledLock | None = None) -> Any:
    """Ask for a read or a write of a shared value, make it, and return what is there then."""
    kind: Any = type(raw).__base__  # the simple C type
    memory = kind.value
    if op == "write":
        value = kind(value).value  # first: what is run then may be the program's own code

    def action() -> Any:
        if op == "write":
            memory.__set__(raw, value)
        return memory.__get__(raw)

    return touch(raw, op, action, lock)


def touch(
    raw: Any,
    op: str,
    action: Callable[[], Any],
    lock: locks.ControlledLock | None = None,
    **details: Any,
) -> Any:
    """Ask to use shared memory, do so by `action`, and return what came of it.

    With a `lock`, the step takes it and gives it free again.
    """
    new = {raw._name: {"kind": raw._kind, "type": raw._kind.capitalize(), "born": raw._born}}
    if lock is not None:
        new.update(lock.description())
    task.perform(op, raw._name, new=new, through=lock._name if lock else "", **details)
    result = action()
    note(raw)
    task.current().see(result)
    return result


def block(size: int) -> heap.BufferWrapper:
    """Return a block of shared memory for so many bytes, and for their copy."""
    return heap.BufferWrapper(max(1, size if size > LARGE else 2 * size))


def note(raw: Any) -> None:
    """Note that the memory of `raw` has been written, and not past it."""
    if id(raw) in _copied:
        raw._copy[:] = raw._memory


def look_for_others() -> None:
    """Leave what the model covers where memory has been written in another way."""
    for reference in _copied.valuerefs():
        raw = reference()
        if raw is not None and raw._copy != raw._memory:
            talk.outside("shared memory that is written through a buffer")


def through_lock(shared: Any, access: Callable[[locks.ControlledLock | None], Any]) -> Any:
    """Do an access of a shared value or array that has a lock of its own, under that lock."""
    if isinstance(shared._lock, locks.ControlledLock):
        return access(shared._lock)
    with shared:
        return access(None)


def _reduce(raw: Any) -> tuple[Any, ...]:
    return _rebuild, (type(raw).__base__, raw._wrapper, raw._name, raw._born)


def _rebuild(base: type, wrapper: Any, name: str, born: list[Any] | None) -> Any:
    return attach(_traced(base), wrapper, name, born)


def attach(kind: Any, wrapper: Any, name: str, born: list[Any] | None) -> Any:
    """Return an object of a controlled type that lives in shared memory."""
    memory, size = wrapper.create_memoryview(), ctypes.sizeof(kind)
    raw = kind.from_buffer(memory)
    if 0 < size <= LARGE:
        raw._memory, raw._copy = memory[:size], memory[size : 2 * size]
        _copied[id(raw)] = raw
    raw._wrapper = wrapper
    raw._name = name
    raw._born = born
    return raw


def prepare() -> None:
    """Make the controlled types of all type codes, before any process needs them."""
    for base in sharedctypes.typecode_to_type.values():
        _traced(base)


def RawValue(typecode_or_type: Any, *args: Any) -> Any:
    """Stand-in for `multiprocessing.RawValue`; only simple C types are controlled."""
    base = sharedctypes.typecode_to_type.get(typecode_or_type, typecode_or_type)
    size = ctypes.sizeof(base)  # a TypeError for what is no type of C at all
    if not issubclass(base, ctypes._SimpleCData):
        talk.outside(f"a shared value of the type {plain.show(typecode_or_type)}")
    raw = _rebuild(base, block(size), *task.new_object())
    ctypes.memset(ctypes.addressof(raw), 0, size)
    raw.__init__(*args)
    note(raw)
    return raw


class Synchronized(sharedctypes.Synchronized):  # type: ignore[type-arg]  # generic in typeshed only
    """Stand-in for what `multiprocessing.Value` returns."""

    @property
    def value(self) -> Any:
        return self._access("read")

    @value.setter
    def value(self, value: Any) -> None:
        self._access("write", value)

    def _access(self, op: str, value: Any = None) -> Any:
        raw: Any = self._obj  # set by SynchronizedBase
        return through_lock(self, lambda lock: access(raw, op, value, lock))


def install() -> None:
    """Put the stand-ins where the factories of every context look."""
    sharedctypes.RawValue = RawValue
    sharedctypes.Synchronized = Synchronized
    task.before_each.append(look_for_others)
