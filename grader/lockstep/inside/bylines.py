"""Lines of the program as scheduling points: for threads, which share variables that nobody models.

Where one thread looks at a list and then takes something out of it, another may have emptied it in
between. No operation of multiprocessing or of a lock tells of that. So in some runs of a program
with threads each of its own lines is announced, and other threads get their turns between them.
Only the first lines are, since each costs a message; and none while a process has one thread only.
"""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import Any

from grader.lockstep.inside import task
from grader.lockstep.inside.lines import beginnings

MOST = 200
"""Lines of one process that are announced."""

_left = [MOST]


def begin() -> None:
    """Announce the lines of this thread from now on, also of the functions that it is in."""
    if not task.current().setting.by_lines:
        return
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code not in beginnings:
        if task.is_of_the_program(frame):
            frame.f_trace = _trace
        frame = frame.f_back
    sys.settrace(_trace)


def _trace(frame: FrameType, event: str, _argument: Any) -> Any:
    if _left[0] <= 0:
        sys.settrace(None)
        return None
    if not task.known():  # a process that has just been forked
        return _trace
    if event == "call" and not task.is_of_the_program(frame):
        return None
    if event == "line" and threading.active_count() > 1 and task.controlled():
        me = task.current()
        if not (me.asking or me.waits_for_real):
            _left[0] -= 1
            task.perform("line", me.name)
    return _trace
