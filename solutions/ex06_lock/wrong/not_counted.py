"""Multiplies instead of counting: right by arithmetic, but nobody has added anything.

rejected by test_all_at_once: count(processes=3, times=1): expected 3 processes to be there at the
    same time, there were never more than 0
"""


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    return processes * times
