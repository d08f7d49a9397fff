"""Exercise 6: one counter, many doors.

A museum has four doors, and one board that shows how many visitors have come in today. At each
door stands a guard. When a visitor passes, the guard reads the board, adds one and writes the new
number on the board. On a quiet day that works. On a busy day two guards read it at the same
moment, both read 17, and both write 18: two visitors came, and the board counts one. Nobody
notices until the evening, when the sum is wrong, and it is wrong by another number each day.

You write the guards. Each is a process of its own, the board is a number in memory that all of
them share (a `multiprocessing.Value`), and a lock sees to it that they do not get in each other's
way.

An example: `count(processes=2, times=3)` starts two processes, each of which adds one to the same
counter three times, and returns 6. With its default values, 4 processes and 100,000 times,
`count` returns 400,000. Not sometimes, and not nearly: each time.

What is asked:

* No addition ever gets lost, however the processes take turns. A wrong program may well give the
  right sum ten times in a row on your computer; the check looks for the one order of events in
  which it does not.
* The counter goes up one by one: somebody who keeps watching it sees every number from 0 to the
  end.
* Each addition happens under `lock`, or under another lock that all the processes share. Between
  two additions the lock is free, so that the other guards get their turn.
* Every addition is made. A guard who finds the lock taken waits until it is free, however long
  that takes, and then counts the visitor. Nobody ends up waiting for ever.
* The work is done in `processes` new processes, one call of `increment` in each, all of them at
  work at the same time. The process that called `count` only waits for them.
* The shared number can hold large sums (a total of 400,000 at the least).
* Nothing is left behind: when `count` returns, each process that it started has ended, and has
  been waited for.
* All this holds for each of Python's start methods (fork, forkserver and spawn). Under some of
  them a new process begins with a fresh copy of this module: what was made here is made once more
  there, and is not the same object. What the processes are to share must be passed to them.

Run this file to count to 400,000 (that takes a second or two):

    python exercises/ex06_lock.py
"""

import multiprocessing
import time


def increment(counter, lock, times):
    """Add one to `counter`, `times` times, in such a way that no addition gets lost.

    counter: the shared number, a multiprocessing.Value; other processes are adding to it too
    lock: the lock that all these processes share
    times: how many times to add one

    Returns nothing: the result is in `counter`.
    """
    # TODO: add one at a time, each time under a lock that everybody shares.
    raise NotImplementedError("TODO: write increment")


def count(processes=4, times=100_000):
    """Let `processes` processes, all at the same time, add one `times` times to one shared counter.

    processes: how many processes to start
    times: how many times each of them adds one

    Returns the final value of the counter as an int, when all the processes have ended.
    """
    # TODO: make what the processes share, start them all, and wait for them all.
    raise NotImplementedError("TODO: write count")


if __name__ == "__main__":
    began = time.perf_counter()
    total = count()
    seconds = time.perf_counter() - began
    print(f"counted to {total:,} in {seconds:.1f} s ({multiprocessing.get_start_method()})")
    print("correct" if total == 400_000 else f"{400_000 - total:,} additions got lost")
