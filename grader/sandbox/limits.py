"""What the processes of one host may use, and the command that limits them.

A right solution of any exercise stays far below these. They are there for the machine's sake, and
decide no verdict.
"""

from __future__ import annotations

MB = 1 << 20

PROCESSES = 256
"""Processes and threads of one host at a time."""

MEMORY = 1024 * MB
"""Bytes of data of one process, without what it shares with others."""

SHARED_MEMORY = 128 * MB
"""Bytes of all that lies in /dev/shm: shared memory and semaphores."""

FILES = 64 * MB
"""Bytes of all that lies in /tmp, and of one file anywhere."""

OPEN_FILES = 1024
"""Files, pipes and sockets of one process."""

CPU_SECONDS = 300
"""Computing time of one process."""

TREE_MEMORY = 1024 * MB
"""Bytes of all the processes of one host together, with all that is in /dev/shm and /tmp."""


def command() -> list[str]:
    """Return the command that runs the one after it, and what that starts, under these limits."""
    return [
        "prlimit",
        f"--nproc={PROCESSES}",
        f"--data={MEMORY}",
        f"--fsize={FILES}",
        f"--nofile={OPEN_FILES}",
        f"--cpu={CPU_SECONDS}",
        "--core=0",
        "--",
    ]
