"""What has a name in the system: shared memory and semaphores, which stay until they are unlinked.

In a free run each process tells what it has made, and goes on when the host has been sent word of
it. When the execution is over, the host unlinks what is still there: that is what the program has
left behind, and the next execution does not find it. The semaphores of multiprocessing's own locks
are left out, since it unlinks them itself.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from multiprocessing import process
from typing import Any

from grader.lockstep.inside import task
from grader.lockstep.inside.lines import where

MODULES: list[Any] = [importlib.import_module(name) for name in ("_posixshmem", "_multiprocessing")]
"""The modules whose functions give names; only the standard library itself imports them."""

_memory, _semaphores = MODULES
_unlinks = {"shared memory": _memory.shm_unlink, "a semaphore": _semaphores.sem_unlink}
_open: Any = _memory.shm_open
_SemLock: Any = _semaphores.SemLock


class _Semaphore(_SemLock):
    def __new__(cls, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> _Semaphore:
        made: _Semaphore = super().__new__(cls, kind, value, maxvalue, name, unlink)
        own = process.current_process()._config["semprefix"]  # no public name
        if not unlink and not name.startswith(f"{own}-"):
            _tell("a semaphore", name)
        return made


def watch() -> None:
    """Have this process, and those that it forks, tell what they make."""
    _memory.shm_open = _open_and_tell
    _semaphores.SemLock = _Semaphore


def _open_and_tell(path: str, flags: int, mode: int = 0o777) -> int:
    handle: int = _open(path, flags, mode)
    if flags & os.O_CREAT and flags & os.O_EXCL:
        _tell("shared memory", path)
    return handle


def _tell(what: str, name: str) -> None:
    me = task.current()
    message = {"op": "made", "on": name, "what": what}
    if place := where(me.setting.root):
        message["at"] = place
    me.ask(message)


def remove(made: list[list[str]]) -> list[str]:
    """Unlink what is left of what was `made`, each a kind and a name; return the names of that."""
    left = []
    for what, name in made:
        with contextlib.suppress(OSError, ValueError, KeyError):  # what it says may be nonsense
            _unlinks[what](name)
            left.append(name)
    return left
