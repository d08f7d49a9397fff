"""Stand-ins for Pool and ThreadPool.

CPython's pool has three threads of its own, four pipes and a cache between the caller and the
workers. What a program can tell of them is less: workers take tasks in the order in which they were
given, one thread of the caller's process receives the results, and a worker that dies is replaced.
So here the workers are controlled processes that run the standard library's own loop, and between
them and the caller there are two queues that never fill (`poolqueues`). The objects that the caller
waits on (`AsyncResult`, the iterators) are the standard library's own.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterable, Sized
from multiprocessing import pool, util
from typing import Any

from grader.lockstep.inside import life, lines, poolqueues, privates


class _UntilTheEnd:
    """Tasks for one worker, that remember whether they came to an end."""

    def __init__(self, tasks: Any) -> None:
        self._tasks = tasks
        self.ended = False

    def get(self) -> Any:
        item = self._tasks.get()
        self.ended = item is None
        return item


def work(tasks: Any, results: Any, initializer: Any, *more: Any) -> None:
    """Run the loop of a worker; say when it ends while there is more to do."""
    mine = _UntilTheEnd(tasks)
    pool.worker(mine, results, initializer, *more)
    if not mine.ended:
        results.put((poolqueues.LEAVES, os.getpid(), None))


class _Cache(dict[int, Any]):
    """The jobs that are not done; `idle` is set when there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.idle = threading.Event()

    def __delitem__(self, job: int) -> None:
        super().__delitem__(job)
        if not self:
            self.idle.set()

    def wait_until_empty(self) -> None:
        while self:
            self.idle.clear()
            self.idle.wait()


class _Intake:
    """What the caller's methods put tasks into: it hands them on at once."""

    def __init__(self, owner: Pool) -> None:
        self._owner = owner

    def put(self, given: tuple[Iterable[Any], Callable[[int], None] | None]) -> None:
        tasks, set_length = given
        last = -1
        for job, number, *rest in tasks:
            last = number
            try:
                self._owner._inqueue.put((job, number, *rest))
            except Exception as error:
                if job in self._owner._cache:
                    self._owner._cache[job]._set(number, (False, error))
        if set_length:
            set_length(last + 1)


class Pool(pool.Pool):
    """Stand-in for `multiprocessing.pool.Pool`."""

    def __init__(
        self,
        processes: int | None = None,
        initializer: Any = None,
        initargs: Any = (),
        maxtasksperchild: int | None = None,
        context: Any = None,
    ) -> None:
        self._pool: list[Any] = []
        self._state = pool.INIT
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if maxtasksperchild is not None and (
            not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0
        ):
            raise ValueError("maxtasksperchild must be a positive int or None")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._ctx = context or multiprocessing.get_context()
        self._cache = _Cache()
        self._processes = processes
        self._setup_queues()
        self._taskqueue = _Intake(self)
        self._feeding = 0
        self._new_worker = {
            "target": work,
            "args": (
                self._inqueue,
                self._outqueue,
                initializer,
                initargs,
                maxtasksperchild,
                self._wrap_exception,
            ),
        }
        self._repopulate_pool()
        self._result_handler = threading.Thread(target=self._receive, daemon=True)
        self._result_handler.start()
        self._state = pool.RUN
        util.Finalize(None, setattr, (self, "_state", pool.TERMINATE), exitpriority=life.OF_POOLS)

    def __del__(self) -> None:
        """Nothing to warn of: what a pool leaves behind is found at the end of the run."""

    def _setup_queues(self) -> None:
        self._inqueue = poolqueues.Tasks()
        self._outqueue = poolqueues.Results()

    def _repopulate_pool(self) -> None:
        for _ in range(self._processes - len(self._pool)):
            worker = self.Process(self._ctx, **self._new_worker)
            worker.name = worker.name.replace("Process", "PoolWorker")
            worker.daemon = True
            worker.start()
            self._pool.append(worker)

    def _next_result(self) -> Any:
        return self._outqueue.receive(self._pool)

    def _receive(self) -> None:
        """Hand each result to whoever waits for it; replace workers that are no longer there."""
        while (result := self._next_result()) is not None:
            if isinstance(result, poolqueues.Fallen):
                self._replace(result)
                continue
            job, number, outcome = result
            if job == poolqueues.LEAVES:
                self._replace([worker for worker in self._pool if worker.pid == number])
            elif job in self._cache:
                self._cache[job]._set(number, outcome)

    def _replace(self, gone: list[Any]) -> None:
        for worker in gone:
            worker.join()
            self._pool.remove(worker)
        if self._state == pool.RUN or (self._state == pool.CLOSE and self._cache):
            self._repopulate_pool()

    def imap(self, func: Any, iterable: Iterable[Any], chunksize: int = 1) -> Any:
        return self._lazily(super().imap, func, iterable, chunksize)

    def imap_unordered(self, func: Any, iterable: Iterable[Any], chunksize: int = 1) -> Any:
        return self._lazily(super().imap_unordered, func, iterable, chunksize)

    def _lazily(self, method: Any, func: Any, iterable: Iterable[Any], chunksize: int) -> Any:
        """Call `method`; where getting the inputs may take its time, hand them on in a thread."""
        if isinstance(iterable, Sized):
            return method(func, iterable, chunksize)
        self._taskqueue, intake = _Threaded(self), self._taskqueue
        try:
            return method(func, iterable, chunksize)
        finally:
            self._taskqueue = intake

    def close(self) -> None:
        if self._state == pool.RUN:
            self._state = pool.CLOSE
            self._tell_the_end()

    def _tell_the_end(self) -> None:
        """Tell the workers of a closed pool that no more tasks will come, after the last one."""
        if self._state == pool.CLOSE and not self._feeding:
            for _ in range(self._processes):
                self._inqueue.put(None)

    def terminate(self) -> None:
        if self._state == pool.TERMINATE:
            return
        self._state = pool.TERMINATE
        self._end_receiving()
        self._end_workers()

    def _end_receiving(self) -> None:
        if threading.current_thread() is not self._result_handler:
            self._outqueue.put(None)
            self._result_handler.join()

    def _end_workers(self) -> None:
        for worker in self._pool:
            worker.terminate()
        for worker in self._pool:
            worker.join()

    def join(self) -> None:
        if self._state == pool.RUN:
            raise ValueError("Pool is still running")
        if self._state == pool.CLOSE:
            self._cache.wait_until_empty()
            joined: list[Any] = []
            while left := [worker for worker in self._pool if worker not in joined]:
                left[0].join()
                joined.append(left[0])
            self._end_receiving()


class _Threaded:
    """What takes in tasks whose inputs may take their time: it hands them on in a thread."""

    def __init__(self, owner: Pool) -> None:
        self._owner = owner
        self._intake = owner._taskqueue

    def put(self, given: Any) -> None:
        self._owner._feeding += 1
        threading.Thread(target=self._feed, args=(given,), daemon=True).start()

    def _feed(self, given: Any) -> None:
        self._intake.put(given)
        self._owner._feeding -= 1
        self._owner._tell_the_end()


class ThreadPool(Pool):
    """Stand-in for `multiprocessing.pool.ThreadPool`."""

    _wrap_exception = False

    @staticmethod
    def Process(_ctx: Any, *args: Any, **kwargs: Any) -> Any:
        from multiprocessing.dummy import Process

        return Process(*args, **kwargs)

    def __init__(
        self, processes: int | None = None, initializer: Any = None, initargs: Any = ()
    ) -> None:
        Pool.__init__(self, processes, initializer, initargs)

    def _setup_queues(self) -> None:
        self._inqueue = queue.SimpleQueue()
        self._outqueue = queue.SimpleQueue()

    def _next_result(self) -> Any:
        return self._outqueue.get()

    def _end_workers(self) -> None:
        while not self._inqueue.empty():
            self._inqueue.get()
        for _ in self._pool:
            self._inqueue.put(None)
        for worker in self._pool:
            worker.join()


privates.watch(Pool)
privates.watch(_Intake, queue.SimpleQueue)
privates.watch(_Threaded, queue.SimpleQueue)
pool.Pool = Pool
pool.ThreadPool = ThreadPool
lines.beginnings.add(work.__code__)
