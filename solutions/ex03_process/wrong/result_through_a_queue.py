"""A thread calculates and hands the result on in a queue of processes: not all can be pickled.

rejected by test_any_result: it goes on for ever
"""

import multiprocessing
import threading
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    answers = multiprocessing.Queue()

    def calculate():
        try:
            answers.put((True, calculation()))
        except Exception as error:
            errors.append(error)
            answers.put((False, None))

    errors = []
    thread = threading.Thread(target=calculate)
    thread.start()
    try:
        good, value = answers.get()
        if not good:
            raise errors[0]
        return value
    finally:
        # It would sleep to the end of its pause; and join alone would wait for ever.
        process.terminate()
        process.join()
