"""The count of what is left is shared, but its lock is a global variable of the file.

Under forkserver and spawn each process makes another one, so two consumers may claim one item.

rejected by test_every_start_method: under spawn: deadlock
"""

import multiprocessing
import time

lock = multiprocessing.Lock()


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)


def consumer(queue, results, handle, left=None):
    while True:
        with lock:
            if left.value == 0:
                return
            left.value -= 1
        item = queue.get()
        try:
            results.put((True, handle(item)))
        except Exception as error:
            results.put((False, repr(error)))


def run(items, handle, consumers=2, interval=0.2):
    left = multiprocessing.Value("i", len(items), lock=False)
    queue, results = multiprocessing.Queue(), multiprocessing.Queue()
    crew = [
        multiprocessing.Process(target=consumer, args=(queue, results, handle, left))
        for _ in range(consumers)
    ]
    crew.append(multiprocessing.Process(target=producer, args=(queue, items, interval)))
    for member in crew:
        member.start()
    answers = [results.get() for _ in items]
    for member in crew:
        member.join()
    for good, answer in answers:
        if not good:
            raise RuntimeError(answer)
    return [answer for _, answer in answers]
