"""Stand-ins for Value and RawValue: real shared memory, one scheduling point for each access.

The memory is the real one, so that overflow and conversion are those of C. An access of a `Value`
passes through the lock of that value, as in CPython: it has to wait while another process holds it.
"""

from __future__ import annotations

import ctypes
from multiprocessing import heap, sharedctypes
from multiprocessing.reduction import ForkingPickler
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import locks, task

_traced_types: dict[type, type] = {}
_real_raw_value = sharedctypes.RawValue


def _traced(base: type) -> type:
    """Return a subclass of a simple C type whose `value` asks before each access."""
    known = _traced_types.get(base)
    if known is None:

        def read(self: Any) -> Any:
            return access(self, "read")

        def write(self: Any, value: Any) -> None:
            access(self, "write", value)

        known = type(base.__name__, (base,), {"value": property(read, write)})
        _traced_types[base] = known
        ForkingPickler.register(known, _reduce)
    return known


def access(raw: Any, op: str, value: Any = None, lock: locks.ControlledLock | None = None) -> Any:
    """Ask for a read or a write of a shared value, make it, and return what is there then.

    With a `lock`, the access takes it and gives it free again in the same step.
    """
    memory: Any = type(raw).__base__.value  # of the simple C type
    new = {raw._name: {"kind": "value", "type": "Value", "born": raw._born}}
    if lock is not None:
        new.update(lock.description())
    task.perform(op, raw._name, new=new, through=lock._name if lock else "")
    if op == "write":
        memory.__set__(raw, value)
    result = memory.__get__(raw)
    task.current().saw = [plain.encode(result)]
    return result


def _reduce(raw: Any) -> tuple[Any, ...]:
    return _rebuild, (type(raw).__base__, raw._wrapper, raw._name, raw._born)


def _rebuild(base: type, wrapper: Any, name: str, born: list[Any] | None) -> Any:
    raw = _traced(base).from_buffer(wrapper.create_memoryview())
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
    if not (isinstance(base, type) and issubclass(base, ctypes._SimpleCData)):
        task.outside(f"a shared value of the type {plain.show(typecode_or_type)}")
    wrapper = heap.BufferWrapper(ctypes.sizeof(base))
    raw = _rebuild(base, wrapper, *task.new_object())
    ctypes.memset(ctypes.addressof(raw), 0, ctypes.sizeof(raw))
    raw.__init__(*args)
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
        lock = self._lock
        if isinstance(lock, locks.ControlledLock):
            return access(raw, op, value, lock)
        with self:
            return access(raw, op, value)
