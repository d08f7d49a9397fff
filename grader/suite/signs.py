"""The signs of a program: what its processes tell each other beside what they are handed.

A text that means "the end" in a queue is an item as good as any other. Which one a program has
chosen is seen in what goes through its queues and pipes and managers. So a suite lets it run once,
and hands it its own signs the next time: who can tell the two apart is right, whatever the sign is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from grader.lockstep.plain import Opaque
from grader.lockstep.run import Run

MOST = 20
"""Signs that are tried out: each of them costs a few operations."""

PARTS = 100
"""How many parts of one message are looked at."""

TEXT = re.compile(r"'([^'\\]+)'")
"""A text in what an object looks like."""


def signs(runs: Iterable[Run], handed: Iterable[Any]) -> list[Any]:
    """Return, once each, the messages of `runs` that look like nothing that was `handed`.

    So are the parts of messages, such as a text beside a number, in a dictionary or in an object.
    What is no plain data cannot be handed: in a container, what it looks like stands for it.

    None is no such sign: the exercises say where that is an ordinary message. Of runs that were
    free, no message is known. Of very many signs, the last ones are returned, rather texts than
    others.
    """
    seen = {repr(None), *map(repr, handed)}
    found = []
    for message in (message for run in runs for message in run.messages):
        for sign in _parts(message):
            if repr(sign) not in seen:
                seen.add(repr(sign))
                found.append(sign)
    found.sort(key=lambda sign: isinstance(sign, str | bytes))
    return found[-MOST:]


def _parts(message: Any) -> list[Any]:
    """Return a message and what is in it, from the outside to the inside, all of it plain."""
    parts = [message]
    for part in parts:
        parts += _inside(part)[: PARTS - len(parts)]
    return [_as_plain(part) for part in parts if not isinstance(part, Opaque)]


def _as_plain(part: Any) -> Any:
    """Return a part of a message, in which what each object looks like stands for it."""
    if isinstance(part, Opaque):
        return part.text
    if isinstance(part, dict):
        return {key: _as_plain(value) for key, value in part.items()}
    return type(part)(map(_as_plain, part)) if isinstance(part, tuple | list) else part


def _inside(part: Any) -> list[Any]:
    """Return what is in a container, and the texts that an object shows."""
    if isinstance(part, Opaque):
        return TEXT.findall(part.text)
    if isinstance(part, dict):
        return [*part.values()]
    return [*part] if isinstance(part, tuple | list) else []
