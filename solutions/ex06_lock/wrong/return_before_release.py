"""Returns after the last addition without releasing: all others wait for ever.

rejected by test_no_lost_update: for lock (Lock), held by Process-1, which has ended
"""

import multiprocessing


def increment(counter, lock, times):
    for turn in range(times):
        lock.acquire()
        counter.value += 1
        if turn == times - 1:
            return
        lock.release()


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
