"""Logical names: a task or an object is called by where it comes from.

They are made of who has made what, in which order, and of no number that the system gives. So they
are the same in every execution and on every machine.

    m          the main process
    m.0        the first process that it starts; m.0.2 is the third one that this one starts
    m~0        its first thread; m~0.1 is the second process that this thread starts
    m.0>m#1    the feeder of m.0 for the queue m#1
    m#1        the second object that the main process makes; its handle is m#1&
    m#1/2      a part of it whose order matters by itself
    m~!0       the first packet of m: ends of pipes that are on their way to somebody
    m.4?       a process of a free run that appeared without having been announced, as "?"
"""

from __future__ import annotations

import functools
import re

MAIN = "m"

HANDLE = "&"
"""What the name of a handle (`model.handle`) adds to that of its object."""

PACKET = "~!"
"""What the name of a packet adds to that of its sender."""

STRANGER = "?"
"""What a process of a free run calls itself that nobody has announced."""

CHILD = re.compile(r"[.~]\d+")
"""What the name of a process or thread adds to that of the task that starts it."""

OBJECT = re.compile(rf"[^#/]+#[0-9]+{re.escape(HANDLE)}?")
"""The name of an object, or of its handle."""


@functools.lru_cache  # asked for dozens of times in each move
def process_of(task: str) -> str:
    """Return the process that a task belongs to: itself, or that of a thread."""
    head, dot, tail = task.rpartition(".")
    return head + dot + tail.partition("~")[0]


def starter_of(process: str) -> str:
    """Return the task that has started a process: another one, or one of its threads."""
    return process.rpartition(".")[0]


def parent_of(task: str) -> str:
    """Return the process that has started the process of a task."""
    return process_of(starter_of(process_of(task)))


def feeder_of(process: str, queue: str) -> str:
    """Return the task that writes what a process has put into a queue."""
    return f"{process}>{queue}"


def is_feeder(task: str) -> bool:
    """Tell whether a task is the feeder of a queue."""
    return ">" in task


def of_feeder(task: str) -> tuple[str, str]:
    """Return the process and the queue of a feeder; of another task itself, and no queue."""
    process, _, queue = task.partition(">")
    return process, queue


def maker_of(name: str) -> str:
    """Return the task that has made an object; what is no object's name is returned as it is."""
    return name.partition("#")[0]


def number_of(name: str) -> int:
    """Return how many objects its maker had made before this one."""
    return int(name.rpartition("#")[2])


def neighbour_of(name: str, step: int) -> str:
    """Return the name of the object that the same task made so many objects later."""
    return f"{maker_of(name)}#{number_of(name) + step}"


def whole_of(name: str) -> str:
    """Return the object that a name is a part of, or its own."""
    return name.partition("/")[0]
