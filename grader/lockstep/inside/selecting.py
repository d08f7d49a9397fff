"""Stand-ins for what waits for several descriptors: `select.select` and the classes of `selectors`.

An end of a pipe has no descriptor under control. A selector gives each one that it is to watch a
number of its own, below those of descriptors.
"""

from __future__ import annotations

import select
import selectors
from collections.abc import Iterable
from typing import Any

from grader.lockstep.inside import pipes, task

Three = tuple[list[Any], list[Any], list[Any]]

KINDS = ("DefaultSelector", "SelectSelector", "PollSelector", "EpollSelector")
"""The classes of selectors that programs choose from."""

_real_select = select.select


def select_ready(
    rlist: Iterable[Any], wlist: Iterable[Any], xlist: Iterable[Any], timeout: float | None = None
) -> Three:
    """Stand-in for `select.select`: it waits for what `pipes.wait` knows, or lets time pass."""
    ends, others, special = list(rlist), list(wlist), list(xlist)
    if task.controlled() and not others and not special and None not in map(pipes.target, ends):
        return pipes.wait(ends, timeout), [], []
    return _real_select(ends, others, special, timeout)


class Selector(selectors.SelectSelector):
    """Stand-in for every selector."""

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[pipes.Connection] = []

    def _fileobj_lookup(self, fileobj: Any) -> int:
        if not isinstance(fileobj, pipes.Connection):
            number: int = super()._fileobj_lookup(fileobj)
            return number
        if fileobj not in self._ends:
            self._ends.append(fileobj)
        return -2 - self._ends.index(fileobj)

    def _select(
        self, readers: set[int], writers: set[int], special: list[int], timeout: float | None = None
    ) -> Three:
        def things(numbers: Iterable[int]) -> list[Any]:
            return [self._ends[-2 - number] if number < 0 else number for number in numbers]

        ready, others, _ = select_ready(things(readers), things(writers), special, timeout)
        return [self._fileobj_lookup(thing) for thing in ready], others, []


def install() -> None:
    """Put the stand-ins in place."""
    select.select = select_ready
    for name in KINDS:
        setattr(selectors, name, Selector)
