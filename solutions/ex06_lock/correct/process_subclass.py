"""The workers are a subclass of Process with a run method."""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


class Guard(multiprocessing.Process):
    def __init__(self, counter, lock, times):
        super().__init__()
        self.counter = counter
        self.lock = lock
        self.times = times

    def run(self):
        increment(self.counter, self.lock, self.times)


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    workers = [Guard(counter, lock, times) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
