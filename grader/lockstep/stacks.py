"""Where each process of a program is, when it had to be stopped: read from its own stack.

The host has registered a signal at which the interpreter writes the stack of every thread to where
the program prints (`faulthandler`); all its children inherit that.
"""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from pathlib import Path

from grader.lockstep.messages import Place

SIGNAL = signal.SIGUSR2
FRAME = re.compile(
    r'^ *File "(?P<file>.*)", line (?P<line>\d{1,9}) in (?P<function>\S+)$', re.MULTILINE
)
MAX_FRAMES = 4


@dataclass(frozen=True)
class Stack:
    """A process that was stopped, and the frames of the program's own code, the innermost first."""

    process: str
    frames: tuple[Place, ...]


def read(process: str, text: str, root: Path) -> Stack:
    """Return the stack that a process wrote as `text`, as far as it is in files below `root`."""
    frames: list[tuple[str, int, str]] = []
    for match in FRAME.finditer(text):
        file = Path(match["file"])
        if match["function"] == "_bootstrap" and (frames or file.name == "process.py"):
            break  # what comes below is another thread's, or that of a forked process's parent
        if file.is_relative_to(root):
            at = (file.relative_to(root).as_posix(), int(match["line"]), match["function"])
            frames.append(at)
    return Stack(process, tuple(frames[:MAX_FRAMES]))
