"""A program that guards a host: `warden.py PARENT FOLDER HOUSE PATH ... -- COMMAND`, run by root.

It runs COMMAND as a user whom nobody else is. By Landlock that user has no files but those at the
PATHs, which it can read, and a folder in FOLDER, where it may do what it likes. When COMMAND ends,
or the process PARENT, all that is that user's ends, too, however far it has detached itself.

A folder of which only some files may be read cannot be listed, and from what it cannot list Python
does not import. So the PATHs in HOUSE have links to them in a folder that Python is told of.

It is a script, and imports nothing of the kit's. Sources: docs.kernel.org, "Landlock: unprivileged
access control", and kill(2) for who may send whom a signal.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import functools
import os
import resource
import signal
import stat
import struct
import sys
from typing import Any, NoReturn

FIRST_USER, USERS = 60578, 605
"""Numbers that no account has, nor systemd gives to anything."""

KILLER = FIRST_USER + USERS
"""Of the same kind: whoever ends a user's processes is this one, so that they cannot end it."""

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
GET_VERSION = 1
PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE = 1 << 14
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
"""The rights that make sense for what is no folder."""

READING = EXECUTE | READ_FILE | READ_DIR

RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
"""All the rights at files and folders that can be renounced, by the version that brought them."""

SCOPES = 6
"""The version with which a process can renounce the abstract sockets of others."""
ABSTRACT_SOCKETS = 1

SYSTEM_V = {"shm": 7, "msg": 7, "sem": 4}
"""What is in /proc/sysvipc, and in which column the number of its user is."""

IPC_RMID = 0

SHARED_MEMORY = "/dev/shm"
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@functools.cache
def _c() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Return which version of Landlock this system has; 0 or less where it has none."""
    return int(_c().syscall(CREATE_RULESET, None, 0, GET_VERSION))


def main() -> NoReturn:
    """Run the command; end with its exit code, and with all that it has started."""
    divide = sys.argv.index("--")
    parent, folder, house, *paths = sys.argv[1:divide]
    signal.signal(signal.SIGTERM, _stop)
    _c().prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    _c().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the process that started this one has gone")
    with open(__file__, "r+b") as numbers:
        user = _taken_from(numbers.fileno())
        code = 1
        try:
            own, links = _furnish(folder, house, paths, user)
            child = os.fork()
            if child == 0:
                _be_the_command(user, own, [links, *paths], sys.argv[divide + 1 :])
            _, status = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(status)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            _end_all_of(user)
    sys.exit(code if code >= 0 else 128 - code)


def _taken_from(numbers: int) -> int:
    """Return the number of a user whom no other warden has, as long as this process lives.

    Each locks, in a file that all of them know, the byte with that number: a submission cannot get
    at that, as it could at addresses of the network, which is for all.
    """
    for candidate in range(os.getpid(), os.getpid() + USERS):
        user = FIRST_USER + candidate % USERS
        with contextlib.suppress(BlockingIOError, PermissionError):
            fcntl.lockf(numbers, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, user)
            return user
    sys.exit("all users for submissions are taken")


def _furnish(folder: str, house: str, paths: list[str], user: int) -> tuple[str, str]:
    """Make a folder that is the user's, and one with links; return their paths."""
    os.chown(folder, 0, user)
    # the way to the conductor is for this user only
    os.chmod(folder, 0o710)  # noqa: S103  # the group is this user's
    own = os.path.join(folder, "o")  # short, since it is part of the paths of sockets
    os.mkdir(own, 0o700)
    os.chown(own, user, user)
    links = os.path.join(folder, "links")
    for path in paths:
        if os.path.commonpath([house, path]) == house:
            link = os.path.join(links, os.path.relpath(path, house))
            os.makedirs(os.path.dirname(link), 0o755, exist_ok=True)
            os.symlink(path, link)
    os.environ.update(TMPDIR=own, PYTHONPATH=links)
    return own, links


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(1)


def _be_the_command(user: int, own: str, paths: list[str], command: list[str]) -> NoReturn:
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_MSGQUEUE, (0, 0))  # they would outlive it
        _become(user)
        _renounce(own, paths)
        os.execvp(command[0], command)  # noqa: S606  # it is the host's
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is told
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(1)


def _become(user: int) -> None:
    """Give up the rights of root for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    if _c().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _renounce(own: str, paths: list[str]) -> None:
    """Renounce all files but these, and the sockets without a file of other programs."""
    has = version()
    rights = RIGHTS[min(has, max(RIGHTS))]
    asked = struct.pack("=QQQ", rights, 0, ABSTRACT_SOCKETS)
    size = len(asked) if has >= SCOPES else 8
    ruleset = _done("landlock_create_ruleset", _c().syscall(CREATE_RULESET, asked, size, 0))
    for path in paths:
        _allow(ruleset, path, READING & rights)
    _allow(ruleset, "/proc", (READ_FILE | READ_DIR) & rights)
    for path in (own, SHARED_MEMORY):
        _allow(ruleset, path, rights & ~EXECUTE)
    for path in DEVICES:
        _allow(ruleset, path, (READ_FILE | WRITE_FILE | TRUNCATE) & rights)
    _done("landlock_restrict_self", _c().syscall(RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Keep these rights at a path, and at all that is below it."""
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= OF_A_FILE
        rule = struct.pack("=Qi", rights, fd)
        _done("landlock_add_rule", _c().syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0))
    finally:
        os.close(fd)


def _done(what: str, result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def _end_all_of(user: int) -> None:
    """End every process of a user, and remove what they have left in memory.

    A process with that user's rights sends a signal to all whom it may send one: the kernel does
    that at one stroke, and nothing new can be started meanwhile. Another warden's killer may be
    among them, which then is started again.
    """
    code = -signal.SIGKILL
    while code < 0:
        killer = os.fork()
        if killer == 0:
            _kill_all_of(user)
        _, status = os.waitpid(killer, 0)
        code = os.waitstatus_to_exitcode(status)
    if code:
        sys.exit("the processes of a submission could not be ended")
    with contextlib.suppress(ChildProcessError):  # each orphan is a child of this process
        while True:
            os.wait()
    _clear_memory_of(user)


def _clear_memory_of(user: int) -> None:
    """Remove what is a user's in the memory that outlives processes."""
    for kind, column in SYSTEM_V.items():
        with contextlib.suppress(FileNotFoundError), open(f"/proc/sysvipc/{kind}") as lines:
            for fields in list(map(str.split, lines))[1:]:
                if int(fields[column]) == user:
                    _c()[f"{kind}ctl"](int(fields[1]), *([0] if kind == "sem" else []), IPC_RMID, 0)
    with os.scandir(SHARED_MEMORY) as found:
        for entry in found:
            with contextlib.suppress(OSError):
                if entry.stat(follow_symlinks=False).st_uid == user:
                    os.unlink(entry.path)


def _kill_all_of(user: int) -> NoReturn:
    """Kill all that may be killed by a user; nothing that is that user's can kill this process."""
    try:
        os.setgroups([])
        os.setresgid(KILLER, KILLER, KILLER)
        os.setresuid(KILLER, user, KILLER)
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        os._exit(0)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
