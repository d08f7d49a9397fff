"""The same order in each run: of threads, processes, connections and futures in a set.

By default the hash of an object is where it lies in memory, which differs from run to run. So the
loop over a set, such as the one in which an executor joins its threads, would take another order
each time. Here the hash is a number, which an object gets when it is first asked for it.
"""

from __future__ import annotations

import itertools
from multiprocessing import connection, process
from threading import Thread
from types import ModuleType
from typing import Any

_numbers = itertools.count()


def number(self: Any) -> int:
    """Return the hash of an object that is equal to no other one."""
    kept: dict[str, int] = self.__dict__
    if "_lockstep_hash" not in kept:
        kept["_lockstep_hash"] = next(_numbers)
    return kept["_lockstep_hash"]


def install() -> None:
    """Put the hash on what is there from the beginning."""
    kinds: tuple[Any, ...] = (Thread, process.BaseProcess, connection._ConnectionBase)
    for kind in kinds:
        kind.__hash__ = number


def install_futures(module: ModuleType) -> None:
    """Put the hash on the futures of the module that has them."""
    module.Future.__hash__ = number
