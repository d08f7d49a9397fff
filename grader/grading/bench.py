"""Where the orders of a class go: to the threads of this process, each of which has a worker.

`grader.grading.cluster` has a bench whose orders go to other machines.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from grader.grading.station import Station


class Bench(Protocol):
    """Takes orders. `width` is how many it carries out at once."""

    @property
    def width(self) -> int:
        """How many orders are carried out at once, at this moment."""

    def submit(self, order: bytes) -> Future[bytes]:
        """Take an order; its answer is the result of the future."""

    def close(self) -> None:
        """End all that runs, and take no more."""


class LocalBench:
    """Carries out `width` orders at a time on this machine."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._station = Station()
        self._pool = ThreadPoolExecutor(width)

    def submit(self, order: bytes) -> Future[bytes]:
        """Take an order."""
        return self._pool.submit(self._station.perform, order)

    def close(self) -> None:
        """End all that runs, be it in the middle of an order."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._station.close()
        self._pool.shutdown()
