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
    """Return the command that runs the one after it, and what that starts, under these limits.

    Where this process may have less than one of them says, nobody can be given more.
    """
    import resource

    limits = {
        "nproc": (resource.RLIMIT_NPROC, PROCESSES),
        "data": (resource.RLIMIT_DATA, MEMORY),
        "fsize": (resource.RLIMIT_FSIZE, FILES),
        "nofile": (resource.RLIMIT_NOFILE, OPEN_FILES),
        "cpu": (resource.RLIMIT_CPU, CPU_SECONDS),
        "core": (resource.RLIMIT_CORE, 0),
    }
    options = []
    for name, (kind, limit) in limits.items():
        _, most = resource.getrlimit(kind)
        least = limit if most == resource.RLIM_INFINITY else min(limit, most)
        options.append(f"--{name}={least}")
    return ["prlimit", *options, "--"]
