"""Single keys from the terminal, without Enter; nothing where there is no terminal."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

Pressed = Callable[[float], str]
"""Waits at most so many seconds for a key; returns it, or an empty string."""


@contextlib.contextmanager
def keys() -> Iterator[Pressed]:
    """Hand out a function that waits for a key, and leave the terminal as it was."""
    if not sys.stdin.isatty():
        yield _nothing
        return
    try:
        import termios
        import tty
    except ImportError:
        yield _windows
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield _posix
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _nothing(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _posix(seconds: float) -> str:
    import os
    import select

    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    if not ready:
        return ""
    # no byte at all: the terminal has gone
    return os.read(sys.stdin.fileno(), 1).decode("ascii", "replace") or "q"


def _windows(seconds: float) -> str:
    import importlib

    msvcrt = importlib.import_module("msvcrt")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if msvcrt.kbhit():
            return str(msvcrt.getwch())
        time.sleep(0.02)
    return ""
