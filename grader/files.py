"""Writing a file in one step: there is the old one, or the whole new one."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


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
