"""The keeper of the workers: every child of this process is one of them, or is killed."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from typing import IO

from grader.catalogue import HOUSE
from grader.grading import processes


class Keeper:
    """Starts and ends workers for several threads.

    This process inherits what a killed worker leaves behind. So whenever a worker has ended, every
    child that is not a worker is killed. `stopped` tells that no worker is to be started any more.
    """

    def __init__(self) -> None:
        processes.adopt_orphans()
        self._lock = threading.Lock()
        self._workers: dict[int, subprocess.Popen[bytes]] = {}
        self.stopped = False

    def start(self, command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes] | None:
        """Start a worker in a session of its own; return None when all has been stopped.

        The worker ends when the calling thread does: that thread has to wait for it.
        """
        with self._lock:
            if self.stopped:
                return None
            worker = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=HOUSE,
                start_new_session=True,
            )
            self._workers[worker.pid] = worker
            return worker

    def finish(self, worker: subprocess.Popen[bytes]) -> int:
        """Wait until a worker has ended, kill what it left behind, and return its exit code."""
        code = worker.wait()
        with self._lock:
            del self._workers[worker.pid]
            processes.kill_descendants(keep=frozenset(self._workers))
        return code

    def stop(self) -> None:
        """Have all workers end, and start no more."""
        with self._lock:
            self.stopped = True
            for worker in self._workers.values():
                worker.terminate()
