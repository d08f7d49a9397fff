"""The levels of protection, by name, and which of them this machine offers.

A grade records the level under which it was made. What does not work is told with its reason and a
remedy; nobody's code runs with less protection than was asked for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from grader.lockstep.host import Prefix, unprotected
from grader.sandbox import bubblewrap

NONE = "none"
BUBBLEWRAP = "bubblewrap"

LEVELS: dict[str, Prefix] = {BUBBLEWRAP: bubblewrap.command, NONE: unprotected}
"""From the strongest to the weakest."""

ESSENTIAL = "import multiprocessing; multiprocessing.Lock()"
"""What has to work in a box."""

SECONDS = 60
"""Wall seconds that a box may take to be made; far more than it needs."""

COMMANDS = {"bwrap": "bubblewrap", "prlimit": "util-linux", "setpriv": "util-linux"}
"""What bubblewrap's boxes need, and the package of Debian and Ubuntu that it is in."""


class Unavailable(Exception):
    """This machine does not offer the level: the text says what is missing, and the remedy."""


def choose(asked: str) -> str:
    """Return the level to grade with: the one that is asked for or, for "auto", the strongest.

    Raise Unavailable where that cannot be had: also for "auto" when there is no sandbox at all.
    """
    if asked == NONE:
        return NONE
    if problem := missing():
        raise Unavailable(problem)
    return BUBBLEWRAP


def missing() -> str:
    """Return what bubblewrap lacks on this machine, and the remedy; nothing where it works."""
    if sys.platform != "linux":
        return "bubblewrap exists on Linux only: grade there, or in a virtual machine with Linux"
    for command, package in COMMANDS.items():
        if shutil.which(command) is None:
            return f"there is no {command}: install it (Debian, Ubuntu: apt install {package})"
    try:
        tried = subprocess.run(
            [*bubblewrap.command([Path(__file__)]), sys.executable, "-c", ESSENTIAL],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            text=True,
            errors="replace",
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    if tried.returncode == 0:
        return ""
    said = (tried.stderr.strip().splitlines() or [f"exit code {tried.returncode}"])[-1]
    return f"bubblewrap cannot make a box ({said}). {_remedy(said)}"


def _remedy(said: str) -> str:
    """Return what to do about what bubblewrap, or what it started, has said."""
    if "nknown option" in said:
        return "It has to be version 0.8 or later."
    if "failed to execute" in said or "rror" in said:
        return f"Other users must be able to read {sys.prefix} and the kit (chmod -R go+rX)."
    if os.geteuid() == 0:
        return (
            "In a container, allow it to make namespaces (Docker: --privileged, or --cap-add "
            "SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined)."
        )
    return (
        "This system keeps user namespaces from ordinary users: allow them (Ubuntu: sysctl -w "
        "kernel.apparmor_restrict_unprivileged_userns=0; Debian: sysctl -w "
        "kernel.unprivileged_userns_clone=1; elsewhere: sysctl -w user.max_user_namespaces=10000), "
        "or grade as root."
    )
