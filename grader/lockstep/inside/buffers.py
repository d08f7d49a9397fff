"""What was put into a queue and can change: `put` keeps the object, a thread pickles it later.

That thread is a task of the model (a feeder), and the pickle that it writes is made by `put`. So
where the program has changed the object since, it says so before its next operation, as a move of
its own: the conductor lets the feeder write either what was put or what came of it.

Pickling again must harm nobody. So only plain containers are looked at, and objects that have no
say in how they are pickled; and only for a while, since nobody tells when they are written.
"""

from __future__ import annotations

import copyreg
import enum
import os
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable
from multiprocessing.reduction import ForkingPickler
from types import BuiltinFunctionType, FunctionType
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import task
from grader.lockstep.inside.probe import Probe

MOST = 10
"""How many objects are kept; of more, the oldest are forgotten."""

LOOKS = 20
"""Operations of the process after which an object is forgotten."""

MAX_BYTES = 1 << 20
"""Bytes of the pickle of an object that is kept."""

MAX_PARTS = 1000

ATOMS = {
    *(bool, int, float, complex, str, bytes, range, type(None), type(...)),
    *(FunctionType, BuiltinFunctionType, type, Probe),
}
CONTAINERS = {list, set, dict, deque, defaultdict, OrderedDict, Counter, bytearray}
HOOKS = ("__getnewargs__", "__getnewargs_ex__", "__getstate__", "__slots__")
"""What a class has that has a say in how its objects are pickled, or keeps them elsewhere."""


class _Buffered:
    """An object in a queue's buffer: as it was when it was looked at last."""

    def __init__(self, queue: str, mark: str, thing: Any, blob: bytes) -> None:
        self.queue = queue
        self.mark = mark
        self.thing = thing
        self.blob = blob
        self.looks = 0


_kept: list[_Buffered] = []
_marks = [0]


def mark_for(thing: Any, blob: bytes) -> str:
    """Return a mark by which an item is known that may change after it was put, or nothing."""
    if type(thing) in ATOMS or len(blob) > MAX_BYTES or not _can_change(thing):
        return ""
    _marks[0] += 1
    return str(_marks[0])


def keep(queue: str, mark: str, thing: Any, blob: bytes) -> None:
    """Look before each operation from now on whether what was put has changed."""
    _kept.append(_Buffered(queue, mark, thing, blob))
    del _kept[:-MOST]


def tell_of_changes() -> None:
    """Tell the conductor what has changed since it was put."""
    for one in list(_kept):
        one.looks += 1
        try:
            blob = bytes(ForkingPickler.dumps(one.thing))
        except Exception:  # it cannot be pickled any more; what was put can
            blob = one.blob
        there = True
        if blob != one.blob:
            one.blob = blob
            show = plain.show(one.thing)
            there = bool(task.perform("change", one.queue, what=one.mark, blob=blob, show=show)[0])
        if one in _kept and (not there or one.looks >= LOOKS):
            _kept.remove(one)


def forget() -> None:
    """Begin anew in a process that was forked: what its parent has put is not its own to write."""
    _kept.clear()


def _can_change(thing: Any) -> bool:
    """Tell whether a thing, or a part of it, can change, and pickling it again does no harm."""
    changes, looked, left = False, 0, [thing]
    while left and looked <= MAX_PARTS:
        part = left.pop()
        looked += 1
        if type(part) in ATOMS or isinstance(part, enum.Enum):
            continue
        parts = _parts(part)
        if parts is None:
            return False
        changes = changes or type(part) not in (tuple, frozenset)
        left += parts
    return changes and not left


def _parts(thing: Any) -> Iterable[Any] | None:
    """Return what a thing is made of; None, where pickling it may do more than read that."""
    kind: Any = type(thing)
    if kind in (bytearray, Counter):
        return ()
    if isinstance(thing, dict) and kind in CONTAINERS:
        return [*thing, *thing.values()]
    if kind in CONTAINERS or kind in (tuple, frozenset):
        return list(thing)
    if isinstance(thing, BaseException) and kind.__reduce__ is BaseException.__reduce__:
        return thing.__reduce__()[1:]  # to look at its variables would give it some
    plainly = (
        kind.__reduce_ex__ is object.__reduce_ex__
        and kind.__reduce__ is object.__reduce__
        and all(getattr(kind, hook, None) is getattr(object, hook, None) for hook in HOOKS)
        and kind not in copyreg.dispatch_table
        and kind not in ForkingPickler._extra_reducers  # no public name
    )
    return [vars(thing)] if plainly and hasattr(thing, "__dict__") else None


def install() -> None:
    """Have changes told of from now on, in this process and in those that it forks."""
    task.before_each.append(tell_of_changes)
    os.register_at_fork(after_in_child=forget)
