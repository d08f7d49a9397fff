"""The result files of a class, `results/<learner>.json`, and nobody else's in their place."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from grader.suite.results import LearnerResult

NOT_IN_NAMES = frozenset('/\\:*?"<>|%')
MAX_NAME = 200
"""Bytes of a file name without its ending; most file systems take 255 in all."""


class NotWritable(Exception):
    """The folder for the results cannot be written to."""


class Results:
    """The results of a class below `out`. It remembers what it wrote, and can repair it."""

    def __init__(self, out: Path) -> None:
        self.folder = (out / "results").absolute()
        self._written: dict[str, bytes] = {}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
            self._before = set(os.listdir(self.folder))
        except OSError as error:
            raise NotWritable(f"{self.folder} cannot be written to: {error.strerror}") from None

    def write(self, folder: str, result: LearnerResult) -> Path:
        """Write the result of the learner whose folder is called `folder`; return where."""
        name = f"{file_name(folder)}.json"
        data = msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"
        self._written[name] = data
        self._put(name, data)
        return self.folder / name

    def repair(self) -> list[str]:
        """Write again what is no longer what was written; return the names of these files."""
        changed = [name for name, data in self._written.items() if not self._holds(name, data)]
        for name in changed:
            self._put(name, self._written[name])
        return changed

    def strangers(self) -> list[str]:
        """Return the names of files that have come since the beginning and are not ours."""
        with contextlib.suppress(OSError):
            return sorted(set(os.listdir(self.folder)) - self._before - set(self._written))
        return []

    def _holds(self, name: str, data: bytes) -> bool:
        path = self.folder / name
        try:
            return not path.is_symlink() and path.is_file() and path.read_bytes() == data
        except OSError:
            return False

    def _put(self, name: str, data: bytes) -> None:
        """Write a file in one step: there is the old one, or the whole new one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        number, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self.folder)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o644)
            os.replace(temporary, self.folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise


def file_name(folder: str) -> str:
    """Return a file name for a learner's folder name: another one for each, and never a path.

    What is odd in a file name is written as % and two hexadecimal digits; a long name is cut.
    """
    parts = [
        char
        if char.isprintable() and char not in NOT_IN_NAMES and not (char == "." and at == 0)
        else "".join(f"%{byte:02X}" for byte in os.fsencode(char))
        for at, char in enumerate(folder)
    ]
    name = "".join(parts)
    data = os.fsencode(name)
    if len(data) <= MAX_NAME:
        return name
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return f"{data[: MAX_NAME - 20].decode('utf-8', 'ignore')}-{mark}"
