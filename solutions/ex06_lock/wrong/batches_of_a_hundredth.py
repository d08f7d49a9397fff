"""Makes a hundredth of all additions each time it has the lock.

rejected by test_one_process_counts: expected one addition in each critical section
"""

import multiprocessing


def increment(counter, lock, times):
    batch = max(1, times // 100)
    for start in range(0, times, batch):
        with lock:
            for _ in range(min(batch, times - start)):
                counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
