"""Stand-ins for closing descriptors by number: the channels of the process stay open.

A process may close whatever it has inherited and does not know, as daemons do. To the program, a
channel is closed as well, and does no harm.
"""

from __future__ import annotations

import os

from grader.lockstep.inside import task

_close = os.close
_close_range = os.closerange


def close(fd: int) -> None:
    """Stand-in for `os.close`."""
    if fd not in task.channels():
        _close(fd)


def close_range(fd_low: int, fd_high: int, /) -> None:
    """Stand-in for `os.closerange`."""
    for channel in sorted(task.channels()):
        if fd_low <= channel < fd_high:
            _close_range(fd_low, channel)
            fd_low = channel + 1
    _close_range(fd_low, fd_high)


def install() -> None:
    """Put the stand-ins in place."""
    os.close = close
    os.closerange = close_range
