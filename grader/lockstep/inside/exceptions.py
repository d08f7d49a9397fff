"""What is told of an exception of the program: its type, its text and the program's own frames.

Where Python itself would print a traceback, the frames of its library would be in it, and the
kit's.
"""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import talk
from grader.lockstep.inside.lines import is_own

MAX_FRAMES = 12
MAX_KINDS = 100
MAX_NAME = 200
MAX_MESSAGE = 2000


def describe(error: BaseException, phase: str) -> dict[str, Any]:
    """Return what is worth telling of an exception: its type, text and the program's own frames."""
    setting = talk.setting()
    assert setting is not None
    root = setting.root
    frames, step = [], error.__traceback__
    while step is not None:  # the module `traceback` takes longer to import than a run to play
        code = step.tb_frame.f_code
        if is_own(code.co_filename, root):
            frames.append(
                [code.co_filename[len(root) :], step.tb_lineno or 0, code.co_name[:MAX_NAME]]
            )
        step = step.tb_next
    if isinstance(error, SyntaxError) and is_own(error.filename or "", root):
        frames.append([str(error.filename)[len(root) :], error.lineno or 0, ""])
    return {
        "phase": phase,
        "type": plain.title(type(error)),
        "kinds": [plain.title(kind) for kind in type(error).__mro__[:MAX_KINDS]],
        "text": plain.text_of(error, MAX_MESSAGE),
        "frames": frames[-MAX_FRAMES:],
    }


def traceback_text(error: BaseException) -> str:
    """Return the traceback of an exception with the program's own frames only."""
    facts = describe(error, "")
    lines = [f'  File "{file}", line {line}, in {name}' for file, line, name in facts["frames"]]
    head = "Traceback (most recent call last):"
    return "\n".join([head, *lines, f"{facts['type']}: {facts['text']}"])


def print_uncaught(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    """Stand-in for `sys.excepthook`: a process may end while what it was sent is unpickled."""
    print(traceback_text(error), file=sys.stderr)


def print_of_thread(hook: threading.ExceptHookArgs) -> None:
    """Stand-in for `threading.excepthook`."""
    if hook.exc_value is None or isinstance(hook.exc_value, SystemExit):
        return
    name = hook.thread.name if hook.thread else ""
    text = traceback_text(hook.exc_value)
    print(f"Exception in thread {name}:", text, sep="\n", file=sys.stderr)


def install() -> None:
    """Put the stand-ins in place; the program may put others there."""
    sys.excepthook = print_uncaught
    threading.excepthook = print_of_thread
