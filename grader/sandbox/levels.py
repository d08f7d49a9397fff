"""The levels of protection, by name, and which of them this machine offers.

A grade records the level under which it was made. What does not work is told with its reason and a
remedy; nobody's code runs with less protection than was asked for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader import lockstep
from grader.lockstep.host import Prefix, unprotected
from grader.sandbox import bubblewrap, landlock, shown

NONE = "none"
LANDLOCK = "landlock"
BUBBLEWRAP = "bubblewrap"
AUTO = "auto"

LEVELS: dict[str, Prefix] = {
    BUBBLEWRAP: bubblewrap.command,
    LANDLOCK: landlock.command,
    NONE: unprotected,
}
"""From the strongest to the weakest."""

ESSENTIAL = "import multiprocessing, sys; multiprocessing.Lock(); open(sys.argv[1]).close()"
"""What has to work in a sandbox."""

SECONDS = 60
"""Wall seconds that a sandbox may take to be made; far more than it needs."""

PACKAGES = {"bwrap": "bubblewrap", "prlimit": "util-linux", "setpriv": "util-linux"}
"""Commands, and the package of Debian and Ubuntu that they are in."""

COMMANDS = {BUBBLEWRAP: ("bwrap", "prlimit", "setpriv"), LANDLOCK: ("prlimit",)}
"""What the levels need."""

SECRETS = (landlock.HOUSE / "tests", landlock.HOUSE / "solutions")
"""What of the kit no submission may see."""


class Unavailable(Exception):
    """This machine does not offer the level: the text says what is missing, and the remedy."""


def named(asked: str) -> str:
    """Return the level that is asked for: "auto" means the strongest."""
    return BUBBLEWRAP if asked == AUTO else asked


def choose(asked: str, kept: Sequence[Path] = ()) -> str:
    """Return the level to grade with; raise Unavailable where it cannot be had.

    A weaker one has to be asked for by its name. A submission is not to see what is in `kept`, nor
    the kit's suites and solutions.
    """
    level = named(asked)
    if problem := missing(level, kept):
        raise Unavailable(problem)
    return level


def missing(level: str, kept: Sequence[Path] = ()) -> str:
    """Return what a level lacks on this machine, and the remedy; nothing where it works.

    It does not where it shows what is in `kept`, or the kit's suites and solutions.
    """
    if level == NONE:
        return ""
    if sys.platform != "linux":
        return f"{level} exists on Linux only: grade there, or in a virtual machine with Linux"
    for command in COMMANDS[level]:
        if shutil.which(command) is None:
            package = PACKAGES[command]
            return f"there is no {command}: install it (Debian, Ubuntu: apt install {package})"
    if level == LANDLOCK and os.geteuid() != 0:
        return "only root can run submissions as another user: grade as root, or with bubblewrap"
    if level == LANDLOCK and not landlock.is_offered():
        return (
            "this system has no Landlock, or a container forbids it: it needs Linux 5.13 or later"
        )
    return _in_sight([*filter(Path.exists, SECRETS), *kept]) or _tried(level)


def _in_sight(kept: Sequence[Path]) -> str:
    """Return which of these every sandbox shows, and the remedy; nothing where none is seen."""
    for path in kept:
        if place := shown.shows(path):
            return (
                f"{path} is in {place}, which submissions see, since Python or the system needs "
                "it: move it elsewhere, for example into your home"
            )
    return ""


def _tried(level: str) -> str:
    """Return why a sandbox does not work here, although it should; nothing where it does."""
    package = Path(lockstep.__file__).parent
    with tempfile.TemporaryDirectory(prefix="lockstep-") as folder:
        command = [
            *LEVELS[level]([package], Path(folder)),
            *(sys.executable, "-c", ESSENTIAL, lockstep.__file__),
        ]
        try:
            tried = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                text=True,
                errors="replace",
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{level} does not start: {error}"
    if tried.returncode == 0:
        return ""
    said = (tried.stderr.strip().splitlines() or [f"exit code {tried.returncode}"])[-1]
    return f"{level} does not work here ({said}). {_remedy(level, said)}"


def _remedy(level: str, said: str) -> str:
    """Return what to do about what was said while a sandbox was tried."""
    if "nknown option" in said:
        return "It has to be version 0.8 or later."
    if level == LANDLOCK or "failed to execute" in said or "rror" in said:
        return (
            f"Other users must be able to read {sys.prefix}, {sys.base_prefix} and the kit (chmod "
            "-R go+rX), and to enter the folders that they are in."
        )
    if os.geteuid() == 0:
        return (
            "In a container, allow it to make namespaces (Docker: --privileged, or --cap-add "
            "SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined), or "
            "be content with less: --sandbox landlock."
        )
    return (
        "This system keeps user namespaces from ordinary users: allow them (Ubuntu: sysctl -w "
        "kernel.apparmor_restrict_unprivileged_userns=0; Debian: sysctl -w "
        "kernel.unprivileged_userns_clone=1; elsewhere: sysctl -w user.max_user_namespaces=10000), "
        "or grade as root."
    )
