"""What the program prints: its processes share a pipe, of which only the beginning is kept."""

from __future__ import annotations

import os

KEPT_OUTPUT = 20_000
"""Bytes of a program's output that are kept for each execution."""

AT_ONCE = 16
"""How many times as much as the pipe holds is taken before something else is looked at."""


class Output:
    """The pipe into which the program's processes print; only the beginning is kept.

    The end for writing stays open here as well: when everybody else is gone, the pipe is silent,
    and not at its end, which would be news for ever.
    """

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)
        self.kept = b""
        self.size = 0

    def __call__(self) -> None:
        """Take what is there; but whoever prints without end keeps nobody here."""
        try:
            for _ in range(AT_ONCE):
                part = os.read(self.reader, 1 << 16)
                self.size += len(part)
                if len(self.kept) < KEPT_OUTPUT:
                    self.kept += part[: KEPT_OUTPUT - len(self.kept)]
        except BlockingIOError:
            pass

    def take(self) -> str:
        """Return the text so far and begin anew."""
        self()
        text = self.kept.decode("utf-8", "replace")
        if self.size > len(self.kept):
            text += f"\n[... {self.size - len(self.kept):,} more bytes of output ...]\n"
        self.kept, self.size = b"", 0
        return text

    def begin_with(self, text: str) -> None:
        """Put a text that was taken before what is to come."""
        self.kept = text.encode("utf-8", "replace")
        self.size = len(self.kept)

    def close(self) -> None:
        """Close the pipe."""
        os.close(self.reader)
        os.close(self.writer)
