"""Exceptions that are awkward to handle, for probes to raise."""

from __future__ import annotations

from json import JSONDecodeError
from queue import Empty
from typing import Any, NoReturn


class CannotBePickled(Exception):
    """An exception that cannot be sent through a queue or a pipe."""

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")


class CannotBeUnpickled(Exception):
    """An exception that can be sent, but whoever receives it gets a TypeError instead."""

    def __init__(self, text: str = "", *, code: int = 0) -> None:
        super().__init__(text, code)

    def __str__(self) -> str:
        return str(self.args[0])


class CannotBeTakenApart(Exception):
    """An exception of which only a text can be sent, neither the class nor the arguments."""

    __qualname__ = "<locals>.CannotBeTakenApart"  # as of a class that was made in a function

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, lambda: None)


def not_json(*_: Any) -> JSONDecodeError:
    """Return an exception that knows more than its `args`: made anew from those, it fails."""
    return JSONDecodeError("no penguin", "[", 1)


KINDS: dict[str, Any] = {
    **{
        kind.__name__: kind
        for kind in (CannotBePickled, CannotBeUnpickled, CannotBeTakenApart, Empty)
    },
    JSONDecodeError.__name__: not_json,
}
"""These exceptions by their names, and one that programs expect of their own queues."""
