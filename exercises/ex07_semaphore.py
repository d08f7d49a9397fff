"""Exercise 7: six cars, two lifts.

A garage has two lifts. One morning six cars come in at once, numbered 0 to 5, each with its own
mechanic. All six mechanics start their day together, but only two cars can be up on a lift at any
moment. The others wait at the gate. As soon as one car comes down, the next goes up, whichever
that is. If a repair goes wrong, the car comes down all the same: a broken car must not block the
lift for the rest of the day.

You write the garage. Each mechanic is a process (a worker), the repair is the function `job`, and
a semaphore counts the lifts that are free. "Inside" means: having a lift.

An example: with the function

    def repair(number):
        if number == 4:
            raise ValueError("the bolt broke")

the call `run_workers(repair, workers=6, limit=2)` starts six processes, which call `repair(0)` to
`repair(5)`. Never are more than two of the calls under way at once. It returns 5: five workers
ended with exit code 0, and number 4 with another one.

What is asked:

* `run_workers` starts all `workers` processes at once, and each of them calls `job` once, with
  its own number; the numbers begin with 0.
* At most `limit` of them are inside at any moment, however the processes take turns. No place
  stays empty either: as long as enough workers are left, really `limit` of them are inside. Both
  hold for any `limit`, also when it is greater than `workers`.
* A worker that finds no place free waits, however long that may take, and then does its job. No
  job is left out, and none is done twice.
* A job may raise an `Exception`. Its worker then ends with an exit code that is not 0, and its
  place is free for the next one. That goes for every worker: even if each job raises, nobody
  waits for ever.
* `run_workers` waits for all, and returns how many of them ended with exit code 0.
* Nothing is left behind: when `run_workers` returns, each process that it started has ended, and
  has been waited for.
* All this holds for each of Python's start methods (fork, forkserver and spawn). Under some of
  them a new process begins with a fresh copy of this module: what was made here is made once more
  there, and is not the same object. What the workers are to share must be passed to them.
  Whatever you pass must be picklable; `job` is.

Run this file to watch six workers and two places; with one second for each job it takes 3
seconds:

    python exercises/ex07_semaphore.py
"""

import multiprocessing
import time


def worker(semaphore, job, number):
    """Call `job(number)` inside `semaphore`.

    semaphore: counts the places that are free; all workers share it
    job: the function to call, once; it may raise
    number: this worker's number

    Returns nothing. If the job raises, the process in which this runs ends with an exit code other
    than 0, and the place is free again.
    """
    # TODO: do the job while you hold a place, and give the place back in any case.
    raise NotImplementedError("TODO: write worker")


def run_workers(job, workers=6, limit=2):
    """Start `workers` processes at once, of which at most `limit` do their job at the same time.

    job: the function that each of the processes calls with its number
    workers: how many processes to start; their numbers are 0, 1, ..., workers - 1
    limit: how many of them may be inside at the same time

    Returns how many of the processes ended with exit code 0, when all of them have ended.
    """
    # TODO: make what the workers share, start them all, wait for them all, and count.
    raise NotImplementedError("TODO: write run_workers")


def repair(number):
    """The demo's job: takes a second."""
    name = multiprocessing.current_process().name
    print(f"car {number} goes up ({name})", flush=True)
    time.sleep(1)
    print(f"car {number} comes down", flush=True)


if __name__ == "__main__":
    began = time.perf_counter()
    repaired = run_workers(repair)
    seconds = time.perf_counter() - began
    print(f"{repaired} of 6 cars repaired in {seconds:.1f} seconds")
