"""Peterson's lock for any number of processes, with its two steps in the wrong order.

rejected by test_no_lost_update: expected 2, got 1
"""

import multiprocessing as mp
import time


class Filter:
    def __init__(self, n):
        self.n = n
        self.level = mp.RawArray("i", [0] * n)
        self.last = mp.RawArray("i", [0] * (n + 1))


class Place:
    def __init__(self, shared, me):
        self.shared, self.me = shared, me

    def __enter__(self):
        s, me = self.shared, self.me
        for lv in range(1, s.n):
            s.last[lv] = me
            s.level[me] = lv
            while s.last[lv] == me and any(s.level[k] >= lv for k in range(s.n) if k != me):
                time.sleep(0)

    def __exit__(self, *exc):
        self.shared.level[self.me] = 0


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = mp.Value("q", 0)
    shared = Filter(processes)
    workers = [
        mp.Process(target=increment, args=(counter, Place(shared, i), times))
        for i in range(processes)
    ]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    return counter.value
