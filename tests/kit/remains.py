"""What a program may leave behind: processes, shared memory, folders."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import psutil

GUARD = 20.0
"""Wall seconds for the operating system to take away what was killed; only a safety net."""

SHARED_MEMORY = Path("/dev/shm")


def processes(folder: Path) -> list[psutil.Process]:
    """Return the living processes that work in `folder`, as all of a program's processes do."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if Path(process.cwd()) == folder and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def survivors(folder: Path) -> list[str]:
    """Return the processes in `folder` that do not go away."""
    _, alive = psutil.wait_procs(processes(folder), timeout=GUARD)
    found = []
    for process in alive:
        with contextlib.suppress(psutil.Error):
            found.append(" ".join([str(process.pid), *process.cmdline()]))
            process.kill()
    return found


def shared_memory() -> set[str]:
    """Return the names of the shared memory and semaphores of this machine."""
    return set(os.listdir(SHARED_MEMORY)) if SHARED_MEMORY.is_dir() else set()


def forgotten(before: set[str]) -> set[str]:
    """Return what came since `before`, is used by nobody and does not go away.

    Others may run on this machine; and what a killed process has left, its resource tracker takes
    away a moment later.
    """
    end = time.monotonic() + GUARD
    while (left := _unused(before)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def _unused(before: set[str]) -> set[str]:
    fresh = shared_memory() - before
    for maps in Path("/proc").glob("[0-9]*/maps"):
        if not fresh:
            break
        with contextlib.suppress(OSError):
            text = maps.read_text("utf-8", "replace")
            fresh = {name for name in fresh if f"{SHARED_MEMORY}/{name}" not in text}
    return {name for name in fresh if (SHARED_MEMORY / name).exists()}
