"""What an object of the library has and its stand-in has not: asking for it is noticed.

Programs use names that nobody promised them, like `_pending_work_items` of an executor. Whoever
asks a stand-in for one leaves the model; any other name is lacking, as in real life.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.lockstep.inside import talk

OURS = __name__.partition(".")[0]


class Private:
    """Stands on a class for a name that its objects do not have; who has it of its own keeps it."""

    def __init__(self, kind: str, name: str) -> None:
        self._kind = kind
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            raise AttributeError(f"type object {owner.__name__!r} has no attribute {self._name!r}")
        talk.outside(f"{self._kind}.{self._name}")


def watch(stand_in: type, *others: type) -> None:
    """Notice who asks a stand-in for more than it has of what the library's objects have.

    The library's classes are those that it derives from, and `others`.
    """
    mine = [base for base in stand_in.__mro__ if base.__module__.partition(".")[0] == OURS]
    library = [*others, *(base for base in stand_in.__mro__ if base not in mine)]
    kind = (*others, stand_in)[0].__name__.removeprefix("_Py")
    for name in _names(library) - _names(mine) - set(dir(stand_in)):
        setattr(stand_in, name, Private(kind, name))


def _names(kinds: Iterable[type]) -> set[str]:
    """Return what is defined in classes, and the private names that their methods speak of."""
    found: set[str] = set()
    for kind in kinds:
        for name, member in vars(kind).items():
            function = getattr(member, "__func__", member)
            code = getattr(function, "__code__", None)
            spoken = set(code.co_names) - function.__globals__.keys() if code else ()
            found.update([name, *(other for other in spoken if other.startswith("_"))])
    return {name for name in found if not name.startswith("__")}
