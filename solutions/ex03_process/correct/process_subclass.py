"""The watchdog is a subclass of Process, and a context manager.

like: object_with_its_process.py
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


class Watchdog(multiprocessing.Process):
    def __init__(self, heartbeat, interval):
        super().__init__(name="Watchdog")
        self.heartbeat = heartbeat
        self.interval = interval

    def run(self):
        watchdog(self.heartbeat, self.interval)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.terminate()
        self.join()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    with Watchdog(heartbeat, interval):
        return calculation()
