"""In the watchdog, a thread listens for the end; the pause is a wait for what that thread sets."""

import multiprocessing
import threading
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch_until(over, heartbeat, interval):
    stop = threading.Event()

    def listen():
        over.wait()
        stop.set()

    listener = threading.Thread(target=listen)
    listener.start()
    while not stop.wait(interval):
        heartbeat()
    listener.join()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    over = multiprocessing.Event()
    process = multiprocessing.Process(target=watch_until, args=(over, heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        over.set()
        process.join()
