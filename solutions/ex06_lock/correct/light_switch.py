"""Readers and writers with a light switch: who has added reads before and after.

slow: each addition has dozens of operations
"""

import multiprocessing as mp


class Lightswitch:
    def __init__(self):
        self.mutex, self.count = mp.Lock(), mp.RawValue("i", 0)

    def lock(self, semaphore):
        with self.mutex:
            self.count.value += 1
            if self.count.value == 1:
                semaphore.acquire()

    def unlock(self, semaphore):
        with self.mutex:
            self.count.value -= 1
            if self.count.value == 0:
                semaphore.release()


class ReadWrite:
    def __init__(self):
        self.switch, self.empty, self.turnstile = Lightswitch(), mp.Semaphore(1), mp.Semaphore(1)

    def read(self, counter):
        with self.turnstile:
            pass
        self.switch.lock(self.empty)
        try:
            return counter.value
        finally:
            self.switch.unlock(self.empty)

    def write(self, counter):
        with self.turnstile:
            with self.empty:
                counter.value += 1


def increment(counter, lock, times):
    for _ in range(times):
        if isinstance(lock, ReadWrite):
            before = lock.read(counter)
            lock.write(counter)
            assert lock.read(counter) > before
        else:
            with lock:
                counter.value += 1


def count(processes=4, times=100_000):
    counter, lock = mp.Value("i", 0), ReadWrite()
    team = [mp.Process(target=increment, args=(counter, lock, times)) for _ in range(processes)]
    for process in team:
        process.start()
    for process in team:
        process.join()
    assert not any(process.exitcode for process in team)
    return counter.value
