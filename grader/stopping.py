"""Requests to end, of a terminal that closes or of the system, and the news that a child has ended.

The former are heard as Ctrl-C is.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


def hear_of_children() -> None:
    """Have this process told when a child ends: whoever has started it may have put an end to that.

    What signals a process ignores, and which it puts off, is handed on from program to program.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


def stop_with_ctrl_c() -> None:
    """Raise KeyboardInterrupt at the first request to end, and hear no other one.

    What is done then is short, and not to be disturbed. A request that is ignored already, as under
    `nohup`, stays ignored.
    """
    known = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    heard = [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        for number in heard:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in heard:
        signal.signal(number, stop)
