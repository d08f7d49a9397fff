"""A limit of memory for all the processes of a host together: a cgroup, where we may make one.

Root may, almost everywhere. A process that grades has one group, for the hosts that it and what it
forks start one after another. Both versions of Linux's control groups are known: where a host's
processes want too much, the second ends them all at once, the first the largest one.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import time
from pathlib import Path

from grader.sandbox import limits

TOP = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
PREFIX = "lockstep-"

VALUES = {
    "memory.max": limits.TREE_MEMORY,
    "memory.swap.max": 0,
    "memory.oom.group": 1,
    "memory.limit_in_bytes": limits.TREE_MEMORY,
    "memory.memsw.limit_in_bytes": limits.TREE_MEMORY,
}
"""What to write into the files of a group, as far as it has them: first the names of version 2."""

JOIN = 'echo 0 >"$1" && shift && exec "$@"'
"""Enter a group, then become the command after it."""

SECONDS_TO_END = 2.0
"""Wall seconds that processes which were killed may take to leave their group."""


def command() -> list[str]:
    """Return the command that runs the one after it in the group of this process.

    It is empty where no group can be made.
    """
    group = _group()
    return ["sh", "-c", JOIN, "sh", str(group / "cgroup.procs")] if group else []


@functools.cache
def _group() -> Path | None:
    """Return the group of this process, made when it is first asked for."""
    sweep()
    group = _made()
    if group:
        atexit.register(_remove, group, os.getpid())
    return group


def left() -> list[Path]:
    """Return the groups of processes that are no longer there."""
    parent = _parent()
    found = parent.glob(f"{PREFIX}*") if parent else ()
    return [each for each in found if not Path("/proc", each.name.removeprefix(PREFIX)).exists()]


def sweep() -> None:
    """Remove the groups that processes left behind which were killed."""
    for group in left():
        _end(group)


def _made() -> Path | None:
    """Make the group of this process; return None where that fails."""
    parent = _parent()
    if parent is None:
        return None
    group = parent / f"{PREFIX}{os.getpid()}"
    written = 0
    with contextlib.suppress(OSError):
        group.mkdir(exist_ok=True)
        for name, value in VALUES.items():
            if (group / name).exists():
                (group / name).write_text(str(value))
                written += 1
        if written:
            return group
    _end(group)
    return None


def _parent() -> Path | None:
    """Return the folder in which to make a group, if there is one in which we may."""
    parent = None
    if (TOP / "cgroup.controllers").exists():
        parent = TOP
        with contextlib.suppress(OSError):
            (TOP / "cgroup.subtree_control").write_text("+memory")
    elif OWN.exists():
        for line in OWN.read_text("utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            if "memory" in controllers.split(","):
                own = TOP / "memory" / path.lstrip("/")
                parent = own if own.is_dir() else TOP / "memory"
    return parent if parent and os.access(parent, os.W_OK) else None


def _remove(group: Path, maker: int) -> None:
    """Remove a group when its maker ends, and not when a process does that was forked from it."""
    if maker == os.getpid():
        _end(group)


def _end(group: Path) -> None:
    """Remove a group, whose processes are being ended."""
    with contextlib.suppress(OSError):
        (group / "cgroup.kill").write_text("1")
    end = time.monotonic() + SECONDS_TO_END
    while group.exists() and time.monotonic() < end:
        try:
            group.rmdir()
        except OSError:
            time.sleep(0.01)
