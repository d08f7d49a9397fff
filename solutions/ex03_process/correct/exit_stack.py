"""What has to be undone is noted when it is done: ExitStack calls it in the opposite order.

like: stop_event.py
"""

import multiprocessing
import time
from contextlib import ExitStack


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    with ExitStack() as stack:
        process = multiprocessing.Process(
            target=watchdog, kwargs={"heartbeat": heartbeat, "interval": interval}
        )
        process.start()
        stack.callback(process.join)
        stack.callback(process.terminate)
        return calculation()
