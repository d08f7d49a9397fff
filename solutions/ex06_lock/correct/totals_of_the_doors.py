"""An array: its first place is the counter, the others tell how many came through each door.

like: place_in_an_array.py
"""

import multiprocessing as mp


class FirstCell:
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


def _door(array, lock, times, number):
    increment(FirstCell(array), lock, times)
    array[number + 1] = times


def count(processes=4, times=100_000):
    array = mp.Array("q", processes + 1, lock=False)
    lock = mp.Semaphore(1)
    doors = []
    for number in range(processes):
        door = mp.Process(target=_door, args=(array, lock, times, number))
        door.start()
        doors.append(door)
    for door in doors:
        door.join()
    assert sum(array[1:]) == array[0]
    return array[0]
