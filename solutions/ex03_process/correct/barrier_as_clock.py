"""A Barrier is the clock: one who waits alone breaks it, which is the time for a beat."""

import multiprocessing
from threading import BrokenBarrierError


def meets(barrier, seconds=None):
    try:
        barrier.wait(seconds)
    except BrokenBarrierError:
        return False
    return True


def watchdog(heartbeat, interval, barrier=None):
    barrier = barrier or multiprocessing.Barrier(2)
    while not meets(barrier, interval):
        barrier.reset()
        try:
            heartbeat()
        except Exception as error:
            print(f"no beat: {error!r}", flush=True)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    barrier = multiprocessing.Barrier(2)
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, barrier))
    process.start()
    try:
        return calculation()
    finally:
        # The watchdog may not have mended the barrier yet.
        while not meets(barrier):
            pass
        process.join()
