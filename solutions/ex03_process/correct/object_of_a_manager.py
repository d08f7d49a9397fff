"""The watchdog is a thread in the server of a manager, which ends with its context."""

import multiprocessing.managers
import threading
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


class Dog:
    def __init__(self, heartbeat, interval):
        self.thread = threading.Thread(target=watchdog, args=(heartbeat, interval), daemon=True)

    def wake(self):
        self.thread.start()


class Kennel(multiprocessing.managers.BaseManager):
    """The server of a manager is a process, too."""


Kennel.register("Dog", Dog)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    with Kennel() as kennel:
        kennel.Dog(heartbeat, interval).wake()
        return calculation()
