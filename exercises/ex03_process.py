"""Exercise 3: all is well, every five seconds.

On a station in the ice a meteorologist works out tomorrow's weather. That takes a while, and she
must not be disturbed. The people at home would like to know that the station is still there. So in
the next room sits an operator who does nothing but wait five seconds, send "all is well" by radio,
wait another five seconds, send it again, and so on. When the weather is ready, the operator may
stop, in the middle of a pause as well: nobody is kept waiting until the next message is due.

You write that station. The calculation runs in the process that calls you. The operator, the
*watchdog*, is a process of its own.

An example: with

    def weather():
        time.sleep(17)
        return "snow"

    def heartbeat():
        print("all is well")

the call `run_with_watchdog(weather, heartbeat, interval=5.0)` prints "all is well" after 5, 10 and
15 seconds, and returns "snow" after 17 seconds: not after 20.

What is asked:

* `watchdog` pauses for `interval` seconds, calls `heartbeat()`, pauses again, and so on for ever.
  A heartbeat may take some time itself; the pause after it has its full length all the same.
* `run_with_watchdog` calls `calculation()` once, in this process, while the watchdog is at work in
  another one. It returns what the calculation returned, whatever that is, `None` too.
* The watchdog stops as soon as the calculation ends, even if the interval is an hour. It neither
  beats once more nor keeps anybody waiting.
* A calculation may fail: if it raises an `Exception`, the watchdog stops just the same, and the
  caller of `run_with_watchdog` gets that exception.
* The radio may fail: if `heartbeat` raises an `Exception`, the calculation knows nothing of it. It
  goes on to its end, its result is returned, and nothing ever hangs. Whether there are more beats
  after that is for you to decide.
* Nothing is left behind: when `run_with_watchdog` returns or raises, each process that it started
  has ended, and has been waited for.
* All this holds for each of Python's start methods (fork, forkserver and spawn). Under some of
  them a new process begins with a fresh copy of this module and sees none of the changes that you
  made to its variables. Whatever you pass to a process must be picklable; `heartbeat` is.

Run this file to watch it; it takes 17 seconds:

    python exercises/ex03_process.py
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    """Sleep `interval` seconds, call `heartbeat()`, and so on for ever.

    heartbeat: the function to call after each pause; it may raise
    interval: the length of a pause, in seconds

    Never returns.
    """
    # TODO: pause and beat, pause and beat.
    raise NotImplementedError("TODO: write watchdog")


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    """Call `calculation()` in this process, while a watchdog beats in another one.

    calculation: the function to call, once; it may take long, and it may raise
    heartbeat: the function that the watchdog calls
    interval: the watchdog's pause before each beat, in seconds

    Returns what `calculation` returned, or raises what it raised; the watchdog has ended by then.
    """
    # TODO: start the watchdog, calculate, and see to it that the watchdog ends in any case.
    raise NotImplementedError("TODO: write run_with_watchdog")


def weather():
    """The demo's calculation: takes 17 seconds."""
    time.sleep(17)
    return "snow"


def all_is_well():
    """The demo's heartbeat: says where it comes from."""
    name = multiprocessing.current_process().name
    print(f"{time.strftime('%X')}  {name}: all is well", flush=True)


if __name__ == "__main__":
    print(f"{time.strftime('%X')}  the calculation begins")
    result = run_with_watchdog(weather, all_is_well)
    print(f"{time.strftime('%X')}  tomorrow's weather: {result}")
