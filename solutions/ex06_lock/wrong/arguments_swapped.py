"""Takes `times` first and `processes` after it: called by position, it counts the other way round.

rejected by test_no_lost_update: count(2, 3): expected each process to add one to
    the same shared Value 3 times
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        # `+=` is a read and a write. The lock makes one step of the two for everybody who takes it,
        # and it is free again before the next round.
        with lock:
            counter.value += 1


def count(times=100_000, processes=4):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    # Counter and lock go to the workers as arguments: a worker that is not forked shares nothing
    # else with this process.
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    # Two loops: all are started before the first is waited for, else they would work in turn.
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
