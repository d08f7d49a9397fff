"""The signs of a program: what its processes tell each other beside what they are handed.

A text that means "the end" in a queue is an item as good as any other. Which one a program has
chosen is seen in what goes through its queues and pipes. So a suite lets it run once, and hands it
its own signs the next time: who can tell the two apart is right, whatever the sign is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.lockstep.run import Run

MOST = 20
"""Signs that are tried out: each of them costs a few operations."""


def signs(runs: Iterable[Run], handed: Iterable[Any]) -> list[Any]:
    """Return, once each, the messages of `runs` that look like nothing that was `handed`.

    So are the parts of messages that are tuples, such as a text beside a number.

    None is no such sign: the exercises say where that is an ordinary message. Of runs that were
    free, no message is known. Of very many signs, the last ones are returned.
    """
    seen = {repr(None), *map(repr, handed)}
    found = []
    for message in (message for run in runs for message in run.messages):
        for sign in (message, *(message if isinstance(message, tuple) else ())):
            if repr(sign) not in seen:
                seen.add(repr(sign))
                found.append(sign)
    return found[-MOST:]
