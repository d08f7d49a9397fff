"""What the model does not cover yet: using it is noticed, not assumed away."""

from __future__ import annotations

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
    "mmap": ("mmap",),
    "signal": ("alarm", "setitimer"),
}


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
