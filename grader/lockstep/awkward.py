"""Exceptions that are awkward to handle, for probes to raise."""

from __future__ import annotations

from typing import Any, NoReturn


class CannotBePickled(Exception):
    """An exception that cannot be sent through a queue or a pipe."""

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")


KINDS: dict[str, Any] = {"CannotBePickled": CannotBePickled}
"""These exceptions by their names."""
