"""The counter lies in shared memory, which the parent unlinks when all have counted.

slow: it cannot be controlled, and runs freely
"""

import contextlib
import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


class Counter:
    def __init__(self, memory):
        self._cells = memory.buf.cast("q")

    @property
    def value(self):
        return self._cells[0]

    @value.setter
    def value(self, value):
        self._cells[0] = value

    def close(self):
        self._cells.release()


def work(name, lock, times):
    memory = SharedMemory(name)
    with contextlib.closing(memory), contextlib.closing(Counter(memory)) as counter:
        increment(counter, lock, times)


def count(processes=4, times=100_000):
    lock = multiprocessing.Lock()
    memory = SharedMemory(create=True, size=8)
    try:
        workers = [
            multiprocessing.Process(target=work, args=(memory.name, lock, times))
            for _ in range(processes)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return int.from_bytes(memory.buf[:8], "little")
    finally:
        memory.close()
        memory.unlink()
