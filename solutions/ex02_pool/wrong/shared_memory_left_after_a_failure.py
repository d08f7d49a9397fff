"""Each result comes in a block of shared memory; after a failure those of the rest stay.

rejected by test_exception_reaches_the_caller: never unlinked: shared memory made in work
"""

import multiprocessing
import pickle
from multiprocessing.shared_memory import SharedMemory


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def attempt(function, thing):
    """Return whether it worked, and the result or an exception, as bytes."""
    try:
        return pickle.dumps((True, function(thing)))
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            error = RuntimeError(f"{type(error).__name__}: {error}")
        return pickle.dumps((False, error))


def work(function, tasks, outcomes):
    for number, thing in iter(tasks.get, None):
        outcome = attempt(function, thing)
        block = SharedMemory(create=True, size=len(outcome))
        block.buf[: len(outcome)] = outcome
        block.close()
        outcomes.put((number, block.name))


def taken_from(name):
    block = SharedMemory(name)
    try:
        return pickle.loads(block.buf)
    finally:
        block.close()
        block.unlink()


def parallel_map(function, inputs, processes=5):
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    arguments = (function, tasks, outcomes)
    workers = [multiprocessing.Process(target=work, args=arguments) for _ in range(processes)]
    for worker in workers:
        worker.start()
    count = 0
    for numbered in enumerate(inputs):
        tasks.put(numbered)
        count += 1
    for _ in workers:
        tasks.put(None)
    names = sorted(outcomes.get() for _ in range(count))
    for worker in workers:
        worker.join()
    results = []
    for _, name in names:
        worked, value = taken_from(name)
        if not worked:
            raise value
        results.append(value)
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
