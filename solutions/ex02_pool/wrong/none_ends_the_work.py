"""A hand-made pool whose end marker is None, which is also an input.

rejected by test_any_inputs: deadlock: nobody can move any more.
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def work(function, tasks, outcomes):
    number, thing = tasks.get()
    while thing is not None:
        try:
            outcome = True, function(thing)
        except Exception as error:
            outcome = False, error
        outcomes.put((number, outcome))
        number, thing = tasks.get()


def parallel_map(function, inputs, processes=5):
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=work, args=(function, tasks, outcomes))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    count = 0
    for task in enumerate(inputs):
        tasks.put(task)
        count += 1
    for _ in workers:
        tasks.put((None, None))
    found = dict(outcomes.get() for _ in range(count))
    for worker in workers:
        worker.join()
    for worked, value in found.values():
        if not worked:
            raise value
    return [found[number][1] for number in range(count)]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
