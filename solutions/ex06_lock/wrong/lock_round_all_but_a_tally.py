"""The lock is held for all additions; before them another Value counts who has come so far.

rejected by test_others_get_their_turn: in no order of events does one of them
rejected by test_all_at_once: they count one after the other
"""

import multiprocessing

here = multiprocessing.Value("i", 0)


def increment(counter, lock, times):
    with here.get_lock():
        here.value += 1
    with lock:
        for _ in range(times):
            counter.value += 1


def count(processes=4, times=100_000):
    counter, lock = multiprocessing.Value("i", 0), multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
