"""What the model does not cover: using it is noticed, not assumed away.

A file can be a lock, too, for whoever makes it only if it is not there yet. In an exploration it
would outlive the run that is broken off while it is there, and the next run would wait for ever.
And it can be memory: what has been written to it since the host began, and is read, may have been
changed in between by somebody else, at a moment that is no scheduling point. So may be whether it
is there, how large it is, and what else is in its folder, for whoever looks.
A pipe or a socket of the operating system is noticed where the program itself makes it: whoever
waits at one is silent, and would be waited for in vain.
"""

from __future__ import annotations

import contextlib
import os
import select
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from types import FrameType, ModuleType
from typing import Any

from grader.lockstep.inside import talk, task

CLASSES = {
    "multiprocessing.shared_memory": ("SharedMemory",),
    "multiprocessing.connection": ("Listener",),
}
FUNCTIONS = {
    "multiprocessing.connection": ("Client",),
    "_multiprocessing": ("SemLock",),
    "_posixshmem": ("shm_open",),
    "fcntl": ("flock", "lockf"),
    "mmap": ("mmap",),
    "signal": ("alarm", "setitimer", "sigtimedwait"),
}

MAKERS = {os: ("pipe", "pipe2", "mkfifo"), select: ("poll", "epoll")}
"""What makes a pipe of the operating system, or waits for some, as far as there is such a thing."""

INTERPRETER = "another interpreter"
LOCK = "a file as a lock"
MEMORY = "a file as memory"
EVENTS = {
    "open": LOCK,
    "os.forkpty": "os.forkpty",
    "os.link": LOCK,
    "os.mkdir": LOCK,
    "os.posix_spawn": INTERPRETER,
    "os.symlink": LOCK,
    "os.system": INTERPRETER,
    "socket.__new__": "a socket",
    "sqlite3.connect": "a database",
    "subprocess.Popen": INTERPRETER,
}
"""Audit events, and what the program uses then: making fails where something has that name."""

THROUGH = {
    "open": ("pathlib",),
    "os.forkpty": ("pty",),
    "socket.__new__": ("socket",),
    "subprocess.Popen": ("subprocess", "os", "asyncio"),
}
"""Modules through which a program may ask for that, as if it asked itself."""

COMMAND = "a command that takes its time"
"""What the program looks at, or waits for in vain: that time is real, and its sleeping is not."""

LOOKS = ("stat", "lstat", "access", "listdir", "scandir", "readlink")
"""What looks at files and folders without opening them."""

LOOKING = ("genericpath", "posixpath", "pathlib")
"""Modules through which a program may look."""

OF_THE_SYSTEM = ("/proc/", "/sys/", "/dev/")
"""What is there is no file that a program has written."""

TICK = 0.02
"""Wall seconds by which the time of a file may lag behind."""

_began = time.time()
_stat: Any = os.stat
_poll: Any = subprocess.Popen.poll


def noticed(what: str, own: Callable[..., Any]) -> Callable[..., Any]:
    """Return a stand-in for `own`: under control, calling it ends the execution."""

    def stand_in(*args: Any, **kwargs: Any) -> Any:
        if task.controlled():
            talk.outside(what)
        return own(*args, **kwargs)

    return stand_in


def install(module: ModuleType) -> None:
    """Have what is not covered of a module end the execution, with its name as the reason."""
    for name in CLASSES.get(module.__name__, ()):
        kind = getattr(module, name)
        kind.__init__ = noticed(name, kind.__init__)
    for name in FUNCTIONS.get(module.__name__, ()):
        if hasattr(module, name):  # not every system has each
            setattr(module, name, noticed(name, getattr(module, name)))


def watch_the_program() -> None:
    """Notice, from now on, when the program itself makes a pipe, a socket, or a file as a lock."""
    sys.addaudithook(_hear)
    for module, names in MAKERS.items():
        for name in names:
            if hasattr(module, name):
                what = f"{module.__name__}.{name}"
                setattr(module, name, Watched(getattr(module, name), what))
    expired: Any = subprocess.TimeoutExpired
    expired.__init__ = noticed(COMMAND, expired.__init__)
    subprocess.Popen.poll = poll
    pathlib = sys.modules.get("pathlib")
    for name in LOOKS:
        look = Watched(getattr(os, name), MEMORY, LOOKING, _may_have_changed)
        setattr(os, name, look)
        if hasattr(pathlib, "_NormalAccessor") and hasattr(pathlib._NormalAccessor, name):
            setattr(pathlib._NormalAccessor, name, look)  # Python 3.10 has taken it already


def poll(command: Any) -> Any:
    """Stand-in for `poll` of `subprocess.Popen`, which the library itself calls, too."""
    code = _poll(command)
    if code is None and task.controlled() and _is_asked_by_the_program(sys._getframe(1), ()):
        talk.outside(COMMAND)
    return code


def _hear(event: str, details: tuple[Any, ...]) -> None:
    what = EVENTS.get(event)
    if what is None or not task.controlled():
        return
    if what == INTERPRETER and not _runs_an_interpreter(*details[:2]):
        return
    if event == "open" and not details[2] & os.O_EXCL:
        if not _reads_what_was_written(*details):
            return
        what = MEMORY
    if _is_asked_by_the_program(sys._getframe(1), THROUGH.get(event, ())):
        talk.outside(what)


def _reads_what_was_written(path: Any, _mode: str | None, flags: int) -> bool:
    if flags & os.O_ACCMODE == os.O_WRONLY:
        return False
    try:
        status = _stat(path)
    except (OSError, TypeError, ValueError):
        return flags & os.O_ACCMODE == os.O_RDWR
    there_is = stat.S_ISREG(status.st_mode) and status.st_size > 0  # not so in /proc
    return there_is and status.st_mtime > _began - TICK


def _may_have_changed(path: Any = ".", *_: Any, **__: Any) -> bool:
    """Tell whether a file has been written to since the host began, or come, or gone."""
    try:
        if isinstance(path, int):
            return stat.S_ISREG(_stat(path).st_mode)
        text = os.path.abspath(os.fsdecode(path))
        if text.startswith(OF_THE_SYSTEM):
            return False
        try:
            return float(_stat(text).st_mtime) > _began - TICK
        except FileNotFoundError:
            return float(_stat(os.path.dirname(text)).st_mtime) > _began - TICK
    except (OSError, TypeError, ValueError):
        return False


def _runs_an_interpreter(program: Any, args: Iterable[Any] = ()) -> bool:
    """Tell whether a command is, or may run, Python, which may call what this program hands it."""
    for thing in (program, *args):
        with contextlib.suppress(TypeError):
            words = os.fsdecode(thing).split()
            if any(os.path.basename(word.strip("'\"")).startswith("python") for word in words):
                return True
    return False


class Watched:
    """Stand-in for a function that the program itself is not to call, or with some arguments not.

    It may call through some modules. Like a function of the system, this is no method of a class
    that has it (`pathlib` keeps some in one, in Python 3.10).
    """

    def __init__(
        self,
        own: Callable[..., Any],
        what: str,
        through: Sequence[str] = (),
        concerns: Callable[..., bool] = lambda *_, **__: True,
    ) -> None:
        self._own = own
        self._what = what
        self._through = through
        self._concerns = concerns

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if (
            task.controlled()
            and _is_asked_by_the_program(sys._getframe(1), self._through)
            and self._concerns(*args, **kwargs)
        ):
            talk.outside(self._what)
        return self._own(*args, **kwargs)


def _is_asked_by_the_program(caller: FrameType, through: Sequence[str]) -> bool:
    while caller.f_back and _module_of(caller) in through:
        caller = caller.f_back
    return task.is_of_the_program(caller)


def _module_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
