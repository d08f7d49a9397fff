"""Where each process of a program is, when it had to be stopped: read from its own stack.

The host has registered a signal at which the interpreter writes the stack of every thread to where
the program prints (`faulthandler`); all its children inherit that.
"""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from grader.lockstep import silence
from grader.lockstep.conductor import Execution
from grader.lockstep.lineage import MAIN
from grader.lockstep.messages import Place
from grader.lockstep.output import Output

SIGNAL = signal.SIGUSR2
FRAME = re.compile(
    r'^ *File "(?P<file>.*)", line (?P<line>\d{1,9}) in (?P<function>\S+)$', re.MULTILINE
)
MAX_FRAMES = 4

SECONDS = 2.0
"""Wall seconds that a process may take to tell where it is."""

MOST = 12
"""How many processes are asked where they are: nobody reads more, and hundreds take minutes."""


@dataclass(frozen=True)
class Stack:
    """A process that was stopped, and the frames of the program's own code, the innermost first."""

    process: str
    frames: tuple[Place, ...]


def take(execution: Execution, output: Output, root: Path) -> list[Stack]:
    """Have every process that has to be stopped tell where it is in files below `root`."""
    printed = output.take()
    seen: list[tuple[str, int]] = []
    known = {a.pid for a in execution.actors.values() if a.pid}
    for actor in execution.actors.values():
        if not actor.pid or actor.dead or (execution.controlled and not actor.running):
            continue
        seen.append((actor.name, actor.pid))
        if actor.name == MAIN and not execution.controlled:
            others = {process.pid for process in silence.family(actor.pid)} - known
            seen += [("another process", pid) for pid in sorted(others)]
    found = [read(name, _told(pid, execution, output), root) for name, pid in seen[:MOST]]
    output.begin_with(printed)
    return found


def _told(pid: int, execution: Execution, output: Output) -> str:
    """Return what a process writes when it is asked for its stack."""
    text, end = "", time.monotonic() + SECONDS
    try:
        os.kill(pid, SIGNAL)
    except OSError:
        return text
    while time.monotonic() < end:
        execution.board.wait(0.1)
        news = output.take()
        if text and not news:
            break
        text += news
    return text


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
