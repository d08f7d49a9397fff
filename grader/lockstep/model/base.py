"""The interface between the conductor and its models.

A model answers three questions about an operation: can it succeed now, what comes of it when it
happens, and what comes of it when it gives up (a failed try, an expired time-out). What happened is
told as *touches*: on which object, in which mode. Two touches of one object *conflict* when their
order can matter; the explorer's whole notion of dependence is this one relation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from grader.lockstep.messages import Announcement

Wish = frozenset[tuple[str, str]]
"""All that an operation may touch, whenever it happens: objects, and in which modes."""


@dataclass(slots=True)
class Pending:
    """An operation that a task has announced; `deadline` is in seconds of virtual time.

    `wish` is what it may touch, as far as is known since there were so many objects (`World.wish`).
    """

    task: str
    ask: Announcement
    blob: bytes = b""
    deadline: float | None = None
    wish: tuple[int, Wish] = (0, frozenset())

    @property
    def tries(self) -> bool:
        """Whether the operation does not wait at all."""
        return self.ask.timeout == 0


@dataclass(slots=True, frozen=True)
class Touch:
    """How an event used an object.

    `open` tells whether, just before the event, an operation that waits for the object could have
    happened instead. Where it could not, the two did not compete; and if nothing but this event
    could make it possible (`sole`: the release of a lock), no other order exists.
    """

    object: str
    mode: str
    open: bool = True
    sole: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of an operation: the answer to the task, the touches, and other events it follows.

    `moved` is an item whose place the event decides (`Item`). A `fruitless` outcome changed nothing
    and told nothing new, like a failed try; a task that repeats one waits until what it looked at
    has changed.
    """

    value: Any = True
    touches: list[Touch] = field(default_factory=list)
    blob: bytes = b""
    follows: list[int] = field(default_factory=list)
    moved: Any = None
    fruitless: bool = False
    shown: str = ""


WAITING = frozenset(
    {"acquire", "through", "get", "recv", "eof", "join", "wait", "wake", "drain", "sent", "watch"}
)
"""Modes of operations that wait until they can happen, which `Touch.open` tells of."""

WATCHING = "watch"
"""The one of them in which an operation may wait for several objects, and any of them will do."""

WRITING = frozenset({"send", "flush"})
"""Modes of operations that wait only while somebody else's message is not written as a whole."""


class Model:
    """An object of the program. `version` grows whenever it changes.

    `operations` are those that a task may announce on it, `conflicting` the pairs of modes whose
    order can matter.
    """

    operations: frozenset[str] = frozenset()
    conflicting: frozenset[frozenset[str]] = frozenset()

    def __init__(self, name: str, type: str) -> None:
        self.name = name
        self.type = type
        self.version = 0

    def ready(self, pending: Pending) -> bool:
        """Tell whether the operation can succeed now."""
        return True

    def happen(self, pending: Pending) -> Outcome:
        """Do an operation that is ready."""
        raise NotImplementedError

    def give_up(self, pending: Pending) -> Outcome:
        """End an operation that is not ready: a failed try, or an expired time-out."""
        return Outcome(False, [Touch(self.name, "look", False)], fruitless=True)

    def break_off(self, pending: Pending) -> None:
        """Note that a process was killed which had announced this operation."""

    def modes(self, pending: Pending) -> frozenset[str]:
        """Return every mode in which the operation may touch the object, whenever it happens."""
        raise NotImplementedError

    def conflict(self, one: str, other: str) -> bool:
        """Tell whether the order of two touches in these modes can matter."""
        return frozenset((one, other)) in self.conflicting


def watching(pending: Pending) -> frozenset[str]:
    """Return the modes of an operation that waits for news, or only looks whether there is some."""
    if pending.tries:
        return frozenset({"look"})
    return frozenset({WATCHING} if pending.ask.timeout is None else {WATCHING, "look"})


def pairs(*texts: str) -> frozenset[frozenset[str]]:
    """Return the relation written as "a-b" for each pair; it is symmetric."""
    return frozenset(frozenset(text.split("-")) for text in texts)
