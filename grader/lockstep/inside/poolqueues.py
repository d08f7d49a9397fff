"""The two queues between a pool, or an executor, and its workers.

There is no pipe that could be full. Whoever waits for a result hears as well of workers that have
died.
"""

from __future__ import annotations

from multiprocessing import pool
from multiprocessing.reduction import ForkingPickler
from typing import Any

from grader.lockstep import plain
from grader.lockstep.inside import buffers, queues

LEAVES = "leaves"
"""What a worker puts among the results when it ends while there is more to do."""


class PoolQueue(queues.ManagedQueue):
    """A queue between processes that never fills and has no feeder."""

    def receive(self, watched: list[Any], early: bool = False) -> Any:
        """Return an item or, where there is none, the `watched` processes that have died.

        Who has ended with exit code 0 counts only where that is too `early`.
        """
        names = [process._lockstep[0] for process in watched]
        found, blob = self._ask("get", data={"watch": names, "early": early})
        if isinstance(found, list):
            return Fallen([p for p in watched if p._lockstep[0] in found])
        return ForkingPickler.loads(blob)


class Tasks(PoolQueue):
    """What is to be done. A thread of the caller's process pickles it later, as with a `Queue`."""

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Put a task; where it cannot be pickled, only whoever asks for its result learns of it."""
        try:
            super().put(item, block, timeout)
        except Exception as error:
            self._ask("lose", show=plain.show(_given(item)), what=type(error).__name__)
            raise

    def mark_for(self, item: Any, blob: bytes) -> str:
        return buffers.mark_for(_given(item), blob)


def _given(item: Any) -> Any:
    """Return what of a task the program has given: only that can change."""
    match item:
        case (_, _, pool.mapstar | pool.starmapstar, ((_, batch),), _):
            return batch
        case (_, _, _, args, kwargs):
            return args, *kwargs.values()
    return (item.args, *item.kwargs.values()) if item else ()


class Results(PoolQueue):
    """What has come of it; or the process id of a worker that ends, which no picture shows."""

    def shown(self, item: Any) -> str:
        is_end = isinstance(item, int) or (isinstance(item, tuple) and item[0] == LEAVES)
        return "the end" if is_end else super().shown(item)


class Fallen(list[Any]):
    """Processes that have died early."""
