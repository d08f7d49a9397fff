"""A message that can tell whether it has been in another process.

Each process that packs it, to send it to another one, leaves its number on it. So a program that
only seems to have received it, and gives back the one that it was handed, is found out.
"""

from __future__ import annotations

import os
from typing import Any

_own_number = os.getpid  # the program may put something else there


class Letter:
    """A message with a text; `packed_by` are the processes that have sent it so far."""

    def __init__(self, text: str, packed_by: tuple[int, ...] = ()) -> None:
        self.text = text
        self.packed_by = packed_by

    def __reduce__(self) -> tuple[Any, ...]:
        return Letter, (self.text, (*self.packed_by, _own_number()))

    def __repr__(self) -> str:
        return f"Letter({self.text!r})"

    @property
    def has_travelled(self) -> bool:
        """Whether it has come from another process than the one that asks."""
        return any(number != _own_number() for number in self.packed_by)
