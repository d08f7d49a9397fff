"""Requests to end, of a terminal that closes or of the system, heard as Ctrl-C is."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


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
