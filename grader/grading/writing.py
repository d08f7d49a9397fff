"""The result files of a class, `results/<learner>.json`, and nobody else's in their place."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from grader.files import NotWritable, put
from grader.suite.results import LearnerResult


class Results:
    """The results of a class below `out`, which knows when what it wrote has been changed."""

    def __init__(self, out: Path) -> None:
        self.folder = (out / "results").absolute()
        self._written: dict[str, str] = {}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
            self._before = set(os.listdir(self.folder))
        except OSError as error:
            raise NotWritable(f"{self.folder} cannot be written to: {error.strerror}") from None

    def write(self, key: str, result: LearnerResult) -> None:
        """Write the result of a learner.

        Raise NotWritable where that cannot be done; the file that was there before is kept then.
        """
        data = msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"
        try:
            put(self.folder / f"{key}.json", data)
        except OSError as error:
            raise NotWritable(
                f"{self.folder} cannot be written to: {error.strerror}. The grades are kept in the "
                "gradebook: make room, and give the same command again"
            ) from None
        self._written[key] = _digest(data)

    def changed(self) -> list[str]:
        """Return the keys of those whose files are no longer what was written."""
        return [key for key, digest in self._written.items() if not self._holds(key, digest)]

    def strangers(self) -> list[str]:
        """Return the names of files that have come since the beginning and are not ours."""
        with contextlib.suppress(OSError):
            ours = {f"{key}.json" for key in self._written}
            return sorted(set(os.listdir(self.folder)) - self._before - ours)
        return []

    def _holds(self, key: str, digest: str) -> bool:
        path = self.folder / f"{key}.json"
        try:
            return not path.is_symlink() and _digest(path.read_bytes()) == digest
        except OSError:
            return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
