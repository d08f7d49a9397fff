"""The calculation has a thread of its own in this process, whose main thread waits for it."""

import multiprocessing
import threading
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    outcome = {}

    def calculate():
        try:
            outcome["result"] = calculation()
        except Exception as error:
            outcome["error"] = error

    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    thread = threading.Thread(target=calculate)
    thread.start()
    thread.join()
    process.terminate()
    process.join()
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]
