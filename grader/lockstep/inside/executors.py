"""Stand-in for ProcessPoolExecutor.

As with the pool, the workers are controlled processes that run the standard library's own loop, and
the futures are its own; what is simpler here is the way between them. One thread, the manager,
receives the results. As in CPython it hands on a few more calls than there are workers, and what
waits behind those can still be cancelled.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections import deque
from concurrent.futures import _base, process
from typing import Any

from grader.lockstep.inside import lines, poolqueues, privates

Base = process.ProcessPoolExecutor

LOST = (
    "A process in the process pool was terminated abruptly while the future was running or pending."
)
"""What the futures say that were under way when a worker died."""


class ProcessPoolExecutor(Base):
    """Stand-in for `concurrent.futures.ProcessPoolExecutor`."""

    def __init__(
        self,
        max_workers: int | None = None,
        mp_context: Any = None,
        initializer: Any = None,
        initargs: Any = (),
        *,
        max_tasks_per_child: int | None = None,
    ) -> None:
        if max_workers is not None and max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        method = "spawn" if max_tasks_per_child is not None else None
        context = mp_context or multiprocessing.get_context(method)
        if max_tasks_per_child is not None and context.get_start_method() == "fork":
            raise ValueError("max_tasks_per_child is incompatible with the 'fork' start method")
        self._mp_context = context
        self._max_workers = max_workers or os.cpu_count() or 1
        self._calls = poolqueues.Tasks()
        self._results = poolqueues.Results()
        arguments = [self._calls, self._results, initializer, initargs, max_tasks_per_child]
        self._arguments = arguments if sys.version_info >= (3, 11) else arguments[:4]
        self._processes: Any = {}
        self._manager: threading.Thread | None = None
        self._shutdown_lock = threading.Lock()
        self._shutdown_thread = False
        self._cancel_pending_futures = False
        self._broken: Any = False
        self._given = 0
        self._waiting: deque[tuple[int, Any]] = deque()
        self._at_work: dict[int, Any] = {}

    # -- the caller's side -----------------------------------------------------------------------

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        with self._shutdown_lock:
            if self._broken:
                raise process.BrokenProcessPool(self._broken)
            if self._shutdown_thread or process._global_shutdown:
                raise RuntimeError("cannot schedule new futures after shutdown")
            future: Any = _base.Future()
            self._waiting.append((self._given, process._WorkItem(future, fn, args, kwargs)))
            self._given += 1
            if self._manager is None:
                self._begin()
        self._hand_on()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Have the manager end, and forget it: who does so once more waits for nobody."""
        with self._shutdown_lock:
            self._cancel_pending_futures = cancel_futures
            self._shutdown_thread = True
            self.wakeup()
        if wait and self._manager is not None:
            self._manager.join()
        self._manager = None

    def wakeup(self) -> None:
        """Have the manager look whether it is to end; at exit, the standard library calls this."""
        if self._manager is not None:
            self._results.put(None)

    def _begin(self) -> None:
        for _ in range(self._max_workers):
            self._start_worker()
        self._manager = threading.Thread(target=self._manage)
        process._threads_wakeups[self._manager] = self
        self._manager.start()

    def _start_worker(self) -> None:
        worker = self._mp_context.Process(target=process._process_worker, args=self._arguments)
        worker.start()
        self._processes[worker.pid] = worker

    def _hand_on(self) -> None:
        """Give the workers as many calls as they may have.

        What cannot be sent fails when the lock is free: a callback may submit it once more.
        """
        failed = []
        with self._shutdown_lock:
            while self._waiting and len(self._at_work) <= self._max_workers:
                number, item = self._waiting.popleft()
                if not item.future.set_running_or_notify_cancel():
                    continue
                try:
                    self._calls.put(process._CallItem(number, item.fn, item.args, item.kwargs))
                except Exception as error:
                    failed.append((item.future, error))
                else:
                    self._at_work[number] = item
        for future, reason in failed:
            future.set_exception(reason)

    # -- the manager -----------------------------------------------------------------------------

    def _manage(self) -> None:
        """Hand each result to its future, until there is nothing left to do after a shutdown."""
        while not self._is_over():
            try:
                result = self._results.receive(list(self._processes.values()), early=True)
            except Exception:  # a result that cannot be unpickled
                result = poolqueues.Fallen()
            if isinstance(result, poolqueues.Fallen):
                self._break()
                return
            if isinstance(result, process._ResultItem):
                self._take(result)
            if self._cancel_pending_futures:
                self._cancel()
            self._hand_on()
        for _ in self._processes:
            self._calls.put(None)
        for worker in self._processes.values():
            worker.join()

    def _is_over(self) -> bool:
        ending = self._shutdown_thread or process._global_shutdown
        return bool(ending) and not self._waiting and not self._at_work

    def _take(self, result: Any) -> None:
        item = self._at_work.pop(result.work_id)
        if result.exception:
            item.future.set_exception(result.exception)
        else:
            item.future.set_result(result.result)
        gone = getattr(result, "exit_pid", None)
        if gone is not None:
            self._processes.pop(gone).join()
            if not self._is_over():
                self._start_worker()

    def _cancel(self) -> None:
        """Cancel what no worker has been given yet, without the lock, as callbacks may submit."""
        while self._waiting:
            self._waiting.popleft()[1].future.cancel()

    def _break(self) -> None:
        """Fail what is not done: a worker has died, and what it did is lost."""
        with self._shutdown_lock:
            self._broken = (
                "A child process terminated abruptly, the process pool is not usable anymore"
            )
            left = [*self._at_work.values(), *(item for _, item in self._waiting)]
            self._waiting.clear()
            self._at_work.clear()
        for item in left:
            item.future.set_exception(process.BrokenProcessPool(LOST))
        for worker in self._processes.values():
            worker.terminate()
        for worker in self._processes.values():
            worker.join()


privates.watch(ProcessPoolExecutor)
process.ProcessPoolExecutor = ProcessPoolExecutor
lines.beginnings.add(process._process_worker.__code__)
