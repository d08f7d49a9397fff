"""The keeper of the workers: every child of this process is one of them, or is killed."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Sequence
from typing import IO

from grader import processes
from grader.catalogue import HOUSE

AGAIN_SECONDS = 0.5
"""Wall seconds after which a worker is asked once more to end.

Python runs the handler of a signal between two of its own steps. One that arrives just before a
call that blocks is heard only when that call is interrupted, by the next signal.
"""


class Keeper:
    """Starts and ends workers for several threads.

    Where it is `alone` in this process, the process inherits what a killed worker leaves behind. So
    whenever a worker has ended, every child that is not a worker is killed. In a process that has
    children of its own, what is left ends because its parents and its conductor have gone.

    `stopped` tells that no worker is to be started any more.
    """

    def __init__(self, alone: bool = True) -> None:
        self._alone = alone
        if alone:
            processes.adopt_orphans()
        self._lock = threading.Lock()
        self._workers: dict[int, subprocess.Popen[bytes]] = {}
        self.stopped = False

    def start(self, command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes] | None:
        """Start a worker in a session of its own; return None when all has been stopped.

        The worker ends when the calling thread does.
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
            self._workers.pop(worker.pid, None)
            if self._alone:
                processes.kill_descendants(keep=frozenset(self._workers))
        return code

    def stop(self) -> None:
        """End all workers, and start no more."""
        with self._lock:
            self.stopped = True
            workers = list(self._workers.values())
            for worker in workers:
                worker.terminate()
        for worker in workers:
            while worker.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    worker.wait(AGAIN_SECONDS)
                worker.terminate()
            self.finish(worker)
