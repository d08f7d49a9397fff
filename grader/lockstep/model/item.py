"""What is on its way through a pipe, and how much of that a pipe holds."""

from __future__ import annotations

from dataclasses import dataclass

PIPE_BYTES = 65536
"""What a pipe holds on Linux before a writer has to wait."""

FRAME_BYTES = 4
"""The length that `Connection` writes before each item."""


@dataclass(slots=True)
class Item:
    """An item on its way: who put it, its pickle, and the event that put it where it is now.

    It has a `mark` where what it was made of may change before it is written.
    """

    task: str
    blob: bytes
    event: int = -1
    mark: str = ""

    @property
    def size(self) -> int:
        """How many bytes the item takes in the pipe."""
        return len(self.blob) + FRAME_BYTES
