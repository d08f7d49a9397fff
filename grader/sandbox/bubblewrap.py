"""The command that puts a host into a box of its own, made by bubblewrap.

In the box there is no network, no other process, and no file but those of Python and what the host
needs; /tmp and /dev/shm are empty and its own, the rest is read-only. All of it ends when the
command does, or the thread that started it, however far a process has detached itself.

An ordinary user's bubblewrap makes the box in a user namespace. Root needs none, and gets by
without: with root's rights bubblewrap can show files that nobody else may read, and the last step
before Python gives these rights up. The code of a submission never runs as root.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox import cgroup, limits, shown

AS_USER = ("--unshare-user", "--disable-userns")
AS_ROOT = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
"""Of root's rights, only the one to become somebody else is kept."""

FIRST_USER, USERS = 61184, 4096
"""Numbers that no account has: root's boxes run as one of these. All boxes of a submission have the
same, and no other submission has it: the kernel counts the processes of each user.
"""

_users: dict[int, tuple[int, socket.socket]] = {}
"""By process: the number that its boxes have, and what keeps it from others."""


def command(visible: Sequence[Path], _folder: Path) -> list[str]:
    """Return the command to put before another one, which then sees no files but `visible`."""
    root = os.geteuid() == 0
    return [
        *cgroup.command(),
        "bwrap",
        *("--unshare-ipc", "--unshare-net", "--unshare-pid", "--unshare-uts"),
        *("--unshare-cgroup-try", "--hostname", "box", "--die-with-parent"),
        *("--cap-drop", "ALL", *(AS_ROOT if root else AS_USER)),
        *("--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/tmp"),
        *("--setenv", "TMPDIR", "/tmp", "--unsetenv", "TEMP", "--unsetenv", "TMP"),
        *("--proc", "/proc", "--dev", "/dev"),
        *_empty("/dev/shm", limits.SHARED_MEMORY),
        *_empty("/tmp", limits.FILES),
        *_shown([*shown.everywhere(), *visible]),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--"),
        *limits.command(),
        *(_give_up_root() if root else ()),
    ]


def _give_up_root() -> list[str]:
    """Return the command that becomes a user whom nobody else is."""
    user = _user()
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--inh-caps=-all"]


def _user() -> int:
    """Return a number that no other process on this machine has for its boxes, as long as it lives.

    Whoever has one is bound to an address that goes with it. Each submission has a process.
    """
    process = os.getpid()
    if process not in _users:
        for number in range(process, process + USERS):
            user = FIRST_USER + number % USERS
            address = socket.socket(socket.AF_UNIX)
            try:
                address.bind(f"\0lockstep-user-{user}")
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    address.close()
                    continue  # any other: there are no such addresses here, and it may be shared
            _users[process] = user, address
            break
        else:
            raise OSError(errno.EAGAIN, "all users for boxes are taken")
    return _users[process][0]


def _empty(folder: str, size: int) -> list[str]:
    return ["--perms", "1777", "--size", str(size), "--tmpfs", folder]


def _shown(paths: Sequence[Path]) -> list[str]:
    """Return the options that show these files and folders, read-only, at their own places."""
    arguments: list[str] = []
    made = {"/", "/dev", "/tmp"}
    for path in paths:
        for folder in map(str, reversed(path.parents)):
            if folder not in made:
                arguments += ["--dir", folder]  # which everybody may enter
                made.add(folder)
        arguments += ["--ro-bind", str(path), str(path)]
    return arguments
