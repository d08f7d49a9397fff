"""Each process waits for the one before it, after so many steps that schedules are left out.

rejected by test_all_at_once: they count one after the other
"""

from multiprocessing import Event, Lock, Process, Value


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def work(counter, lock, times, before, after):
    for _ in range(6):
        with lock:
            pass
    if before is not None:
        before.wait()
    increment(counter, lock, times)
    after.set()


def count(processes=4, times=100_000):
    counter, lock = Value("i", 0), Lock()
    events = [None, *(Event() for _ in range(processes))]
    workers = [
        Process(target=work, args=(counter, lock, times, events[i], events[i + 1]))
        for i in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
