"""Lamport's bakery: who comes draws a number, without any lock of the system.

slow: it looks at many shared numbers
"""

import multiprocessing as mp
import time


class Bakery:
    def __init__(self, n):
        self.n = n
        self.choosing = mp.RawArray("b", n)
        self.number = mp.RawArray("q", n)


class Place:
    def __init__(self, bakery, me):
        self.bakery = bakery
        self.me = me

    def __enter__(self):
        b, me = self.bakery, self.me
        b.choosing[me] = 1
        b.number[me] = 1 + max(b.number[j] for j in range(b.n))
        b.choosing[me] = 0
        for j in range(b.n):
            if j == me:
                continue
            while b.choosing[j]:
                time.sleep(0)
            while b.number[j] and (b.number[j], j) < (b.number[me], me):
                time.sleep(0)

    def __exit__(self, *exc):
        self.bakery.number[self.me] = 0


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = mp.Value("q", 0)
    bakery = Bakery(processes)
    workers = [
        mp.Process(target=increment, args=(counter, Place(bakery, i), times))
        for i in range(processes)
    ]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    return counter.value
