"""Each process writes what the total is going to be, as often as it is told, and nobody adds.

rejected by test_no_lost_update: did not go up by one each time; it showed [2, 2]
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def work(counter, times, total):
    for _ in range(times):
        counter.value = total


def count(processes=4, times=100_000):
    counter, total = multiprocessing.Value("i", 0), processes * times
    workers = [
        multiprocessing.Process(target=work, args=(counter, times, total)) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
