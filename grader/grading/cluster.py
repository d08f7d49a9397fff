"""A bench on other machines: the workers of a dask.distributed scheduler.

Each of them has this kit, which it proves before anything is graded. When one dies, the scheduler
gives its orders to another one; the gradebook is written here, and nowhere else.
"""

from __future__ import annotations

import atexit
import functools
from concurrent.futures import Future
from typing import Any

from grader.grading.station import Station, kit

SECONDS_TO_CONNECT = 10
"""Wall seconds in which the scheduler has to answer."""


class NoCluster(Exception):
    """The cluster cannot be used; the text says why and what to do."""


class ClusterBench:
    """Sends orders to the workers of the scheduler at `address`.

    Raise NoCluster where there is none, or where a worker has another kit.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise NoCluster(
                "--cluster needs dask.distributed: "
                "python -m pip install -r requirements-cluster.txt"
            ) from None
        try:
            self._client: Any = distributed.Client(address, timeout=SECONDS_TO_CONNECT)
        except (OSError, ValueError, TimeoutError) as error:
            raise NoCluster(
                f"there is no scheduler at {address}: start one with `dask scheduler` ({error})"
            ) from None
        try:
            self._compare_kits(address)
        except BaseException:
            self._client.close()
            raise
        self._executor: Any = self._client.get_executor(pure=False)

    def _compare_kits(self, address: str) -> None:
        try:
            found: dict[str, str] = self._client.run(kit)
        except Exception as error:  # noqa: BLE001  # whatever a worker raises, it has not this kit
            raise NoCluster(
                "a worker of the cluster cannot import this kit: start it in the kit's folder, "
                f"with `PYTHONPATH=. dask worker {address}` ({type(error).__name__}: {error})"
            ) from None
        if not found:
            raise NoCluster(
                f"the scheduler at {address} has no workers: start some, in the kit's folder, with "
                f"`PYTHONPATH=. dask worker {address}`"
            )
        for worker, other in sorted(found.items()):
            if other != kit():
                raise NoCluster(
                    f"the worker {worker} has the kit {other}, and this is {kit()}: bring the same "
                    "kit there, and start the worker again"
                )

    @property
    def width(self) -> int:
        """The threads of all workers that there are now."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def submit(self, order: bytes) -> Future[bytes]:
        """Take an order."""
        future: Future[bytes] = self._executor.submit(perform, order)
        return future

    def close(self) -> None:
        """Take no more orders; those that run come to their ends on the cluster, unheard."""
        self._executor.shutdown(wait=False)
        self._client.close()


def perform(order: bytes) -> bytes:
    """Carry out an order in the process of a worker of the cluster."""
    return _station().perform(order)


@functools.cache
def _station() -> Station:
    station = Station(alone=False)
    atexit.register(station.close)
    return station
