"""Single keys from the terminal, without Enter; nothing where there is no terminal."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from collections.abc import Callable, Iterator

Pressed = Callable[[float], str]
"""Waits at most so many wall seconds for a key; returns it, or an empty string."""


@contextlib.contextmanager
def keys() -> Iterator[Pressed]:
    """Hand out a function that waits for a key, and leave the terminal as it was."""
    if not sys.stdin.isatty():
        yield _nothing
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield _key
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _nothing(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _key(seconds: float) -> str:
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    if not ready:
        return ""
    # no byte at all: the terminal has gone
    return os.read(sys.stdin.fileno(), 1).decode("ascii", "replace") or "q"
