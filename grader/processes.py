"""What only the operating system can do: adopt orphans, end with a parent, kill.

On Linux. Elsewhere the requests are not made, and what a submission detached from its parents may
be left running.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

import psutil

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

GUARD_SECONDS = 5.0
"""Wall seconds that a guard may take to end what it guards; a submission may pretend to be one."""


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, wherever it is."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent(parent: int, number: int = signal.SIGTERM) -> None:
    """Have a signal sent to this process when the thread of `parent` that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the process that started this one has gone")


def has_children() -> bool:
    """Tell whether this process may have children, be they ended or not; quicker than to look."""
    if not hasattr(os, "waitid"):
        return True
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def end_guards(*scripts: str) -> None:
    """Ask the children that run these, as guards of others, to end, and wait until they have.

    They know best what else has to be ended, and cleared away; it takes them no time.
    """
    guards = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if not set(scripts).isdisjoint(child.cmdline()):
                child.terminate()
                guards.append(child)
    psutil.wait_procs(guards, timeout=GUARD_SECONDS)


def kill_descendants(keep: frozenset[int] = frozenset()) -> None:
    """Kill all descendants of this process, but not the children `keep` and theirs."""
    while strays := [child for child in psutil.Process().children() if child.pid not in keep]:
        for stray in strays:
            kill_tree(stray)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(stray.pid, 0)


def kill_tree(top: psutil.Process) -> None:
    """Kill a process and its descendants. They are stopped first, so that none gets away."""
    with contextlib.suppress(psutil.Error):
        top.suspend()
        for process in [*top.children(recursive=True), top]:
            with contextlib.suppress(psutil.Error):
                process.kill()
