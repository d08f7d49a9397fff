"""No space left: where temporary files go, or where shared memory and semaphores do.

It is nobody's mistake, neither the program's nor the kit's, and has to be told with what to do.
"""

from __future__ import annotations

import errno
import os
import tempfile

FULL = (errno.ENOSPC, errno.EDQUOT)

NO_FOLDER = "No usable temporary directory"
"""What `tempfile` says where it can write nowhere, though that be for lack of space."""

TEMPORARY = (
    "no room is left where temporary files go (TMPDIR, or else /tmp): make room there, or name "
    "another folder in TMPDIR, and try again"
)

MEMORY = "/dev/shm"  # noqa: S108  # where Linux keeps it
SHARED = (
    f"no room is left for shared memory and semaphores in {MEMORY}: make room there, and try again"
)

LITTLE = 1 << 20
"""Bytes: where so few are left, what failed for lack of them may have given some back."""


def lacks(error: BaseException) -> bool:
    """Tell whether an error is one for lack of space."""
    no_folder = isinstance(error, FileNotFoundError) and NO_FOLDER in str(error)
    return no_folder or (isinstance(error, OSError) and error.errno in FULL)


def is_told_of(text: str) -> bool:
    """Tell whether a text, as of a traceback, has such an error in it."""
    return any(f"[Errno {number}]" in text for number in FULL)


def what_is_full() -> str:
    """Return what to say of this machine where there is no space on it; nothing where there is."""
    if _is_full(MEMORY):
        return SHARED
    return TEMPORARY if _is_full(tempfile.gettempdir()) else ""


def _is_full(folder: str) -> bool:
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize < LITTLE or (found.f_files > 0 and found.f_favail == 0)
