"""A token in a pipe is the lock, but two who wait for it may each receive a part of it.

rejected by test_no_lost_update: use the same end of a pipe at once: what arrives is garbled
"""

import multiprocessing


class Token:
    def __init__(self):
        self.receiver, self.sender = multiprocessing.Pipe(duplex=False)
        self.sender.send("token")

    def __enter__(self):
        self.receiver.recv()

    def __exit__(self, *exception):
        self.sender.send("token")


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    token = Token()
    guards = [
        multiprocessing.Process(target=increment, args=(counter, token, times))
        for _ in range(processes)
    ]
    for guard in guards:
        guard.start()
    for guard in guards:
        guard.join()
    return counter.value
