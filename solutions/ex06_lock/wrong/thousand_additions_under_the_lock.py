"""Takes the lock once for each full thousand of additions.

rejected by test_one_process_counts: there were up to 1000
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times // 1000):
        with lock:
            for _ in range(1000):
                counter.value += 1
    for _ in range(times % 1000):
        with lock:
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
