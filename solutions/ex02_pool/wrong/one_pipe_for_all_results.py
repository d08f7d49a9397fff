"""All workers send their results into one end of a pipe, where long ones get mixed up.

rejected by test_large_data: use the same end of a pipe at once: what arrives is garbled
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def work(function, tasks, sender):
    for number, thing in iter(tasks.get, None):
        try:
            result, error = function(thing), None
        except Exception as raised:
            result, error = None, raised
        try:
            sender.send((number, result, error))
        except Exception:
            sender.send((number, None, RuntimeError(repr(error))))


def parallel_map(function, inputs, processes=5):
    tasks = multiprocessing.Queue()
    receiver, sender = multiprocessing.Pipe(duplex=False)
    workers = [
        multiprocessing.Process(target=work, args=(function, tasks, sender))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    count = 0
    for number, thing in enumerate(inputs):
        tasks.put((number, thing))
        count += 1
    received = [receiver.recv() for _ in range(count)]
    for _ in workers:
        tasks.put(None)
    for worker in workers:
        worker.join()
    for _, _, error in received:
        if error is not None:
            raise error
    return [result for _, result, _ in sorted(received, key=lambda one: one[0])]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
