"""What the model does not cover: using it is noticed, not assumed away.

A file can be a lock, too, for whoever makes it only if it is not there yet. In an exploration it
would outlive the run that is broken off while it is there, and the next run would wait for ever.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from grader.lockstep.inside import task

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
    "signal": ("alarm", "setitimer"),
}

MAKING = {"os.link", "os.mkdir", "os.symlink"}
"""What fails where there is something of that name, beside opening a file that is to be new."""


def _noticed(what: str, own: Callable[..., Any]) -> Callable[..., Any]:
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        if task.controlled():
            task.outside(what)
        return own(*args, **kwargs)

    return stand_in


def install(module: ModuleType) -> None:
    """Have what is not covered of a module end the execution, with its name as the reason."""
    for name in CLASSES.get(module.__name__, ()):
        kind = getattr(module, name)
        kind.__init__ = _noticed(name, kind.__init__)
    for name in FUNCTIONS.get(module.__name__, ()):
        setattr(module, name, _noticed(name, getattr(module, name)))


def watch_files() -> None:
    """Notice, from now on, when the program makes a file only if it is not there yet."""
    sys.addaudithook(_hear)


def _hear(event: str, details: tuple[Any, ...]) -> None:
    is_new = event == "open" and details[2] & os.O_EXCL
    if (is_new or event in MAKING) and task.controlled():
        caller = sys._getframe(1)
        while is_new and caller.f_back and caller.f_globals.get("__name__", "")[:7] == "pathlib":
            caller = caller.f_back
        if caller.f_code.co_filename.startswith(task.current().world.root):
            task.outside("a file as a lock")
