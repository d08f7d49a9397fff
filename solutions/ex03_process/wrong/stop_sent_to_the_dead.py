"""Tells the watchdog to stop by a message, which raises when a failed heartbeat has ended it.

rejected by test_failing_heartbeat: expected the same exception, got BrokenPipeError
"""

import multiprocessing
import time


def watchdog(heartbeat, interval, conn=None):
    while True:
        if conn is None:
            time.sleep(interval)
        elif conn.poll(interval):
            return
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    theirs, ours = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, theirs))
    process.start()
    theirs.close()
    try:
        result = calculation()
    except Exception:
        ours.send("stop")
        process.join()
        raise
    process.terminate()
    process.join()
    return result
