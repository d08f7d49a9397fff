"""A thread of the watchdog waits for the word, and ends the whole process by os._exit."""

import multiprocessing
import os
import threading
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def leave_when_told(orders):
    orders.get()
    os._exit(0)


def watch_until_told(heartbeat, interval, orders):
    threading.Thread(target=leave_when_told, args=(orders,), daemon=True).start()
    watchdog(heartbeat, interval)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    orders = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=watch_until_told, args=(heartbeat, interval, orders))
    process.start()
    try:
        return calculation()
    finally:
        orders.put("go home")
        process.join()
