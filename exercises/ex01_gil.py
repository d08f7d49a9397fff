"""Exercise 1: one pen for all, or a pen for each.

In an office, forms have to be filled in. There are three ways to do it. One clerk can do all of
them, one after the other. Or several clerks sit at one desk, but there is only one pen: who writes
holds the pen, and the others wait for it. While a clerk is on the telephone, the pen is free; while
all have to write, they are no faster than one. Or each clerk gets a room of his own, with a pen of
his own; then the forms have to be carried there and back, but all of them write at the same time.

The desk is a Python process, the clerks are threads, and the pen is the *global interpreter lock*,
the GIL: only the thread that holds it executes Python code. The rooms are processes: each has a GIL
of its own. (There are builds of Python without a GIL; there, the clerks at the desk have a pen
each.)

You write the three ways, and a stop-watch that compares them.

An example: with the function

    def square(number):
        return number * number

each of `run_serial(square, [3, 1, 2])`, `run_threads(square, [3, 1, 2])` and
`run_processes(square, [3, 1, 2])` returns `[9, 1, 4]`. And with a function that waits for a second,
`compare(wait, [1, 2, 3, 4], workers=2)` returns something like
`{"serial": 4.0, "threads": 2.0, "processes": 2.1}`.

What is asked:

* All three return the list of the results, in the order of the inputs, whichever was ready first.
* `run_serial` calls `function` in this process, one input after the other. `run_threads` calls it
  in threads of this process. `run_processes` calls it in other processes only.
* `run_threads` and `run_processes` have at most `workers` calls under way at a time, and really
  that many when there are that many inputs.
* The inputs are anything that a `for` loop can go through, a generator too; there may also be none.
  Inputs and results may be anything, `None` too. Those of `run_processes` can be pickled, and they
  may be large: more than fits into a pipe.
* If `function` raises an `Exception`, that exception reaches the caller. It may happen that it
  cannot be sent from one process to another; then another exception comes out of `run_processes`.
  In no case does anything hang.
* `compare` calls all three with the same inputs, and returns how many seconds each of them took, on
  a clock on the wall, under the names "serial", "threads" and "processes". A generator can be gone
  through only once; it is to work with one all the same.
* Nothing is left behind: when one of the functions returns or raises, each process that it started
  has ended, and has been waited for.
* All this holds for each of Python's start methods (fork, forkserver and spawn). Under some of
  them a new process begins with a fresh copy of this module and sees none of the changes that you
  made to its variables. Whatever you pass to a process must be picklable, that is, fit to be sent
  as bytes: a lambda is not, nor a function that is defined inside another. `function` is.

Run this file to see what the pen is for: four calls that compute, and four that wait. What do you
expect?

    python exercises/ex01_gil.py
"""

import time


def run_serial(function, inputs):
    """Call `function` with each of `inputs`, one after the other, in this process.

    function: a function of one argument
    inputs: any iterable

    Returns the list of the results, in the order of the inputs.
    """
    # TODO: the plain way.
    raise NotImplementedError("TODO: write run_serial")


def run_threads(function, inputs, workers=2):
    """Call `function` with each of `inputs`, in threads of this process.

    function: a function of one argument; it may raise
    inputs: any iterable
    workers: how many calls are under way at a time

    Returns the list of the results, in the order of the inputs.
    Raises what `function` raised.
    """
    # TODO: let the threads share the work, and put the results in order.
    raise NotImplementedError("TODO: write run_threads")


def run_processes(function, inputs, workers=2):
    """Call `function` with each of `inputs`, in other processes.

    function: a function of one argument; it may raise
    inputs: any iterable
    workers: how many calls are under way at a time

    Returns the list of the results, in the order of the inputs.
    Raises what `function` raised.
    """
    # TODO: let the processes share the work, and bring the results back.
    raise NotImplementedError("TODO: write run_processes")


def compare(function, inputs, workers=2):
    """Measure how long the three of them take for the same work.

    function: a function of one argument
    inputs: any iterable, which may be one that can be gone through only once
    workers: how many calls are under way at a time, in threads and in processes

    Returns a dict with the seconds under the keys "serial", "threads" and "processes".
    """
    # TODO: take the time of each.
    raise NotImplementedError("TODO: write compare")


def primes_below(limit):
    """The demo's first function: it computes, and holds the pen all the time."""
    return sum(
        all(number % d for d in range(2, int(number**0.5) + 1)) for number in range(2, limit)
    )


def telephone(seconds):
    """The demo's second function: it waits, and leaves the pen to the others."""
    time.sleep(seconds)


if __name__ == "__main__":
    for function, inputs in ((primes_below, [150_000] * 4), (telephone, [0.5] * 4)):
        print(f"{function.__name__}, {len(inputs)} calls, 2 workers:")
        for way, seconds in compare(function, inputs, workers=2).items():
            print(f"    {way:<9} {seconds:5.2f} s")
