"""Who has been adding for a while adds several times each time it has the lock.

rejected by test_others_get_their_turn: it came after 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12
"""

import multiprocessing


def increment(counter, lock, times):
    done = 0
    while done < times:
        turn = min(1 + done // 8, times - done)
        with lock:
            for _ in range(turn):
                counter.value += 1
        done += turn


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
