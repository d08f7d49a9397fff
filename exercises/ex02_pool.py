"""Exercise 2: five computers in a room.

A hundred years ago a computer was a person. An observatory kept five of them in one room, and an
office boy with a list of sums. He put a sum in front of each. Whoever had finished handed in a slip
of paper and got the next sum, until the list was done, and in the evening all the results stood in
the book, in the order of the list. Nobody hired a new computer for every sum, and nobody sat idle
while one colleague did all the work.

You write that room. The computers are processes (workers), five of them unless somebody asks for
another number, the sums are the inputs of a function, and the book is a list. Together they are
called a pool. Then you let them make a table of factorials.

An example: with the function

    def square(number):
        return number * number

the call `parallel_map(square, [3, 1, 2], processes=2)` starts two workers, which call
`square(3)`, `square(1)` and `square(2)` between them, and returns `[9, 1, 4]`, always in this
order. `factorials(5)` returns `[1, 1, 2, 6, 24]`.

What is asked:

* `parallel_map` returns the very list that `list(map(function, inputs))` would, whichever worker
  is ready first. Each input is worked on once.
* All the work is done by `processes` workers, and none of it by the process that called
  `parallel_map`. The workers are used again and again: even for a thousand inputs there are never
  more than `processes` different ones. No worker is left without an input while there are enough
  for all: with three workers and three inputs or more, three calls are under way at once.
* `inputs` is anything that a `for` loop can go through: a list, a set, a generator, which can be
  gone through only once and has no length. There may be no inputs at all, or fewer than workers.
  Inputs and results may be anything that can be pickled: zero, `None`, a tuple, a string of
  several megabytes.
* If `function` raises an `Exception` for some input, it reaches the caller of `parallel_map`: a
  `KeyError` as a `KeyError`. One that cannot be pickled may arrive as another exception. But
  something is raised, and nobody waits for ever.
* `factorial(n)` is the product of all whole numbers from 1 to n; that of 0 is 1, and for a
  negative n there is a `ValueError`. Some of the numbers are large: your function has to manage
  11,999, where Python allows no function to call itself that many times.
* `factorials(limit)` is the list of the factorials of 0, 1, ..., limit - 1, made with
  `parallel_map` by as many workers as it is told.
* Nothing is left behind: when `parallel_map` returns or raises, each process that it started has
  ended, and has been waited for.
* All this holds for each of Python's start methods (fork, forkserver and spawn). Under some of
  them a new process begins with a fresh copy of this module and sees none of the changes that you
  made to its variables. Whatever you pass to a process must be picklable; `function` and the
  inputs are.

Run this file to make the factorials of range(12000), once alone and once with five workers. The
results have up to 43,000 digits, so only how many there are is printed, and how long it took:

    python exercises/ex02_pool.py
"""

import multiprocessing
import time


def factorial(n):
    """Multiply all whole numbers from 1 to `n`.

    n: a whole number

    Returns the product as an int; for 0 it is 1.
    Raises ValueError if `n` is negative.
    """
    # TODO: calculate it, and refuse what has no factorial.
    raise NotImplementedError("TODO: write factorial")


def parallel_map(function, inputs, processes=5):
    """Call `function` with each of `inputs`, in a pool of `processes` workers.

    function: the function to call, in a worker, with one input at a time; it may raise
    inputs: what to call it with, any iterable
    processes: how many workers share the work

    Returns the list of the results, in the order of `inputs`.
    Raises what `function` raises, after every worker has ended.
    """
    # TODO: share the work out, keep the order, and leave nothing behind.
    raise NotImplementedError("TODO: write parallel_map")


def factorials(limit, processes=5):
    """Make a table of factorials in a pool of `processes` workers.

    limit: how many factorials to calculate
    processes: how many workers share the work

    Returns the list of the factorials of 0, 1, ..., limit - 1.
    """
    # TODO: use the two functions above.
    raise NotImplementedError("TODO: write factorials")


if __name__ == "__main__":
    began = time.perf_counter()
    alone = [factorial(n) for n in range(12000)]
    print(f"alone: {len(alone):,} factorials in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    together = factorials(12000)
    print(f"five workers: {len(together):,} factorials in {time.perf_counter() - began:.1f} s")
    print("the same numbers" if together == alone else "not the same numbers")
    print(f"({multiprocessing.cpu_count()} processors, {multiprocessing.get_start_method()})")
