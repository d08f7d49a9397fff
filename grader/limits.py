"""What the system lets a process have: memory, and open files."""

from __future__ import annotations

import os
import sys

FILES = 512
"""Files that the kit may have open at a time: one for each process and thread of a program."""


class TooFewFiles(Exception):
    """The system does not let this process open as many files as it may need."""


def limit_memory(size: int) -> None:
    """Let this process, and each that it starts from now on, have at most `size` bytes of data."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        size = size if most == resource.RLIM_INFINITY else min(size, most)
        resource.setrlimit(resource.RLIMIT_DATA, (size, most))


def allow_files(count: int = FILES) -> None:
    """Let this process, and each that it starts from now on, open at least `count` files.

    Shells begin with fewer: 256, on macOS. Raise TooFewFiles where that is not allowed.
    """
    if os.name == "posix":
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if now == resource.RLIM_INFINITY or now >= count:
            return
        if most != resource.RLIM_INFINITY and most < count:
            raise TooFewFiles(
                f"a process may open only {most} files here, and this needs {count}: have the "
                "limit raised, which `ulimit -Hn` shows"
            )
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, most))
