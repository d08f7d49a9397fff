"""Each beat is a Timer that sets up the next one, while the main thread waits for the end."""

import contextlib
import multiprocessing
import threading


def set_up_the_next(heartbeat, interval):
    timer = threading.Timer(interval, beat, (heartbeat, interval))
    timer.daemon = True
    timer.start()


def beat(heartbeat, interval):
    heartbeat()
    set_up_the_next(heartbeat, interval)


def watchdog(heartbeat, interval):
    set_up_the_next(heartbeat, interval)
    threading.Event().wait()


def watch_until_the_end(heartbeat, interval, own_end, other_end):
    other_end.close()
    set_up_the_next(heartbeat, interval)
    with contextlib.suppress(EOFError):
        own_end.recv()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    its, mine = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(
        target=watch_until_the_end, args=(heartbeat, interval, its, mine)
    )
    process.start()
    try:
        return calculation()
    finally:
        mine.close()
        process.join()
