"""After a failure the watchdog is told by an Event of the module, another one under spawn.

rejected by test_every_start_method: under forkserver: it goes on for ever
"""

import multiprocessing

broken_off = multiprocessing.Event()


def watchdog(heartbeat, interval):
    while not broken_off.wait(interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    broken_off.clear()
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        result = calculation()
    except Exception:
        broken_off.set()
        process.join()
        raise
    process.terminate()
    process.join()
    return result
