"""What a program needs to find of the system and of Python, whatever else is kept from it."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

SYSTEM = (
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/localtime",
)
"""What a program of the system needs, as far as it exists. Not all of /usr: a kit may be there."""

OF_A_PREFIX = ("bin", "lib", "lib64", "pyvenv.cfg")
"""What belongs to Python in a folder where it was installed, which may hold other things, too."""


@functools.cache
def everywhere() -> Sequence[Path]:
    """Return what every sandbox has to show, nothing of it twice."""
    found: list[Path] = []
    for path in [*map(Path, SYSTEM), *_python()]:
        if path.exists() and not any(path.is_relative_to(other) for other in found):
            found.append(path)
    return found


def shows(path: Path) -> Path | None:
    """Return which of them shows a file or a folder, be it by another name, or None."""
    real = path.resolve()
    return next((each for each in everywhere() if real.is_relative_to(each.resolve())), None)


def _python() -> Iterator[Path]:
    """Yield the files and folders of the Python that runs this."""
    for prefix in dict.fromkeys((sys.prefix, sys.exec_prefix, sys.base_prefix)):
        for name in OF_A_PREFIX:
            yield Path(prefix, name)
    link = Path(sys.executable)
    while True:
        yield link.parent
        if not link.is_symlink():
            return
        link = link.parent / os.readlink(link)
