"""The command that runs a host as another user, who finds no files but its own: for root, in
containers.

Containers often forbid root to make namespaces, so that bubblewrap has nothing to make a box of.
But root can still become a user whom nobody else is, and Landlock, a part of Linux since 5.13, lets
every process renounce files. That is less than a box: the network and the names of other processes
stay in sight. For whoever is not root it would be no sandbox at all: what belongs to the same user,
like the sockets of a desktop, would be open to the submission.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox import cgroup, limits, shown, warden

HOUSE = Path(__file__).resolve().parents[2]
"""The folder of the kit."""


def command(visible: Sequence[Path], folder: Path) -> list[str]:
    """Return the command to put before another one, which then finds no files but `visible`.

    In `folder` it gets one of its own for temporary files.
    """
    return [
        *cgroup.command(),
        *(sys.executable, "-I", "-S", warden.__file__),
        *(str(os.getpid()), str(folder), str(HOUSE)),
        *map(str, [*shown.everywhere(), *visible]),
        "--",
        *limits.command(),
    ]


def is_offered() -> bool:
    """Tell whether this system has Landlock."""
    return sys.platform == "linux" and warden.version() > 0
