"""Writing a file or a folder in one step: there is the old one, or the whole new one."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path


class NotWritable(Exception):
    """A folder cannot be written; the text says which one, and why."""


def put(path: Path, data: bytes) -> None:
    """Write a file, and make the folder that it is in.

    Raise OSError where that cannot be done; what was there before is kept then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with fresh.open("xb") as file:
            file.write(data)
        os.replace(fresh, path)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()


def put_where_told(path: Path, data: bytes) -> None:
    """Write to what somebody has named: where a link leads to, and into a pipe or a device.

    Raise OSError where that cannot be done; a file that was there before is kept then.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
    else:
        put(Path(os.path.realpath(path)), data)


@contextlib.contextmanager
def in_place_of(folder: Path) -> Iterator[Path]:
    """Hand out a new folder to write to, which then takes the place of `folder`.

    Raise OSError where that cannot be done; what was there before is kept then.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".lockstep-", dir=folder.parent) as temporary:
        new, old = Path(temporary) / "new", Path(temporary) / "old"
        new.mkdir()
        yield new
        try:
            if folder.exists():
                os.replace(folder, old)
            os.replace(new, folder)
        except BaseException:  # also when somebody interrupts
            if old.exists():
                os.replace(old, folder)
            raise
