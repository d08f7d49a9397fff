"""The counter is the one place of an Array, dressed as a Value."""

import multiprocessing


class First:
    """The first number of an array, by the name of `value`."""

    def __init__(self, array):
        self.array = array

    @property
    def value(self):
        return self.array[0]

    @value.setter
    def value(self, number):
        self.array[0] = number


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = First(multiprocessing.Array("i", 1))
    workers = [
        multiprocessing.Process(target=increment, args=(counter, counter.array, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
