"""What learners have handed in, as data, wherever it came from."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

NOT_IN_KEYS = frozenset('/\\:*?"<>|%')
MAX_KEY = 200
"""Bytes of a key; most file systems take 255 in a name with its ending."""


@dataclass(frozen=True)
class Submission:
    """What is handed in for an exercise: `files` by name, among them the exercise's own.

    `problem` says why it cannot be graded. `missing` tells that there is no file.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    missing: bool = False
    problem: str = ""

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change whenever the files, or the problem, do."""
        total = hashlib.sha256(f"{self.missing}\0{self.problem}\0".encode())
        for name, data in sorted(self.files.items()):
            total.update(f"{name}\0{len(data)}\0".encode())
            total.update(data)
        return total.hexdigest()[:16]


@dataclass(frozen=True)
class HandIn:
    """One attempt at an exercise: what was handed in and where it was found.

    `submitted` and `late` are what the system says that it came from, `note` is what the learner
    should know of it.
    """

    submission: Submission
    submitted: str = ""
    late: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Learner:
    """A learner and what they handed in for each exercise (by its name), the latest last.

    `key` names them in files and commands; `identities` is what the system calls them that the
    files came from: "canvas id", "moodle id", "email", "sid", "username", "github".
    """

    key: str
    name: str
    attempts: dict[str, list[HandIn]]
    identities: dict[str, str] = field(default_factory=dict)


def key_of(name: str) -> str:
    """Return the key of a learner called `name`: another one for each, and good as a file name.

    What is odd in a file name is written as % and two hexadecimal digits; a long name is cut.
    """
    parts = [
        char
        if char.isprintable() and char not in NOT_IN_KEYS and not (char == "." and at == 0)
        else "".join(f"%{byte:02X}" for byte in os.fsencode(char))
        for at, char in enumerate(name)
    ]
    key = "".join(parts)
    data = os.fsencode(key)
    if len(data) <= MAX_KEY:
        return key
    mark = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return f"{data[: MAX_KEY - 20].decode('utf-8', 'ignore')}-{mark}"
