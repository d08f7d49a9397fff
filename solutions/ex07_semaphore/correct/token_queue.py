"""Uses a queue with `limit` tokens in it: whoever holds a token is inside."""

import multiprocessing


class Tokens:
    """Behaves like a semaphore in a `with` statement."""

    def __init__(self, limit):
        self.queue = multiprocessing.SimpleQueue()
        for number in range(limit):
            self.queue.put(number)

    def __enter__(self):
        self.token = self.queue.get()

    def __exit__(self, *exception):
        self.queue.put(self.token)


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    tokens = Tokens(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(tokens, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
