"""An object that has its process, whose target is a method of that object."""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


class Station:
    def __init__(self, heartbeat, interval):
        self.heartbeat = heartbeat
        self.interval = interval
        self.operator = multiprocessing.Process(target=self.operate)
        self.operator.start()

    def operate(self):
        watchdog(self.heartbeat, self.interval)

    def close(self):
        self.operator.terminate()
        self.operator.join()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    station = Station(heartbeat, interval)
    try:
        return calculation()
    finally:
        station.close()
